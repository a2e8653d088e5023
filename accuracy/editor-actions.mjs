import { join } from 'node:path';
import { textOf } from './lines.mjs';
import { applyPlaces } from './patch-text.mjs';
import { choosePlaces } from './places.mjs';

/** One or two files, changed by an agent's own tools: a text replaced in them, or written whole. */
export function editFiles(world, session, random) {
  for (let n = 0; n < random.between(1, 2); n++) editFile(world, session, random);
}

function editFile(world, session, random) {
  const writer = session.writer('patch');
  const kind = random.weighted({ edit: 12, create: 3, replace: 1 });
  const path = random.pick(world.paths((name) => session.reaches(name)));
  if (kind === 'create' || path === undefined) {
    const folders = session.prefix === '' ? undefined : [`${session.prefix}/`];
    const made = world.newPath(random, folders);
    if (session.reaches(made)) {
      write(world, session, random, made, world.lines(random, random.between(1, 8), writer), 'create');
    }
    return;
  }
  const lines = world.files.get(path);
  const places = kind === 'replace' ? null : choosePlaces(lines, random, (count) => world.lines(random, count, writer));
  const after =
    kind === 'replace'
      ? world.lines(random, random.between(1, 8), writer)
      : places === null
        ? null
        : applyPlaces(lines, places);
  if (after === null || textOf(after) === textOf(lines)) return;
  write(world, session, random, path, after, kind === 'replace' ? 'modify' : 'edit');
}

function write(world, session, random, path, after, how) {
  const before = world.files.get(path);
  const trace = session.rollout;
  const change = {
    path: join(session.root, path),
    before: before === undefined ? null : textOf(before),
    after: textOf(after),
    by: how === 'edit' ? 'edit' : 'content',
  };
  if (before !== undefined && random.chance(0.2)) trace.reads(change.path, change.before);
  const withheld = how === 'edit' && !trace.cannot.has('withheld') && random.chance(0.3);
  world.tell(
    `session ${session.number} turn ${session.turn} (${session.options.agent}) ${how}s ${path}${withheld ? ', without what it was' : ''}:\n${change.after}`,
  );
  trace.edit(change, withheld, () => {
    world.windows.command(session.key, [path], 'patch');
    world.agentPaths.add(path);
    const action = before === undefined ? 'create' : 'modify';
    world.patched.push({
      session: session.id,
      turn: session.turn,
      path,
      action,
      isCut: false,
      tree: world.tree.name,
    });
    world.set(path, after, '');
  });
}

/** An edit that changes nothing: its text is not there, or the person declines it. */
export function failedEdit(world, session, random) {
  const path = random.pick(world.paths((name) => session.reaches(name)));
  if (path === undefined) return;
  const before = textOf(world.files.get(path));
  const after = `${before}${world.texts.next(random)} never written\n`;
  world.tell(`session ${session.number} turn ${session.turn}: an edit of ${path} comes to nothing`);
  const change = { path: join(session.root, path), before, after, by: 'edit' };
  session.rollout.notDone(change, random.pick(['failed', 'rejected']));
}
