import { createHash } from 'node:crypto';

/** Version of the specification that records are written in (formats/interop.md, 2). */
const VERSION = '0.1.0';

/** A record of a revision, keys in their order. */
export interface AgentTraceRecord {
  readonly version: string;
  readonly id: string;
  readonly timestamp: string;
  readonly vcs: { readonly type: 'git'; readonly revision: string };
  readonly tool: { readonly name: string };
  readonly files: readonly { readonly path: string; readonly conversations: readonly TracedConversation[] }[];
  /** What the specification has no place for: how each edit is known, and what agents had written of the lines that are deleted. */
  readonly metadata: {
    readonly 'ai-blame': {
      readonly edits: readonly TracedEdit[];
      /** Not there where the commit takes no agent's line away. */
      readonly deleted?: readonly TracedDeletion[];
    };
  };
}

interface TracedConversation {
  readonly contributor: { readonly type: 'ai'; readonly model_id?: string };
  readonly ranges: readonly { readonly start_line: number; readonly end_line: number; readonly content_hash: string }[];
  readonly related: readonly { readonly type: 'session'; readonly url: string }[];
}

interface TracedDeletion extends Omit<TracedEdit, 'id' | 'lines'> {
  readonly model: string | null;
  /** That had written the lines. */
  readonly edit: string;
  /** From 1, of the file as in the commit before. */
  readonly ranges: readonly { readonly start_line: number; readonly end_line: number }[];
}

interface TracedEdit {
  readonly id: string;
  readonly path: string;
  readonly agent: string;
  readonly session: string;
  readonly evidence: string;
  readonly lines: number;
}

/** Lines of one file that one edit of an agent wrote. */
export interface TracedLines {
  readonly path: string;
  readonly agent: string;
  readonly session: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly edit: string;
  readonly evidence: string;
  /** From 1, both included, ascending; `hash`: SHA-256 of their bytes, as hex digits. */
  readonly ranges: readonly { readonly first: number; readonly last: number; readonly hash: string }[];
}

/** Lines of one file that a commit takes away, and that one edit of an agent had written. */
export interface DeletedLines {
  /** As in the commit before. */
  readonly path: string;
  readonly agent: string;
  readonly session: string;
  readonly model: string | null;
  readonly edit: string;
  readonly evidence: string;
  /** From 1, both included, ascending, of the file as in the commit before. */
  readonly ranges: readonly { readonly first: number; readonly last: number }[];
}

/** The specification's bound for names of models. */
const LONGEST_MODEL = 250;

/**
 * What agents wrote of a commit, as a record of Agent Trace 0.1.0: the same for the same commit and traces.
 * @param time of the commit: ISO 8601 UTC.
 * @returns null where they wrote nothing of it, and nothing of what it deletes.
 */
export function agentTraceRecord(
  revision: string,
  time: string,
  traced: readonly TracedLines[],
  gone: readonly DeletedLines[] = [],
): AgentTraceRecord | null {
  if (traced.length === 0 && gone.length === 0) return null;
  const byPath = grouped(traced, ({ path }) => path);
  const files = byPath.map(([path, lines]) => ({ path, conversations: conversationsOf(lines) }));
  const edits = traced
    .map(({ edit, path, agent, session, evidence, ranges }) => {
      const lines = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
      return { id: edit, path, agent, session, evidence, lines };
    })
    .sort((a, b) => compare(a.path, b.path) || compare(a.id, b.id));
  const deleted = gone
    .map(({ path, agent, session, model, edit, evidence, ranges }) => {
      const lines = ranges.map(({ first, last }) => ({ start_line: first, end_line: last }));
      return { path, agent, session, model, edit, evidence, ranges: lines };
    })
    .sort((a, b) => compare(a.path, b.path) || compare(a.edit, b.edit));
  const told = { files, metadata: { 'ai-blame': { edits, ...(deleted.length === 0 ? {} : { deleted }) } } };
  return {
    version: VERSION,
    id: uuidOf(JSON.stringify([revision, told])),
    timestamp: time,
    vcs: { type: 'git', revision },
    tool: { name: 'ai-blame' },
    ...told,
  };
}

/** One for each session and model. */
function conversationsOf(traced: readonly TracedLines[]): TracedConversation[] {
  return grouped(traced, ({ agent, session, provider, model }) =>
    JSON.stringify([agent, session, provider, model]),
  ).map(([, lines]) => {
    const { agent, session, provider, model } = lines[0] as TracedLines;
    const named = [provider, model].filter((part) => part !== null).join('/');
    const isNamed = model !== null && named.length <= LONGEST_MODEL;
    return {
      contributor: { type: 'ai', ...(isNamed ? { model_id: named } : {}) },
      ranges: lines
        .flatMap(({ ranges }) => ranges)
        .sort((a, b) => a.first - b.first)
        .map(({ first, last, hash }) => ({ start_line: first, end_line: last, content_hash: `sha256:${hash}` })),
      // The conversation lies on somebody's machine: it has a name, and no address.
      related: [{ type: 'session', url: `urn:ai-blame:session:${uriPart(agent)}:${uriPart(session)}` }],
    };
  });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups].sort(([a], [b]) => compare(a, b));
}

/** A UUID of version 8: its digits follow from a text (RFC 9562, 5.8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16] as string, 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return parts.join('-');
}

function uriPart(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
