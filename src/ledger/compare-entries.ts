import type { LedgerEntry } from '../model/ledger.js';

/** Where two ledgers part: the number of the entry, and the field. */
export interface Difference {
  readonly sequence: number;
  /** null: one of them has no such entry. */
  readonly field: keyof LedgerEntry | null;
}

const FIELDS = ['kind', 'turnID', 'timestamp', 'status', 'method', 'title', 'text', 'sequence'] as const;

/** The first difference; null: there is none. */
export function firstDifference(a: readonly LedgerEntry[], b: readonly LedgerEntry[]): Difference | null {
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const [one, other] = [a[place], b[place]];
    if (one === undefined || other === undefined) return { sequence: place + 1, field: null };
    const field = FIELDS.find((name) => one[name] !== other[name]);
    if (field !== undefined) return { sequence: place + 1, field };
  }
  return null;
}
