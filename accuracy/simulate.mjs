import { join } from 'node:path';
import { agentCommit, beginTurn, command, failedPatch, patch, readOnly, Session, undo } from './agent-actions.mjs';
import { GIT_ACTIONS, personEdits } from './person-actions.mjs';
import { Random } from './random.mjs';
import { World } from './world.mjs';

const FIRST_FILES = ['a.js', 'src/b.js', 'pkg/c.js', 'docs/d.md', 'src/e.js'];

/**
 * Carries a script out below an empty folder.
 * @returns the world: repository and traces on disk, the truth beside
 */
export function simulate(script, base) {
  const world = new World(base, script.repeated);
  const random = new Random(script.seed);
  for (const path of FIRST_FILES.slice(0, script.files)) {
    world.set(path, world.lines(random, random.between(3, 10), { kind: 'older' }));
  }
  if (script.commits) {
    world.repo.git(world.seconds, 'add', '-A');
    world.repo.git(world.seconds, 'commit', '-qm', 'First');
    world.root = world.head();
    world.learn(world.root);
    world.tick(60_000);
  }
  const sessions = new Map();
  for (const action of script.actions) {
    world.tick(1000);
    carryOut(world, script, sessions, action, new Random(action.seed));
  }
  for (const session of sessions.values()) {
    session.rollout.endTurn();
    session.rollout.save(world.home);
    session.rollout.save(join(world.base, 'codex-without-patches'), false);
  }
  world.sessions = [...sessions.values()];
  world.check();
  return world;
}

function carryOut(world, script, sessions, { act, session: number }, random) {
  if (act.startsWith('person: ')) return personEdits(world, random, act.slice('person: '.length));
  if (act === 'lose snapshots') return world.loseSnapshots();
  if (number === undefined) {
    if (world.head() !== null || act === 'commit all') GIT_ACTIONS[act](world, random);
    return;
  }
  let session = sessions.get(number);
  if (session === undefined) {
    session = new Session(world, number + 1, script.sessions[number]);
    sessions.set(number, session);
  }
  if (act === 'turn' || session.turn === 0) beginTurn(world, session, random);
  if (act === 'turn') return;
  if (act === 'undo') return undoAndGoOn(world, session);
  if (act === 'patch') return patch(world, session, random);
  if (act === 'failed patch') return failedPatch(world, session, random);
  if (act === 'foreign patch') return foreignPatch(world, session, random);
  if (act === 'read') return readOnly(world, session, random);
  if (act === 'agent commit') return agentCommit(world, session);
  return command(world, session, random, act);
}

function undoAndGoOn(world, session) {
  undo(world, session);
}

/** A patch of a file of the same name, in another repository. */
function foreignPatch(world, session, random) {
  const path = random.pick(FIRST_FILES);
  const texts = [world.texts.next(random), world.texts.next(random)];
  const folder = world.foreign();
  const content = texts.map((text) => `${text}\n`).join('');
  const change = { [join(folder.dir, path)]: { type: 'add', content } };
  const body = [`*** Add File: ${path}`, ...texts.map((text) => `+${text}`)].join('\n');
  const told = { body, changes: change, listed: [`A ${path}`], way: 'tool', folder: '' };
  session.rollout.patch(told, () => folder.write(path, content));
}
