import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { LedgerExport } from '../model/ledger-result.js';
import { loadSecrets, type NewRedactor } from '../secrets/redactor.js';
import { bytesOf, kindOfPath, replaceFile } from '../store/ledger-files.js';
import { findThread, type ThreadQuery } from './find-thread.js';
import { requireReplaceable } from './kept-ledger.js';
import { ownFolderOf } from './ledger-folders.js';
import type { LedgerThread } from './ledger-thread.js';
import type { Progress } from './progress.js';
import {
  type LedgerForm,
  type LedgerHeadChoice,
  layOutLedger,
  placeOfLedger,
  type WrittenLedger,
  writeLedgerAndMarker,
} from './write-ledger.js';

export interface ExportRequest extends ThreadQuery, LedgerForm, LedgerHeadChoice {
  /** Absolute, or `-` for standard output; null: in our own folder. */
  readonly output: string | null;
  /** Replace a file that holds something else. */
  readonly force: boolean;
}

export interface ExportedLedger {
  readonly result: LedgerExport;
  /** The ledger itself, where it is to be printed. */
  readonly text: string | null;
}

/**
 * Makes the ledger of one conversation.
 * @throws AiBlameError NO_SUCH_SESSION, NO_SUCH_FILE, AMBIGUOUS, UNREADABLE, NOT_WRITABLE, USAGE.
 */
export async function exportLedger(request: ExportRequest, env: Env, progress: Progress): Promise<ExportedLedger> {
  const secrets = await loadSecrets();
  const thread = findThread(request, env, progress);
  const { output } = request;
  if (output === '-') {
    const pieces: string[] = [];
    const written = layOutLedger(thread, request, request, secrets, (text) => pieces.push(text));
    return { result: resultOf(thread, request, written, null, 'printed'), text: pieces.join('') };
  }
  if (output === null) return inOwnFolder(thread, request, env, secrets);
  const folder = dirname(output);
  if (kindOfPath(folder) !== 'folder') throw new AiBlameError('NO_SUCH_FILE', `There is no folder ${folder}`);
  if (kindOfPath(output) === 'folder') throw new AiBlameError('IS_DIRECTORY', `${output} is a folder`);
  const known = bytesOf(output);
  if (known !== null && !request.force) {
    const written = layOutLedger(thread, request, request, secrets, () => {});
    if (digestOf(known) === written.sums.sha256) {
      return { result: resultOf(thread, request, written, output, 'unchanged'), text: null };
    }
    throw new AiBlameError('USAGE', `${output} is there already, and holds something else`, {
      hint: '--force replaces it',
    });
  }
  // A file that a person names is as readable as all that they write.
  const written = replaceFile(output, (append) => layOutLedger(thread, request, request, secrets, append), 0o666);
  return { result: resultOf(thread, request, written, output, 'written'), text: null };
}

/** As a backfill leaves it there: with its marker. */
function inOwnFolder(thread: LedgerThread, request: ExportRequest, env: Env, secrets: NewRedactor): ExportedLedger {
  const source = thread.source();
  if (source === null) throw new AiBlameError('UNREADABLE', `${thread.file} cannot be read`);
  const files = placeOfLedger(ownFolderOf(thread, env), thread.thread);
  if (!request.force) requireReplaceable(files, thread, request, secrets);
  const before = bytesOf(files.ledger);
  const written = writeLedgerAndMarker(thread, source, request, request, files, secrets);
  const isSame = before !== null && digestOf(before) === written.sums.sha256;
  return { result: resultOf(thread, request, written, files.ledger, isSame ? 'unchanged' : 'written'), text: null };
}

function resultOf(
  { agent, session, thread }: LedgerThread,
  { limit, redacted }: LedgerForm,
  { sums, totalTurns, replaced, warnings }: WrittenLedger,
  outputPath: string | null,
  status: LedgerExport['status'],
): LedgerExport {
  const truncated = limit !== null && totalTurns > limit;
  return {
    schema: 'ai-blame/ledger-export@1',
    ...{ thread, agent, session, outputPath, status },
    ...sums,
    ...{ truncated, totalTurns, redacted, secretsReplaced: replaced, warnings },
  };
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
