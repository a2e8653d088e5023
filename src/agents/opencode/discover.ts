import type { FileStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { namesIn } from '../../scan/list-folders.js';
import { stampAt } from '../../scan/look-at.js';
import type { DiscoveredTraces } from '../agent-adapter.js';
import { isDatabase, USUAL } from './homes.js';

/**
 * Databases, and sessions of the store of JSON files, in the order of the homes; a session that two homes have once. Whether a database
 * has a session too shows when it is opened (`sessionsIn`).
 */
export function discoverSessions(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const stamps = new Map<TraceSource, FileStamp>();
  const seen = new Set<string>();
  for (const home of homes) {
    const databases = isDatabase(home) ? [''] : namesIn(disk, home).filter((name) => USUAL.test(name));
    for (const path of databases) {
      const stamp = databaseStamp(disk, path === '' ? home : `${home}/${path}`);
      if (stamp !== null) stamps.set({ agent: 'opencode', home, path, kind: 'sqlite', size: stamp.size }, stamp);
    }
    if (isDatabase(home)) continue;
    for (const { id, path } of storedSessions(disk, home)) {
      const stamp = seen.has(id) ? null : sessionStamp(disk, home, path, id);
      if (stamp === null) continue;
      seen.add(id);
      stamps.set({ agent: 'opencode', home, path, kind: 'json', size: stamp.size }, stamp);
    }
  }
  return { sources: [...stamps.keys()], stamps, warnings: [], looks: disk.looks };
}

/** Of the database with the log of what was written last: that grows while the database stays. */
function databaseStamp(disk: Disk, path: string): FileStamp | null {
  return together([stampAt(disk, path), stampAt(disk, `${path}-wal`)]);
}

/** By project and id. One whose own file is gone is known by its messages. */
function storedSessions(disk: Disk, home: string): { readonly id: string; readonly path: string }[] {
  const sessions = namesIn(disk, `${home}/storage/session`).flatMap((project) =>
    namesIn(disk, `${home}/storage/session/${project}`)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ id: name.slice(0, -'.json'.length), path: `storage/session/${project}/${name}` })),
  );
  const known = new Set(sessions.map(({ id }) => id));
  const nameless = namesIn(disk, `${home}/storage/message`).filter((id) => !known.has(id));
  return [...sessions, ...nameless.map((id) => ({ id, path: `storage/message/${id}` }))];
}

/**
 * Files are written in place, which their folders do not show: a session's last message is finished after all of its parts were
 * written, and a new one shows in the folder.
 */
function sessionStamp(disk: Disk, home: string, path: string, id: string): FileStamp | null {
  const messages = `${home}/storage/message/${id}`;
  const last = namesIn(disk, messages).at(-1);
  const parts = last === undefined ? null : `${home}/storage/part/${last.replace(/\.json$/, '')}`;
  return together([
    stampAt(disk, `${home}/${path}`),
    stampAt(disk, messages),
    last === undefined ? null : stampAt(disk, `${messages}/${last}`),
    parts === null ? null : stampAt(disk, parts),
  ]);
}

/** Sizes in sum, and the newest times; null where the first is not there. */
function together([first, ...others]: readonly [FileStamp | null, ...(FileStamp | null)[]]): FileStamp | null {
  if (first === null) return null;
  const all = [first, ...others.filter((stamp) => stamp !== null)];
  return {
    size: all.reduce((sum, { size }) => sum + size, 0),
    mtimeMs: Math.max(...all.map(({ mtimeMs }) => mtimeMs)),
    ctimeMs: Math.max(...all.map(({ ctimeMs }) => ctimeMs)),
    inode: first.inode,
  };
}
