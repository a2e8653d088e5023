import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, constants as zlib } from 'node:zlib';
import type { Warning } from '../model/diagnostic.js';
import type { JsonValue } from '../model/json-value.js';
import type { Cell } from './runs-foreign-row.js';

export interface ArchivedRow {
  /** Name of the archive's file. */
  readonly archive: string;
  readonly cells: ReadonlyMap<string, Cell>;
}

/** Larger ones are passed by. */
const MOST_BYTES = 512 * 1024 ** 2;

/**
 * Events that were moved out of a run store: `flows/<run>/archive-<time>.jsonl.gz` beside it, one object a line
 * (formats/run-history.md, 2). What cannot be read is told in `warnings`.
 *
 * @param folder that the store lies in.
 */
export function archivedRows(folder: string, run: string, warnings: Warning[]): ArchivedRow[] {
  // The run's id comes from a database that anybody may have written: it names a folder, and no path.
  if (/[/\\\0]|^\.{0,2}$/.test(run)) {
    return [];
  }
  const at = join(folder, 'flows', run);
  return archivesIn(at).flatMap((archive) => {
    const path = join(at, archive);
    const text = unpacked(path);
    if (text === null) {
      warnings.push({ code: 'archive_unreadable', message: 'An archive cannot be read', count: 1, subject: path });
      return [];
    }
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const rows = lines.flatMap((line) => rowOf(line, archive) ?? []);
    if (rows.length < lines.length) {
      const count = lines.length - rows.length;
      warnings.push({ code: 'archive_damaged', message: 'Lines of an archive are damaged', count, subject: path });
    }
    return rows;
  });
}

function archivesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^archive-.*\.jsonl\.gz$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Of an archive that is cut off, what there is. */
function unpacked(path: string): string | null {
  try {
    const options = { maxOutputLength: MOST_BYTES, finishFlush: zlib.Z_SYNC_FLUSH };
    return gunzipSync(readFileSync(path), options).toString();
  } catch {
    return null;
  }
}

function rowOf(line: string, archive: string): ArchivedRow | null {
  try {
    const value: JsonValue = JSON.parse(line);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? { archive, cells: new Map(Object.entries(value)) }
      : null;
  } catch {
    return null;
  }
}
