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
  /** What the tool was given, and what it gave back, as told last. */
  readonly whole: { input: unknown; output: string | null } = { input: null, output: null };
  readonly #isHistory: boolean;
  #name: string | null = null;
  #input: string[] = [];

  /** @param isHistory whether texts are asked for: else none are kept. */
  constructor(id: string, moment: Moment, first: TracePointer, isHistory: boolean) {
    this.#isHistory = isHistory;
    this.id = id;
    this.moment = moment;
    this.first = first;
  }

  get tool(): string {
    return this.#name ?? this.kind;
  }

  /** All that is known of what the tool was given: where that is not told, what the call says of itself. */
  get input(): unknown {
    const { title, locations } = this;
    return this.whole.input ?? (title === '' && locations.length === 0 ? null : { title, locations });
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
    if (this.#isHistory) this.#mergeWhole(update);
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

  #mergeWhole(update: JsonObject): void {
    this.whole.input = inputIn(update) ?? this.whole.input;
    this.whole.output = outputIn(update) ?? this.whole.output;
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

/** All that a tool was given; null where it is not told (yet). */
function inputIn({ rawInput }: JsonObject): unknown {
  const isEmpty = objectOf(rawInput) !== null && Object.keys(rawInput as JsonObject).length === 0;
  return isEmpty ? null : (rawInput ?? null);
}

/** Texts that a call came to, else what the tool gave back as it is; null where neither is told. */
function outputIn({ content, rawOutput }: JsonObject): string | null {
  const texts = objectsOf(content).flatMap((block) => textOf(objectOf(block.content)?.text) ?? []);
  if (texts.length > 0) return texts.join('\n');
  if (rawOutput === undefined || rawOutput === null) return null;
  return textOf(rawOutput) ?? textOf(objectOf(rawOutput)?.output) ?? JSON.stringify(rawOutput, null, 2);
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
