import { ERAS, OLDEST } from './eras.mjs';
import { LINE_ENDS } from './line-ends.mjs';
import { Random } from './random.mjs';
import { EDITORS } from './scribes.mjs';
import { STORAGE } from './trace-files.mjs';

/**
 * What a world is special in. Half of the worlds are `plain`; that and the kind follow from the seed, and a kind only adds to what
 * the seed makes in a plain world.
 */
const KINDS = {
  'sub-agents': 3,
  forks: 4,
  'linked work tree': 4,
  'line ends': 3,
  'oldest traces': 3,
  'stored otherwise': 2,
  'turns cut short': 3,
  'agents use git': 3,
  'moved repository': 2,
  'same files at once': 3,
  'code mode': 2,
  'several agents': 8,
};

export const KIND_NAMES = ['plain', ...Object.keys(KINDS)];

/** @returns the kind's name, and a generator for what is special about it */
export function kindOf(seed) {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ 0x51ed270b);
  return { kind: random.chance(0.5) ? 'plain' : random.weighted(KINDS), special: random };
}

/** Actions that a kind adds to those of a turn, and how often each comes (a patch: 10). */
export const MORE_IN_TURN = {
  'turns cut short': {
    'declined patch': 3,
    'abandoned patch': 2,
    'cut patch': 2,
    'cut opaque': 1.5,
    'cut append': 1,
    'roll back': 1.5,
  },
  'agents use git': {
    'agent commit': 5,
    'agent commit some': 2,
    'agent amend': 1.5,
    'agent branch': 0.7,
    'agent stash': 1,
    'agent discard': 1.2,
  },
};

/** The releases that a kind's sessions are of, null where any will do. */
export function versionsOf(kind, random) {
  if (kind === 'oldest traces') return Object.keys(OLDEST);
  if (kind === 'code mode') return Object.keys(ERAS).filter((version) => ERAS[version].codeMode);
  if (kind === 'sub-agents') return Object.keys(ERAS).filter((version) => ERAS[version].subAgents !== undefined);
  // The newest of the bare eras, in which resuming a session copied it.
  if (kind === 'forks' && random.chance(0.2))
    return Object.keys(OLDEST).filter((version) => OLDEST[version].copiesOnResume);
  return null;
}

/** What a kind says of the world as a whole. */
export function settingsOf(kind, random) {
  if (kind === 'line ends') return { lineEnds: random.pick(Object.keys(LINE_ENDS)), commits: true };
  // A moved repository is found again by its commits, also where nobody says where it lay.
  if (kind === 'moved repository') return { commits: true, tellsMoved: random.chance(0.6) };
  return kind === 'linked work tree' ? { commits: true } : {};
}

/** Gives each session what the kind adds to it. */
export function specialise(kind, sessions, random) {
  for (const session of sessions) {
    if (kind === 'stored otherwise') session.storage = random.weighted(STORAGE);
    if (kind === 'linked work tree' && session.kind !== 'foreign' && random.chance(0.6)) session.tree = 'linked';
    if (kind === 'same files at once' || kind === 'several agents') session.share = null;
    if (kind === 'several agents' && random.chance(0.6)) session.agent = random.pick(EDITORS);
  }
  if (kind === 'several agents' && sessions.every(({ agent }) => agent === undefined)) {
    sessions.at(-1).agent = random.pick(EDITORS);
  }
  if (kind === 'linked work tree' && sessions.every(({ tree }) => tree === undefined)) sessions[0].tree = 'linked';
}

/** Sessions that come from others, and their turns: put between those that there are. */
export function addKin(kind, sessions, turns, random) {
  if (kind !== 'sub-agents' && kind !== 'forks') return turns;
  const able = [...sessions.keys()].filter((n) => sessions[n].kind === 'normal');
  const more = [];
  for (let n = 0; n < random.between(1, 2) && able.length > 0; n++) {
    const of = random.pick(able);
    const number = sessions.length;
    sessions.push({ ...sessions[of], kin: { of, ...kinOf(kind, sessions[of].version, random) } });
    more.push({ of, number });
    if (kind === 'forks') able.push(number);
  }
  let all = turns;
  for (const { of, number } of more) {
    const places = [...all.keys()].filter((n) => all[n].session === of);
    const after = random.pick(places);
    // A session that was resumed in a file of its own goes on only there: without times nothing tells an order of the two.
    if (sessions[number].kin.as === 'resumed') all = all.filter(({ session }, at) => session !== of || at <= after);
    const own = Array.from({ length: random.between(1, 2) }, () => ({ session: number, begins: true }));
    // A sub-agent works within its parent's turn, which goes on afterwards; of a fork's parent later turns may come in between.
    const goesOn = kind === 'sub-agents' ? [{ session: of, begins: false }] : [];
    const [first, ...rest] = own;
    all = all.toSpliced(after + 1, 0, first, ...goesOn);
    for (const turn of rest) {
      const from = all.findLastIndex(({ session }) => session === number) + 1;
      const at = kind === 'sub-agents' ? from : random.between(from, all.length);
      all = all.toSpliced(at, 0, turn);
    }
  }
  return all;
}

function kinOf(kind, version, random) {
  if (kind === 'sub-agents')
    return { as: 'sub-agent', withHistory: ERAS[version].subAgents !== 'none' && random.chance(0.5) };
  if (OLDEST[version]?.copiesOnResume) return { as: 'resumed' };
  const back = random.chance(0.3) ? random.between(1, 2) : 0;
  return { as: ERAS[version].paginated && random.chance(0.4) ? 'revert' : 'fork', back };
}
