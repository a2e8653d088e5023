import type { SqlDatabase } from '../sql/database.js';
import { asBytes, asNumber, textsIn } from './sums.js';

/** How far the first filling of the index came: states of the model (formats/state-index.md, 3). */
type BackfillStatus = 'pending' | 'running' | 'complete';

export interface BackfillState {
  readonly status: BackfillStatus;
  /** The text in the database, where it is none of these; it counts as `pending`. */
  readonly unknownStatus: string | null;
  /** Path, relative to its home, of the last source of the last batch. */
  readonly lastWatermark: string | null;
  /** Milliseconds since 1970. */
  readonly lastSuccessAt: number | null;
  readonly updatedAt: number | null;
  readonly durationMs: number | null;
  /** Sources that could not be read. */
  readonly failed: number;
}

export function backfillState(database: SqlDatabase): BackfillState {
  const columns = ['last_success_at', 'updated_at', 'duration_ms', 'failed'].map(asNumber).join(', ');
  const [texts, success, updated, duration, failed] =
    database
      .prepare(`SELECT ${asBytes('status', 'last_watermark')}, ${columns} FROM backfill_state WHERE id = 1`)
      .get([]) ?? [];
  const [status = '', watermark = ''] = textsIn(texts);
  const known = status === 'pending' || status === 'running' || status === 'complete';
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return {
    status: known ? status : 'pending',
    unknownStatus: known ? null : status,
    lastWatermark: watermark === '' ? null : watermark,
    lastSuccessAt: number(success),
    updatedAt: number(updated),
    durationMs: number(duration),
    failed: number(failed) ?? 0,
  };
}

/** Within a transaction: how far a pass came. A pass over an index that was complete leaves it so. */
export function checkpoint(database: SqlDatabase, watermark: string, now: number): void {
  database
    .prepare(
      `UPDATE backfill_state SET last_watermark = ?, updated_at = ?,
       status = CASE status WHEN 'complete' THEN 'complete' ELSE 'running' END WHERE id = 1`,
    )
    .run([watermark, now]);
}

/** Within a transaction: every source was tried. */
export function markComplete(database: SqlDatabase, now: number, durationMs: number): void {
  database
    .prepare(
      `UPDATE backfill_state SET status = 'complete', last_success_at = ?, updated_at = ?, duration_ms = ?,
       failed = (SELECT count(*) FROM sources WHERE state = 'failed') WHERE id = 1`,
    )
    .run([now, now, Math.round(durationMs)]);
}
