import { dirname } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { ReadLedger } from '../ledger/check-ledger.js';
import type { ReadMarker } from '../ledger/marker.js';
import type { LedgerSource } from '../model/ledger.js';
import type { BackfilledThread, LedgerBackfill } from '../model/ledger-result.js';
import { loadSecrets, type NewRedactor } from '../secrets/redactor.js';
import { kindOfPath, ledgerFolder, removeLeftOvers } from '../store/ledger-files.js';
import { knownThreads, workedIn } from './find-thread.js';
import { keptLedger, reasonToKeep } from './kept-ledger.js';
import { ownFolderOf } from './ledger-folders.js';
import type { LedgerThread } from './ledger-thread.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { AS_RECORDED, type LedgerForm, placeOfLedger, writeLedgerAndMarker } from './write-ledger.js';

export interface BackfillRequest extends LedgerForm {
  readonly place: Place;
  /** Absolute: the project whose conversations are taken; null: those of the place's folder. */
  readonly project: string | null;
  /** Sessions that worked elsewhere, too. */
  readonly all: boolean;
  /** Absolute; null: our own folder. */
  readonly outputDirectory: string | null;
  /** Make every ledger anew, also in the place of one of another version. */
  readonly force: boolean;
}

type Files = ReturnType<typeof placeOfLedger>;

/**
 * Makes the ledgers of all conversations of a project: those whose ledger is up to date are passed by. One that fails stops no other.
 * @throws AiBlameError NO_SUCH_FILE, NOT_WRITABLE.
 */
export async function backfillLedgers(request: BackfillRequest, env: Env, progress: Progress): Promise<LedgerBackfill> {
  const secrets = await loadSecrets();
  const { place, all, outputDirectory } = request;
  const project = request.project ?? place.directory;
  requireParent(outputDirectory);
  const { threads, warnings } = knownThreads(request, env, progress, all ? undefined : workedIn(project));
  const taken = new Set<string>();
  const done: BackfilledThread[] = [];
  const sorted = [...threads].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const [n, thread] of sorted.entries()) {
    progress.update('Writing ledgers', n, sorted.length);
    const files = placeOfLedger(outputDirectory ?? ownFolderOf(thread, env), thread.thread);
    const isTaken = taken.size === taken.add(files.ledger).size;
    done.push(
      isTaken
        ? failedOf(thread, files, 'Another conversation has the same id')
        : backfill(thread, files, request, secrets),
    );
  }
  progress.end();
  const count = (status: BackfilledThread['status']): number => done.filter((each) => each.status === status).length;
  return {
    schema: 'ai-blame/ledger-backfill@1',
    projectPath: all ? null : project,
    outputDirectory: outputDirectory ?? ledgerFolder(env),
    scanned: done.length,
    exported: count('exported'),
    skipped: count('skipped'),
    failed: count('failed'),
    threads: done,
    warnings,
  };
}

/** A folder may be made, but not those above it: a wrong name is to be seen. */
function requireParent(outputDirectory: string | null): void {
  if (outputDirectory === null || kindOfPath(outputDirectory) === 'folder') return;
  const above = dirname(outputDirectory);
  if (kindOfPath(above) !== 'folder') throw new AiBlameError('NO_SUCH_FILE', `There is no folder ${above}`);
}

function keyOf({ thread, agent }: LedgerThread): string {
  return `${thread} ${agent}`;
}

function backfill(
  thread: LedgerThread,
  files: Files,
  request: BackfillRequest,
  secrets: NewRedactor,
): BackfilledThread {
  try {
    const source = thread.source();
    if (source === null) return failedOf(thread, files, `${thread.file} cannot be read`);
    const kept = request.force ? null : keptLedger(files);
    if (kept !== null) {
      const { checked, marker } = kept;
      if (checked.ledger !== null && marker !== null && isUpToDate(marker, checked.ledger, source, thread, request)) {
        removeLeftOvers(files.ledger);
        removeLeftOvers(files.marker);
        const { entryCount, sha256 } = checked.ledger.sums;
        return { ...whose(thread, files), status: 'skipped', error: null, entryCount, sha256, secretsReplaced: null };
      }
      const reason = reasonToKeep(kept, thread, request, secrets);
      if (reason !== null) return failedOf(thread, files, `${reason}; --force replaces it`);
    }
    const { sums, replaced } = writeLedgerAndMarker(thread, source, request, AS_RECORDED, files, secrets);
    const { entryCount, sha256 } = sums;
    return { ...whose(thread, files), status: 'exported', error: null, entryCount, sha256, secretsReplaced: replaced };
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    return failedOf(thread, files, error.message);
  }
}

/** Whether a ledger is what an export would make now (formats/ledger.md, "What ours must do" 11). */
function isUpToDate(
  marker: ReadMarker,
  ledger: ReadLedger,
  source: LedgerSource,
  { thread }: LedgerThread,
  { limit, redacted, text }: LedgerForm,
): boolean {
  const { sums, head } = ledger;
  const known = marker.source;
  return (
    marker.threadID === thread &&
    head.threadID === thread &&
    marker.turnLimit === limit &&
    marker.redacted === redacted &&
    marker.text === text &&
    marker.entryCount === sums.entryCount &&
    marker.sha256 === sums.sha256 &&
    marker.contentSha256 === sums.contentSha256 &&
    known !== undefined &&
    known.agent === source.agent &&
    known.path === source.path &&
    known.bytes === source.bytes &&
    known.sha256 === source.sha256
  );
}

function whose({ agent, session, thread }: LedgerThread, { ledger, marker }: Files) {
  return { thread, agent, session, ledgerPath: ledger, markerPath: marker };
}

function failedOf(thread: LedgerThread, files: Files, error: string): BackfilledThread {
  return { ...whose(thread, files), status: 'failed', error, entryCount: null, sha256: null, secretsReplaced: null };
}
