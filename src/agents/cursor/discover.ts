import { join } from 'node:path';
import { combinedStamp, type FileStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import { foldersNamed } from '../../scan/list-folders.js';
import type { DiscoveredTraces } from '../agent-adapter.js';
import { foundTraces } from '../found-traces.js';

const DATABASE = 'state.vscdb';

/** `<id>.jsonl`, `<id>/<id>.jsonl`, `<id>/subagents/<id>.jsonl` (formats/cursor.md, C). */
const TRANSCRIPT = /\/agent-transcripts\/(?:([^/]+)\/(?:subagents\/)?)?([^/]+)\.jsonl$/;

/** `<MD5 of the directory>/<id>/store.db` (formats/cursor.md, B). */
const STORE = /^chats\/([0-9a-f]{32})\/([^/]+)\/store\.db(?:#.*)?$/;

/** The database of each home that has one, stores of `cursor-agent`, and transcripts of agents, each once. */
export function discoverTraces(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const stamps = new Map<TraceSource, FileStamp>();
  const unreadable: string[] = [];
  const seen = new Set<string>();
  for (const home of homes) {
    const database = listFiles(disk, [home], {
      folders: ['globalStorage'],
      depth: 0,
      accept: (name) => name === DATABASE || name === `${DATABASE}-wal`,
    });
    const [file, log] = database.files;
    if (file?.path === `globalStorage/${DATABASE}`) {
      // What was written last stands in the log: that changes while the database stays.
      const stamp = combinedStamp(file.stamp, log === undefined ? [] : [log.stamp]);
      stamps.set({ agent: 'cursor', home, path: file.path, kind: 'sqlite', size: stamp.size }, stamp);
    }
    const stores = listFiles(disk, [home], {
      folders: ['chats'],
      depth: 2,
      accept: (name) => name === 'store.db' || name === 'store.db-wal',
    });
    for (const store of stores.files) {
      const id = storeOf(store.path)?.id;
      if (id === undefined || seen.has(id)) continue;
      seen.add(id);
      const beside = stores.files.filter(({ path }) => path === `${store.path}-wal`);
      const stamp = combinedStamp(
        store.stamp,
        beside.map((one) => one.stamp),
      );
      stamps.set({ agent: 'cursor', home, path: store.path, kind: 'sqlite', size: stamp.size }, stamp);
    }
    const transcripts = listFiles(disk, [home], {
      folders: foldersNamed(disk, join(home, 'projects'), 'agent-transcripts').map((folder) =>
        folder.slice(home.length + 1).replaceAll('\\', '/'),
      ),
      depth: 2,
      accept: (name) => name.endsWith('.jsonl'),
    });
    unreadable.push(...database.unreadable, ...stores.unreadable, ...transcripts.unreadable);
    for (const found of transcripts.files) {
      const id = transcriptOf(found.path)?.id;
      if (id === undefined || seen.has(id)) continue;
      seen.add(id);
      stamps.set(sourceOf(found), found.stamp);
    }
  }
  return foundTraces(stamps, unreadable, disk);
}

/** The session that a store of `cursor-agent` is of, and the hash of the directory that it ran in; null for other files. */
export function storeOf(path: string): { readonly id: string; readonly hash: string } | null {
  const [, hash, id] = STORE.exec(path) ?? [];
  return hash === undefined || id === undefined ? null : { id, hash };
}

/** The conversation that a transcript is of, and the one that started it; null for other files. */
export function transcriptOf(path: string): { readonly id: string; readonly parent: string | null } | null {
  const match = TRANSCRIPT.exec(path);
  const id = match?.[2];
  if (id === undefined) return null;
  return { id, parent: path.includes('/subagents/') ? (match?.[1] ?? null) : null };
}

function sourceOf({ root, path, stamp }: FoundFile): TraceSource {
  return { agent: 'cursor', home: root, path, kind: 'jsonl', size: stamp.size };
}
