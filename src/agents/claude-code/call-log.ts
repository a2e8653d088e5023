import type { FileChangeEvent, Outcome } from '../../model/agent-event.js';
import type { Session, TracePointer } from '../../model/session.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { directoryOf, resolvePath } from '../paths.js';
import type { Moment, SessionBuilder } from '../session-builder.js';
import { changeOf, isEditing } from './changes.js';
import { commandLine, shellCommandOf, touchedBy } from './commands.js';
import { type Ending, endingOf, shownText } from './endings.js';
import type { Place } from './place.js';
import { readOf } from './reads.js';
import { messageSpan } from './records.js';

/** A call whose result was not read yet. */
interface OpenCall {
  readonly id: string;
  readonly tool: string;
  readonly input: JsonObject;
  readonly moment: Moment;
  readonly cwd: string | null;
  readonly pointer: TracePointer;
  readonly time: string | null;
  /** The message that holds it: the same bytes in every copy, so that copies are known by it. */
  readonly body: TracePointer;
  readonly origin: Session | null;
}

/** Joins results to calls by the call's id, never by the tree of records (formats/claude-code.md, 8), and tells what came of them. */
export class CallLog {
  readonly #builder: SessionBuilder;
  readonly #open = new Map<string, OpenCall>();
  readonly #done = new Set<string>();
  /** Calls that were open when the person interrupted. */
  readonly #interrupted = new Set<string>();

  constructor(builder: SessionBuilder) {
    this.#builder = builder;
  }

  /** @param block a `tool_use`. */
  asked(block: JsonObject, { record, bytes, pointer, time, origin }: Place, moment: Moment): void {
    const id = textOf(block.id);
    const tool = textOf(block.name);
    if (id === null || tool === null || this.#open.has(id) || this.#done.has(id)) return;
    const input = objectOf(block.input) ?? {};
    const span = messageSpan(bytes);
    const body = span === null ? pointer : { ...pointer, offset: pointer.offset + span.start, length: span.length };
    const cwd = directoryOf(record.cwd);
    if (origin === null) {
      this.#builder.call(id, tool, shellCommandOf(tool, input)?.script ?? null, cwd, { input: () => input });
    }
    this.#open.set(id, { id, tool, input, moment, cwd, pointer, time, body, origin });
  }

  /**
   * @param block a `tool_result`.
   * @param result the structured one; undefined where the record has none, or it is not told which block's it is.
   */
  ended(block: JsonObject, result: unknown, { record, origin }: Place, isSidechain: boolean): void {
    const id = textOf(block.tool_use_id);
    const call = id === null ? undefined : this.#open.get(id);
    if (call === undefined) return;
    this.#open.delete(call.id);
    this.#done.add(call.id);
    const ending = endingOf(record, block, result, isSidechain);
    this.#tell(call, ending, origin);
    if (origin === null) {
      const output = (): string => shownText(block);
      this.#builder.result(call.id, ending.outcome, ending.exitCode, { output });
    }
  }

  /** The person stopped what ran. */
  interrupt(): void {
    for (const id of this.#open.keys()) this.#interrupted.add(id);
  }

  /** Tells of the calls that have no result: where they were asked for. */
  tellPending(): void {
    for (const call of this.#open.values()) {
      this.#builder.at(call.pointer, call.origin === null ? call.time : null);
      const outcome = this.#interrupted.has(call.id) ? 'aborted' : 'unknown';
      this.#tell(call, { outcome, told: null, exitCode: null, text: '' }, call.origin);
    }
  }

  #tell(call: OpenCall, ending: Ending, origin: Session | null): void {
    if (isEditing(call.tool)) this.#tellChange(call, ending, origin);
    else if (call.tool === 'Read') this.#tellRead(call, ending, origin);
    else this.#tellCommand(call, ending, origin);
  }

  #tellChange(call: OpenCall, { outcome, told, text }: Ending, origin: Session | null): void {
    const change = changeOf({ ...call, told, text });
    if (change === null) return;
    const event = {
      kind: 'file_change',
      op: change.op,
      path: resolvePath(call.cwd, change.path),
      oldPath: null,
      outcome,
      callId: call.id,
      tool: call.tool,
      body: call.body,
      place: 0,
    } as const satisfies Partial<FileChangeEvent>;
    this.#builder.add(event, call.moment, origin);
    if (outcome === 'applied' && origin === null) this.#builder.edited(event, change.body, call.tool);
  }

  #tellRead(call: OpenCall, { outcome, told }: Ending, origin: Session | null): void {
    const read = outcome === 'applied' ? readOf(call.input, told) : null;
    if (read === null) return;
    this.#builder.add(
      {
        kind: 'read',
        path: resolvePath(call.cwd, read.path),
        lines: read.lines,
        whole: read.content !== null,
        outcome,
        callId: call.id,
        tool: call.tool,
        body: call.body,
      },
      call.moment,
      origin,
    );
  }

  #tellCommand(call: OpenCall, { outcome, told, exitCode }: Ending, origin: Session | null): void {
    const command = shellCommandOf(call.tool, call.input);
    const touched = command === null ? null : touchedBy(command, call.cwd, told);
    if (command === null || touched === null || touched.writes === 'none') return;
    this.#builder.add(
      {
        kind: 'command',
        cwd: call.cwd,
        text: commandLine(command.script),
        body: call.body,
        place: null,
        writes: touched.writes,
        targets: touched.targets,
        exitCode,
        outcome: commandOutcome(outcome, exitCode),
        callId: call.id,
        tool: call.tool,
      },
      call.moment,
      origin,
    );
  }
}

/** Words of a release that has no structured results tell of success, too. */
function commandOutcome(outcome: Outcome, exitCode: number | null): Outcome {
  return outcome === 'staged' || (outcome === 'applied' && exitCode !== null && exitCode !== 0) ? 'unknown' : outcome;
}
