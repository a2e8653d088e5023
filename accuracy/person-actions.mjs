import { join } from 'node:path';
import { textOf } from './lines.mjs';
import { applyPlaces } from './patch-text.mjs';
import { chooseIndented, choosePlaces } from './places.mjs';
import { Repository } from './repository.mjs';

/** An edit of the work tree by a person, with an editor. */
export function personEdits(world, random, how) {
  const writer = { kind: 'person' };
  const make = (count) => world.lines(random, count, writer);
  world.tick(3000);
  if (how === 'create') {
    const path = world.newPath(random);
    tell(world, `creates ${path}`, path);
    world.set(path, make(random.between(1, 6)));
    return;
  }
  const path = random.pick(world.paths());
  if (path === undefined) return;
  const lines = world.files.get(path);
  if (how === 'remove') {
    if (world.paths().length < 4) return;
    tell(world, `removes ${path}`, path);
    world.set(path, null);
  } else if (how === 'indent') {
    tell(world, `re-indents lines of ${path}`, path);
    world.set(path, chooseIndented(world, lines, random, writer));
  } else if (how === 'reorder') {
    if (lines.length < 3) return;
    const from = random.below(lines.length);
    const to = random.below(lines.length);
    tell(world, `moves line ${from + 1} of ${path} to ${to + 1}`, path);
    const rest = lines.toSpliced(from, 1);
    // Which of the lines moved, and which stood still, no content can tell.
    const low = Math.min(from, to);
    const high = Math.max(from, to);
    const moved = rest.toSpliced(to, 0, lines[from]);
    const mover = { ...world.stamped(writer), path, at: world.windows.now - 1 };
    for (let n = low; n <= high; n++) moved[n].also.push(mover);
    world.set(path, moved);
  } else {
    const places = choosePlaces(lines, random, make);
    if (places === null) return;
    tell(
      world,
      `edits ${path} at ${places.map(({ at, remove, insert }) => `${at + 1} -${remove} +${insert.length}`)}`,
      path,
    );
    world.set(path, applyPlaces(lines, places));
  }
}

function tell(world, text, path) {
  world.tell(`a person ${text}`);
  world.windows.touched('person', path);
}

/** git, used by a person. What git does to contents is read from the disk; which line objects they are, by their texts. */
export const GIT_ACTIONS = {
  'commit all': (world) => commit(world, ['add', '-A']),

  'commit some': (world, random) => {
    const path = random.pick(world.paths());
    if (path !== undefined) commit(world, ['add', '--', path]);
  },

  /** Some of the new lines of a file are staged, others stay behind. */
  'commit part': (world, random) => {
    const known = world.headFiles();
    const candidates = world.paths(
      (name) => known.has(name) && textOf(known.get(name)) !== textOf(world.files.get(name)),
    );
    const path = random.pick(candidates);
    if (path === undefined) return;
    const old = new Set(known.get(path));
    const staged = world.files.get(path).filter((line) => old.has(line) || random.chance(0.5));
    world.tell(`a person stages part of ${path}`);
    world.atWholeSecond((time) => {
      const blob = world.repo
        .run(time, ['hash-object', '-w', '--stdin'], { input: world.repo.storedText(staged) })
        .toString()
        .trim();
      world.repo.git(time, 'update-index', '--cacheinfo', `100644,${blob},${path}`);
      world.repo.tries(time, 'commit', '-qm', 'Part');
    });
    world.learn(world.head(), world.repo, [new Map([[path, staged]]), known]);
  },

  amend: (world) => {
    if (world.repo.head() === world.root) return;
    tellGit(world, 'amends');
    world.atWholeSecond((time) => {
      world.repo.git(time, 'add', '-A');
      world.repo.tries(time, 'commit', '-q', '--amend', '-m', 'Amended');
    });
    world.learn(world.head());
  },

  squash: (world, random) => {
    const count = random.between(2, 3);
    const target = attempt(() => world.repo.git(0, 'rev-parse', '--verify', '-q', `HEAD~${count}`));
    if (target === null) return;
    tellGit(world, `squashes ${count} commits`);
    world.atWholeSecond((time) => world.repo.git(time, 'reset', '-q', '--soft', target));
    world.atWholeSecond((time) => {
      world.repo.git(time, 'add', '-A');
      world.repo.tries(time, 'commit', '-qm', 'Squashed');
    });
    world.learn(world.head());
  },

  pull: (world, random) => pull(world, random, '--no-rebase'),
  'pull --rebase': (world, random) => pull(world, random, '--rebase'),

  branch: (world) => {
    if (world.branches.length > 2) return;
    const name = `topic${world.branches.length + 1}`;
    world.branches.push(name);
    tellGit(world, `begins branch ${name}`);
    world.atWholeSecond((time) => world.repo.git(time, 'switch', '-qc', name));
  },

  switch: (world, random) => {
    const now = world.repo.git(0, 'branch', '--show-current');
    const name = random.pick(['main', ...world.branches].filter((branch) => branch !== now));
    if (name !== undefined) move(world, `switches to ${name}`, ['switch', '-q', name], null);
  },

  merge: (world, random) => {
    const now = world.repo.git(0, 'branch', '--show-current');
    const name = random.pick(['main', ...world.branches].filter((branch) => branch !== now));
    if (name !== undefined) move(world, `merges ${name}`, ['merge', '-q', '--no-edit', name], ['merge', '--abort']);
  },

  /** What was done in the linked work tree comes over. */
  'merge linked': (world) => {
    if (!world.branches.includes('linked')) return;
    const args = ['merge', '-q', '--no-edit', 'linked'];
    move(world, 'merges the branch of the linked work tree', args, ['merge', '--abort']);
  },

  rebase: (world) => {
    if (world.repo.git(0, 'branch', '--show-current') === 'main') return;
    move(world, 'rebases on main', ['rebase', '-q', 'main'], ['rebase', '--abort']);
  },

  'cherry-pick': (world, random) => {
    const now = world.repo.git(0, 'branch', '--show-current');
    const name = random.pick(['main', ...world.branches].filter((branch) => branch !== now));
    if (name !== undefined) move(world, `picks the tip of ${name}`, ['cherry-pick', name], ['cherry-pick', '--abort']);
  },

  stash: (world, random) => {
    const args = ['stash', 'push', '-q', ...(random.chance(0.4) ? ['-u'] : [])];
    const before = new Map(world.files);
    if (move(world, 'stashes', args, null)) world.tree.stash = before;
  },

  pop: (world) => {
    if (world.tree.stash === undefined) return;
    const stashed = world.tree.stash;
    world.tree.stash = undefined;
    tellGit(world, 'pops the stash');
    world.atWholeSecond((time) => {
      if (!world.repo.tries(time, 'stash', 'pop', '-q')) {
        // A conflict: the person gives up what was stashed.
        world.repo.tries(time, 'reset', '-q', '--hard', 'HEAD');
        world.repo.tries(time, 'stash', 'drop', '-q');
      }
    });
    world.reread('git', stashed, world.headFiles());
  },

  discard: (world, random) => {
    const path = random.pick(world.paths((name) => world.headFiles().has(name)));
    if (path === undefined) return;
    move(world, `discards the changes of ${path}`, ['checkout', '-q', 'HEAD', '--', path], null);
  },

  'git mv': (world, random) => {
    const path = random.pick(world.paths((name) => world.repo.tries(0, 'ls-files', '--error-unmatch', name)));
    if (path === undefined || !world.files.has(path)) return;
    // Once little is left of what was committed, git itself would not take it for the same file.
    const committed = world.headFiles().get(path);
    const kept = world.files.get(path)?.filter((line) => committed?.includes(line)) ?? [];
    if (committed === undefined || kept.length < 0.7 * Math.max(committed.length, world.files.get(path).length)) return;
    const target = world.newPath(random);
    tellGit(world, `renames ${path} to ${target}`);
    world.windows.touched('person', path);
    world.renamed(path, target);
    world.repo.write(`${target}.folder`, '');
    world.repo.remove(`${target}.folder`);
    world.atWholeSecond((time) => world.repo.git(time, 'mv', path, target));
    const lines = world.files.get(path);
    world.set(path, null);
    world.set(target, lines);
    if (random.chance(0.6)) commit(world, ['add', '-A']);
  },
};

function tellGit(world, text) {
  world.tell(`a person ${text}`);
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function commit(world, staging) {
  tellGit(world, `commits (${staging.join(' ')})`);
  world.atWholeSecond((time) => {
    world.repo.git(time, ...staging);
    world.repo.tries(time, 'commit', '-qm', 'Work');
  });
  world.learn(world.head());
}

/** Something of git's that changes the work tree. */
function move(world, text, args, abort, pools = []) {
  const before = world.headFiles();
  const trees = [...world.commits.values()];
  let done = false;
  world.atWholeSecond((time) => {
    done = world.repo.tries(time, ...args);
    if (!done && abort !== null) world.repo.tries(time, ...abort);
  });
  tellGit(world, done ? text : `${text}: git would not`);
  // Commits that were made on the way are of contents that are known, or of both sides' lines.
  const head = world.head();
  if (!world.commits.has(head)) world.learn(head, world.repo, [before, ...pools, ...trees.toReversed()]);
  world.reread('git', world.headFiles(), before, ...pools, ...trees.toReversed());
  return done;
}

/** A colleague commits elsewhere, and the person pulls it. */
function pull(world, random, how) {
  if (world.repo.git(0, 'branch', '--show-current') !== 'main') return;
  if (world.other === null) {
    world.other = new Repository(join(world.base, 'other'), 'Bob');
    world.other.init();
  }
  const { other, repo } = world;
  if (other.head() === null || random.chance(0.6)) {
    other.git(0, 'fetch', '-q', repo.dir, 'main');
    other.git(0, 'reset', '-q', '--hard', 'FETCH_HEAD');
    for (const [path, lines] of world.commits.get(other.head())) other.noteEnds(path, lines);
  }
  const tree = new Map(world.commits.get(other.head()));
  const changed = [];
  for (let n = 0; n < random.between(1, 2); n++) {
    const isNew = tree.size === 0 || random.chance(0.25);
    const path = isNew ? world.newPath(random) : random.pick([...tree.keys()].sort());
    const make = (count) => world.lines(random, count, { kind: 'pulled' });
    if (isNew) tree.set(path, make(random.between(1, 6)));
    else {
      const places = choosePlaces(tree.get(path), random, make);
      if (places === null) continue;
      tree.set(path, applyPlaces(tree.get(path), places));
    }
    world.place(path, tree.get(path));
    other.writeLines(path, tree.get(path), repo.storesEnds ? world.usualEnd(path) : '');
    changed.push(path);
  }
  if (changed.length === 0) return;
  world.atWholeSecond((time) => {
    other.git(time, 'add', '-A');
    other.tries(time, 'commit', '-qm', 'Of a colleague');
  });
  world.commits.set(other.head(), tree);
  const abort = how === '--rebase' ? ['rebase', '--abort'] : ['merge', '--abort'];
  move(world, `pulls (${how}) ${changed.join(', ')}`, ['pull', '-q', how, other.dir, 'main'], abort, [tree]);
}
