import { join } from 'node:path';
import { MODELS } from './eras.mjs';
import { textOf } from './lines.mjs';
import { applyPlaces, unifiedDiff, updateChunks } from './patch-text.mjs';
import { chooseIndented, choosePlaces } from './places.mjs';
import { Rollout } from './rollout.mjs';

/** One session: its trace, the folder it works in and the files that are its own. */
export class Session {
  turn = 0;
  model = null;
  ghosts = [];

  /** @param options as the generator makes them: version, sub, kind, share */
  constructor(world, number, options) {
    this.world = world;
    this.number = number;
    this.options = options;
    this.prefix = options.sub ? 'pkg' : '';
    const stamp = world.clock.toString(16).padStart(12, '0');
    this.id = `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-${String(number).padStart(12, '0')}`;
    const root = options.kind === 'foreign' ? world.foreign().dir : world.repo.dir;
    const cwd = this.prefix === '' || options.kind === 'foreign' ? root : join(root, this.prefix);
    const head = options.kind === 'foreign' ? world.foreign().head() : world.head();
    this.root = root;
    this.rollout = new Rollout(
      { id: this.id, version: options.version, cwd, git: { commit_hash: head, branch: 'main' } },
      () => world.tick(),
    );
    this.era = this.rollout.era;
  }

  get key() {
    return `${this.id}#${this.turn}`;
  }

  writer(via) {
    return { kind: 'agent', session: this.id, turn: this.turn, model: this.model, via };
  }

  /** Files that it works on: with several at once, each has its own. */
  reaches(path) {
    if (this.prefix !== '' && !path.startsWith(`${this.prefix}/`)) return false;
    const { share } = this.options;
    return share === null || hash(path) % share.of === share.own;
  }

  /** As it spells a path. */
  relative(path) {
    return this.prefix === '' ? path : path.slice(this.prefix.length + 1);
  }
}

function hash(text) {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return sum;
}

export function beginTurn(world, session, random) {
  if (session.turn > 0) session.rollout.endTurn();
  session.turn++;
  if (session.model === null || random.chance(0.35)) session.model = random.pick(MODELS);
  world.tick(4000);
  session.rollout.beginTurn(session.turn, session.model, `Request ${session.number}.${session.turn}`);
  world.tell(
    `session ${session.number} (${session.options.version}) begins turn ${session.turn} with ${session.model}`,
  );
  if (!session.era.ghosts) return;
  const repo = session.options.kind === 'foreign' ? world.foreign() : world.repo;
  const ghost = repo.ghost(
    world.seconds,
    join(world.base, 'ghost-index'),
    session.options.kind === 'foreign' ? '' : session.prefix,
  );
  session.rollout.ghost(ghost);
  session.ghosts.push(ghost);
  if (session.options.kind === 'foreign') return;
  world.ghosts.set(ghost.id, { files: new Map(world.files), untracked: ghost.untracked, lost: false });
  world.windows.snapshot(ghost.id, session.prefix);
  world.tell(`  snapshot ${ghost.id.slice(0, 7)}`);
}

/** One to three files, one of them perhaps new, moved or deleted, in one patch. */
export function patch(world, session, random) {
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
  session.rollout.patch({ body, changes, listed, way, folder }, () => {
    world.windows.command(
      session.key,
      parts.flatMap(({ path, target }) => [path, target ?? path]),
      true,
    );
    for (const { path, target, after, action } of parts) {
      world.agentPaths.add(path).add(target ?? path);
      if (target !== undefined) world.renamed(path, target);
      world.patched.push({ session: session.id, turn: session.turn, path: target ?? path, action });
      if (target !== undefined || after === null) world.set(path, null);
      if (after !== null) world.set(target ?? path, after);
    }
  });
}

function patchWay(session, random, parts) {
  if (session.era.codeMode && random.chance(0.4)) return 'program';
  const inFolder =
    session.prefix === '' &&
    parts.every(({ path, target }) =>
      `${path}\n${target ?? path}`.split('\n').every((name) => name.startsWith('src/')),
    );
  if (inFolder && session.era.shell !== 'exec_command' && random.chance(0.5)) return 'cd-heredoc';
  if (random.chance(0.2)) return session.era.shell === 'shell' && random.chance(0.5) ? 'words' : 'heredoc';
  return 'tool';
}

function patchPart(world, session, random, kind, names) {
  const writer = session.writer('patch');
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
    const change = { type: 'delete', content: textOf(lines) };
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
  const chunks = updateChunks(texts, places, random);
  if (chunks === null) return null;
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
    change: { type: 'update', unified_diff: unifiedDiff(texts, places), move_path: move },
    after: applyPlaces(lines, places),
    action: target === undefined ? 'modify' : 'rename',
  };
}

function whole(path, after, action) {
  const change = { type: 'add', content: textOf(after) };
  const chunks = after.map(({ text }) => `+${text}`);
  return { path, letter: 'A', head: (spell) => `*** Add File: ${spell(path)}`, chunks, change, after, action };
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

/** A command that writes. `how`: its kind. */
export function command(world, session, random, how) {
  const names = world.paths((path) => session.reaches(path));
  const writer = session.writer('command');
  const folders = session.prefix === '' ? undefined : [`${session.prefix}/`];
  const path = random.pick(names);
  const run = (text, paths, act) => {
    world.tell(`session ${session.number} turn ${session.turn} runs: ${text}`);
    session.rollout.shell(text, () => {
      world.windows.command(session.key, paths);
      act();
    });
  };
  const change = (changes) => {
    for (const [name, lines] of changes) {
      world.agentPaths.add(name);
      world.set(name, lines);
    }
  };
  if (how === 'heredoc') {
    const target = random.chance(0.6) || path === undefined ? world.newPath(random, folders) : path;
    if (!session.reaches(target)) return;
    const lines = world.lines(random, random.between(1, 7), writer);
    run(`cat > ${session.relative(target)} <<'EOF'\n${textOf(lines)}EOF`, [target], () => change([[target, lines]]));
    return;
  }
  if (path === undefined) return;
  const old = world.files.get(path);
  const name = session.relative(path);
  if (how === 'append') {
    const lines = world.lines(random, random.between(1, 3), writer);
    run(`cat >> ${name} <<'EOF'\n${textOf(lines)}EOF`, [path], () => change([[path, [...old, ...lines]]]));
  } else if (how === 'sed') {
    const at = random.below(old.length);
    if (old.length === 0 || old[at].text.trim() === '' || old.filter(({ text }) => text === old[at].text).length > 1)
      return;
    const line = world.lines(random, 1, writer)[0];
    const wanted = `s/^${old[at].text.replace(/[.*[\]^$/\\]/g, '\\$&')}$/${line.text}/`;
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
    run(text, null, () => change(changes));
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
    run(`cp ${name} ${session.relative(target)}`, [target], () => change([[target, copy]]));
  }
}

/** The agent commits by itself. */
export function agentCommit(world, session) {
  const text = `git add -A && git commit -m "Step ${session.number}.${session.turn}"`;
  world.tell(`session ${session.number} turn ${session.turn} runs: ${text}`);
  world.tick(1500);
  session.rollout.shell(text, () => {
    world.clock = Math.ceil(world.clock / 1000) * 1000 + 1000;
    world.repo.git(world.seconds, 'add', '-A');
    world.repo.tries(world.seconds, 'commit', '-qm', `Step ${session.number}.${session.turn}`);
    world.tick(1200);
  });
  world.learn(world.head());
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
