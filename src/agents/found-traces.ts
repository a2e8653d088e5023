import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';
import type { FoundTraces } from './agent-adapter.js';

/**
 * What a search found, in the order of `stamps`.
 * @param unreadable absolute paths of folders and files that could not be listed
 */
export function foundTraces(stamps: ReadonlyMap<TraceSource, FileStamp>, unreadable: readonly string[]): FoundTraces {
  return {
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
