import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';

const MESSAGES = {
  record_unparsable: 'Records that are no JSON, or not of any known form, were passed by',
  record_too_large: 'Records that are too large were passed by',
  record_unknown_type: 'Records of unknown kinds were passed by',
  time_invalid: 'Records have no valid time; their place in the file orders them',
  snapshot_invalid: 'Snapshots with an invalid id were passed by',
  patch_unreadable: 'Applied patches could not be read',
  session_unidentified: 'The file does not name its session and was passed by',
  session_assumed: 'The record that names the session is lost: the name of the file tells whose it is',
  source_damaged: 'The file is damaged; only what stands before the damage was read',
  source_unreadable: 'The file could not be read',
} as const;

export type DiagnosticCode = keyof typeof MESSAGES;

/** What was lost while a source was read, counted by kind. */
export class Diagnostics {
  private readonly counts = new Map<DiagnosticCode, number>();

  count(code: DiagnosticCode, times = 1): void {
    if (times > 0) {
      this.counts.set(code, (this.counts.get(code) ?? 0) + times);
    }
  }

  /** By code; a copy. */
  all(): [DiagnosticCode, number][] {
    return [...this.counts];
  }

  /**
   * By code, about the source.
   * @param more that are not counted here.
   */
  warnings(source: TraceSource, more: readonly (readonly [DiagnosticCode, number])[] = []): Warning[] {
    const counts = new Map(this.counts);
    for (const [code, times] of more) {
      counts.set(code, (counts.get(code) ?? 0) + times);
    }
    return [...counts]
      .filter(([, count]) => count > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, count]) => ({ code, message: MESSAGES[code], count, subject: source.path }));
  }
}
