import { join } from 'node:path';
import { diffOfSteps } from './line-ends.mjs';
import { textOf } from './lines.mjs';
import { applyPlaces, stepsOf, unifiedDiff, updateChunks } from './patch-text.mjs';
import { chooseIndented, choosePlaces } from './places.mjs';

/**
 * One to three files, one of them perhaps new, moved or deleted, in one patch.
 * @param cut null, or how the turn ends before its result is told (Rollout.patch)
 */
export function patch(world, session, random, cut = null) {
  const names = world.paths((path) => session.reaches(path));
  const parts = [];
  const wanted = random.weighted({ 1: 7, 2: 2, 3: 1 });
  const used = new Set();
  for (let n = 0; n < Number(wanted); n++) {
    const kind = random.weighted({ update: 12, add: 3, move: 1.5, delete: 0.7, replace: 0.4 });
    const part = patchPart(
      world,
      session,
      random,
      kind,
      names.filter((path) => !used.has(path)),
      cut === null ? 'patch' : 'cut patch',
    );
    if (part === null) continue;
    for (const path of [part.path, part.target]) used.add(path);
    parts.push(part);
  }
  if (parts.length === 0) return;
  const way = patchWay(session, random, parts);
  const folder = way === 'cd-heredoc' ? 'src' : '';
  const spell = (path) => {
    const relative = session.relative(path);
    return folder === '' ? relative : relative.slice(folder.length + 1);
  };
  const body = parts.map(({ head, chunks }) => [head(spell), ...chunks].join('\n')).join('\n');
  const changes = Object.fromEntries(parts.map(({ path, change }) => [join(session.root, path), change]));
  const listed = parts.map(({ letter, target, path }) => `${letter} ${spell(target ?? path)}`);
  world.tell(`session ${session.number} turn ${session.turn} patches (${way}):\n${body}`);
  const act = () => {
    world.windows.command(
      session.key,
      parts.flatMap(({ path, target }) => [path, target ?? path]),
      cut === null ? 'patch' : 'cut patch',
    );
    for (const { path, target, after, action, quoted, end } of parts) {
      world.agentPaths.add(path).add(target ?? path);
      if (target !== undefined) {
        world.renamed(path, target);
        world.movedByPatch(path, target, after);
      }
      const { turn, orTurn } = session.writer('patch');
      const tree = world.tree.name;
      world.patched.push({
        session: session.id,
        turn,
        orTurn,
        path: target ?? path,
        action,
        isCut: cut !== null,
        tree,
      });
      for (const line of quoted ?? []) world.repo.ends.set(line, '');
      if (target !== undefined || after === null) world.set(path, null);
      if (after !== null) world.set(target ?? path, after, end);
    }
  };
  const pieces = parts.map(({ head, chunks, path, change }, n) => ({
    body: [head(spell), ...chunks].join('\n'),
    changes: { [join(session.root, path)]: change },
    listed: [listed[n]],
  }));
  session.rollout.patch({ body, changes, listed, way, folder, pieces }, act, cut);
}

/** The person stops the turn while a patch is asked for: it is not applied. */
export function abandonedPatch(world, session, random) {
  const path = random.pick(world.paths((name) => session.reaches(name)));
  const places =
    path === undefined ? null : choosePlaces(world.files.get(path), random, (n) => unwritten(world, random, n));
  if (places === null) return;
  const texts = world.files.get(path).map(({ text }) => text);
  const told = updateChunks(texts, places, random);
  if (told === null) return;
  const body = [`*** Update File: ${session.relative(path)}`, ...told.chunks].join('\n');
  world.tell(`session ${session.number} turn ${session.turn}: stopped before a patch of ${path} was applied`);
  const output = random.pick(['', 'aborted by user after 0.4s']);
  const way = session.era.bare && !session.era.patchTool ? 'words' : 'tool';
  const act = () => world.windows.command(session.key, [path], 'cut patch');
  session.rollout.patch({ body, changes: {}, listed: [], way, folder: '' }, act, output);
}

function unwritten(world, random, count) {
  return Array.from({ length: count }, () => ({ text: world.texts.next(random) }));
}

function patchWay(session, random, parts) {
  if (session.era.codeMode && random.chance(0.4)) return 'program';
  const inFolder =
    session.prefix === '' &&
    parts.every(({ path, target }) =>
      `${path}\n${target ?? path}`.split('\n').every((name) => name.startsWith('src/')),
    );
  const { bare, shell } = session.era;
  if (bare && !session.era.patchTool) return random.pick(['words', 'heredoc']);
  if (inFolder && shell !== 'exec_command' && random.chance(0.5)) return 'cd-heredoc';
  if (bare && random.chance(0.4)) return 'function';
  if (random.chance(0.2)) return session.era.shell === 'shell' && random.chance(0.5) ? 'words' : 'heredoc';
  return 'tool';
}

function patchPart(world, session, random, kind, names, via) {
  const writer = session.writer(via);
  if (kind === 'add' || names.length === 0) {
    const folders = session.prefix === '' ? undefined : [`${session.prefix}/`];
    const path = world.newPath(random, folders);
    if (!session.reaches(path)) return null;
    return whole(path, world.lines(random, random.between(1, 8), writer), 'create');
  }
  const path = random.pick(names);
  const lines = world.files.get(path);
  if (kind === 'replace') return whole(path, world.lines(random, random.between(1, 8), writer), 'modify');
  if (kind === 'delete') {
    if (world.paths().length < 3) return null;
    const change = { type: 'delete', content: world.repo.diskText(lines) };
    return {
      path,
      letter: 'D',
      head: (spell) => `*** Delete File: ${spell(path)}`,
      chunks: [],
      change,
      after: null,
      action: 'delete',
    };
  }
  const texts = lines.map(({ text }) => text);
  const places = choosePlaces(lines, random, (count) => world.lines(random, count, writer));
  if (places === null) return null;
  const told = updateChunks(texts, places, random);
  if (told === null) return null;
  const { chunks } = told;
  const keepsEnds = session.era.keepsEnds === true;
  // Up to 0.161 the lines that a patch quotes get its line ends.
  const quoted = keepsEnds ? [] : told.quoted.map((n) => lines[n]);
  const end = keepsEnds ? world.usualEnd(path) : '';
  const target =
    kind === 'move' ? world.newPath(random, session.prefix === '' ? undefined : [`${session.prefix}/`]) : undefined;
  if (target !== undefined && !session.reaches(target)) return null;
  const move = target === undefined ? null : join(session.root, target);
  return {
    path,
    target,
    letter: 'M',
    head: (spell) => `*** Update File: ${spell(path)}${target === undefined ? '' : `\n*** Move to: ${spell(target)}`}`,
    chunks,
    change: {
      type: 'update',
      unified_diff:
        world.lineEnds === null
          ? unifiedDiff(texts, places)
          : diffOfSteps(stepsOf(lines, places, (line) => world.repo.endOf(line), new Set(quoted), end)),
      move_path: move,
    },
    after: applyPlaces(lines, places),
    quoted,
    end,
    action: target === undefined ? 'modify' : 'rename',
  };
}

function whole(path, after, action) {
  const change = { type: 'add', content: textOf(after) };
  const chunks = after.map(({ text }) => `+${text}`);
  return { path, letter: 'A', head: (spell) => `*** Add File: ${spell(path)}`, chunks, change, after, action, end: '' };
}

/** A patch that changes nothing: it does not fit, or is declined. */
export function failedPatch(world, session, random) {
  const path = random.pick(world.paths((name) => session.reaches(name)));
  if (path === undefined) return;
  const text = random.pick(world.files.get(path))?.text ?? 'x';
  const body = `*** Update File: ${session.relative(path)}\n@@\n-${text} not there\n+${text} never written`;
  const output = random.pick([
    `apply_patch verification failed: Failed to find expected lines in ${path}:\n${text} not there`,
    'patch rejected by user',
  ]);
  world.tell(`session ${session.number} turn ${session.turn}: a patch of ${path} comes to nothing`);
  session.rollout.failedPatch(body, output);
}

/** A patch that would fit, and that the person declines; newer releases keep what it would have changed. */
export function declinedPatch(world, session, random) {
  const path = random.pick(world.paths((name) => session.reaches(name)));
  const lines = world.files.get(path);
  const places = path === undefined ? null : choosePlaces(lines, random, (n) => unwritten(world, random, n));
  const texts = lines?.map(({ text }) => text);
  const told = places === null ? null : updateChunks(texts, places, random);
  if (told === null) return;
  const body = [`*** Update File: ${session.relative(path)}`, ...told.chunks].join('\n');
  const change = { type: 'update', unified_diff: unifiedDiff(texts, places), move_path: null };
  world.tell(`session ${session.number} turn ${session.turn}: the person declines a patch of ${path}`);
  session.rollout.failedPatch(body, 'patch rejected by user', { [join(session.root, path)]: change });
}

const READING = [
  'ls -la',
  'cat README.md',
  'rg -n clamp src',
  'git status --short',
  'git diff',
  'sed -n 1,20p a.js',
  'git log --oneline -5',
];

export function readOnly(world, session, random) {
  const command = random.pick(READING);
  world.tell(`session ${session.number} turn ${session.turn} runs: ${command}`);
  session.rollout.shell(command);
}

/**
 * A command that writes. `how`: its kind.
 * @param cut null, or how the turn ends before its result is told (Rollout.shell)
 */
export function command(world, session, random, how, cut = null) {
  const names = world.paths((path) => session.reaches(path));
  const writer = session.writer(cut === null ? 'command' : 'cut command');
  const folders = session.prefix === '' ? undefined : [`${session.prefix}/`];
  const path = random.pick(names);
  const run = (text, paths, act) => {
    world.tell(`session ${session.number} turn ${session.turn} runs: ${text}`);
    const done = () => {
      world.windows.command(session.key, paths);
      act();
    };
    session.rollout.shell(text, done, cut);
  };
  const change = (changes, end) => {
    for (const [name, lines] of changes) {
      world.agentPaths.add(name);
      world.set(name, lines, end);
    }
  };
  if (how === 'heredoc') {
    const target = random.chance(0.6) || path === undefined ? world.newPath(random, folders) : path;
    if (!session.reaches(target)) return;
    const lines = world.lines(random, random.between(1, 7), writer);
    run(`cat > ${session.relative(target)} <<'EOF'\n${textOf(lines)}EOF`, [target], () =>
      change([[target, lines]], ''),
    );
    return;
  }
  if (path === undefined) return;
  const old = world.files.get(path);
  const name = session.relative(path);
  if (how === 'append') {
    const lines = world.lines(random, random.between(1, 3), writer);
    run(`cat >> ${name} <<'EOF'\n${textOf(lines)}EOF`, [path], () => change([[path, [...old, ...lines]]], ''));
  } else if (how === 'sed') {
    const at = random.below(old.length);
    if (old.length === 0 || old[at].text.trim() === '' || old.filter(({ text }) => text === old[at].text).length > 1)
      return;
    const line = world.lines(random, 1, writer)[0];
    const stop = world.lineEnds === null ? '$' : '';
    const wanted = `s/^${old[at].text.replace(/[.*[\]^$/\\]/g, '\\$&')}${stop}/${line.text}/`;
    run(`sed -i '${wanted}' ${name}`, [path], () => change([[path, old.with(at, line)]]));
  } else if (how === 'format') {
    const indented = chooseIndented(world, old, random, writer);
    run(`npx prettier --write ${name}`, null, () => change([[path, indented]]));
  } else if (how === 'opaque') {
    const changes = [];
    for (let n = 0; n < random.between(1, 2); n++) {
      const own = random.pick(names.filter((known) => !changes.some(([done]) => done === known)));
      if (own === undefined) continue;
      const lines = world.files.get(own);
      const places = choosePlaces(lines, random, (count) => world.lines(random, count, writer));
      if (places !== null) changes.push([own, applyPlaces(lines, places)]);
    }
    if (random.chance(0.25)) {
      const made = world.newPath(random, folders);
      if (session.reaches(made)) changes.push([made, world.lines(random, random.between(2, 6), writer)]);
    }
    const text = random.pick(['python3 scripts/migrate.py', './tools/generate.sh', 'npm run codegen', 'make sources']);
    run(text, null, () => change(changes, changes.length > 1 ? '' : undefined));
  } else if (how === 'mv' || how === 'git mv') {
    const target = world.newPath(random, folders);
    if (!session.reaches(target)) return;
    const isTracked = how === 'git mv' && world.repo.tries(0, 'ls-files', '--error-unmatch', path);
    const text = `${isTracked ? 'git mv' : 'mv'} ${name} ${session.relative(target)}`;
    run(text, [path, target], () => {
      world.agentPaths.add(path).add(target);
      world.renamed(path, target);
      if (isTracked) {
        world.repo.write(`${target}.folder`, '');
        world.repo.remove(`${target}.folder`);
        world.repo.git(world.seconds, 'mv', path, target);
      }
      world.set(path, null);
      world.set(target, old);
    });
  } else if (how === 'rm') {
    if (names.length < 3) return;
    run(`rm ${name}`, [path], () => change([[path, null]]));
  } else if (how === 'cp') {
    const target = world.newPath(random, folders);
    if (!session.reaches(target)) return;
    const copy = old.map(({ text }) => world.line(text, writer));
    for (const [n, line] of copy.entries()) world.repo.ends.set(line, world.repo.endOf(old[n]));
    run(`cp ${name} ${session.relative(target)}`, [target], () => change([[target, copy]]));
  }
}

/** `/undo`: the tree is the latest snapshot's again, and that snapshot is used up. */
export function undo(world, session) {
  const ghost = session.ghosts.at(-1);
  const known = ghost === undefined ? undefined : world.ghosts.get(ghost.id);
  if (!session.era.undo || known === undefined || known.lost || session.prefix !== '') return;
  session.ghosts.pop();
  world.tell(`session ${session.number}: undo to ${ghost.id.slice(0, 7)}`);
  world.tick(3000);
  if (!world.repo.tries(world.seconds, 'restore', '--source', ghost.id, '--worktree', '--', '.')) return;
  const untracked = world.repo.git(0, 'ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean);
  for (const path of untracked) {
    if (!ghost.untracked.includes(path)) world.repo.remove(path);
  }
  world.reread('undo', known.files);
  world.windows.snapshot(ghost.id, '');
  session.rollout.undone(ghost.id);
}
