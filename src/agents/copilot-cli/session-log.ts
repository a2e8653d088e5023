import type { TracePointer } from '../../model/session.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { directoryOf } from '../paths.js';
import type { SessionBuilder } from '../session-builder.js';
import { isoTime } from '../times.js';
import { shapeOf } from './calls.js';
import { type EventRecord, isKnownKind, modelOf } from './records.js';
import { resultOf, shownText } from './results.js';
import { type AskedCall, CallTeller, plainText } from './tell-call.js';

/** A call that has no result yet. */
interface Pending extends AskedCall {
  readonly time: string | null;
  readonly denied: boolean;
  /** The turn went on without a result. */
  readonly left: boolean;
}

/** Follows the records of one log, in order. */
export class SessionLog {
  readonly #builder: SessionBuilder;
  readonly #teller: CallTeller;
  #cwd: string | null = null;
  readonly #pending = new Map<string, Pending>();
  /** Calls that are done with: a result that is told again is no second event. */
  readonly #done = new Set<string>();
  /** Of calls, by the message that made them. */
  readonly #models = new Map<string, string>();
  /** Of sub-agents. */
  readonly #agents = new Map<string, string>();
  /** Events in force, with how many turns had begun before each. */
  readonly #turnsBefore = new Map<string, number>();
  #turns = 0;
  /** Of the record that is looked at. */
  #time: string | null = null;
  /** Whether the last message of the model asked for something to be done. */
  #asks = false;

  readonly #folderBeside: () => string | null;

  /** @param folderBeside the directory that is told beside the log, where the log does not tell any (2025). */
  constructor(builder: SessionBuilder, folderBeside: () => string | null) {
    this.#builder = builder;
    this.#teller = new CallTeller(builder);
    this.#folderBeside = folderBeside;
  }

  take(record: EventRecord, pointer: TracePointer): void {
    const builder = this.#builder;
    const { type, data, agentId } = record;
    if (record.id !== null) this.#turnsBefore.set(record.id, this.#turns);
    this.#time = record.time;
    switch (type) {
      case 'session.start':
        this.#begin(data);
        break;
      case 'session.resume':
        this.#leave();
        this.#worksIn(objectOf(data.context));
        if (data.selectedModel !== undefined) builder.model = modelOf(data.selectedModel);
        break;
      case 'session.context_changed':
        this.#worksIn(objectOf(data.context) ?? data);
        break;
      case 'session.model_change':
        builder.model = modelOf(data.newModel);
        break;
      case 'session.auto_mode_resolved':
        builder.model = modelOf(data.chosenModel) ?? builder.model;
        break;
      case 'session.title_changed':
        builder.named(textOf(data.title));
        break;
      case 'user.message':
        this.#message(record);
        break;
      case 'assistant.message':
        this.#answer(record, pointer);
        break;
      case 'assistant.turn_end':
        if (agentId === null && !this.#asks && this.#pending.size === 0) builder.turnEnded('completed');
        break;
      case 'subagent.started':
        this.#subAgent(record);
        break;
      case 'tool.user_requested':
        // The person's own command (`!`): not the agent's.
        this.#done.add(textOf(data.toolCallId) ?? '');
        break;
      case 'tool.execution_start':
        this.#start(record, pointer);
        break;
      case 'tool.execution_complete':
        this.#complete(record, pointer);
        break;
      case 'permission.requested':
        this.#permissionAsked(data);
        break;
      case 'permission.completed':
        this.#permission(data);
        break;
      case 'session.compaction_complete':
        builder.tell('context_compacted', {});
        break;
      case 'session.snapshot_rewind':
        this.#rewind(data);
        break;
      case 'abort':
        this.#leave();
        builder.turnEnded('aborted');
        break;
      case 'session.error':
        builder.turnEnded('failed');
        break;
      case 'session.shutdown':
        this.#leave();
        builder.turnEnded('completed');
        break;
      default:
        if (!isKnownKind(type)) builder.lost('record_unknown_type');
    }
  }

  /** The log ends here: calls without a result are told at their own records. */
  end(): void {
    for (const [id, call] of this.#pending) {
      this.#builder.at(call.pointer, call.time);
      this.#teller.tell(id, call, { outcome: call.left ? 'aborted' : 'unknown', exitCode: null }, call.pointer, {});
    }
    this.#pending.clear();
  }

  #begin(data: JsonObject): void {
    const { session } = this.#builder;
    const id = textOf(data.sessionId);
    if (id === null || session.id !== '') return;
    session.id = id;
    session.agentVersion = textOf(data.copilotVersion);
    session.startedAt = isoTime(data.startTime);
    session.parentId = textOf(data.detachedFromSpawningParentSessionId);
    this.#builder.model = modelOf(data.selectedModel);
    const context = objectOf(data.context);
    this.#worksIn(textOf(context?.cwd) === null ? { ...context, cwd: this.#folderBeside() } : context);
  }

  #worksIn(context: JsonObject | null): void {
    const cwd = directoryOf(context?.cwd);
    if (context === null || cwd === null) return;
    this.#cwd = cwd;
    this.#builder.workedIn(cwd);
    const { session } = this.#builder;
    const [name, host] = [textOf(context.repository), textOf(context.repositoryHost)];
    const commit = textOf(context.headCommit);
    const branch = textOf(context.branch);
    const remote = name === null || host === null ? null : `https://${host}/${name}`;
    if (commit !== null || branch !== null || remote !== null) session.git ??= { commit, branch, remote };
  }

  #message({ data, id, agentId }: EventRecord): void {
    // Prompts of sub-agents, and what skills and the program itself put in, are not the person's.
    if (agentId !== null || data.isAutopilotContinuation === true || isHidden(textOf(data.source))) return;
    this.#leave();
    this.#builder.message(typeof data.content === 'string' ? data.content : '', id);
    this.#turns++;
  }

  #answer({ data, agentId }: EventRecord, pointer: TracePointer): void {
    const builder = this.#builder;
    const own = modelOf(data.model);
    const requests = Array.isArray(data.toolRequests) ? data.toolRequests.map(objectOf) : [];
    if (agentId === null) {
      if (own !== null) builder.model = own;
      this.#asks = requests.length > 0;
    }
    const text = textOf(data.content);
    if (agentId === null) builder.reasoning(textOf(data.reasoningText) ?? '');
    if (text !== null && agentId === null) builder.answer(text);
    for (const request of requests) {
      const id = textOf(request?.toolCallId);
      const tool = textOf(request?.name);
      if (id === null || tool === null || this.#done.has(id)) continue;
      if (own !== null) this.#models.set(id, own);
      this.#ask(id, tool, request?.arguments, pointer, own ?? this.#modelOf(agentId));
    }
  }

  #subAgent({ data, agentId }: EventRecord): void {
    const model = modelOf(data.model);
    if (model === null) return;
    for (const id of [agentId, textOf(data.toolCallId)]) if (id !== null) this.#agents.set(id, model);
  }

  /** The model in force for records of the main agent, or of a sub-agent: that of the main agent is none of theirs. */
  #modelOf(agentId: string | null): string | null {
    return agentId === null ? this.#builder.model : (this.#agents.get(agentId) ?? null);
  }

  #start({ data, agentId }: EventRecord, pointer: TracePointer): void {
    const id = textOf(data.toolCallId);
    const tool = textOf(data.toolName);
    if (id === null || tool === null || this.#done.has(id)) return;
    const model = modelOf(data.model) ?? this.#models.get(id) ?? this.#modelOf(agentId);
    // Tools of MCP servers are not the product's, whatever their names.
    this.#ask(id, tool, textOf(data.mcpServerName) === null ? data.arguments : undefined, pointer, model);
    const { shape } = this.#pending.get(id) as Pending;
    const command = shape.kind === 'command' ? plainText(shape.command) : null;
    this.#builder.call(id, tool, command, this.#cwd, { input: () => data.arguments });
  }

  #ask(id: string, tool: string, args: unknown, pointer: TracePointer, model: string | null): void {
    const builder = this.#builder;
    const known = this.#pending.get(id);
    this.#pending.set(id, {
      tool,
      shape: shapeOf(tool, args),
      pointer,
      time: this.#time,
      moment: { turn: known?.moment.turn ?? builder.turn, model },
      cwd: this.#cwd,
      denied: known?.denied ?? false,
      left: false,
    });
  }

  #complete(record: EventRecord, pointer: TracePointer): void {
    const { data } = record;
    const id = textOf(data.toolCallId);
    if (id === null || this.#done.has(id)) return;
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    this.#done.add(id);
    if (call === undefined || data.isUserRequested === true) return;
    const result = resultOf(data, call.denied);
    this.#builder.result(id, result.outcome, result.exitCode, { output: () => shownText(data) });
    this.#teller.tell(id, call, result, pointer, data);
  }

  #permissionAsked(data: JsonObject): void {
    const request = objectOf(data.permissionRequest);
    this.#builder.tell('approval_requested', { call_id: textOf(request?.toolCallId), kind: textOf(request?.kind) });
  }

  #permission(data: JsonObject): void {
    const id = textOf(data.toolCallId) ?? '';
    const call = this.#pending.get(id);
    if (call === undefined || !/^(?:denied|rejected)/.test(textOf(objectOf(data.result)?.kind) ?? '')) return;
    this.#pending.set(id, { ...call, denied: true });
  }

  /** Mostly the events are taken out of the file as well; where they are still there, what is seen next tells whether files went back. */
  #rewind(data: JsonObject): void {
    this.#leave();
    const before = this.#turnsBefore.get(textOf(data.upToEventId) ?? '');
    const turns = before === undefined ? 0 : this.#turns - before;
    this.#builder.tell('thread_rolled_back', { turns, files: 'unknown' });
    this.#builder.add({ kind: 'rewind', files: 'unknown', snapshot: null, turns });
  }

  /** What was asked for and has no result is not waited for any more. */
  #leave(): void {
    for (const [id, call] of this.#pending) if (!call.left) this.#pending.set(id, { ...call, left: true });
  }
}

/** Put in by a skill, by another agent, or by the program (the published event types, 1.0.14). */
function isHidden(source: string | null): boolean {
  return source !== null && /^(?:skill|agent|system|autopilot)\b/.test(source);
}
