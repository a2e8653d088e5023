import { join } from 'node:path';
import { abandonedPatch, command, declinedPatch, failedPatch, patch, readOnly, undo } from './agent-actions.mjs';
import { AGENT_GIT } from './agent-git.mjs';
import { editFiles, failedEdit } from './editor-actions.mjs';
import { GIT_ACTIONS, personEdits } from './person-actions.mjs';
import { Random } from './random.mjs';
import { beginTurn, endTurn, rollBack, Session } from './session.mjs';
import { World } from './world.mjs';

const FIRST_FILES = ['a.js', 'src/b.js', 'pkg/c.js', 'docs/d.md', 'src/e.js'];

/**
 * Carries a script out below an empty folder.
 * @returns the world: repository and traces on disk, the truth beside
 */
export function simulate(script, base) {
  const world = new World(base, script);
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
  for (const action of script.actions) {
    world.tick(1000);
    const tree = action.tree ?? script.sessions[action.session]?.tree ?? '';
    if (tree === '' || world.root !== undefined) {
      world.inTree(tree, () => carryOut(world, script, action, new Random(action.seed)));
    }
  }
  for (const session of world.live.values()) {
    endTurn(session);
    session.rollout.save(world.home);
    session.rollout.save(join(world.base, 'codex-without-patches'), false);
  }
  world.editors.write();
  for (const name of world.trees.keys()) world.inTree(name, () => world.shows(world.files));
  world.sessions = [...world.live.values()];
  world.check();
  return world;
}

/** How a person's stop shows in the result of a call; '' for a call without one. */
const CUT = ['', 'aborted by user after 2.4s', 'Wall time: 2.4000 seconds\naborted by user'];

function carryOut(world, script, { act, session: number }, random) {
  if (act.startsWith('person: ')) return personEdits(world, random, act.slice('person: '.length));
  if (act === 'lose snapshots') return world.loseSnapshots();
  if (act === 'move the repository') return world.moveRepository();
  if (number === undefined) {
    if (world.head() !== null || act === 'commit all') GIT_ACTIONS[act](world, random);
    return;
  }
  const session = sessionOf(world, script, number);
  if (act === 'undo' && session.turn > 0) return undo(world, session);
  if (act === 'roll back') return rollBack(world, session);
  if (act === 'turn' || !session.isOpen) beginTurn(world, session, random);
  if (act === 'turn') return;
  if (act in AGENT_GIT) return AGENT_GIT[act](world, session, random);
  if (act === 'declined patch') return declinedPatch(world, session, random);
  if (act === 'abandoned patch' || act.startsWith('cut ')) {
    if (act === 'abandoned patch') abandonedPatch(world, session, random);
    else if (act === 'cut patch') patch(world, session, random, random.pick(CUT));
    else command(world, session, random, act.slice('cut '.length), random.pick(CUT));
    session.isOpen = false;
    return;
  }
  if (session.era.editor && act === 'patch') return editFiles(world, session, random);
  if (session.era.editor && act === 'failed patch') return failedEdit(world, session, random);
  if (act === 'patch') return patch(world, session, random);
  if (act === 'failed patch') return failedPatch(world, session, random);
  if (act === 'foreign patch') return foreignPatch(world, session, random);
  if (act === 'read') return readOnly(world, session, random);
  return command(world, session, random, act);
}

function sessionOf(world, script, number) {
  const known = world.live.get(number);
  if (known !== undefined) return known;
  const options = script.sessions[number];
  const from = options.kin === undefined ? null : sessionOf(world, script, options.kin.of);
  // A session that did nothing yet leaves nothing to go on from.
  if (from !== null && from.turn === 0) beginTurn(world, from, new Random(script.seed + number));
  const session = new Session(world, number + 1, options, from);
  world.live.set(number, session);
  return session;
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
