import { ERAS } from './eras.mjs';
import { Random } from './random.mjs';

/** How often each action of a turn comes. */
const IN_TURN = {
  patch: 10,
  'failed patch': 0.7,
  read: 2,
  heredoc: 1.2,
  append: 0.8,
  sed: 1,
  opaque: 2,
  format: 0.6,
  mv: 0.5,
  'git mv': 0.4,
  rm: 0.3,
  cp: 0.3,
  'agent commit': 0.6,
};

const BY_PERSON = { edit: 8, create: 1, remove: 0.4, indent: 0.8, reorder: 0.8 };

const BY_GIT = {
  'commit all': 6,
  'commit some': 2,
  'commit part': 1.5,
  amend: 1,
  squash: 0.8,
  pull: 2.5,
  'pull --rebase': 1.2,
  branch: 1.2,
  switch: 1.8,
  merge: 1.2,
  rebase: 1,
  'cherry-pick': 0.7,
  stash: 1,
  pop: 1.2,
  discard: 0.5,
  'git mv': 1,
};

/** Kinds of worlds: what they are about, so that each claim has enough to be measured on. */
const THEMES = {
  mixed: 5,
  ghosts: 3,
  'no ghosts': 2,
  git: 3,
  parallel: 2,
  lost: 1.5,
  controls: 1.5,
};

/**
 * The script of a world: what happens, one action after the other. Each action has its own seed, so that any of them can be left
 * out without changing what the others decide by themselves.
 */
export function generate(seed, repeated) {
  const random = new Random(seed * 2 + (repeated ? 1 : 0));
  const theme = random.weighted(THEMES);
  const sessions = makeSessions(random, theme);
  const actions = [];
  const add = (act, more = {}) => actions.push({ act, ...more, seed: random.below(2 ** 31) });
  const turns = makeTurns(random, theme, sessions);
  const outside = () => {
    const count = random.weighted({ 0: 3, 1: 4, 2: 2, 3: 1 });
    for (let n = 0; n < Number(count); n++) addOutside(random, theme, add);
    if (theme === 'lost' && random.chance(0.25)) add('lose snapshots');
  };
  outside();
  for (const { session, begins } of turns) {
    if (begins) add('turn', { session });
    const { kind, readsOnly } = sessions[session];
    const steps = kind === 'reader' || readsOnly ? random.between(1, 2) : random.between(1, 3);
    for (let n = 0; n < steps; n++) {
      const how = kind === 'reader' ? 'read' : kind === 'foreign' ? 'foreign patch' : random.weighted(IN_TURN);
      add(how, { session });
      if (random.chance(0.12)) addOutside(random, theme, add);
    }
    if (begins) outside();
    if (random.chance(0.07)) add('undo', { session });
  }
  return { seed, repeated, theme, files: random.between(3, 5), commits: random.chance(0.93), sessions, actions };
}

function addOutside(random, theme, add) {
  const gitShare = theme === 'git' ? 0.65 : theme === 'controls' ? 0.25 : 0.4;
  if (random.chance(gitShare)) add(random.weighted(BY_GIT));
  else add(`person: ${random.weighted(BY_PERSON)}`);
}

function makeSessions(random, theme) {
  const count = theme === 'parallel' ? random.between(2, 3) : Number(random.weighted({ 1: 3, 2: 3, 3: 1 }));
  const versions = Object.keys(ERAS).filter((version) => {
    if (theme === 'ghosts' || theme === 'lost') return ERAS[version].ghosts;
    return theme === 'no ghosts' ? !ERAS[version].ghosts : true;
  });
  const sessions = [];
  for (let n = 0; n < count; n++) {
    const kind =
      theme === 'controls'
        ? random.pick(['reader', 'foreign'])
        : random.weighted({ normal: 20, reader: 1, foreign: 1 });
    sessions.push({
      version: random.pick(versions),
      kind,
      sub: kind === 'normal' && random.chance(0.1),
      share: theme === 'parallel' ? { own: n, of: count } : null,
    });
  }
  return sessions;
}

function makeTurns(random, theme, sessions) {
  const turns = [];
  if (theme === 'parallel') {
    // Turns of several sessions at once: each goes on after the other has begun.
    for (let n = 0; n < random.between(4, 6); n++) {
      const session = random.below(sessions.length);
      turns.push({ session, begins: true });
      if (random.chance(0.5)) turns.push({ session: random.below(sessions.length), begins: false });
    }
    return turns;
  }
  for (const session of sessions.keys()) {
    for (let n = 0; n < random.between(1, 4); n++) turns.push({ session, begins: true });
  }
  // Sometimes an old session is resumed.
  if (random.chance(0.25)) turns.push({ session: random.below(sessions.length), begins: true });
  return turns;
}
