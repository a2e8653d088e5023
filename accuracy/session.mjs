import { join } from 'node:path';
import { EditorTrace } from './editor-trace.mjs';
import { MODELS } from './eras.mjs';
import { Rollout, uuid7 } from './rollout.mjs';

/** One session: its trace, the folder it works in and the files that are its own. */
export class Session {
  turn = 0;
  /** Turns that its trace repeats from the one that it goes on from. */
  repeated = 0;
  model = null;
  ghosts = [];
  /** Whether its latest turn is not over. */
  isOpen = false;

  /**
   * @param options as the generator makes them: version, sub, kind, share; tree, storage; kin: null or `{ as, of, … }`
   * @param from the session that it comes from
   */
  constructor(world, number, options, from = null) {
    this.world = world;
    this.number = number;
    this.options = options;
    this.prefix = options.sub ? 'pkg' : '';
    const { as } = options.kin ?? {};
    // Other agents' ids begin at random, and some name their files by the beginning.
    const own =
      options.agent === undefined
        ? uuid7(world.clock, number)
        : `${String(number).repeat(8).slice(0, 8)}${uuid7(world.clock, number).slice(8)}`;
    this.id = as === 'revert' ? from.id : own;
    this.parent = as === 'sub-agent' ? from.id : null;
    this.root = options.kind === 'foreign' ? world.foreign().dir : world.repo.dir;
    const head = options.kind === 'foreign' ? world.foreign().head() : world.head();
    this.rollout =
      options.agent === undefined ? this.#newRollout(world, from, own, head) : this.#newEditor(world, options);
    this.era = this.rollout.era;
  }

  #newEditor(world, { agent }) {
    const start = { id: this.id, cwd: this.cwd(), model: MODELS[0] };
    return new EditorTrace(start, world.editors.of(agent), () => world.tick());
  }

  #newRollout(world, from, own, head) {
    const { options } = this;
    const { as } = options.kin ?? {};
    return new Rollout(
      {
        id: this.id,
        file: as === 'revert' ? `${from.id}_${own}` : own,
        version: options.version,
        cwd: this.cwd(),
        git: { commit_hash: head, branch: 'main' },
        storage: options.storage,
        kin: from === null ? null : this.#kin(from),
      },
      () => world.tick(),
    );
  }

  #kin(from) {
    const { as, withHistory, back } = this.options.kin;
    // A sub-agent begins while its parent is at work; all else goes on from turns that are over.
    if (as !== 'sub-agent') {
      endTurn(from);
      this.model = from.model;
    } else from.rollout.spawn(this.id);
    const dropped = as === 'resumed' ? 0 : Math.min(back ?? 0, Math.max(0, from.rollout.turnStarts.length - 1));
    const count = dropped === 0 ? undefined : from.rollout.turnStarts.at(-dropped);
    if (as === 'resumed' || as === 'revert') this.repeated = from.turn - dropped + from.repeated;
    this.world.tick(2500);
    this.world.tell(
      `session ${this.number} is a ${as} of session ${from.number}${withHistory ? ' with its history' : ''}${dropped > 0 ? `, without its last ${dropped} turns` : ''}`,
    );
    return { as, rollout: from.rollout, withHistory, count };
  }

  cwd() {
    return this.prefix === '' || this.options.kind === 'foreign' ? this.root : join(this.root, this.prefix);
  }

  /** Its repository lies in another folder now. */
  moveTo(root) {
    if (this.options.kind === 'foreign') return;
    this.root = root;
    this.rollout.cwd = this.cwd();
  }

  get key() {
    return `${this.id}/${this.number}#${this.turn}`;
  }

  writer(via) {
    const { id: session, turn, model, parent, repeated } = this;
    return {
      kind: 'agent',
      session,
      turn,
      model,
      via,
      ...(parent === null ? {} : { parent }),
      // The trace repeats earlier turns: whether those count is not said anywhere.
      ...(repeated === 0 ? {} : { orTurn: turn + repeated }),
    };
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

export function endTurn(session) {
  if (session.isOpen) session.rollout.endTurn();
  session.isOpen = false;
}

export function beginTurn(world, session, random) {
  endTurn(session);
  session.turn++;
  session.isOpen = true;
  if (session.model === null || random.chance(0.35)) session.model = random.pick(MODELS);
  if (session.era.bare) session.model = null;
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
  if (ghost === null) return;
  session.rollout.ghost(ghost);
  session.ghosts.push(ghost);
  if (session.options.kind === 'foreign') return;
  world.ghosts.set(ghost.id, { files: new Map(world.files), untracked: ghost.untracked, lost: false });
  world.windows.snapshot(ghost.id, session.prefix);
  world.shows(new Map([...world.files].filter(([path]) => session.reaches(path))), ghost.id);
  world.tell(`  snapshot ${ghost.id.slice(0, 7)}`);
}

/** The person goes back to before the latest turn, whose files stay as they are. */
export function rollBack(world, session) {
  if (!session.era.rollback || session.turn === 0) return;
  endTurn(session);
  world.tell(`session ${session.number}: turn ${session.turn} is rolled back, files stay`);
  session.rollout.rollBack();
}
