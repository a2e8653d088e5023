import type { Json } from './scribe.js';

/** As OpenCode 2 has them (a database of 0.0.0-beta-19381). */
export const NEWER_SCHEMA = `
CREATE TABLE project (id text PRIMARY KEY, worktree text NOT NULL, vcs text, name text, time_created integer NOT NULL,
  time_updated integer NOT NULL, time_initialized integer, sandboxes text NOT NULL, commands text);
CREATE TABLE session_v2 (id text PRIMARY KEY, project_id text NOT NULL, workspace_id text, parent_id text,
  fork_session_id text, fork_boundary text, slug text NOT NULL, directory text NOT NULL, path text, title text,
  version text NOT NULL, share_url text, revert text, permission text, agent text, model text,
  time_created integer NOT NULL, time_updated integer NOT NULL, time_idle integer, time_archived integer);
CREATE TABLE session_message (id text PRIMARY KEY, session_id text NOT NULL, type text NOT NULL, seq integer NOT NULL,
  time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
CREATE UNIQUE INDEX session_message_session_seq_idx ON session_message (session_id, seq);
PRAGMA journal_mode = WAL;
`;

interface Part {
  readonly created: number;
  readonly data: Json;
}

/** What the scribe holds of a message, as OpenCode 2 writes it: type and data of its row. */
export function newerRow(data: Json, parts: readonly Part[]): { readonly type: string; readonly data: Json } {
  if (data.role === 'user') {
    const text = parts.flatMap(({ data: part }) => (part.type === 'text' ? [part.text] : [])).join('\n');
    return { type: 'user', data: { time: data.time, text, files: [] } };
  }
  const of = (type: string): Json | undefined => parts.find(({ data: part }) => part.type === type)?.data;
  const snapshot = {
    start: of('step-start')?.snapshot,
    end: of('step-finish')?.snapshot,
    ...(of('patch') === undefined ? {} : { files: of('patch')?.files }),
  };
  const content = parts.flatMap(({ data: part, created }): Json[] => {
    if (part.type === 'tool') return [toolItem(part, created)];
    return /^(?:step-|patch$)/.test(String(part.type)) ? [] : [part];
  });
  const { modelID, providerID, time, finish, cost, tokens } = data;
  return {
    type: 'assistant',
    data: {
      time,
      agent: 'build',
      model: { id: modelID, providerID, variant: 'default' },
      content,
      snapshot,
      ...(finish === undefined ? {} : { finish }),
      cost,
      tokens,
    },
  };
}

function toolItem(part: Json, created: number): Json {
  const { tool, callID } = part;
  const state = part.state as Json;
  const { start, end } = state.time as { start: number; end?: number };
  const name = tool === 'bash' ? 'shell' : tool === 'apply_patch' ? 'patch' : tool;
  const { filePath, ...input } = state.input as Json;
  return {
    type: 'tool',
    id: callID,
    name,
    executed: false,
    state: {
      status: state.status,
      input: filePath === undefined ? input : { path: filePath, ...input },
      ...resultOf(String(name), state),
    },
    time: { created, ran: start, ...(end === undefined ? {} : { completed: end }) },
  };
}

function resultOf(name: string, state: Json): Json {
  const { filePath } = state.input as Json;
  const metadata = (state.metadata ?? {}) as Json;
  const texts = (...all: string[]): Json => ({ content: all.map((text) => ({ type: 'text', text })) });
  if (state.status === 'error') return { error: { type: 'tool.execution', message: state.error } };
  if (state.status !== 'completed') return { metadata: {} };
  switch (name) {
    case 'write':
      return texts(`${metadata.exists === true ? 'Wrote' : 'Created'} file successfully: ${filePath}`);
    case 'read': {
      const lines = String(state.output)
        .split('\n')
        .filter((line) => /^\d+: /.test(line));
      const head = `Read file ${filePath}, lines 1-${lines.length}`;
      return { ...texts([head, ...lines].join('\n')), metadata: { truncated: false } };
    }
    case 'shell': {
      const { exit } = metadata;
      return {
        ...texts('', ...(exit === 0 ? [] : [`Command exited with code ${exit}.`])),
        metadata: { status: 'completed', truncated: false, exit },
      };
    }
    default:
      return {
        ...texts('done'),
        metadata: { files: [{ file: filePath, patch: 'Index: …', additions: 1, deletions: 1 }] },
      };
  }
}
