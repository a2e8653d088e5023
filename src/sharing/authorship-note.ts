/** The one schema that is known here. */
export const NOTE_SCHEMA = 'authorship/3.0.0';

/** A git note of AI authorship (formats/interop.md, 1). */
export interface AuthorshipNote {
  readonly files: readonly NotedFile[];
  /** Agents' sessions and people, by the first part of the keys that entries name. */
  readonly records: ReadonlyMap<string, NoteRecord>;
  /** `git_ai_version`: who wrote it; null where it does not tell. */
  readonly writer: string | null;
}

export interface NotedFile {
  readonly path: string;
  readonly entries: readonly NoteEntry[];
}

export interface NoteEntry {
  /** `s_…::t_…`, `h_…`, or the bare key of a prompt. */
  readonly key: string;
  /** As they are written: they may overlap. */
  readonly spans: readonly LineSpan[];
  /** Of the note, from 1. */
  readonly line: number;
}

/** Lines from 1, both included. */
interface LineSpan {
  readonly first: number;
  readonly last: number;
}

export type NoteRecord = NotedAgent | { readonly kind: 'human'; readonly author: string };

export interface NotedAgent {
  readonly kind: 'agent';
  /** As git-ai names it. */
  readonly tool: string;
  /** Of the conversation. */
  readonly id: string;
  /** null: it does not tell. */
  readonly model: string | null;
  /** Who serves it; null: not told, as in every note. */
  readonly provider: string | null;
  /** Models of single edits, by the second part of their keys, where they differ from the session's. */
  readonly modelsOfEdits: ReadonlyMap<string, string>;
}

export type ParsedNote =
  | { readonly kind: 'note'; readonly note: AuthorshipNote }
  /** Of another schema, which a newer program may have written. */
  | { readonly kind: 'other-schema'; readonly schema: string }
  /** `reason`: a clause, as `it has no line ---`. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** Attribute of a session that tells the model of one of its edits. */
export const MODEL_OF = 'ai-blame.model.';

/** The two parts of a note: what is attested, and what is said of those who are named there. Offsets in UTF-16 units. */
export interface NoteParts {
  /** Where the line `---` begins. */
  readonly divider: number;
  readonly metadata: string;
}

/** @returns null where it has no line `---`. */
export function partsOf(text: string): NoteParts | null {
  const found = /^---\r?(?:\n|$)/m.exec(text);
  return found === null ? null : { divider: found.index, metadata: text.slice(found.index + found[0].length) };
}

/** Reads the text of a note. Never throws: what is wrong with it is told. */
export function parseNote(text: string): ParsedNote {
  const parts = partsOf(text);
  if (parts === null) return malformed('it has no line ---');
  const metadata = objectOf(jsonOf(parts.metadata));
  if (metadata === null) return malformed('what stands below --- is no JSON object');
  const schema = metadata.schema_version;
  if (typeof schema !== 'string') return malformed('it names no schema_version');
  if (schema !== NOTE_SCHEMA) return { kind: 'other-schema', schema };
  const records = recordsOf(metadata);
  if (records === null) return malformed('prompts, humans or sessions is no JSON object');
  const files = filesOf(text.slice(0, parts.divider));
  if (typeof files === 'string') return malformed(files);
  const writer = metadata.git_ai_version;
  return { kind: 'note', note: { files, records, writer: typeof writer === 'string' ? writer : null } };
}

function malformed(reason: string): ParsedNote {
  return { kind: 'malformed', reason };
}

/** @returns what is wrong, where something is. */
function filesOf(attested: string): NotedFile[] | string {
  const files: (NotedFile & { readonly entries: NoteEntry[] })[] = [];
  for (const [n, raw] of attested.split('\n').entries()) {
    const line = raw.trimEnd();
    if (line === '') continue;
    if (!line.startsWith('  ')) {
      const isQuoted = line.length > 1 && line.startsWith('"') && line.endsWith('"');
      files.push({ path: isQuoted ? line.slice(1, -1) : line, entries: [] });
      continue;
    }
    const [, key, ranges] = /^ {2}(\S+) (\S+)$/.exec(line) ?? [];
    const spans = ranges === undefined ? null : spansOf(ranges);
    const file = files.at(-1);
    if (key === undefined || spans === null) return `line ${n + 1} is no entry`;
    if (file === undefined) return `line ${n + 1} stands below no path`;
    file.entries.push({ key, spans, line: n + 1 });
  }
  return files;
}

function spansOf(text: string): LineSpan[] | null {
  const spans: LineSpan[] = [];
  for (const part of text.split(',')) {
    if (part === '') continue;
    const [, from, to = from] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || first < 1 || last < first) return null;
    spans.push({ first, last });
  }
  return spans;
}

function recordsOf({ prompts, humans, sessions }: JsonObject): Map<string, NoteRecord> | null {
  const records = new Map<string, NoteRecord>();
  for (const [map, read] of [
    [prompts, agentIn],
    [sessions, agentIn],
    [humans, humanIn],
  ] as const) {
    const object = objectOf(map ?? {});
    if (object === null) return null;
    for (const [key, value] of Object.entries(object)) {
      const record = read(objectOf(value));
      if (record !== null) records.set(key, record);
    }
  }
  return records;
}

function agentIn(record: JsonObject | null): NoteRecord | null {
  const { tool, id, model } = objectOf(record?.agent_id) ?? {};
  if (typeof tool !== 'string' || tool === '' || typeof id !== 'string') return null;
  const modelsOfEdits = new Map<string, string>();
  for (const [name, value] of Object.entries(objectOf(record?.custom_attributes) ?? {})) {
    if (name.startsWith(MODEL_OF) && typeof value === 'string') modelsOfEdits.set(name.slice(MODEL_OF.length), value);
  }
  return { kind: 'agent', tool, id, model: modelNamed(model), provider: null, modelsOfEdits };
}

/** @returns null where it says that it does not know. */
export function modelNamed(model: unknown): string | null {
  return typeof model === 'string' && model !== '' && model !== UNKNOWN_MODEL ? model : null;
}

/** git-ai has a word for a model that it does not know. */
export const UNKNOWN_MODEL = 'unknown';

function humanIn(record: JsonObject | null): NoteRecord | null {
  return typeof record?.author === 'string' ? { kind: 'human', author: record.author } : null;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
