import {
  type AuthorshipNote,
  type JsonObject,
  jsonOf,
  MODEL_OF,
  NOTE_SCHEMA,
  type NotedFile,
  objectOf,
  partsOf,
  UNKNOWN_MODEL,
} from './authorship-note.js';
import { sessionKey, toolOf, traceKey } from './tool-names.js';

/** What the field `git_ai_version` holds in notes that were begun here. No version: what is written must not change with it. */
export const NOTE_WRITER = 'ai-blame';

/** Lines of one file that one edit of an agent wrote. */
export interface Attestation {
  readonly path: string;
  readonly agent: string;
  readonly session: string;
  /** null: not known. */
  readonly model: string | null;
  /** Its id. */
  readonly edit: string;
  /** From 1, ascending, of the file as in the commit. */
  readonly lines: readonly number[];
}

/** A note with what was added to it. */
export interface MergedNote {
  readonly text: string;
  /** How many lines it attests that it did not before, and of how many files. */
  readonly added: number;
  readonly files: number;
}

/**
 * Whether the format can tell a path: a line break would be another line, and it knows no escapes (formats/interop.md, 1, 1).
 */
export function isTellable(path: string): boolean {
  return !/[\r\n\uFFFD]/.test(path);
}

/** @returns null where nothing is attested. */
export function newNote(commit: string, attested: readonly Attestation[]): MergedNote | null {
  const sections = [...sectionsOf(attested)].map(([path, entries]) => [quoted(path), ...entries].join('\n'));
  if (sections.length === 0) return null;
  const metadata = {
    schema_version: NOTE_SCHEMA,
    git_ai_version: NOTE_WRITER,
    base_commit_sha: commit,
    prompts: {},
    sessions: withSessions({}, attested),
  };
  return { text: `${sections.join('\n')}\n---\n${JSON.stringify(metadata, null, 2)}`, ...sizeOf(attested) };
}

/**
 * Adds lines that a note attests to nobody, and changes nothing else of it: neither its entries nor what it says of others.
 * @param note what `parseNote` read of `text`.
 * @returns null where the note holds numbers that would not be the same after it was written again.
 */
export function mergeNote(text: string, note: AuthorshipNote, attested: readonly Attestation[]): MergedNote | null {
  const added = attested.map((each) => ({ ...each, lines: unattested(note.files, each) })).filter(hasLines);
  const parts = partsOf(text);
  const metadata = parts === null ? null : objectOf(jsonOf(parts.metadata));
  if (added.length === 0) return { text, added: 0, files: 0 };
  if (parts === null || metadata === null || !isExact(parts.metadata)) return null;
  const sessions = withSessions(objectOf(metadata.sessions) ?? {}, added);
  const end = /\s*$/.exec(parts.metadata)?.[0] ?? '';
  const attestations = withEntries(text.slice(0, parts.divider), sectionsOf(added));
  return {
    text: `${attestations}---\n${JSON.stringify({ ...metadata, sessions }, null, 2)}${end}`,
    ...sizeOf(added),
  };
}

function sizeOf(attested: readonly Attestation[]): { readonly added: number; readonly files: number } {
  const added = attested.reduce((sum, { lines }) => sum + lines.length, 0);
  return { added, files: new Set(attested.filter(hasLines).map(({ path }) => path)).size };
}

function hasLines({ lines }: Attestation): boolean {
  return lines.length > 0;
}

/** Whoever they are attested to: also entries whose key the note does not explain count. */
function unattested(files: readonly NotedFile[], { path, lines }: Attestation): number[] {
  const spans = files
    .filter((file) => file.path === path)
    .flatMap(({ entries }) => entries.flatMap((entry) => entry.spans))
    .sort((a, b) => a.first - b.first);
  let last = 0;
  let place = 0;
  return lines.filter((line) => {
    for (; (spans[place]?.first ?? Infinity) <= line; place++) last = Math.max(last, spans[place]?.last ?? 0);
    return line > last;
  });
}

/** Entries of each path, in the order in which they are written: the same for the same lines. */
function sectionsOf(attested: readonly Attestation[]): Map<string, string[]> {
  const entries = attested
    .filter(hasLines)
    .map(({ path, agent, session, edit, lines }) => {
      const key = `${sessionKey(toolOf(agent), session)}::${traceKey(edit)}`;
      return { path, first: lines[0] as number, key, text: `  ${key} ${rangesOf(lines)}` };
    })
    .sort((a, b) => compare(a.path, b.path) || a.first - b.first || compare(a.key, b.key));
  const sections = new Map<string, string[]>();
  for (const { path, text } of entries) sections.set(path, [...(sections.get(path) ?? []), text]);
  return sections;
}

/** @param attestations what stands above `---`. */
function withEntries(attestations: string, sections: ReadonlyMap<string, readonly string[]>): string {
  const lines = attestations.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rest = new Map(sections);
  const output: string[] = [];
  let pending: readonly string[] = [];
  for (const line of lines) {
    const name = line.trimEnd();
    if (name !== '' && !line.startsWith('  ')) {
      output.push(...pending);
      const path = name.length > 1 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name;
      pending = rest.get(path) ?? [];
      rest.delete(path);
    }
    output.push(line);
  }
  output.push(...pending);
  for (const [path, entries] of rest) output.push(quoted(path), ...entries);
  return output.map((line) => `${line}\n`).join('');
}

/** What is known of the sessions that are named; of one that the note knows already only models of edits that differ are added. */
function withSessions(known: JsonObject, attested: readonly Attestation[]): JsonObject {
  const sessions = new Map(Object.entries(known));
  const bySession = new Map<string, Attestation[]>();
  for (const each of attested.filter(hasLines)) {
    const key = sessionKey(toolOf(each.agent), each.session);
    bySession.set(key, [...(bySession.get(key) ?? []), each]);
  }
  for (const [key, of] of [...bySession].sort(([a], [b]) => compare(a, b))) {
    const [first] = of as [Attestation, ...Attestation[]];
    const before = objectOf(sessions.get(key));
    const agent = objectOf(before?.agent_id);
    const model = before === null ? mostOf(of) : agent?.model;
    const others = of
      .filter((each) => (each.model ?? UNKNOWN_MODEL) !== model)
      .map((each): [string, string] => [MODEL_OF + traceKey(each.edit), each.model ?? UNKNOWN_MODEL])
      .sort(([a], [b]) => compare(a, b));
    const record = before ?? {
      agent_id: { tool: toolOf(first.agent), id: first.session, model },
      // Whose session it was no trace tells: the commit's author may be somebody else.
      human_author: null,
    };
    const attributes = { ...(objectOf(record.custom_attributes) ?? {}), ...Object.fromEntries(others) };
    sessions.set(key, others.length === 0 ? record : { ...record, custom_attributes: attributes });
  }
  return Object.fromEntries(sessions);
}

/** The model of most of the lines. */
function mostOf(attested: readonly Attestation[]): string {
  const counts = new Map<string, number>();
  for (const { model, lines } of attested) {
    counts.set(model ?? UNKNOWN_MODEL, (counts.get(model ?? UNKNOWN_MODEL) ?? 0) + lines.length);
  }
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || compare(a, b));
  return most?.[0] ?? UNKNOWN_MODEL;
}

/** In quotes where git-ai puts it there, or where it would be read as something else. */
function quoted(path: string): string {
  return /\s/.test(path) || path === '---' || (path.startsWith('"') && path.endsWith('"')) ? `"${path}"` : path;
}

/** `1-3,9` */
function rangesOf(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] + 1 === line) range[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** Whether every number in a JSON text is the same when it is read and written again. */
function isExact(json: string): boolean {
  const withoutStrings = json.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return [...withoutStrings.matchAll(/-?\d[\d.eE+-]*/g)].every(([number]) => String(Number(number)) === number);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
