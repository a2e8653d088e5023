import { type JsonObject, objectOf, objectsOf, parsedObject, textOf } from '../json-values.js';
import { isoTime } from '../times.js';
import { type Chat, type ChatCall, type ChatRequest, plainId } from './chat.js';
import { changesOf } from './chat-calls.js';

type Growing<T> = { -readonly [K in keyof T]: T[K] };
type Request = Growing<Omit<ChatRequest, 'calls'>> & { readonly calls: Growing<ChatCall>[] };

/** What a transcript of the extension tells. */
export interface TranscribedChat {
  readonly chat: Chat;
  /** Lines that are no records; a last one that is cut off is not there yet. */
  readonly unreadable: number;
  /** Records of kinds that nobody knows. */
  readonly unknown: number;
}

/** Kinds that tell nothing more of files, or of turns. */
const PASSED_BY = new Set(['assistant.turn_start']);

const MOST_OF_RESULT = 4_000;

/**
 * The chat that a transcript of the extension tells (formats/copilot.md, B.3): calls and what became of each, without a model. Turns of before the
 * file was begun are in it without results.
 */
export function chatOfTranscript(text: string): TranscribedChat {
  const reader = new TranscriptReader();
  const lines = text.split('\n');
  let unreadable = 0;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const record = parsedObject(line);
    if (record === null) unreadable += at === lines.length - 1 ? 0 : 1;
    else reader.take(record);
  }
  return { chat: reader.chat(), unreadable, unknown: reader.unknown };
}

class TranscriptReader {
  unknown = 0;
  readonly #requests: Request[] = [];
  readonly #calls = new Map<string, Growing<ChatCall>>();
  #sessionId: string | null = null;
  #startedAt: string | null = null;
  #version: string | null = null;

  chat(): Chat {
    const requests = this.#requests.map((request): ChatRequest => {
      const done = request.calls.filter(({ isComplete, isFailed }) => isComplete && !isFailed);
      return {
        ...request,
        edited: new Set(done.flatMap(changesOf).flatMap(({ path, oldPath }) => [path, oldPath ?? path])),
      };
    });
    return { sessionId: this.#sessionId, createdAt: this.#startedAt, title: null, git: null, requests };
  }

  take(record: JsonObject): void {
    const data = objectOf(record.data) ?? {};
    const time = isoTime(record.timestamp);
    const request = this.#requests.at(-1) ?? null;
    switch (record.type) {
      case 'session.start':
        this.#sessionId ??= textOf(data.sessionId);
        this.#startedAt ??= isoTime(data.startTime);
        this.#version ??= textOf(data.copilotVersion);
        break;
      case 'user.message':
        if (request !== null) request.ended = 'completed';
        this.#begin(textOf(record.id), time, textOf(data.content) ?? '');
        break;
      case 'assistant.message':
        if (request !== null) request.answer += textOf(data.content) ?? '';
        for (const { toolCallId, name, arguments: args } of objectsOf(data.toolRequests)) {
          this.#call(toolCallId, name, args, textOf(data.reasoningText) ?? '');
        }
        break;
      case 'assistant.turn_end':
        if (request !== null) request.ended = 'completed';
        break;
      case 'tool.execution_start':
        this.#call(data.toolCallId, data.toolName, data.arguments, '');
        break;
      case 'tool.execution_complete':
        this.#complete(data, time);
        break;
      default:
        if (!PASSED_BY.has(textOf(record.type) ?? '')) this.unknown++;
    }
  }

  #begin(id: string | null, time: string | null, prompt: string): void {
    this.#requests.push({
      id: id ?? `#${this.#requests.length}`,
      time,
      prompt,
      isOfProgram: false,
      answer: '',
      model: null,
      agentId: null,
      agentVersion: this.#version,
      ended: 'open',
      calls: [],
      edited: new Set(),
    });
  }

  #call(toolCallId: unknown, toolName: unknown, given: unknown, thought: string): void {
    const [id, name] = [textOf(toolCallId), textOf(toolName)];
    const request = this.#requests.at(-1);
    if (id === null || name === null || request === undefined || this.#calls.has(plainId(id))) return;
    const args = objectOf(given) ?? parsedObject(textOf(given) ?? '') ?? {};
    const open = { time: null, isDenied: false, isComplete: false, isFailed: false, result: null, told: null };
    const call = { id: plainId(id), name, args, ...open, thought, terminal: null };
    this.#calls.set(call.id, call);
    request.calls.push(call);
  }

  #complete({ toolCallId, success, result }: JsonObject, time: string | null): void {
    const call = this.#calls.get(plainId(textOf(toolCallId) ?? ''));
    // Without a word on it nobody knows what became of the call.
    if (call === undefined || typeof success !== 'boolean') return;
    const content = textOf(objectOf(result)?.content);
    Object.assign(call, { time, isComplete: true, isFailed: !success });
    if (content !== null) Object.assign(call, { result: content.slice(0, MOST_OF_RESULT), told: { text: content } });
  }
}
