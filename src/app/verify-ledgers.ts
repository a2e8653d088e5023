import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { type CheckedLedger, checkLedger, problemOf, type ReadLedger } from '../ledger/check-ledger.js';
import { isAsWritten, isMarker, type ReadMarker, readMarker } from '../ledger/marker.js';
import type { LedgerProblem, LedgerVerification, VerifiedLedger } from '../model/ledger-result.js';
import { loadSecrets, type NewRedactor } from '../secrets/redactor.js';
import { bytesOf, kindOfPath, ledgerFolder, namesIn } from '../store/ledger-files.js';
import { compareWithSource } from './compare-with-source.js';
import { knownThreads } from './find-thread.js';
import type { LedgerThread } from './ledger-thread.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { MARKERS } from './write-ledger.js';

export interface VerifyLedgersRequest {
  readonly place: Place;
  /** Absolute: the project whose transcripts count as sources, too; null: the place's folder. */
  readonly project: string | null;
  /** Absolute: ledgers, markers, folders of them. Empty: our own folder. */
  readonly paths: readonly string[];
  /** Make the entries anew of what the ledgers were made of, and compare. */
  readonly source: boolean;
  /** The digest that the one ledger must have; null: that of its marker. Lowercase. */
  readonly sha256: string | null;
}

const LEDGER = '.ledger.json';

/** What is to be looked at: a ledger, and its marker. */
interface Pair {
  readonly ledger: string;
  /** null: it has none. */
  readonly marker: string | null;
}

/**
 * Tells whether ledgers are what they were when they were written.
 * @throws AiBlameError NO_SUCH_FILE, UNREADABLE, USAGE.
 */
export async function verifyLedgers(
  request: VerifyLedgersRequest,
  env: Env,
  progress: Progress,
): Promise<LedgerVerification> {
  const paths = request.paths.length === 0 ? [ledgerFolder(env)] : request.paths;
  const pairs = paths.flatMap(pairsAt);
  if (request.sha256 !== null && pairs.length !== 1) {
    throw new AiBlameError('USAGE', `--sha256 is the digest of one ledger, and there are ${pairs.length}`);
  }
  const threads = request.source ? knownThreads(request, env, progress).threads : null;
  const secrets = await loadSecrets();
  const ledgers = pairs.map((pair) => verify(pair, request.sha256, threads, secrets));
  return {
    schema: 'ai-blame/ledger-verify@1',
    ok: ledgers.every(({ problems }) => problems.length === 0),
    ledgers,
  };
}

function pairsAt(path: string): Pair[] {
  switch (kindOfPath(path)) {
    case 'nothing':
      throw new AiBlameError('NO_SUCH_FILE', `There is no ${path}`);
    case 'file':
      return [basename(dirname(path)) === MARKERS ? pairOfMarker(path) : pairOfLedger(path)];
    case 'folder': {
      const found = [path, ...namesIn(path).map((name) => join(path, name))].flatMap(pairsIn);
      if (found.length === 0) throw new AiBlameError('NO_SUCH_FILE', `There is no ledger in ${path}`);
      return found;
    }
  }
}

/** The ledgers that lie in a folder itself, and those that only a marker tells of. */
function pairsIn(folder: string): Pair[] {
  const ledgers = namesIn(folder)
    .filter((name) => name.endsWith(LEDGER))
    .map((name) => pairOfLedger(join(folder, name)));
  const known = new Set(ledgers.map(({ marker }) => marker));
  const lost = namesIn(join(folder, MARKERS))
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, MARKERS, name))
    .filter((marker) => !known.has(marker))
    .map(pairOfMarker);
  return [...ledgers, ...lost];
}

function pairOfLedger(ledger: string): Pair {
  const marker = join(dirname(ledger), MARKERS, `${basename(ledger).replace(/(?:\.ledger)?\.json$/, '')}.json`);
  return { ledger, marker: kindOfPath(marker) === 'file' ? marker : null };
}

function pairOfMarker(marker: string): Pair {
  const folder = dirname(dirname(marker));
  const read = readMarker(bytesOf(marker)?.toString('utf8') ?? '');
  const usual = join(folder, `${basename(marker, '.json')}${LEDGER}`);
  if (!isMarker(read)) return { ledger: usual, marker };
  const named = isAbsolute(read.ledgerPath) ? read.ledgerPath : join(folder, read.ledgerPath);
  // A folder that was moved as a whole still holds it.
  return { ledger: kindOfPath(named) === 'file' ? named : usual, marker };
}

function verify(
  { ledger, marker }: Pair,
  digest: string | null,
  threads: readonly LedgerThread[] | null,
  secrets: NewRedactor,
): VerifiedLedger {
  const bytes = bytesOf(ledger);
  if (bytes === null) {
    const message = `Its marker is there, and the ledger is gone: ${ledger}`;
    const unknown = { thread: null, entryCount: null, sha256: null, contentSha256: null, sourceMatches: null };
    return { path: ledger, ...unknown, comparedWith: marker, problems: [problemOf('ledger_missing', message)] };
  }
  const checked = checkLedger(bytes);
  const problems: LedgerProblem[] = [...checked.problems];
  const noted = marker === null ? '' : (bytesOf(marker)?.toString('utf8') ?? '');
  const read = readMarker(noted);
  if (marker !== null) problems.push(...markerProblems(read, noted, checked));
  if (digest !== null && digest !== checked.sha256) problems.push(digestProblem(digest, checked.sha256));
  const found =
    threads === null || checked.ledger === null
      ? null
      : compareWithSource(checked.ledger, isMarker(read) ? read : null, threads, secrets);
  return {
    path: ledger,
    thread: checked.ledger?.head.threadID ?? null,
    entryCount: checked.ledger?.sums.entryCount ?? null,
    sha256: checked.sha256,
    contentSha256: checked.ledger?.sums.contentSha256 ?? null,
    comparedWith: digest === null ? marker : '--sha256',
    sourceMatches: found === null ? null : found.length === 0,
    problems: [...problems, ...(found ?? [])],
  };
}

/** @param noted the marker as it lies there. */
function markerProblems(marker: ReturnType<typeof readMarker>, noted: string, checked: CheckedLedger): LedgerProblem[] {
  if (marker === null) return [problemOf('marker', 'The marker cannot be read')];
  if (!isMarker(marker)) {
    return [problemOf('marker', `The marker is of version ${JSON.stringify(marker.version)}, which is not known`)];
  }
  const { ledger, sha256 } = checked;
  if (marker.sha256 !== sha256) {
    return [digestOrEnvelope(marker, ledger, sha256), ...(ledger === null ? [] : otherThanMarker(marker, ledger))];
  }
  return ledger === null ? [] : [...otherThanMarker(marker, ledger), ...changedMarker(marker, noted, ledger)];
}

/** What was changed of a marker of ours whose ledger is as it was. */
function changedMarker(marker: ReadMarker, noted: string, { head, sums }: ReadLedger): LedgerProblem[] {
  if (marker.source === undefined) return [];
  const wanted = { generatedAt: head.generatedAt, projectPath: head.projectPath, contentSha256: sums.contentSha256 };
  const wrong = Object.entries(wanted).filter(([name, value]) => marker[name as keyof typeof wanted] !== value);
  const problems = wrong.map(([name]) =>
    problemOf('marker', `The marker tells another ${name} than the ledger does`, null, name),
  );
  if (isAsWritten(noted)) return problems;
  return [...problems, problemOf('marker', 'The bytes of the marker are not as a backfill lays them out')];
}

function digestOrEnvelope(marker: ReadMarker, ledger: ReadLedger | null, sha256: string): LedgerProblem {
  return ledger !== null && marker.contentSha256 === ledger.sums.contentSha256
    ? problemOf('envelope', 'Same entries, other envelope: what stands around the entries was changed')
    : digestProblem(marker.sha256, sha256);
}

function digestProblem(expected: string, found: string): LedgerProblem {
  return problemOf('digest', `The bytes were changed: their SHA-256 is ${found}, and was ${expected}`);
}

function otherThanMarker(marker: ReadMarker, { head, sums }: ReadLedger): LedgerProblem[] {
  const { entryCount, threadID } = marker;
  return [
    ...(entryCount === sums.entryCount
      ? []
      : [problemOf('count', `It has ${sums.entryCount} entries, and had ${entryCount}`)]),
    ...(threadID === head.threadID
      ? []
      : [problemOf('marker', `The marker is of another thread, ${threadID}`, null, 'threadID')]),
  ];
}
