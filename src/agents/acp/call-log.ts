import type { CommandTarget, Outcome } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import { detached, type JsonObject, textOf } from '../json-values.js';
import { resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import type { SessionBuilder } from '../session-builder.js';
import { CallState } from './call-state.js';
import { changeBody } from './load.js';

/** First characters of a command that an event holds. */
const COMMAND = 200;

/** Kinds of calls that change the files they name, though nothing tells how. */
const NAMED_ONLY: Readonly<Record<string, CommandTarget['op']>> = { edit: 'edit', delete: 'delete' };

/** The calls of a session, and what they come to: told once, at the record that ends them. */
export class CallLog {
  readonly #builder: SessionBuilder;
  readonly #isHistory: boolean;
  readonly #open = new Map<string, CallState>();
  /** Of calls that ended. An agent may tell of them again when a session is loaded. */
  readonly #done = new Set<string>();

  constructor(builder: SessionBuilder, isHistory: boolean) {
    this.#builder = builder;
    this.#isHistory = isHistory;
  }

  /** @param update of version 1 or 2, or the call of a request for permission. */
  update(update: JsonObject, at: TracePointer): void {
    const id = textOf(update.toolCallId);
    if (id === null) {
      this.#builder.lost('record_unknown_type');
      return;
    }
    if (this.#done.has(id)) return;
    const known = this.#open.get(id);
    const call = known ?? new CallState(detached(id), this.#builder.moment, at, this.#isHistory);
    this.#open.set(id, call);
    call.merge(update, at);
    if (known === undefined) {
      const command = call.command === null ? null : commandLine(call);
      this.#builder.call(call.id, call.tool, command, undefined, { input: () => call.input });
    }
    if (call.outcome !== null)
      this.#ended(call, call.rejected && call.outcome !== 'applied' ? 'rejected' : call.outcome);
  }

  permitted(id: string, isPermitted: boolean): void {
    const call = this.#open.get(id);
    if (call !== undefined) call.rejected = !isPermitted;
  }

  /** What a terminal printed for a call so far. */
  printed(id: string | null, output: string): void {
    const call = this.#isHistory ? this.#open.get(id ?? '') : undefined;
    if (call !== undefined) call.whole.output = output;
  }

  /** A terminal's command ended: that is how its call did. */
  exited(id: string | null, exitCode: number | null): void {
    const call = this.#open.get(id ?? '');
    if (call !== undefined) call.exitCode ??= exitCode;
  }

  /** The call that is under way and names a file; else the only one that edits and names none. @param path resolved. */
  callOn(path: string): CallState | null {
    const open = [...this.#open.values()];
    const named = open.findLast((call) => call.paths.some((name) => this.#resolved(name) === path));
    if (named !== undefined) return named;
    const silent = open.filter(({ kind, paths }) => kind === 'edit' && paths.length === 0);
    return silent.length === 1 ? (silent[0] ?? null) : null;
  }

  /** The only call under way that runs something. */
  callThatRuns(): CallState | null {
    const open = [...this.#open.values()].filter(({ kind }) => kind === 'execute');
    return open.length === 1 ? (open[0] ?? null) : null;
  }

  /** What is still open came to this: nothing confirms it. */
  turnEnded(outcome: 'aborted' | 'unknown'): void {
    for (const call of [...this.#open.values()]) this.#ended(call, call.rejected ? 'rejected' : outcome);
  }

  /** The capture ends: what is open stands where it was last told. */
  finish(): void {
    for (const call of [...this.#open.values()]) {
      this.#builder.at(call.diffs?.at ?? call.command?.at ?? call.first, null);
      this.#tellEvents(call, call.rejected ? 'rejected' : 'unknown');
    }
    this.#open.clear();
  }

  #ended(call: CallState, outcome: Outcome): void {
    this.#open.delete(call.id);
    this.#done.add(call.id);
    this.#tellEvents(call, outcome);
    const output = (): string | null => call.whole.output;
    this.#builder.result(call.id, outcome, call.exitCode, { input: () => call.input, output });
  }

  #tellEvents(call: CallState, outcome: Outcome): void {
    if (call.diffs !== null) this.#diffs(call, call.diffs, outcome);
    else if (call.kind === 'execute') this.#command(call, outcome);
    else if (call.kind === 'read') this.#reads(call, outcome);
    else this.#namedOnly(call, call.locations, outcome);
  }

  #diffs(call: CallState, { at, heads }: NonNullable<CallState['diffs']>, outcome: Outcome): void {
    const builder = this.#builder;
    const base = { callId: call.id, tool: call.tool, outcome, body: at };
    const named: string[] = [];
    heads.forEach(({ path: name, oldPath, op, isNamedOnly }, place) => {
      const path = this.#resolved(name);
      // The client wrote the file for this call: that tells it to the letter.
      if (call.written.has(path)) return;
      if (isNamedOnly) {
        named.push(name);
        return;
      }
      const from = oldPath === null ? null : this.#resolved(oldPath);
      const change = { ...base, op, path, oldPath: from, place };
      builder.add({ ...change, kind: 'file_change' }, call.moment);
      if (this.#isHistory && outcome === 'applied') builder.edited(change, changeBody(change), call.tool);
    });
    this.#namedOnly(
      call,
      named,
      outcome,
      heads.some(({ op, isNamedOnly }) => isNamedOnly && op === 'delete') ? 'delete' : 'edit',
    );
  }

  /** A call that says which files it changed, and not how, is no more than a command that may have. */
  #namedOnly(call: CallState, names: readonly string[], outcome: Outcome, op = NAMED_ONLY[call.kind]): void {
    const paths = [...new Set(names.map((name) => this.#resolved(name)))].filter((path) => !call.written.has(path));
    const targets: CommandTarget[] =
      call.kind === 'move' && paths.length === 2
        ? paths.map((path, n) => ({ path, op: n === 0 ? 'move-from' : 'move-to' }))
        : op === undefined
          ? []
          : paths.map((path) => ({ path, op }));
    if (targets.length === 0) return;
    this.#addCommand(call, call.title, { writes: 'named', targets }, outcome, call.first);
  }

  #command(call: CallState, outcome: Outcome): void {
    // The terminal tells of it.
    if (call.hasTerminal) return;
    const command = call.command?.text ?? null;
    const cwd = this.#directory(call);
    const effect = command === null ? { writes: 'any' as const, targets: [] } : effectOf(command, cwd);
    if (effect.writes === 'none') return;
    const text = commandLine(call);
    this.#addCommand(
      call,
      text,
      { writes: effect.writes, targets: effect.targets },
      outcome,
      call.command?.at ?? call.first,
    );
  }

  #addCommand(
    call: CallState,
    text: string,
    effect: { readonly writes: 'named' | 'any'; readonly targets: readonly CommandTarget[] },
    outcome: Outcome,
    body: TracePointer,
  ): void {
    const { exitCode, id: callId, tool } = call;
    const failed = outcome === 'applied' && exitCode !== null && exitCode !== 0;
    this.#builder.add(
      {
        kind: 'command',
        ...effect,
        cwd: this.#directory(call),
        text: lineOf(text, COMMAND),
        body,
        place: null,
        exitCode,
        outcome: failed ? 'failed' : outcome,
        callId,
        tool,
      },
      call.moment,
    );
  }

  #reads(call: CallState, outcome: Outcome): void {
    for (const path of new Set(call.paths.map((name) => this.#resolved(name)))) {
      if (call.read.has(path)) continue;
      const base = { callId: call.id, tool: call.tool, outcome, body: call.first };
      this.#builder.add({ ...base, kind: 'read', path, lines: null, whole: false }, call.moment);
    }
  }

  #directory(call: CallState): string | null {
    const { cwd } = this.#builder.session;
    return call.directory === null ? cwd : resolvePath(cwd, call.directory);
  }

  #resolved(path: string): string {
    return resolvePath(this.#builder.session.cwd, path);
  }
}

/** What a call runs, as one text; what it is called where that is not told. */
function commandLine({ command, title }: CallState): string {
  const text = command?.text ?? title;
  return typeof text === 'string' ? text : text.join(' ');
}
