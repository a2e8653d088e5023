import type { Outcome } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { detached, type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';
import type { Moment } from '../session-builder.js';
import { diffsOf, type ToldDiff } from './diffs.js';

/** Statuses that end a call; unknown ones do not. */
const DONE: Readonly<Record<string, Outcome>> = { completed: 'applied', failed: 'failed', cancelled: 'aborted' };

/** Where a file's name may stand in what a tool was given. */
const PATH_KEYS = ['path', 'file_path', 'filePath', 'abs_path', 'absolute_path', 'notebook_path'];

type DiffHead = Omit<ToldDiff, 'body'> & { readonly isNamedOnly: boolean };

/** A call of a tool, merged from all that was told of it (formats/acp.md, 3). */
export class CallState {
  readonly id: string;
  /** When it was asked for. */
  readonly moment: Moment;
  /** The record that first told of it. */
  readonly first: TracePointer;
  kind = 'other';
  title = '';
  rejected = false;
  /** As the last status says; null: it runs. */
  outcome: Outcome | null = null;
  /** Paths as recorded. */
  locations: string[] = [];
  /** The last diffs that were told, and the record that has them: some agents clear them at the end. */
  diffs: { readonly at: TracePointer; readonly heads: readonly DiffHead[] } | null = null;
  /** What a shell ran, and the record that has it. */
  command: { readonly at: TracePointer; readonly text: string | readonly string[] } | null = null;
  directory: string | null = null;
  exitCode: number | null = null;
  /** Files that the client wrote and read for it, resolved. */
  readonly written = new Map<string, number>();
  readonly read = new Set<string>();
  hasTerminal = false;
  #name: string | null = null;
  #input: string[] = [];

  constructor(id: string, moment: Moment, first: TracePointer) {
    this.id = id;
    this.moment = moment;
    this.first = first;
  }

  get tool(): string {
    return this.#name ?? this.kind;
  }

  get isDone(): boolean {
    return this.outcome !== null;
  }

  /** Paths that the call names anywhere, as recorded. */
  get paths(): readonly string[] {
    return [...this.locations, ...(this.diffs?.heads.map(({ path }) => path) ?? []), ...this.#input];
  }

  /** Takes an update in: what it does not name stays as it was. */
  merge(update: JsonObject, at: TracePointer): void {
    this.kind = detached(textOf(update.kind) ?? this.kind);
    this.title = detached(textOf(update.title)?.slice(0, 1000) ?? this.title);
    this.#name = nameOf(update) ?? this.#name;
    this.#input = inputPaths(update) ?? this.#input;
    if (update.locations !== undefined) {
      this.locations = objectsOf(update.locations).flatMap(({ path }) =>
        textOf(path) === null ? [] : [detached(String(path))],
      );
    }
    this.#mergeContent(update, at);
    this.#mergeCommand(update, at);
    const status = textOf(update.status);
    if (status !== null) this.outcome = (Object.hasOwn(DONE, status) ? DONE[status] : null) ?? null;
  }

  #mergeContent(update: JsonObject, at: TracePointer): void {
    const heads = diffsOf({ ...update, kind: this.kind }).map(({ path, oldPath, op, body }) => {
      const name = oldPath === null ? null : detached(oldPath);
      return { path: detached(path), oldPath: name, op, isNamedOnly: body === null };
    });
    if (heads.length > 0) this.diffs = { at, heads };
    if (objectsOf(update.content).some(({ type }) => type === 'terminal')) this.hasTerminal = true;
  }

  #mergeCommand({ rawInput, rawOutput }: JsonObject, at: TracePointer): void {
    const input = objectOf(rawInput);
    const text = input === null ? null : commandIn(input);
    if (text !== null) this.command = { at, text };
    this.directory = textOf(input?.cwd) ?? textOf(input?.workdir) ?? textOf(input?.dir_path) ?? this.directory;
    const output = objectOf(rawOutput);
    const code = output?.exitCode ?? output?.exit_code;
    if (Number.isSafeInteger(code)) this.exitCode = code as number;
  }
}

/** The command that a tool's input holds: a text for a shell, or words. */
export function commandIn({ command }: JsonObject): string | readonly string[] | null {
  if (typeof command === 'string' && command !== '') return detached(command);
  if (!Array.isArray(command) || command.length === 0) return null;
  return command.every((word): word is string => typeof word === 'string') ? command.map(detached) : null;
}

function inputPaths({ rawInput }: JsonObject): string[] | null {
  const input = objectOf(rawInput);
  return input === null ? null : PATH_KEYS.flatMap((key) => textOf(input[key]) ?? []).map(detached);
}

/** The tool's own name: of the unstable schema, or in an extension (formats/acp.md, 3 and 3.3). */
function nameOf({ name, _meta }: JsonObject): string | null {
  const own = textOf(name);
  if (own !== null) return detached(own);
  for (const extension of Object.values(objectOf(_meta) ?? {})) {
    const told = textOf(objectOf(extension)?.toolName);
    if (told !== null) return detached(told);
  }
  return null;
}
