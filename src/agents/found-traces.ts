import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';
import type { Disk } from '../scan/disk.js';
import type { DiscoveredTraces } from './agent-adapter.js';

/**
 * What a search found, in the order of `stamps`.
 * @param unreadable absolute paths of folders and files that could not be listed
 * @param disk what was searched with
 */
export function foundTraces(
  stamps: ReadonlyMap<TraceSource, FileStamp>,
  unreadable: readonly string[],
  disk: Disk,
): DiscoveredTraces {
  return {
    looks: disk.looks,
    sources: [...stamps.keys()],
    stamps,
    warnings: unreadable.map((path) => ({
      code: 'source_unreadable',
      message: 'A folder or file of the agent could not be read',
      count: 1,
      subject: path,
    })),
  };
}
