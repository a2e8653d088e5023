import { ERAS } from './eras.mjs';
import { addKin, kindOf, MORE_IN_TURN, settingsOf, specialise, versionsOf } from './kinds.mjs';
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
 * The script of a world: what happens, one action after the other; `kind` and `theme` say what it is about. Each action has its own seed, so that any of them can be left
 * out without changing what the others decide by themselves.
 */
export function generate(seed, repeated) {
  const random = new Random(seed * 2 + (repeated ? 1 : 0));
  const { kind, special } = kindOf(seed);
  const theme = themeOf(kind, random.weighted(THEMES));
  const sessions = makeSessions(random, theme, versionsOf(kind, special), kind === 'several agents' ? 2 : 1);
  specialise(kind, sessions, special);
  const inTurn = { ...IN_TURN, ...MORE_IN_TURN[kind] };
  const actions = [];
  const add = (act, more = {}) => actions.push({ act, ...more, seed: random.below(2 ** 31) });
  const turns = addKin(kind, sessions, makeTurns(random, theme, sessions), special);
  const outside = () => {
    const count = random.weighted({ 0: 3, 1: 4, 2: 2, 3: 1 });
    for (let n = 0; n < Number(count); n++) addOutside(random, theme, add);
    if (theme === 'lost' && random.chance(0.25)) add('lose snapshots');
  };
  outside();
  const moveAt = kind === 'moved repository' ? special.below(turns.length + 1) : -1;
  for (const [n, { session, begins }] of turns.entries()) {
    if (n === moveAt) add('move the repository');
    if (begins) add('turn', { session });
    const { kind: sort } = sessions[session];
    const steps = sort === 'reader' ? random.between(1, 2) : random.between(1, 3);
    for (let n = 0; n < steps; n++) {
      const how = sort === 'reader' ? 'read' : sort === 'foreign' ? 'foreign patch' : random.weighted(inTurn);
      add(how, { session });
      if (random.chance(0.12)) addOutside(random, theme, add);
    }
    if (begins) outside();
    if (random.chance(0.07)) add('undo', { session });
    if (kind === 'linked work tree') addLinked(special, add);
  }
  if (moveAt === turns.length) add('move the repository');
  const files = random.between(3, 5);
  const commits = random.chance(0.93);
  return { seed, repeated, kind, theme, files, commits, sessions, actions, ...settingsOf(kind, special) };
}

/** Some kinds need several sessions at once, or sessions that do something. */
function themeOf(kind, theme) {
  if (kind === 'same files at once') return 'parallel';
  return kind !== 'plain' && theme === 'controls' ? 'mixed' : theme;
}

/** What is done with a linked work tree: its branch gets commits, which come over; and the other way round. */
function addLinked(random, add) {
  if (random.chance(0.5)) add(random.weighted({ 'commit all': 4, 'commit some': 1 }), { tree: 'linked' });
  if (random.chance(0.4)) add('merge linked');
  if (random.chance(0.15)) add('commit all');
  if (random.chance(0.2)) add('merge', { tree: 'linked' });
  if (random.chance(0.2)) add(`person: ${random.weighted(BY_PERSON)}`, { tree: 'linked' });
}

function addOutside(random, theme, add) {
  const gitShare = theme === 'git' ? 0.65 : theme === 'controls' ? 0.25 : 0.4;
  if (random.chance(gitShare)) add(random.weighted(BY_GIT));
  else add(`person: ${random.weighted(BY_PERSON)}`);
}

function makeSessions(random, theme, only, least) {
  const wanted = theme === 'parallel' ? random.between(2, 3) : Number(random.weighted({ 1: 3, 2: 3, 3: 1 }));
  const count = Math.max(wanted, least);
  const versions = (only ?? Object.keys(ERAS)).filter((version) => {
    if (only !== null) return true;
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
