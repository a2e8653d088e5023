import type { FileStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import type { DiscoveredTraces } from '../agent-adapter.js';
import { foundTraces } from '../found-traces.js';

/** The folder itself, or the one that GEMINI_CLI_HOME names, which holds it. */
const FOLDERS = ['tmp', '.gemini/tmp'];

/** Project, `chats`, session that sub-agents are of. */
const DEPTH = 3;

/** What else lies in a project's folder. */
const NO_CHATS = new Set(['checkpoints', 'logs', 'plans', 'tool-outputs', 'tracker']);

/** A session of its own by its name, a sub-agent's by its folder. Damaged copies end otherwise. */
const CHAT = /^(?:\.gemini\/)?tmp\/([^/]+)\/chats\/((?:session-[^/]+|[^/]+\/[^/]+)\.jsonl?)$/;

/** Before 0.29.0 a project's folder was named by a hash of its path. */
const HASHED = /^[0-9a-f]{64}$/;

/**
 * Transcripts of the homes, in the order of homes and paths. Of one that is there as `.json` and as `.jsonl` only the latter counts: it
 * began with all that the former held. A folder that was named by a hash was copied when the project got a name: of
 * copies the longer one counts.
 */
export function discoverChats(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const { files, unreadable } = listFiles(disk, homes, {
    folders: FOLDERS,
    depth: DEPTH,
    accept: (name) => name.endsWith('.jsonl') || name.endsWith('.json'),
    leaveOut: NO_CHATS,
  });
  const stamps = new Map<TraceSource, FileStamp>();
  for (const file of chosen(files.filter(({ path }) => CHAT.test(path)))) stamps.set(sourceOf(file), file.stamp);
  return foundTraces(stamps, unreadable, disk);
}

function chosen(files: readonly FoundFile[]): FoundFile[] {
  const byName = new Map<string, FoundFile[]>();
  for (const file of files) {
    const name = nameOf(file);
    byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  return files.filter((file) => !(byName.get(nameOf(file)) ?? []).some((other) => replaces(other, file)));
}

/** The file's path below `chats`, without its ending. */
function nameOf({ path }: FoundFile): string {
  return (CHAT.exec(path)?.[2] ?? path).replace(/\.jsonl?$/, '');
}

/** Whether a file of the same name holds all that another does. */
function replaces(other: FoundFile, file: FoundFile): boolean {
  if (other === file || other.root !== file.root) return false;
  const [from, to] = [projectOf(other), projectOf(file)];
  if (from !== to && HASHED.test(from) === HASHED.test(to)) return false;
  const lines = Number(other.path.endsWith('l')) - Number(file.path.endsWith('l'));
  if (lines !== 0) return lines > 0;
  return other.stamp.size === file.stamp.size ? HASHED.test(to) : other.stamp.size > file.stamp.size;
}

function projectOf({ path }: FoundFile): string {
  return CHAT.exec(path)?.[1] ?? '';
}

function sourceOf({ root, path, stamp }: FoundFile): TraceSource {
  return { agent: 'gemini-cli', home: root, path, kind: path.endsWith('.jsonl') ? 'jsonl' : 'json', size: stamp.size };
}
