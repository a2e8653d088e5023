import type { TracePointer } from '../../model/session.js';
import { detached, type JsonObject, objectOf, objectsOf, textOf, textsOf } from '../json-values.js';
import { directoryOf, isAbsolutePath } from '../paths.js';
import type { SessionBuilder } from '../session-builder.js';
import { CallLog } from './call-log.js';
import type { CaptureLine, Sender } from './capture-line.js';
import { ClientWork } from './client-work.js';
import { updateIn } from './load.js';
import { ModelSetting } from './models.js';
import { OpenRequests } from './open-requests.js';

type MessageLine = Extract<CaptureLine, { kind: 'message' }>;

/** A request, until its answer comes. */
interface Request {
  readonly at: TracePointer;
  readonly params: JsonObject;
}

/** Methods and updates of which nothing is to be told. */
const OF_NO_USE =
  /^(?:\$\/|_|authenticate$|logout$|session\/(?:cancel|close|delete|list|set_mode|fork)$|terminal\/(?:kill|release)$|mcp\/|elicitation\/|providers\/|nes\/|document\/)/;
const UPDATES_OF_NO_USE = new Set([
  'plan',
  'plan_update',
  'plan_removed',
  'available_commands_update',
  'current_mode_update',
  'usage_update',
  'terminal_update',
  'terminal_output_chunk',
]);

/** How a turn ends, by its stop reason. */
const STOPS: Readonly<Record<string, 'completed' | 'aborted' | 'failed'>> = { cancelled: 'aborted', refusal: 'failed' };

type Speaker = 'person' | 'agent' | 'thought';

/** Follows the messages of one session, and tells what they come to. */
export class CaptureReader {
  readonly #builder: SessionBuilder;
  readonly #requests = new OpenRequests<Request>();
  readonly #model = new ModelSetting();
  readonly #calls: CallLog;
  readonly #client: ClientWork;
  /** `session/load` is under way: what comes is told again. */
  #isReplay = false;
  /** Whether the capture itself has what is replayed: it goes on with the session. */
  #isKnown = false;
  #now: { readonly at: TracePointer; readonly time: string | null } | null = null;
  /** Pieces of a message so far, and whose it is. */
  #said: {
    readonly by: Speaker;
    text: string;
    readonly at: TracePointer;
    readonly time: string | null;
  } | null = null;

  constructor(builder: SessionBuilder, isHistory: boolean) {
    this.#builder = builder;
    this.#calls = new CallLog(builder, isHistory);
    this.#client = new ClientWork(builder, this.#calls, isHistory);
  }

  header(header: JsonObject): void {
    const agent = objectOf(header.agent);
    this.#named(agent);
    const cwd = directoryOf(header.cwd);
    if (cwd !== null && isAbsolutePath(cwd)) this.#builder.workedIn(cwd);
  }

  message({ message, from, connection, time, isTimeBroken }: MessageLine, at: TracePointer): void {
    if (isTimeBroken) this.#builder.lost('time_invalid');
    const method = textOf(message.method);
    const params = objectOf(message.params) ?? {};
    if (method === null) {
      const asked = this.#requests.answered(connection, from, message);
      if (asked === null) return;
      this.#at(at, time);
      this.#answer(asked.method, asked.request, message);
      return;
    }
    if (message.id !== undefined && message.id !== null) {
      const sender: Sender = from ?? 'client';
      this.#requests.ask(connection, sender, message.id, { method, request: { at, params } });
    }
    if (!this.#isOurs(params)) return;
    this.#at(at, time);
    this.#told(method, params, at, time);
  }

  finish(): void {
    this.#flush();
    this.#calls.finish();
    this.#client.finish();
    if (this.#builder.session.id === '') this.#builder.lost('session_unidentified');
  }

  /** Times of what is replayed are those of the replay. */
  #at(at: TracePointer, time: string | null): void {
    this.#now = { at, time };
    this.#builder.at(at, this.#isReplay ? null : time);
    this.#builder.model = this.#model.current;
  }

  /** A capture holds one session: the first that is named. */
  #isOurs({ sessionId }: JsonObject): boolean {
    const id = textOf(sessionId);
    if (id === null) return true;
    const { session } = this.#builder;
    if (session.id === '') session.id = detached(id);
    return session.id === id;
  }

  #named(agent: JsonObject | null): void {
    const { session } = this.#builder;
    const name = textOf(agent?.name);
    if (name !== null && session.agent === 'acp:unknown') session.agent = `acp:${detached(name)}`;
    session.agentVersion ??= textOf(agent?.version);
  }

  #told(method: string, params: JsonObject, at: TracePointer, time: string | null): void {
    switch (method) {
      case 'session/update':
        this.#update(objectOf(params.update) ?? {}, at, time);
        break;
      case 'session/prompt':
        this.#flush();
        this.#calls.turnEnded('unknown');
        this.#builder.message(textIn(params.prompt), null);
        break;
      case 'session/load':
        this.#place(params);
        this.#isReplay = true;
        this.#isKnown = this.#builder.turn !== null;
        break;
      case 'session/resume':
        this.#place(params);
        break;
      case 'session/request_permission': {
        const call = updateIn(params);
        if (call !== null) this.#calls.update(call, at);
        break;
      }
      case 'initialize':
      case 'session/new':
      case 'session/set_config_option':
      case 'session/set_model':
      case 'fs/read_text_file':
      case 'fs/write_text_file':
      case 'terminal/create':
      case 'terminal/output':
      case 'terminal/wait_for_exit':
        break;
      default:
        if (!OF_NO_USE.test(method)) this.#builder.lost('record_unknown_type');
    }
  }

  #answer(method: string, request: Request, message: JsonObject): void {
    const { params } = request;
    const result = objectOf(message.result);
    const isError = message.error !== undefined && message.error !== null;
    switch (method) {
      case 'initialize':
        this.#named(objectOf(result?.agentInfo));
        return;
      case 'session/new':
        if (isError || result === null || !this.#isOurs(result)) return;
        this.#place(params);
        this.#settings(result);
        return;
      default:
        if (!this.#isOurs(params)) return;
    }
    switch (method) {
      case 'session/load':
        this.#flush();
        this.#calls.turnEnded('unknown');
        this.#isReplay = false;
        if (result !== null) this.#settings(result);
        break;
      case 'session/resume':
        if (result !== null) this.#settings(result);
        break;
      case 'session/prompt':
        this.#flush();
        this.#turnEnded(isError ? 'error' : textOf(result?.stopReason));
        break;
      case 'session/set_config_option':
      case 'session/set_model':
        if (isError) break;
        this.#model.chosen(method, params);
        if (result !== null) this.#settings(result);
        break;
      case 'session/request_permission':
        this.#permission(params, objectOf(result?.outcome));
        break;
      default:
        this.#client.answered(method, request, isError ? null : (result ?? {}));
    }
  }

  #place(params: JsonObject): void {
    const cwd = directoryOf(params.cwd);
    if (cwd !== null && isAbsolutePath(cwd)) this.#builder.workedIn(cwd);
    for (const directory of textsOf(params.additionalDirectories)) {
      if (isAbsolutePath(directory)) this.#builder.alsoWorkedIn(directory);
    }
  }

  #settings(settings: JsonObject): void {
    this.#model.told(settings);
    this.#builder.model = this.#model.current;
  }

  /** Ids of options are free; what they mean is told by their kind (formats/acp.md, 3.2). */
  #permission(params: JsonObject, outcome: JsonObject | null): void {
    const callId = textOf(objectOf(params.toolCall)?.toolCallId);
    if (callId === null || outcome === null) return;
    const option = objectsOf(params.options).find(({ optionId }) => optionId === outcome.optionId);
    const isRejected = outcome.outcome === 'cancelled' || textOf(option?.kind)?.startsWith('reject') === true;
    this.#calls.permitted(callId, !isRejected);
  }

  #turnEnded(reason: string | null): void {
    if (reason === null) return;
    this.#calls.turnEnded(reason === 'cancelled' ? 'aborted' : 'unknown');
    this.#builder.turnEnded(reason === 'error' ? 'failed' : (STOPS[reason] ?? 'completed'));
  }

  #update(update: JsonObject, at: TracePointer, time: string | null): void {
    const kind = textOf(update.sessionUpdate) ?? '';
    switch (kind) {
      case 'user_message_chunk':
      case 'user_message':
        this.#says('person', textIn(update.content), at, time);
        return;
      case 'agent_message_chunk':
      case 'agent_message':
        this.#says('agent', textIn(update.content), at, time);
        return;
      case 'agent_thought_chunk':
      case 'agent_thought':
        this.#says('thought', textIn(update.content), at, time);
        return;
    }
    this.#flush();
    switch (kind) {
      case 'tool_call':
      case 'tool_call_update':
        this.#calls.update(update, at);
        break;
      case 'tool_call_content_chunk':
        this.#calls.update({ toolCallId: update.toolCallId, content: [update.content] }, at);
        break;
      case 'config_option_update':
        this.#settings(update);
        break;
      case 'session_info_update':
        this.#builder.named(textOf(update.title));
        break;
      case 'state_update':
        if (update.state === 'idle') this.#turnEnded(textOf(update.stopReason) ?? 'end_turn');
        break;
      default:
        if (!UPDATES_OF_NO_USE.has(kind)) this.#builder.lost('record_unknown_type');
    }
  }

  #says(by: Speaker, text: string, at: TracePointer, time: string | null): void {
    if (this.#said?.by === by) {
      this.#said.text += text;
      return;
    }
    this.#flush();
    this.#said = { by, text: detached(text), at, time };
  }

  /** A message is over. What a person said counts only where it is told again: else the prompt told it. */
  #flush(): void {
    const said = this.#said;
    this.#said = null;
    if (said === null || said.text.trim() === '') return;
    const now = this.#now;
    this.#at(said.at, said.time);
    if (said.by === 'agent') this.#builder.answer(said.text);
    else if (said.by === 'thought') this.#builder.reasoning(said.text);
    else if (this.#isReplay && !this.#isKnown) {
      this.#calls.turnEnded('unknown');
      this.#builder.message(said.text, null);
    }
    if (now !== null) this.#at(now.at, now.time);
  }
}

/** The text of a message: one block of content, or several. */
function textIn(content: unknown): string {
  const blocks = Array.isArray(content) ? objectsOf(content) : objectsOf([content]);
  return blocks.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}
