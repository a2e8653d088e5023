import type { TraceSource } from '../../model/session.js';
import { readDocument, readRecordAt } from '../../scan/open-source.js';
import type { OwnWorkTree } from '../agent-adapter.js';
import { parsedObject, textOf } from '../json-values.js';
import { orNull } from '../whole-source.js';
import { roleOf } from './transcript-role.js';

/** Where it puts work trees for sub-agents, and for sessions that ask for one (formats/claude-code.md, 1 and 8). */
const OWN = /^(.*?)[\\/]\.claude[\\/]worktrees[\\/][^\\/]+/;

/** So much of the transcript of the session that spawned a sub-agent is looked at for its directory. */
const HEAD = 64 * 1024;

/** The work tree that a session was given, by its place, or by the note beside a sub-agent's transcript. */
export function ownWorkTree(directory: string, source: TraceSource): OwnWorkTree | null {
  const byPlace = OWN.exec(directory);
  if (byPlace !== null) return { path: byPlace[0], of: byPlace[1] ?? null };
  const role = roleOf(source.path);
  if (role?.kind !== 'sub-agent') return null;
  const note = orNull(() =>
    readDocument({ ...source, path: source.path.replace(/\.jsonl$/, '.meta.json'), kind: 'json' }),
  );
  const path = textOf((note === null ? null : parsedObject(note.toString('utf8')))?.worktreePath);
  if (path === null || !isWithin(directory, path)) return null;
  return { path, of: role.main === null ? null : directoryIn({ ...source, path: role.main }) };
}

/** The directory that the first records of a transcript name. */
function directoryIn(source: TraceSource): string | null {
  const head = orNull(() => readRecordAt(source, 0, HEAD))?.toString('utf8') ?? '';
  const told = /"cwd":("(?:[^"\\]|\\.)*")/.exec(head)?.[1];
  if (told === undefined) return null;
  try {
    return textOf(JSON.parse(told));
  } catch {
    return null;
  }
}

function isWithin(directory: string, folder: string): boolean {
  return directory === folder || directory.startsWith(`${folder}/`) || directory.startsWith(`${folder}\\`);
}
