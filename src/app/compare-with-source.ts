import { AiBlameError } from '../errors.js';
import { problemOf, type ReadLedger } from '../ledger/check-ledger.js';
import { type Difference, firstDifference } from '../ledger/compare-entries.js';
import type { ReadMarker } from '../ledger/marker.js';
import type { LedgerEntry } from '../model/ledger.js';
import type { LedgerProblem } from '../model/ledger-result.js';
import type { NewRedactor } from '../secrets/redactor.js';
import { transcriptsOf } from './find-thread.js';
import type { LedgerThread } from './ledger-thread.js';
import { ledgerEntries } from './write-ledger.js';

/**
 * Makes the entries of a ledger anew and tells where they first differ. Of a ledger without a marker it is not known whether secrets
 * were taken out: it may be either.
 */
export function compareWithSource(
  { head, entries }: ReadLedger,
  marker: ReadMarker | null,
  threads: readonly LedgerThread[],
  secrets: NewRedactor,
): LedgerProblem[] {
  const isSource = ({ thread, agent }: LedgerThread): boolean =>
    thread === head.threadID && (marker?.source === undefined || marker.source.agent === agent);
  // A transcript lies in its own project, wherever that is.
  const thread = threads.find(isSource) ?? transcriptsOf(head.projectPath).find(isSource);
  if (thread === undefined) {
    return [problemOf('source_missing', `There is no conversation ${head.threadID} any more that it can be made of`)];
  }
  const text = entries.every((entry) => entry.text !== undefined);
  const ways = marker?.redacted === undefined ? [true, false] : [marker.redacted];
  try {
    const differences = ways.map((redacted) =>
      differenceFrom(entries, ledgerEntries(thread, { limit: null, redacted, text }, secrets)),
    );
    if (differences.includes(null)) return [];
    // The one that goes furthest is the way in which it was made.
    const [first] = (differences as Difference[]).sort((a, b) => b.sequence - a.sequence);
    return first === undefined ? [] : [problemFor(first, entries.length)];
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    return [problemOf('source_missing', error.message)];
  }
}

function problemFor({ sequence, field }: Difference, count: number): LedgerProblem {
  if (field !== null) {
    return problemOf('source_differs', `Entry ${sequence}: ${field} is not what the source tells`, sequence, field);
  }
  const message =
    sequence > count ? `The source goes on behind entry ${count}` : `The source ends before entry ${sequence}`;
  return problemOf('source_differs', message, sequence);
}

/** A ledger may begin with a later turn than its source does (`--limit`). */
function differenceFrom(entries: readonly LedgerEntry[], all: readonly LedgerEntry[]): Difference | null {
  const [first] = entries;
  const from =
    first === undefined ? 0 : all.findIndex(({ turnID, kind }) => turnID === first.turnID && kind === first.kind);
  const window = all.slice(Math.max(0, from)).map((entry, place) => ({ ...entry, sequence: place + 1 }));
  return firstDifference(entries, window);
}
