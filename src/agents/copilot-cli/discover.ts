import { combinedStamp, type FileStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import type { DiscoveredTraces } from '../agent-adapter.js';
import { foundTraces } from '../found-traces.js';

/** `session-state/<id>/events.jsonl`, and the early form `session-state/<id>.jsonl` (formats/copilot.md, A.1). */
const LOG = /^session-state\/(?:([^/]+)\/events|([^/]+))\.jsonl$/;

/** Before 0.0.342, in October 2025: one document for each session, its name the session's id and when it began. */
const HISTORY = /^history-session-state\/(?:session_)?([^/]+?)(?:_\d+)?\.json$/;

/** Tells the folder of a session whose log does not. */
const WORKSPACE = 'workspace.yaml';

/**
 * Event logs of the homes, in the order of homes and paths, and the documents of the older era. Where a session is there several times,
 * the log in its own folder wins, then the longer one; a document last: a session that was resumed was moved over.
 */
export function discoverSessions(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const { files, unreadable } = listFiles(disk, homes, {
    folders: ['session-state', 'history-session-state'],
    depth: 1,
    accept: (name) => name.endsWith('.jsonl') || name.endsWith('.json') || name === WORKSPACE,
  });
  const workspaces = new Map(
    files.filter(({ path }) => path.endsWith(`/${WORKSPACE}`)).map((file) => [keyOf(file), file]),
  );
  const chosen = new Map<string, FoundFile>();
  for (const file of files) {
    const id = sessionOf(file.path);
    const known = id === null ? undefined : chosen.get(id);
    if (id !== null && (known === undefined || wins(file, known))) chosen.set(id, file);
  }
  const stamps = new Map<TraceSource, FileStamp>();
  for (const file of files) {
    if (chosen.get(sessionOf(file.path) ?? '') !== file) continue;
    const beside = [workspaces.get(keyOf(file))].filter((one) => one !== undefined);
    const stamp = combinedStamp(
      file.stamp,
      beside.map((one) => one.stamp),
    );
    stamps.set(sourceOf(file, stamp, beside), stamp);
  }
  return foundTraces(stamps, unreadable, disk);
}

/** The id of the session that a log's place tells; null for other files. */
export function sessionOf(path: string): string | null {
  const match = LOG.exec(path) ?? HISTORY.exec(path);
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

function wins(file: FoundFile, known: FoundFile): boolean {
  const rank = ({ path }: FoundFile): number => (path.endsWith('/events.jsonl') ? 0 : path.endsWith('.jsonl') ? 1 : 2);
  return rank(file) < rank(known) || (rank(file) === rank(known) && file.stamp.size > known.stamp.size);
}

/** The folder that a session has of its own. */
function keyOf({ root, path }: FoundFile): string {
  return `${root}/${path.slice(0, path.lastIndexOf('/'))}`;
}

function sourceOf({ root, path }: FoundFile, { size }: FileStamp, beside: readonly FoundFile[]): TraceSource {
  const kind = path.endsWith('.json') ? 'json' : 'jsonl';
  const source = { agent: 'copilot-cli', home: root, path, kind, size } as const;
  return beside.length === 0 ? source : { ...source, companions: beside.map((one) => one.path) };
}
