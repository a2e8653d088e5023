import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import type { DiscoveredTraces } from '../agent-adapter.js';
import { foundTraces } from '../found-traces.js';

/** `rollout-…` in all its eras (formats/codex.md, 2.2 and 2.3); temporary files of the migration begin with a dot. */
const ROLLOUT = /^(rollout-.+)\.(jsonl|jsonl\.zst|json)$/;

/** Year, month, day. */
const DEPTH = 3;

/**
 * Rollouts in `sessions` and `archived_sessions` of the homes, in the order of homes and paths. Where a session is there several times (plain
 * and compressed, active and archived, in two homes) the plain one wins, then the active, then the longer one.
 */
export function discoverRollouts(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const { files, unreadable } = listFiles(disk, homes, {
    folders: ['sessions', 'archived_sessions'],
    depth: DEPTH,
    accept: (name) => ROLLOUT.test(name),
  });
  const stamps = new Map(chosen(files).map((file) => [sourceOf(file), file.stamp]));
  return foundTraces(stamps, unreadable, disk);
}

/** Of each session the file that counts. */
function chosen(files: readonly FoundFile[]): readonly FoundFile[] {
  const byName = new Map<string, FoundFile>();
  for (const file of files) {
    const name = sessionName(file);
    const known = byName.get(name);
    if (
      known === undefined ||
      rank(file) < rank(known) ||
      (rank(file) === rank(known) && file.stamp.size > known.stamp.size)
    ) {
      byName.set(name, file);
    }
  }
  if (byName.size === files.length) return files;
  const counting = new Set(byName.values());
  return files.filter((file) => counting.has(file));
}

/** The file's name without what `ROLLOUT` lets it end with. */
function sessionName({ path }: FoundFile): string {
  const end = path.endsWith('.zst') ? path.length - '.jsonl.zst'.length : path.lastIndexOf('.');
  return path.slice(path.lastIndexOf('/') + 1, end);
}

function rank(file: FoundFile): number {
  return (file.path.endsWith('.zst') ? 2 : 0) + (file.path.startsWith('archived_sessions/') ? 1 : 0);
}

function sourceOf(file: FoundFile): TraceSource {
  const kind = file.path.endsWith('.zst') ? 'jsonl.zst' : file.path.endsWith('.jsonl') ? 'jsonl' : 'json';
  return { agent: 'codex', home: file.root, path: file.path, kind, size: file.stamp.size };
}
