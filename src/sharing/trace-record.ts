import { type AuthorshipNote, type JsonObject, type NoteEntry, type NoteRecord, objectOf } from './authorship-note.js';
import { agentOf, knownAgentOf } from './tool-names.js';

/** A record of Agent Trace that another program may have written (formats/interop.md, 2). */
export interface TraceRecord {
  readonly version: string;
  readonly id: string;
  readonly timestamp: string;
  /** The commit that its lines are of: 40 or 64 hex digits, lowercase. */
  readonly revision: string;
  /** The program that wrote it; null where it does not tell. */
  readonly tool: string | null;
  readonly files: readonly RecordedFile[];
}

interface RecordedFile {
  readonly path: string;
  readonly conversations: readonly RecordedConversation[];
}

interface RecordedConversation {
  readonly url: string | null;
  readonly related: readonly { readonly type: string; readonly url: string }[];
  /** Each with whom it is attributed to: to nobody where nothing tells. */
  readonly ranges: readonly { readonly first: number; readonly last: number; readonly by: Contributor | null }[];
}

interface Contributor {
  readonly type: 'human' | 'ai' | 'mixed' | 'unknown';
  readonly model: string | null;
}

export type ParsedRecord =
  | { readonly kind: 'record'; readonly record: TraceRecord }
  /** Of a version of the specification that is not known here. */
  | { readonly kind: 'other-version'; readonly version: string }
  /** Valid, but nothing tells which commit its lines are of. */
  | { readonly kind: 'no-commit' }
  /** `reason`: a clause, as `files is no list`. */
  | { readonly kind: 'malformed'; readonly reason: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/i;
const TYPES = ['human', 'ai', 'mixed', 'unknown'] as const;

/** What is wrong with a record ends its reading. */
class Malformed extends Error {}

/** Reads a record. Never throws: what is wrong with it is told. */
export function parseTraceRecord(value: unknown): ParsedRecord {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

function read(value: unknown): ParsedRecord {
  const object = required(objectOf(value), 'it is no JSON object');
  const version = text(object.version, 'version');
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Malformed('version has not three parts');
  // Before 1.0 each second number may change everything.
  if (!version.startsWith('0.1.')) return { kind: 'other-version', version };
  const id = text(object.id, 'id');
  if (!UUID.test(id)) throw new Malformed('id is no UUID');
  const timestamp = text(object.timestamp, 'timestamp');
  if (!TIME.test(timestamp) || Number.isNaN(Date.parse(timestamp)))
    throw new Malformed('timestamp is no RFC 3339 time');
  const files = list(object.files, 'files').map(fileOf);
  const tool = object.tool === undefined ? null : required(objectOf(object.tool), 'tool is no object');
  const vcs = object.vcs === undefined ? null : required(objectOf(object.vcs), 'vcs is no object');
  const revision = vcs === null || vcs.type !== 'git' ? '' : text(vcs.revision, 'vcs.revision');
  if (!COMMIT.test(revision)) return { kind: 'no-commit' };
  return {
    kind: 'record',
    record: {
      version,
      id: id.toLowerCase(),
      timestamp: new Date(timestamp).toISOString(),
      revision: revision.toLowerCase(),
      tool: typeof tool?.name === 'string' && tool.name !== '' ? tool.name : null,
      files,
    },
  };
}

function fileOf(value: unknown): RecordedFile {
  const file = required(objectOf(value), 'a file is no object');
  const conversations = list(file.conversations, 'conversations').map(conversationOf);
  // Some write paths as they would be typed.
  return { path: text(file.path, 'path').replace(/^(\.\/)+/, ''), conversations };
}

function conversationOf(value: unknown): RecordedConversation {
  const conversation = required(objectOf(value), 'a conversation is no object');
  const usual = contributorOf(conversation.contributor);
  const ranges = list(conversation.ranges, 'ranges').map((each) => {
    const range = required(objectOf(each), 'a range is no object');
    const [first, last] = [lineOf(range.start_line), lineOf(range.end_line)];
    if (last < first) throw new Malformed(`the range ${first} to ${last} ends before it begins`);
    return { first, last, by: contributorOf(range.contributor) ?? usual };
  });
  const related = conversation.related === undefined ? [] : list(conversation.related, 'related');
  return {
    url: conversation.url === undefined ? null : text(conversation.url, 'url'),
    ranges,
    related: related.map((each) => {
      const { type, url } = required(objectOf(each), 'a related resource is no object');
      return { type: text(type, 'type'), url: text(url, 'url') };
    }),
  };
}

function contributorOf(value: unknown): Contributor | null {
  if (value === undefined) return null;
  const { type, model_id: model } = required(objectOf(value), 'a contributor is no object');
  const known = TYPES.find((one) => one === type);
  if (known === undefined) throw new Malformed('a contributor is neither human, ai, mixed nor unknown');
  return { type: known, model: model === undefined || model === '' ? null : text(model, 'model_id') };
}

function lineOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new Malformed('a line is no number from 1');
  }
  return value;
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`${name} is no list`);
  return value;
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Malformed(`${name} is no text`);
  return value;
}

function required(value: JsonObject | null, reason: string): JsonObject {
  if (value === null) throw new Malformed(reason);
  return value;
}

/**
 * What a record says in the words of a note of authorship, so that both are read by the same rules. Lines that are told to be mixed, or
 * nobody's, it says nothing of.
 */
export function noteOfRecord({ id, tool, files }: TraceRecord): AuthorshipNote {
  const records = new Map<string, NoteRecord>();
  const noted = files.map(({ path, conversations }) => {
    const entries: NoteEntry[] = [];
    for (const [n, conversation] of conversations.entries()) {
      for (const { first, last, by } of conversation.ranges) {
        const record = recordOf(by, conversation, tool);
        if (record === null) continue;
        // One for each that a conversation's ranges are attributed to.
        const key = `${id}#${n + 1}:${by?.type}:${by?.model ?? ''}:${path}`;
        records.set(key, record);
        const known = entries.find((entry) => entry.key === key);
        if (known === undefined) entries.push({ key, spans: [{ first, last }], line: n + 1 });
        else entries[entries.indexOf(known)] = { ...known, spans: [...known.spans, { first, last }] };
      }
    }
    return { path, entries };
  });
  return { files: noted, records, writer: tool };
}

function recordOf(by: Contributor | null, of: RecordedConversation, tool: string | null): NoteRecord | null {
  if (by?.type === 'human') return { kind: 'human', author: '' };
  if (by?.type !== 'ai') return null;
  const session = of.related.find(({ type }) => type === 'session')?.url ?? null;
  const ours = session === null ? null : ourSession(session);
  const named = by.model === null ? { provider: null, model: null } : modelOf(by.model);
  return {
    kind: 'agent',
    tool: ours?.agent ?? (tool === null ? UNKNOWN_TOOL : (knownAgentOf(tool) ?? tool)),
    id: ours?.session ?? session ?? of.url ?? '',
    ...named,
    modelsOfEdits: new Map(),
  };
}

/** What an agent is called that a record does not name. */
export const UNKNOWN_TOOL = 'unknown';

/** `provider/model`; some name the model alone. */
function modelOf(id: string): { readonly provider: string | null; readonly model: string } {
  const at = id.indexOf('/');
  return at < 1 || at === id.length - 1
    ? { provider: null, model: id }
    : { provider: id.slice(0, at), model: id.slice(at + 1) };
}

/** As `agentTraceRecord` writes it. */
function ourSession(url: string): { readonly agent: string; readonly session: string } | null {
  const [, agent, session] = /^urn:ai-blame:session:([^:]+):([^:]+)$/.exec(url) ?? [];
  if (agent === undefined || session === undefined) return null;
  try {
    return { agent: agentOf(decodeURIComponent(agent)), session: decodeURIComponent(session) };
  } catch {
    return null;
  }
}
