import { AiBlameError } from '../errors.js';
import { type CheckedLedger, checkLedger, type ReadLedger } from '../ledger/check-ledger.js';
import { firstDifference } from '../ledger/compare-entries.js';
import { isMarker, type ReadMarker, readMarker } from '../ledger/marker.js';
import type { LedgerEntry } from '../model/ledger.js';
import type { NewRedactor } from '../secrets/redactor.js';
import { bytesOf } from '../store/ledger-files.js';
import type { LedgerThread } from './ledger-thread.js';
import { type LedgerForm, ledgerEntries } from './write-ledger.js';

/** What lies where a ledger is to be written. */
export interface KeptLedger {
  readonly checked: CheckedLedger;
  /** null: it has none that can be read. */
  readonly marker: ReadMarker | null;
  /** As its marker says; null where there is none, or it can be read. */
  readonly markerVersion: string | null;
}

/** @returns null where no ledger lies there. @throws AiBlameError UNREADABLE. */
export function keptLedger(files: { readonly ledger: string; readonly marker: string }): KeptLedger | null {
  const bytes = bytesOf(files.ledger);
  if (bytes === null) return null;
  const read = readMarker(bytesOf(files.marker)?.toString('utf8') ?? '');
  const isKnown = isMarker(read);
  return {
    checked: checkLedger(bytes),
    marker: isKnown ? read : null,
    markerVersion: isKnown || read === null ? null : (JSON.stringify(read.version) ?? 'unknown'),
  };
}

/**
 * Why a ledger must not be replaced unless that is asked for: it is of another version, or somebody changed it. One that an earlier
 * state of the source gave may be: its marker says so, or what it tells (a run that was killed leaves it without).
 * @returns null where it may be replaced.
 */
export function reasonToKeep(
  { checked, marker, markerVersion }: KeptLedger,
  thread: LedgerThread,
  form: LedgerForm,
  secrets: NewRedactor,
): string | null {
  const other = checked.problems.find(({ code }) => code === 'schema_version');
  if (other !== undefined) return other.message;
  if (markerVersion !== null) return `The marker is of version ${markerVersion}, which is not known`;
  if (marker?.sha256 === checked.sha256) return null;
  const { ledger } = checked;
  if (ledger === null) return checked.problems[0]?.message ?? 'What lies there is no ledger';
  return isEarlierState(ledger, thread, form, secrets) ? null : 'What lies there was changed since it was written';
}

/** Its entries are what the source tells, but for those of its last turn, in which more may have happened since. */
function isEarlierState(
  { head, entries }: ReadLedger,
  thread: LedgerThread,
  form: LedgerForm,
  secrets: NewRedactor,
): boolean {
  if (head.threadID !== thread.thread) return false;
  const lastTurn = entries.findLastIndex(({ kind }) => kind === 'user_message');
  const settled = entries.slice(0, Math.max(0, lastTurn));
  if (entries.length === 0) return true;
  const text = entries.every((entry) => entry.text !== undefined);
  return [true, false].some((redacted) => {
    const all = ledgerEntries(thread, { limit: null, redacted, text }, secrets);
    return [all, ledgerEntries(thread, { ...form, redacted, text }, secrets)].some((now) => {
      const isBeginningOf = (part: readonly LedgerEntry[]): boolean => {
        return part.length > 0 && firstDifference(part, now.slice(0, part.length)) === null;
      };
      return isBeginningOf(entries) || isBeginningOf(settled);
    });
  });
}

/** @throws AiBlameError USAGE where what lies there is to be kept. */
export function requireReplaceable(
  files: { readonly ledger: string; readonly marker: string },
  thread: LedgerThread,
  form: LedgerForm,
  secrets: NewRedactor,
): void {
  const kept = keptLedger(files);
  const reason = kept === null ? null : reasonToKeep(kept, thread, form, secrets);
  if (reason !== null) throw new AiBlameError('USAGE', `${files.ledger}: ${reason}`, { hint: '--force replaces it' });
}
