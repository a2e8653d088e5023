import type {
  BackfilledThread,
  LedgerBackfill,
  LedgerExport,
  LedgerVerification,
  ReplayResult,
  VerifiedLedger,
} from '../model/ledger-result.js';
import { visible, visibleCell } from './control-characters.js';
import { counted } from './counted.js';

/** So many problems of one ledger are listed. */
const MOST_LISTED = 10;

/** The summary of an export, for a person. */
export function ledgerExportText(result: LedgerExport): string {
  const { outputPath, status, entryCount, sha256, truncated, totalTurns } = result;
  const where =
    outputPath === null ? 'standard output' : `${outputPath}${status === 'unchanged' ? ' (unchanged)' : ''}`;
  return lines([
    'Ledger export complete',
    `Output: ${where}`,
    `Entries: ${entryCount}${truncated ? `, of the last of ${counted(totalTurns, 'turn', 'turns')}` : ''}`,
    `SHA256: ${sha256}`,
  ]);
}

/** What a backfill did, thread by thread: those that were up to date are only counted. */
export function ledgerBackfillText({ threads, exported, skipped, failed, outputDirectory }: LedgerBackfill): string {
  const told = threads.filter(({ status }) => status !== 'skipped').map(threadLine);
  const sums = `${exported} exported, ${skipped} up to date, ${failed} failed`;
  return lines([...told, `${counted(threads.length, 'conversation', 'conversations')}: ${sums}; ${outputDirectory}`]);
}

function threadLine({ thread, agent, status, error, entryCount, sha256 }: BackfilledThread): string {
  const what =
    status === 'failed'
      ? `failed: ${error ?? ''}`
      : `${counted(entryCount ?? 0, 'entry', 'entries')} ${(sha256 ?? '').slice(0, 12)}`;
  return `${thread} ${agent} ${what}`;
}

export function ledgerVerificationText({ ledgers, ok }: LedgerVerification): string {
  const bad = ledgers.filter(({ problems }) => problems.length > 0).length;
  const sum = ok ? 'all are as they were written' : `${counted(bad, 'is', 'are')} not as written`;
  return lines([...ledgers.flatMap(ledgerLines), `${counted(ledgers.length, 'ledger', 'ledgers')}: ${sum}`]);
}

function ledgerLines({ path, entryCount, sha256, comparedWith, problems }: VerifiedLedger): string[] {
  if (problems.length === 0) {
    const against = comparedWith === null ? ', nothing to compare its digest with' : '';
    return [`ok  ${path}: ${counted(entryCount ?? 0, 'entry', 'entries')}, ${(sha256 ?? '').slice(0, 12)}${against}`];
  }
  const listed = problems.slice(0, MOST_LISTED).map(({ message }) => `      ${message}`);
  const rest = problems.length - listed.length;
  return [`NO  ${path}`, ...listed, ...(rest > 0 ? [`      and ${rest} more`] : [])];
}

/** A conversation turn by turn, as CodexChat's replay tells it (formats/ledger.md, 2). */
export function replayText({ projectPath, thread, agent, session, turns, totalTurns }: ReplayResult): string {
  const count = (status: string): number => turns.filter((turn) => turn.status === status).length;
  const sums = `completed=${count('completed')}, pending=${count('pending')}, failed=${count('failed')}`;
  const left = totalTurns > turns.length ? `, the last of ${totalTurns}` : '';
  return lines([
    'Replay summary',
    `Project: ${projectPath}`,
    `Thread: ${thread} (${agent}:${session})`,
    `Turns: ${turns.length} (${sums})${left}`,
    ...turns.flatMap(({ timestamp, status, turnID, userText, assistantText, cards }) => [
      `- ${timestamp} [${status}] ${turnID}`,
      ...said('>', userText),
      ...cards.map(({ method, title, status: came }) => {
        return `  • action: ${method} :: ${title}${came === status ? '' : ` [${came}]`}`;
      }),
      ...said('<', assistantText),
    ]),
  ]);
}

/** What was said, line by line. */
function said(mark: string, text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `  ${mark} ${visible(line)}`.trimEnd());
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${visibleCell(line)}\n`).join('');
}
