import { existsSync, statSync } from 'node:fs';
import type { FailedSource, IndexedHome, IndexStatus, IndexTotals } from '../model/index-result.js';
import type { SqlDatabase } from '../sql/database.js';
import { backfillState } from './index-state.js';
import { leaseHolder } from './lease.js';
import type { IndexDatabase } from './open-index.js';
import { restored } from './strings.js';
import { asBytes, asNumber, textsIn } from './sums.js';

/** Bytes of the index on disk, with its log. */
export function bytesOf(file: string): number {
  return ['', '-wal'].reduce((sum, suffix) => sum + (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Whether there is an index, which asking does not make. */
export function indexExists(file: string): boolean {
  return existsSync(file);
}

/** @param stale whether a trace is not as it was read. */
export function statusOf(index: IndexDatabase, now: number, stale = false): IndexStatus {
  const { database, file } = index;
  const { status, lastWatermark, lastSuccessAt, updatedAt, durationMs } = backfillState(database);
  return {
    schema: 'ai-blame/index-status@1',
    file,
    exists: true,
    stale,
    status,
    lastWatermark,
    lastSuccessAt: isoTime(lastSuccessAt),
    updatedAt: isoTime(updatedAt),
    durationMs,
    indexing: leaseHolder(database, now)?.pid ?? null,
    previews: index.previews,
    totals: totalsOf(database),
    edits: Number(database.prepare('SELECT coalesce(sum(events), 0) FROM trace_events').get([])?.[0]),
    homes: homesOf(database),
    failures: failuresOf(database),
    bytes: bytesOf(file),
  };
}

export function totalsOf(database: SqlDatabase): IndexTotals {
  const rows = database.prepare(`SELECT ${asBytes('state')}, count(*) FROM sources GROUP BY state`).all([]);
  const counts = new Map(rows.map(([state, count]) => [String(state), Number(count)]));
  return { ok: counts.get('ok') ?? 0, partial: counts.get('partial') ?? 0, failed: counts.get('failed') ?? 0 };
}

export function failuresOf(database: SqlDatabase): FailedSource[] {
  const rows = database
    .prepare(
      `SELECT ${asBytes('agent', 'home', 'watermark', 'error')}, ${asNumber('attempts')}
       FROM sources WHERE state = 'failed' ORDER BY home, watermark`,
    )
    .all([]);
  return rows.map(([texts, attempts]) => {
    const [agent = '', home = '', path = '', error = ''] = textsIn(texts);
    return { agent, home: restored(home), path: restored(path), error, attempts: Number(attempts) };
  });
}

function homesOf(database: SqlDatabase): IndexedHome[] {
  const sum = (state: string): string => `sum(state = '${state}')`;
  const rows = database
    .prepare(
      `SELECT ${asBytes('agent', 'home')}, ${['ok', 'partial', 'failed'].map(sum).join(', ')}, sum(max(size, 0)) FROM sources
       GROUP BY agent, home ORDER BY agent, home`,
    )
    .all([]);
  return rows.map(([place, ...counts]) => {
    const [agent = '', home = ''] = textsIn(place);
    const [ok = 0, partial = 0, failed = 0, bytes = 0] = counts.map(Number);
    return { agent, home: restored(home), ok, partial, failed, bytes };
  });
}

function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
