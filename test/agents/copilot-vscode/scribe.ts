import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedFragment } from '../../support/changed-fragment.js';
import type { Ability, Scribe, ScribedChange, SessionScribe, SessionStart } from '../scribe.js';

/** Writes chats and editing sessions as VS Code leaves them in 2026. */
export function copilotVscodeScribe(): Scribe {
  const sessions: ChatSession[] = [];
  return {
    agent: 'copilot-vscode',
    // The store keeps whole texts always; what was taken back has no record of its own; a chat that is copied keeps its id.
    cannot: new Set<Ability>(['user-changed', 'rewind', 'sub-agent', 'withheld', 'replayed']),
    session(start) {
      const session = new ChatSession(start);
      sessions.push(session);
      return session;
    },
    write(home) {
      for (const session of sessions) session.write(home);
    },
  };
}

interface Uri {
  readonly $mid: 1;
  readonly scheme: string;
  readonly path: string;
}

export function uriOf(path: string, scheme = 'file'): Uri {
  return { $mid: 1, scheme, path };
}

interface ChatRequest {
  requestId: string;
  timestamp: number;
  modelId: string;
  agent: { id: string; extensionVersion: string };
  message: { text: string };
  response: object[];
  modelState: { value: number; completedAt?: number };
  result: {
    metadata: { toolCallRounds: { timestamp: number; toolCalls: object[] }[]; toolCallResults: Record<string, object> };
  };
}

/** One session: its chat, and what its editing session keeps. */
export class ChatSession implements SessionScribe {
  readonly id: string;
  readonly requests: ChatRequest[] = [];
  readonly baselines: [string, Record<string, unknown>][] = [];
  readonly operations: Record<string, unknown>[] = [];
  readonly checkpoints: object[] = [];
  /** Which of its stores are written. */
  stores: 'both' | 'chat' | 'editing' = 'both';
  /** `log`: a log of changes; `document`: as it was until early 2026. */
  chatForm: 'log' | 'document' = 'log';
  epoch = 1;
  currentEpoch: number | null = null;
  readonly #start: SessionStart;
  #model: string;
  #calls = 0;
  #isTorn = false;
  readonly #copies: string[] = [];

  constructor(start: SessionStart) {
    this.#start = start;
    this.#model = start.model;
    this.id = start.id;
  }

  says(prompt: string, at: number): void {
    const last = this.requests.at(-1);
    if (last !== undefined) last.modelState = { value: 1, completedAt: at - 1 };
    this.requests.push({
      requestId: `request_${this.id}_${this.requests.length + 1}`,
      timestamp: at,
      modelId: `copilot/${this.#model}`,
      agent: { id: 'github.copilot.editsAgent', extensionVersion: '0.42.0' },
      message: { text: prompt },
      response: [{ value: 'Let me see.' }],
      modelState: { value: 1 },
      result: { metadata: { toolCallRounds: [{ timestamp: at, toolCalls: [] }], toolCallResults: {} } },
    });
  }

  model(name: string): void {
    this.#model = name;
  }

  get request(): ChatRequest {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error('Nobody asked for anything yet');
    return request;
  }

  /** A call is done: the model is asked again. */
  #done(at: number): void {
    if (at > this.#start.at) this.request.result.metadata.toolCallRounds.push({ timestamp: at, toolCalls: [] });
  }

  /** A point that the person can go back to: the program makes one before each call. */
  checkpoint(): void {
    const undoStopId = `stop_${this.epoch}`;
    const { requestId } = this.request;
    this.checkpoints.push({ checkpointId: `c${this.epoch}`, requestId, undoStopId, epoch: this.epoch++, label: '' });
  }

  changes(change: ScribedChange): void {
    const { path, before, after } = change;
    this.checkpoint();
    this.call(...callFor(change), change.call);
    this.#done(change.at);
    this.request.response.push({ kind: 'textEditGroup', uri: uriOf(path), edits: [[]], done: true });
    if (after === null) {
      this.operation({ type: 'delete', uri: uriOf(path), finalContent: before ?? '' });
      return;
    }
    if (before === null) {
      this.operation({ type: 'create', uri: uriOf(path), initialContent: '', telemetryInfo: this.#telemetry() });
    }
    this.baseline(path, before ?? '');
    this.operation({ type: 'textEdit', uri: uriOf(path), edits: [editOf(before ?? '', after)] });
  }

  /** What the file held when the request first changed it. */
  baseline(path: string, content: string): void {
    const { requestId } = this.request;
    const key = `file://${encodeURI(path)}::${requestId}`;
    if (this.baselines.some(([known]) => known === key)) return;
    const telemetryInfo = this.#telemetry();
    this.baselines.push([key, { uri: uriOf(path), requestId, content, epoch: this.epoch++, telemetryInfo }]);
  }

  operation(operation: object): void {
    this.operations.push({ requestId: this.request.requestId, epoch: this.epoch++, ...operation });
  }

  #telemetry(): object {
    return {
      requestId: this.request.requestId,
      agentId: 'github.copilot.editsAgent',
      modelId: `copilot/${this.#model}`,
    };
  }

  rejected(change: ScribedChange): void {
    this.call(...callFor(change), change.call, { isConfirmed: { type: 0 }, isComplete: true });
    this.#done(change.at);
  }

  failed(change: ScribedChange): void {
    const [name, args] = callFor(change);
    const result = { content: [{ value: 'ERROR while calling tool: Could not find matching text to replace.' }] };
    this.call(name, args, change.call, {}, result);
    this.#done(change.at);
  }

  aborted(change: ScribedChange): void {
    this.call(...callFor(change), change.call, { isComplete: false }, null);
    this.request.modelState = { value: 2 };
  }

  amended(): void {
    throw new Error('VS Code writes what was proposed');
  }

  withheld(): void {
    throw new Error('VS Code keeps whole texts');
  }

  moves(from: string, to: string, content: string): void {
    this.checkpoint();
    this.baseline(from, content);
    this.operation({ type: 'rename', uri: uriOf(from), oldUri: uriOf(from), newUri: uriOf(to) });
  }

  reads(path: string, content: string, at: number): void {
    this.call('read_file', { filePath: path, startLine: 1, endLine: content.split('\n').length });
    this.#done(at);
  }

  runs(command: string, exitCode: number, at: number): void {
    const toolSpecificData = {
      kind: 'terminal',
      commandLine: { original: command },
      terminalCommandState: { exitCode },
    };
    this.call('run_in_terminal', { command, explanation: 'Run it' }, undefined, { toolSpecificData });
    this.#done(at);
  }

  /** The operations are kept until something else is done. */
  rewinds(turns: number): void {
    const first = this.requests.at(-turns)?.requestId;
    const from = this.operations.find(({ requestId }) => requestId === first)?.epoch;
    this.currentEpoch = (from as number | undefined) ?? this.epoch;
  }

  unknown(): void {
    this.operation({ type: 'novelty', uri: uriOf('/nowhere') });
  }

  torn(): void {
    this.#isTorn = true;
  }

  /** Entering a workspace copies the chat, and leaves the original. */
  replay(): SessionScribe {
    this.#copies.push('globalStorage/transferredChatSessions');
    return this;
  }

  call(
    name: string,
    args: object,
    id?: string,
    part: object = {},
    result: object | null = { content: [{ value: 'ok' }] },
  ): void {
    this.#calls++;
    const called = `${id ?? `call_${this.id}_${this.#calls}`}__vscode-${1700000000000 + this.#calls}`;
    const { response } = this.request;
    const { metadata } = this.request.result;
    const shown = { kind: 'toolInvocationSerialized', toolId: `copilot_${name}`, toolCallId: called };
    response.push({ ...shown, isConfirmed: { type: 1 }, isComplete: true, ...part });
    metadata.toolCallRounds.at(-1)?.toolCalls.push({ id: called, name, arguments: JSON.stringify(args) });
    if (result !== null) metadata.toolCallResults[called] = result;
  }

  chatState(): object {
    const { requests } = this;
    return { version: 3, sessionId: this.id, creationDate: this.#start.at, requests };
  }

  /** The chat as a log: first without requests, then one after the other, each with its answer behind. */
  chatLog(): string {
    const lines: object[] = [
      { kind: 0, v: { version: 3, sessionId: this.id, creationDate: this.#start.at, requests: [] } },
    ];
    for (const [at, { response, result, modelState, ...request }] of this.requests.entries()) {
      lines.push({ kind: 2, k: ['requests'], v: [{ ...request, response: [], modelState: { value: 0 } }] });
      lines.push({ kind: 2, k: ['requests', at, 'response'], v: [{ value: 'Thinking' }] });
      lines.push({ kind: 2, k: ['requests', at, 'response'], i: 0, v: response });
      lines.push({ kind: 1, k: ['requests', at, 'result'], v: result });
      lines.push({ kind: 1, k: ['requests', at, 'modelState'], v: modelState });
      lines.push({ kind: 3, k: ['inputState'] });
    }
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return this.#isTorn ? text.slice(0, -12) : text;
  }

  editingState(): object {
    return {
      version: 2,
      initialFileContents: [],
      recentSnapshot: { entries: [] },
      timeline: {
        checkpoints: this.checkpoints,
        fileBaselines: this.baselines,
        operations: this.operations,
        currentEpoch: this.currentEpoch ?? this.epoch,
        epochCounter: this.epoch,
      },
    };
  }

  write(home: string): void {
    const { cwd, id } = this.#start;
    const workspace = join(home, 'workspaceStorage', hashOf(cwd).slice(0, 32));
    writeAt(join(workspace, 'workspace.json'), JSON.stringify({ folder: `file://${encodeURI(cwd)}` }));
    const chat = this.chatForm === 'log' ? this.chatLog() : JSON.stringify(this.chatState());
    const name = `${id}.${this.chatForm === 'log' ? 'jsonl' : 'json'}`;
    if (this.stores !== 'editing') writeAt(join(workspace, 'chatSessions', name), chat);
    for (const folder of this.#copies) writeAt(join(home, folder, name), chat);
    if (this.stores !== 'chat')
      writeAt(join(workspace, 'chatEditingSessions', id, 'state.json'), JSON.stringify(this.editingState()));
  }
}

export function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** A file that is as it should be is not touched. */
function writeAt(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

function callFor({ path, before, after }: ScribedChange): [string, object] {
  if (after === null) return ['apply_patch', { input: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` }];
  if (before === null || before === '') return ['create_file', { filePath: path, content: after }];
  const { old, text } = changedFragment(before, after);
  return ['replace_string_in_file', { filePath: path, oldString: old, newString: text }];
}

/** The smallest edit that makes one text of the other: lines and columns from 1, in UTF-16 units. */
export function editOf(before: string, after: string): object {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [from, to] = [placeOf(before, start), placeOf(before, before.length - end)];
  const range = { startLineNumber: from.line, startColumn: from.column, endLineNumber: to.line, endColumn: to.column };
  return { range, text: after.slice(start, after.length - end) };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
