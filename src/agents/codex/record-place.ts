import type { TracePointer } from '../../model/session.js';

/**
 * No record of a file of lines tells of more events than this times its bytes: the shortest has some 60 bytes, and the longest patch
 * (64 MiB) names fewer than 2^22 files. What comes next in the file is always further than that.
 */
const PER_BYTE = 2 ** 16;

/** In a document its items have numbers, and no place of their own. It is 64 MiB at most. */
const PER_ITEM = 2 ** 22;

/**
 * A number for the place of a record in its source: rises from record to record, and leaves room for numbers of what the record tells
 * of. It depends on nothing that stands behind the record.
 */
export function recordPlace({ source, line, offset }: TracePointer): number {
  return source.kind === 'json' ? line * PER_ITEM : offset * PER_BYTE;
}
