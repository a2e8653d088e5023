import { basename, dirname, join } from 'node:path';
import { entriesOf, withoutText } from '../ledger/entries.js';
import { LedgerWriter } from '../ledger/ledger-writer.js';
import { encodeMarker } from '../ledger/marker.js';
import type { Warning } from '../model/diagnostic.js';
import type { LedgerEntry, LedgerHead, LedgerSource, LedgerSums, LedgerTurn } from '../model/ledger.js';
import type { NewRedactor } from '../secrets/redactor.js';
import { makeLedgerFolder, replaceFile } from '../store/ledger-files.js';
import type { LedgerThread } from './ledger-thread.js';

/** How a ledger is made. */
export interface LedgerForm {
  /** The last so many turns; null: all. */
  readonly limit: number | null;
  readonly redacted: boolean;
  /** false: it tells what happened, and not what was said. */
  readonly text: boolean;
}

/** What a ledger says of itself in place of what the source tells; null: as that tells. */
export interface LedgerHeadChoice {
  /** ISO 8601 in whole seconds. */
  readonly generatedAt: string | null;
  readonly projectPath: string | null;
}

export const AS_RECORDED: LedgerHeadChoice = { generatedAt: null, projectPath: null };

export interface WrittenLedger {
  readonly head: LedgerHead;
  readonly sums: LedgerSums;
  readonly totalTurns: number;
  /** How many secrets were replaced. */
  readonly replaced: number;
  readonly warnings: readonly Warning[];
}

/**
 * Lays out the ledger of a thread. Without a limit one turn at a time is held.
 * @param sink is given its text piece by piece.
 * @throws AiBlameError UNREADABLE.
 */
export function layOutLedger(
  thread: LedgerThread,
  form: LedgerForm,
  choice: LedgerHeadChoice,
  newRedactor: NewRedactor,
  sink: (text: string) => void,
): WrittenLedger {
  const writer = new LedgerWriter(sink);
  const told = tellTurns(thread, form, newRedactor, (turn) => {
    for (const entry of formed(entriesOf(turn, writer.sequence), form)) writer.add(entry);
  });
  const head = {
    generatedAt: choice.generatedAt ?? told.lastTime,
    projectPath: choice.projectPath ?? thread.projectPath,
    threadID: thread.thread,
  };
  const { totalTurns, replaced, warnings } = told;
  return { head, sums: writer.end(head), totalTurns, replaced, warnings };
}

/** All entries of a thread, in one list. @throws AiBlameError UNREADABLE. */
export function ledgerEntries(thread: LedgerThread, form: LedgerForm, newRedactor: NewRedactor): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  tellTurns(thread, form, newRedactor, (turn) => {
    entries.push(...formed(entriesOf(turn, entries.length + 1), form));
  });
  return entries;
}

/** Tells the turns that are asked for, in order: of those that are left out only how many there are. */
export function tellTurns(
  thread: LedgerThread,
  { limit, redacted }: LedgerForm,
  newRedactor: NewRedactor,
  onTurn: (turn: LedgerTurn) => void,
): Pick<WrittenLedger, 'totalTurns' | 'replaced' | 'warnings'> & { readonly lastTime: string } {
  const redactor = redacted ? newRedactor() : null;
  const last: LedgerTurn[] = [];
  let totalTurns = 0;
  const told = thread.tell((turn) => {
    totalTurns += 1;
    if (limit === null) {
      onTurn(turn);
      return;
    }
    last.push(turn);
    if (last.length > limit) last.shift();
  }, redactor);
  for (const turn of last) onTurn(turn);
  return { ...told, totalTurns, replaced: redactor?.replaced ?? 0 };
}

function formed(entries: readonly LedgerEntry[], { text }: LedgerForm): readonly LedgerEntry[] {
  return text ? entries : entries.map(withoutText);
}

/** Where the ledger of a thread lies in a folder of ledgers, and its marker. */
export function placeOfLedger(folder: string, thread: string): { readonly ledger: string; readonly marker: string } {
  return { ledger: join(folder, `${thread}.ledger.json`), marker: join(folder, MARKERS, `${thread}.json`) };
}

/** The folder of markers, beside the ledgers. */
export const MARKERS = '.ledger-backfill';

/**
 * Writes a ledger, and then its marker: where a run is killed in between, the next one sees that they do not agree.
 * @param source as its files were before they were read.
 * @throws AiBlameError UNREADABLE, NOT_WRITABLE.
 */
export function writeLedgerAndMarker(
  thread: LedgerThread,
  source: LedgerSource,
  form: LedgerForm,
  choice: LedgerHeadChoice,
  files: { readonly ledger: string; readonly marker: string },
  newRedactor: NewRedactor,
): WrittenLedger {
  makeLedgerFolder(dirname(files.marker));
  const written = replaceFile(files.ledger, (append) => layOutLedger(thread, form, choice, newRedactor, append));
  const { limit, redacted, text } = form;
  const marker = encodeMarker({
    ...written.head,
    ...written.sums,
    ledgerPath: basename(files.ledger),
    turnLimit: limit,
    redacted,
    text,
    source,
  });
  replaceFile(files.marker, (append) => append(marker));
  return written;
}
