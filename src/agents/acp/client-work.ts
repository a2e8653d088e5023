import type { TracePointer } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import { type JsonObject, numberOf, textOf } from '../json-values.js';
import { resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import type { SessionBuilder } from '../session-builder.js';
import type { CallLog } from './call-log.js';
import { changeBody } from './load.js';
import { exitOf, type Terminal, terminalCommand } from './terminals.js';

/** First characters of a command that an event holds. */
const COMMAND = 200;

interface Request {
  readonly at: TracePointer;
  readonly params: JsonObject;
}

/** What the client does for the agent: it reads and writes files, and runs commands (formats/acp.md, 2). */
export class ClientWork {
  readonly #builder: SessionBuilder;
  readonly #calls: CallLog;
  readonly #isHistory: boolean;
  readonly #terminals = new Map<string, Terminal>();
  /** Files that the client did not find when it was last asked for them. */
  readonly #missing = new Set<string>();
  #answer: TracePointer | null = null;

  constructor(builder: SessionBuilder, calls: CallLog, isHistory: boolean) {
    this.#builder = builder;
    this.#calls = calls;
    this.#isHistory = isHistory;
  }

  /** @param result null: an error. */
  answered(method: string, request: Request, result: JsonObject | null): void {
    this.#answer = this.#builder.pointer;
    switch (method) {
      case 'fs/write_text_file':
        this.#wrote(request, result !== null);
        break;
      case 'fs/read_text_file':
        this.#read(request, result);
        break;
      case 'terminal/create':
        this.#created(request, result);
        break;
      case 'terminal/output':
      case 'terminal/wait_for_exit':
        if (result !== null) this.#exited(textOf(request.params.terminalId), result);
        break;
      case 'terminal/kill':
      case 'terminal/release':
        this.#released(textOf(request.params.terminalId));
    }
  }

  /** Of what still runs nobody knows what it came to. */
  finish(): void {
    for (const terminal of this.#terminals.values()) {
      if (terminal.isDone) continue;
      this.#builder.at(terminal.at, null);
      this.#ran(terminal, 'unknown', null);
    }
  }

  #wrote({ params, at }: Request, isDone: boolean): void {
    const builder = this.#builder;
    const name = textOf(params.path);
    if (name === null || typeof params.content !== 'string') return;
    const path = resolvePath(builder.session.cwd, name);
    const call = this.#calls.callOn(path);
    const place = call?.written.get(path) ?? 0;
    const tool = call?.tool ?? 'write_text_file';
    const op = this.#missing.has(path) ? ('create' as const) : ('modify' as const);
    const outcome = isDone ? ('applied' as const) : ('failed' as const);
    const change = { op, path, oldPath: null, outcome, callId: call?.id ?? null, tool, body: at, place };
    builder.add({ ...change, kind: 'file_change' }, call?.moment ?? builder.moment);
    if (!isDone) return;
    call?.written.set(path, place + 1);
    this.#missing.delete(path);
    if (this.#isHistory) builder.edited(change, changeBody(change), tool);
  }

  #read({ params }: Request, result: JsonObject | null): void {
    const builder = this.#builder;
    const name = textOf(params.path);
    if (name === null || this.#answer === null) return;
    const path = resolvePath(builder.session.cwd, name);
    const [line, limit] = [numberOf(params.line), numberOf(params.limit)];
    const isPart = line !== null || limit !== null;
    const whole = !isPart && typeof result?.content === 'string';
    if (result === null) this.#missing.add(path);
    else this.#missing.delete(path);
    const call = this.#calls.callOn(path);
    call?.read.add(path);
    if (call !== null && typeof result?.content === 'string') this.#calls.printed(call.id, result.content);
    const lines = limit === null ? null : { first: line ?? 1, last: (line ?? 1) + limit - 1 };
    const outcome = result === null ? ('failed' as const) : ('applied' as const);
    const base = { path, lines, whole, outcome, callId: call?.id ?? null, tool: call?.tool ?? 'read_text_file' };
    builder.add({ ...base, kind: 'read', body: this.#answer }, call?.moment ?? builder.moment);
  }

  #created({ params, at }: Request, result: JsonObject | null): void {
    const id = textOf(result?.terminalId);
    const command = terminalCommand(params);
    if (id === null || command === null) return;
    const call = this.#calls.callThatRuns();
    if (call !== null) call.hasTerminal = true;
    const moment = call?.moment ?? this.#builder.moment;
    const callId = call?.id ?? null;
    this.#terminals.set(id, { command, directory: textOf(params.cwd), at, moment, callId, isDone: false });
  }

  #exited(id: string | null, result: JsonObject): void {
    const terminal = this.#terminals.get(id ?? '');
    const output = textOf(result.output);
    if (terminal !== undefined && output !== null) this.#calls.printed(terminal.callId, output);
    const exit = exitOf(result);
    if (terminal === undefined || terminal.isDone || exit === null) return;
    const outcome = exit.isKilled ? 'aborted' : exit.code === 0 || exit.code === null ? 'applied' : 'failed';
    this.#calls.exited(terminal.callId, exit.code);
    this.#ran(terminal, outcome, exit.code);
  }

  #released(id: string | null): void {
    const terminal = this.#terminals.get(id ?? '');
    if (terminal !== undefined && !terminal.isDone) this.#ran(terminal, 'aborted', null);
  }

  #ran(terminal: Terminal, outcome: 'applied' | 'failed' | 'aborted' | 'unknown', exitCode: number | null): void {
    terminal.isDone = true;
    const { command, directory, at, moment, callId } = terminal;
    const { cwd: own } = this.#builder.session;
    const cwd = directory === null ? own : resolvePath(own, directory);
    const { writes, targets } = effectOf(command, cwd);
    if (writes === 'none') return;
    const text = lineOf(typeof command === 'string' ? command : command.join(' '), COMMAND);
    const base = { kind: 'command' as const, cwd, text, body: at, place: null, writes, targets };
    this.#builder.add({ ...base, exitCode, outcome, callId, tool: 'terminal' }, moment);
  }
}
