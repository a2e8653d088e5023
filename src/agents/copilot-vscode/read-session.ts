import type { FileChangeEvent, Outcome } from '../../model/agent-event.js';
import type { TellVisitor } from '../../model/history-fact.js';
import type { TracePointer, TraceSource } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import { folderOf, resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { changeBody } from './bodies.js';
import { callsOfOperations } from './calls-of-operations.js';
import { type ChatCall, type ChatRequest, modelOf } from './chat.js';
import {
  changesOf,
  commandOf,
  directoryOfCommand,
  editOutcome,
  exitCodeOf,
  outcomeOf,
  readOf,
  shownText,
} from './chat-calls.js';
import { type Documents, readAnew } from './documents.js';
import { placeOfAnswer, placeOfCall, placeOfOperation, placeOfRequest } from './places.js';
import type { Operation } from './timeline.js';

const COMMAND_LENGTH = 200;

/**
 * Reads what the editing session and the chat of one session tell (formats/copilot.md, B.1 and B.2): contents from the first, time, model,
 * messages, commands and reads from the second; edits from the second only where the first is not there.
 * @throws AiBlameError UNREADABLE where the source's own file cannot be opened.
 */
export function readSession(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  const documents = readAnew(source);
  const builder = new SessionBuilder(source, bareSession(source.agent, ''), onFact);
  for (const code of documents.lost) builder.lost(code);
  const { chat, workspace } = documents;
  const { session } = builder;
  // Both are named by their session (formats/copilot.md, B.1 and B.2).
  session.id = chat?.sessionId ?? (documents.isEditing || chat !== null ? idIn(source.path) : '');
  session.startedAt = chat?.createdAt ?? null;
  session.git = chat?.git ?? null;
  builder.startedFrom = 'vscode';
  builder.named(chat?.title ?? null);
  builder.workedIn(workspace);
  new Told(builder, source, documents).tell(onFact !== null);
  return builder.finish();
}

function idIn(path: string): string {
  const names = path.split('/');
  return path.endsWith('/state.json') ? (names.at(-2) ?? '') : (names.at(-1) ?? '').replace(/\.jsonl?$/, '');
}

/** A request, with what the editing session tells of it. */
interface Request {
  readonly id: string;
  readonly chat: ChatRequest | null;
  /** Index in the chat, or -1. */
  readonly inChat: number;
  /** In the order of epochs. */
  readonly operations: Operation[];
}

type Own = Pick<FileChangeEvent, 'op' | 'path' | 'oldPath' | 'outcome' | 'callId' | 'tool' | 'place'>;

class Told {
  readonly #builder: SessionBuilder;
  readonly #source: TraceSource;
  readonly #documents: Documents;
  /** A terminal stays where a command left it: that of later commands is not known then. */
  #isMoved = false;

  constructor(builder: SessionBuilder, source: TraceSource, documents: Documents) {
    this.#builder = builder;
    this.#source = source;
    this.#documents = documents;
  }

  /** @param withHistory whether texts of edits are asked for. */
  tell(withHistory: boolean): void {
    const builder = this.#builder;
    for (const [n, request] of this.#requests().entries()) {
      const { chat } = request;
      builder.at(placeOfRequest(this.#source, n), chat?.time ?? null);
      builder.model = chat?.model ?? null;
      if (chat?.agentVersion != null) builder.session.agentVersion = chat.agentVersion;
      // What the program asks by itself goes on with what the person asked.
      if (chat?.isOfProgram !== true || builder.turn === null) {
        builder.message(chat?.prompt ?? '', request.id === '' ? null : request.id);
      }
      this.#tellOperations(n, request, withHistory);
      if (this.#isOurs(chat?.agentId ?? null)) this.#tellCalls(n, request, withHistory);
      if (chat === null) continue;
      builder.at(placeOfAnswer(this.#source, n), chat.calls.at(-1)?.time ?? chat.time);
      if (chat.answer !== '') builder.answer(chat.answer);
      if (chat.ended !== 'open') builder.turnEnded(chat.ended);
    }
  }

  /** Those of the chat in its order; those that it does not hold (any more) where their operations put them. */
  #requests(): Request[] {
    const { chat, timeline, pending } = this.#documents;
    const requests: Request[] = (chat?.requests ?? []).map((request, inChat) => {
      return { id: request.id, chat: request, inChat, operations: [] };
    });
    const byId = new Map(requests.map((request) => [request.id, request]));
    const missing: Request[] = [];
    for (const { operation } of timeline?.changes ?? []) {
      const known = byId.get(operation.requestId);
      if (known !== undefined) {
        known.operations.push(operation);
        continue;
      }
      const request: Request = { id: operation.requestId, chat: null, inChat: -1, operations: [operation] };
      byId.set(request.id, request);
      missing.push(request);
    }
    for (const request of missing) {
      const epoch = request.operations[0]?.epoch ?? 0;
      const later = requests.findIndex(({ operations: [first] }) => first !== undefined && first.epoch > epoch);
      requests.splice(later === -1 ? requests.length : later, 0, request);
    }
    for (const { requestId } of pending) {
      if (byId.has(requestId)) continue;
      const request: Request = { id: requestId, chat: null, inChat: -1, operations: [] };
      byId.set(requestId, request);
      requests.push(request);
    }
    return requests;
  }

  /** Other participants of the chat have stores of their own, or none. */
  #isOurs(agentId: string | null): boolean {
    return agentId === null || /copilot|^setup\./i.test(agentId);
  }

  #tellOperations(n: number, request: Request, withHistory: boolean): void {
    const { chat } = request;
    const made = chat === null ? null : callsOfOperations(chat, request.operations, (path) => this.#resolved(path));
    for (const [nth, operation] of request.operations.entries()) {
      const { path, kind, epoch, isUndone } = operation;
      const whose = this.#whoseIs(operation);
      if (!this.#isOurs(whose.agentId ?? chat?.agentId ?? null)) continue;
      const op = kind === 'edit' ? 'modify' : kind;
      const oldPath = operation.kind === 'rename' ? operation.oldPath : null;
      const model = modelOf(whose.model) ?? chat?.model ?? null;
      const outcome = isUndone ? 'rejected' : 'applied';
      const callId = `${request.id}:${epoch}`;
      const own = { op, path, oldPath, callId, tool: kind, outcome, place: 0, model } as const;
      const by = made?.[nth];
      const place = placeOfOperation(this.#source, n, { nth: by?.nth ?? nth, call: by?.call ?? null, epoch });
      this.#change(place, this.#timeOf(chat, by?.call), own, withHistory);
    }
    for (const [index, entry] of this.#documents.pending.entries()) {
      if (entry.requestId !== request.id || this.#toldByChat || !this.#isOurs(entry.agentId)) continue;
      const op = entry.isDeleted ? 'delete' : 'modify';
      const model = modelOf(entry.model) ?? chat?.model ?? null;
      const { path } = entry;
      const callId = `${request.id}:${path}`;
      const own = { op, path, oldPath: null, callId, tool: 'edit', outcome: 'applied', place: 0, model } as const;
      const place = placeOfOperation(this.#source, n, { nth: index, call: null, epoch: index });
      this.#change(place, chat?.time ?? null, own, withHistory);
    }
  }

  /** A call is dated apart (2026), else by its message. */
  #timeOf(chat: ChatRequest | null, call: number | undefined): string | null {
    return (call === undefined ? null : chat?.calls[call]?.time) ?? chat?.time ?? null;
  }

  /** An operation does not tell its model: what the file was when the request first changed it does. */
  #whoseIs(operation: Operation): { readonly model: string | null; readonly agentId: string | null } {
    if (operation.model !== null || operation.agentId !== null) return operation;
    const { path, requestId } = operation;
    const of = this.#documents.timeline?.items.find(
      (item) => item.path === path && item.requestId === requestId && item.model !== null,
    );
    return of ?? operation;
  }

  /** Of an editing session without a timeline the calls of the chat tell more. */
  get #toldByChat(): boolean {
    return (
      this.#documents.chat?.requests.some(({ calls }) => calls.some((call) => changesOf(call).length > 0)) === true
    );
  }

  #tellCalls(n: number, request: Request, withHistory: boolean): void {
    const { chat } = request;
    const builder = this.#builder;
    for (const [index, call] of (chat?.calls ?? []).entries()) {
      if (chat === null) continue;
      const pointer = placeOfCall(this.#source, n, index, request.inChat);
      builder.at(pointer, call.time ?? chat.time);
      const command = commandOf(call);
      builder.reasoning(call.thought);
      builder.call(call.id, call.name, command, undefined, { input: () => call.args });
      const outcome = outcomeOf(call, chat);
      const output = (): string | null => shownText(call);
      builder.result(call.id, outcome, command === null ? null : exitCodeOf(call), { output });
      if (command !== null) this.#tellCommand(call, command, outcome, pointer);
      this.#tellRead(call, outcome, pointer);
      for (const [place, { op, ...change }] of changesOf(call).entries()) {
        const path = this.#resolved(change.path);
        const oldPath = change.oldPath === null ? null : this.#resolved(change.oldPath);
        const told = editOutcome(call, chat, [path, oldPath]);
        // What was done the editing session tells, and better.
        if (this.#documents.timeline !== null && (told === 'applied' || told === 'unknown')) continue;
        const { id: callId, name: tool, time } = call;
        const own = { op, path, oldPath, callId, tool, outcome: told, place, model: chat.model };
        this.#change(pointer, time ?? chat.time, own, withHistory);
      }
    }
  }

  #change(
    pointer: TracePointer,
    time: string | null,
    { model, ...own }: Own & { readonly model: string | null },
    withHistory: boolean,
  ): void {
    const builder = this.#builder;
    builder.at(pointer, time);
    builder.add({ kind: 'file_change', ...own, body: pointer }, { turn: builder.turn, model });
    if (this.#documents.workspace === null) builder.alsoWorkedIn(folderOf(own.path));
    if (!withHistory || own.outcome !== 'applied') return;
    builder.edited(own, changeBody({ body: pointer, place: own.place }), own.tool);
  }

  #tellRead(call: ChatCall, outcome: Outcome, pointer: TracePointer): void {
    const read = readOf(call);
    if (read === null) return;
    const common = { outcome, callId: call.id, tool: call.name, body: pointer, whole: false };
    this.#builder.add({ kind: 'read', ...common, path: this.#resolved(read.path), lines: read.lines });
  }

  #tellCommand(call: ChatCall, command: string, outcome: Outcome, pointer: TracePointer): void {
    const cwd = directoryOfCommand(call) ?? (this.#isMoved ? null : this.#documents.workspace);
    if (/\b(?:cd|pushd|popd|set-location|sl)\b/i.test(command)) this.#isMoved = true;
    const { writes, targets } = effectOf(command, cwd);
    if (writes === 'none') return;
    const exitCode = exitCodeOf(call);
    const ended: Outcome = outcome === 'applied' && exitCode !== null && exitCode !== 0 ? 'failed' : outcome;
    const text = lineOf(command, COMMAND_LENGTH);
    const common = { outcome: ended, callId: call.id, tool: call.name, body: pointer, place: null, exitCode };
    this.#builder.add({ kind: 'command', ...common, cwd, text, writes, targets });
  }

  #resolved(path: string): string {
    return resolvePath(this.#documents.workspace, path);
  }
}
