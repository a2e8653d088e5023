import type { TellVisitor } from '../../model/history-fact.js';
import type { TraceSource, Turn } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import { isAbsolutePath, resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { ChatLog, type Step } from './chat-log.js';
import { Checkpoints } from './checkpoints.js';
import { changeBody, inputOf, outputOf } from './load.js';
import { ProjectRoot } from './project-root.js';
import { visitChat } from './records.js';
import type { ToolCall } from './tool-call.js';

/** First characters of a command that an event holds. */
const COMMAND = 200;

/** So many directories of changed files stand in for a project's that is not known. */
const MOST_DIRECTORIES = 200;

/** Below `chats`, a sub-agent's transcript lies in a folder that is named by the session that spawned it. */
const SUB_AGENT = /\/chats\/([^/]+)\/[^/]+$/;

/** Reads a transcript. @throws AiBlameError UNREADABLE when the file cannot be opened. */
export function readChat(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  const root = new ProjectRoot(source);
  const log = new ChatLog(root);
  visitChat(source, log);
  return readingOf(source, log, root, onFact);
}

/** What the records that a log took tell. */
export function readingOf(
  source: TraceSource,
  log: ChatLog,
  root: ProjectRoot,
  onFact: TellVisitor | null,
): SessionReading {
  const session = bareSession(source.agent, log.session.sessionId ?? '');
  const builder = new SessionBuilder(source, session, onFact);
  for (const [code, times] of log.lostRecords) builder.lost(code, times);
  const steps = log.steps();
  if (log.session.sessionId === null) {
    if (steps.some(({ what }) => what.kind !== 'time')) builder.lost('session_unidentified');
    return builder.finish();
  }
  session.parentId = SUB_AGENT.exec(source.path)?.[1] ?? null;
  session.startedAt = log.session.startTime;
  builder.startedFrom = log.session.kind;
  builder.tokens = log.tokens;
  builder.isAnswered = log.isAnswered;
  builder.named(log.session.summary);
  builder.workedIn(root.path);
  const player = new ChatPlayer(builder, root.path, new Checkpoints(source), onFact !== null);
  for (const step of steps) player.play(step);
  for (const directory of log.session.directories) if (isAbsolutePath(directory)) builder.alsoWorkedIn(directory);
  if (root.path === null) for (const directory of player.directories) builder.alsoWorkedIn(directory);
  return builder.finish();
}

/** Tells the steps of a session, once it is known where it ran. */
class ChatPlayer {
  /** Absolute directories of files that were changed. */
  readonly directories = new Set<string>();
  readonly #builder: SessionBuilder;
  readonly #root: string | null;
  readonly #checkpoints: Checkpoints;
  readonly #isHistory: boolean;
  /** Turns by the ids of their messages. */
  readonly #turns = new Map<string, Turn>();
  /** The turn that goes on after others were dropped; null: the last one. */
  #goesOn: Turn | null = null;
  /** The last record with a call that may have written. */
  #wroteIn = 0;
  /** The record that is told, the time of the last step, and that of the last one of a record before; ISO 8601 UTC. */
  readonly #times: { line: number; last: string | null; before: string | null } = { line: 0, last: null, before: null };

  constructor(builder: SessionBuilder, root: string | null, checkpoints: Checkpoints, isHistory: boolean) {
    this.#builder = builder;
    this.#root = root;
    this.#checkpoints = checkpoints;
    this.#isHistory = isHistory;
  }

  play({ at, time, what }: Step): void {
    const builder = this.#builder;
    const times = this.#times;
    if (times.line !== at.line) Object.assign(times, { line: at.line, before: times.last });
    builder.at(at, time);
    switch (what.kind) {
      case 'message':
        this.#turns.set(what.id, builder.message(what.text, what.id));
        this.#goesOn = null;
        break;
      case 'answer':
        builder.model = what.model ?? builder.model;
        builder.answer(what.text);
        break;
      case 'thought':
        builder.model = what.model ?? builder.model;
        builder.reasoning(what.text);
        break;
      case 'call':
        builder.model = what.model ?? builder.model;
        this.#call(what.call, what.model, { at, time });
        break;
      case 'rewind':
        this.#goesOn = what.to === null ? null : (this.#turns.get(what.to) ?? null);
        if (what.turns === 0 && what.to !== null) break;
        builder.add({ kind: 'rewind', files: 'unknown', snapshot: null, turns: what.turns });
        builder.tell('thread_rolled_back', { turns: what.turns, files: 'unknown' });
        break;
      case 'time':
        break;
    }
    times.last = time ?? times.last;
  }

  /**
   * The checkpoint that was taken for a call, told before it. Those of other calls of the same message may have been taken before or
   * behind the first one: they tell nothing for certain.
   */
  #checkpoint(tool: string, path: string, { at, time }: Pick<Step, 'at' | 'time'>): void {
    const root = this.#root;
    if (root === null || this.#wroteIn === at.line) return;
    const taken = this.#checkpoints.before(tool, path, this.#times.before, time);
    if (taken === null) return;
    const { commit, store } = taken;
    this.#builder.at(at, taken.time);
    // The person may have allowed the call while git still looked at the files.
    const kind = { mayBeLate: true, ofFolder: true } as const;
    this.#builder.add({ kind: 'snapshot', commit, parent: null, store, cwd: root, ...kind });
    this.#builder.at(at, time);
  }

  #call(
    { id, tool, isDone, outcome, shape, index }: ToolCall,
    model: string | null,
    { at, time }: Pick<Step, 'at' | 'time'>,
  ): void {
    const builder = this.#builder;
    const moment = { turn: this.#goesOn ?? builder.turn, model };
    const base = { callId: id, tool, outcome, body: at };
    const whole = { input: () => inputOf(base, index), output: () => outputOf(base, index) };
    if (shape.kind === 'edit') this.#checkpoint(tool, shape.path, { at, time });
    if (shape.kind !== 'read') this.#wroteIn = at.line;
    if (shape.kind === 'command') builder.call(id, tool, shape.command, this.#placeOf(shape.directory), whole);
    else builder.call(id, tool, null, undefined, whole);
    switch (shape.kind) {
      case 'edit': {
        const path = resolvePath(this.#root, shape.path);
        const change = { ...base, op: shape.op, path, oldPath: null, place: id === null ? index : 0 };
        builder.add({ ...change, kind: 'file_change' }, moment);
        if (isAbsolutePath(path) && this.directories.size < MOST_DIRECTORIES) this.directories.add(directoryOf(path));
        if (this.#isHistory && outcome === 'applied') builder.edited(change, changeBody(change), tool);
        break;
      }
      case 'read':
        builder.add(
          {
            ...base,
            kind: 'read',
            path: resolvePath(this.#root, shape.path),
            lines: shape.lines,
            whole: shape.whole && id !== null,
          },
          moment,
        );
        break;
      case 'command': {
        const cwd = this.#placeOf(shape.directory);
        const effect = effectOf(shape.command, cwd);
        if (effect.writes === 'none') break;
        const text = lineOf(shape.command, COMMAND);
        const { exitCode } = shape;
        const place = id === null ? index : null;
        builder.add({ ...base, ...effect, writes: effect.writes, kind: 'command', cwd, text, place, exitCode }, moment);
        break;
      }
      case 'other':
        break;
    }
    if (isDone) builder.result(id, outcome, shape.kind === 'command' ? shape.exitCode : null, { output: whole.output });
  }

  #placeOf(directory: string | null): string | null {
    return directory === null ? this.#root : resolvePath(this.#root, directory);
  }
}

function directoryOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '') || path;
}
