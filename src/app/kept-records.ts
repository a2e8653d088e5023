import { join } from 'node:path';
import type { Env } from '../env.js';
import { existsSync, readdirSync, readFileSync } from '../git/disk.js';
import type { Oid } from '../git/git-objects.js';
import { isOid } from '../git/oid.js';
import type { Warning } from '../model/diagnostic.js';
import { jsonOf } from '../sharing/authorship-note.js';
import { parseTraceRecord, type TraceRecord } from '../sharing/trace-record.js';
import { ownFolder } from '../store/own-folder.js';

/** A record that was imported, and the file that it is kept in. */
export interface KeptRecord {
  readonly record: TraceRecord;
  /** Relative to the folder of all of them, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/** The folder of imported records of Agent Trace, absolute. */
export function recordsFolder(env: Env): string {
  return ownFolder(env, 'agent-trace');
}

/** Where the records of a commit are kept, below the folder of all. */
export function folderOfCommit(commit: Oid): string {
  return `${commit.slice(0, 2)}/${commit}`;
}

/** Records of Agent Trace that were imported, by the commits whose lines they tell of; each read when it is first asked for. */
export class KeptRecords {
  /** What could not be read; grows with what is asked. */
  readonly warnings: Warning[] = [];
  /** Whether there may be any. */
  readonly areThere: boolean;
  readonly folder: string;
  readonly #read = new Map<Oid, readonly KeptRecord[]>();

  constructor(env: Env) {
    this.folder = recordsFolder(env);
    this.areThere = existsSync(this.folder);
  }

  /** The commits that any of them tells of, of whatever repository. */
  *commits(): Iterable<Oid> {
    if (!this.areThere) return;
    for (const folder of namesIn(this.folder)) yield* namesIn(join(this.folder, folder)).filter(isOid);
  }

  /** The newest first: it counts. */
  of(commit: Oid): readonly KeptRecord[] {
    if (!this.areThere) return [];
    const known = this.#read.get(commit);
    if (known !== undefined) return known;
    const folder = folderOfCommit(commit);
    const read = namesIn(join(this.folder, folder))
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => this.#recordIn(`${folder}/${name}`, commit))
      .sort((a, b) => compare(b.record.timestamp, a.record.timestamp) || compare(a.path, b.path));
    this.#read.set(commit, read);
    return read;
  }

  #recordIn(path: string, commit: Oid): KeptRecord[] {
    const file = join(this.folder, path);
    try {
      const bytes = readFileSync(file);
      const parsed = parseTraceRecord(jsonOf(bytes.toString('utf8')));
      if (parsed.kind === 'record' && parsed.record.revision === commit) {
        return [{ record: parsed.record, path, bytes: bytes.length }];
      }
    } catch {}
    const message = 'An imported record of Agent Trace cannot be read any more';
    this.warnings.push({ code: 'record_unparsable', message, count: 1, subject: file });
    return [];
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
