import { resolve } from 'node:path';
import { sha256 } from '../digest/canonical-json.js';
import { alterations, readSealed, type SealedDocument } from '../digest/check-seal.js';
import { compareJson, type JsonDifference } from '../digest/compare-json.js';
import { readInputs } from '../digest/read-seal.js';
import { membersOf } from '../digest/seal.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readIndex } from '../git/index-file.js';
import type { Repository } from '../git/repository.js';
import type { BlameResult } from '../model/blame-result.js';
import type { AnswerVerification, DigestFile, DigestInputs, Finding } from '../model/evidence-digest.js';
import type { ReportResult } from '../model/report-result.js';
import { loadSecrets, type NewRedactor } from '../secrets/redactor.js';
import { bytesOf } from '../store/ledger-files.js';
import { checkInputs } from './check-inputs.js';
import { BLAME_SCHEMA, deriveAnswer, REPORT_SCHEMA } from './derive-answer.js';
import { destinationOf } from './examine-file.js';
import { type FileContent, readCommittedContent, readStagedContent, readWorkTreeContent } from './file-content.js';
import { loadTimelines } from './load-timelines.js';
import { openPlace } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { TracesThemselves } from './trace-reader.js';

export interface VerifyAnswerRequest {
  /** The document, as the person named it: relative to the place's directory. */
  readonly document: string;
  readonly place: Place;
}

/**
 * Derives a sealed answer of blame, or a report, anew, from the evidence itself, and tells what differs: in the document, in the evidence, in the
 * answer. Nothing is written, and no index is asked.
 * @throws AiBlameError NO_SUCH_FILE, UNREADABLE, USAGE, NO_REPOSITORY.
 */
export async function verifyAnswer(
  request: VerifyAnswerRequest,
  env: Env,
  progress: Progress,
): Promise<AnswerVerification> {
  const named = request.document;
  const bytes = bytesOf(resolve(request.place.directory, named));
  if (bytes === null) throw new AiBlameError('NO_SUCH_FILE', `There is no file ${named}`);
  const document = readSealed(bytes, named);
  const altered = alterations(document);
  const told = readInputs(document);
  if (document.schema !== BLAME_SCHEMA && document.schema !== REPORT_SCHEMA && altered.length === 0) {
    throw new AiBlameError('USAGE', `${named} is no answer that can be derived`, {
      hint: `Known are the schemas ${BLAME_SCHEMA} and ${REPORT_SCHEMA}`,
    });
  }
  const { findings, derived } = deriveAnew(document, told, request.place, await loadSecrets(), env, progress);
  const all = [...altered, ...findings];
  return {
    schema: 'ai-blame/verify@1',
    document: named,
    path: textOrNull(document.path),
    revision: textOrNull(document.revision),
    outcome: outcomeOf(all),
    digest: { told: textOrNull(membersOf(document.digest).value), derived },
    checked: {
      files: told.files.length,
      records: told.records.length,
      snapshots: told.snapshots.length,
      commits: told.commits.length,
      lines: linesOf(document),
    },
    findings: all,
  };
}

/** How many lines a document tells of. */
function linesOf({ lines, added, deleted }: SealedDocument): number {
  if (Array.isArray(lines)) return lines.length;
  const sums = [membersOf(added).lines, membersOf(deleted).lines];
  return sums.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
}

/** What is altered or changed is certain; what is missing may be why the answer is another one. */
function outcomeOf(findings: readonly Finding[]): AnswerVerification['outcome'] {
  const has = (...statuses: Finding['status'][]): boolean => findings.some(({ status }) => statuses.includes(status));
  if (has('altered', 'changed')) return 'differs';
  if (has('missing')) return 'missing';
  return has('differs', 'added', 'unused') ? 'differs' : 'same';
}

interface Derivation {
  readonly findings: readonly Finding[];
  readonly derived: string | null;
}

function deriveAnew(
  document: SealedDocument,
  told: DigestInputs,
  { index: _index, ...asked }: Place,
  secrets: NewRedactor,
  env: Env,
  progress: Progress,
): Derivation {
  const repository = openPlace(asked, env);
  const place: Place = { ...asked, directory: repository.root };
  const reader = new TracesThemselves(place.directory);
  try {
    const named = textOrNull(document.revision);
    const isStored = named !== null && repository.objects.read(named)?.type === 'commit';
    const revision = isStored ? named : null;
    const destination = destinationOf(repository, revision ?? repository.head().commit, revision);
    const timelines = loadTimelines(repository, destination, place, env, progress, reader);
    const findings =
      named !== null && !isStored
        ? [missing('commit', named, `The commit ${named} is not stored`)]
        : filesOf(document, told, revision).flatMap((file) => checkFile(repository, file));
    let result: BlameResult | ReportResult | null = null;
    if (findings.length === 0) {
      try {
        result = deriveAnswer(document, { repository, timelines, revision, place, secrets, env, progress });
      } catch (error) {
        if (!(error instanceof AiBlameError)) throw error;
        findings.push(missing('answer', 'answer', `The answer cannot be derived: ${error.message}`));
      }
    }
    findings.push(...checkInputs(told, result?.digest?.inputs ?? null, { repository, timelines, place, env }));
    if (result !== null) findings.push(...compareAnswers(document, result));
    return { findings, derived: result?.digest?.value ?? null };
  } finally {
    progress.end();
    reader.close();
    repository.close();
  }
}

/** The files that a document is about: that of a blame also where the list of them was altered. */
function filesOf(
  { schema, path }: SealedDocument,
  { files }: DigestInputs,
  revision: string | null,
): readonly (Pick<DigestFile, 'path' | 'from'> & Partial<DigestFile>)[] {
  if (schema !== BLAME_SCHEMA || typeof path !== 'string') return files;
  return [files.find((file) => file.path === path) ?? { path, from: revision ?? 'work-tree' }];
}

/** A file as it is now, in the form that git stores. */
function checkFile(
  repository: Repository,
  { path, from, bytes = 0, sha256: told }: Pick<DigestFile, 'path' | 'from'> & Partial<DigestFile>,
): Finding[] {
  try {
    const { stored } = contentOf(repository, path, from);
    const now = sha256(stored);
    if (told === undefined || told === now) return [];
    const message = `${path} is not what it was: ${sized(bytes, told)}, now ${sized(stored.length, now)}`;
    return [{ part: 'file', status: 'changed', subject: path, message }];
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    return [missing('file', path, error.message)];
  }
}

function contentOf(repository: Repository, path: string, from: string): FileContent {
  if (from === 'work-tree') return readWorkTreeContent(repository, path, path);
  if (from !== 'index') return readCommittedContent(repository, from, path, from);
  const staged = readIndex(repository.gitDir, repository.objects.hash).find((entry) => entry.path === path);
  if (staged === undefined) throw new AiBlameError('NO_SUCH_FILE', `${path} is not staged`);
  return readStagedContent(repository, path, staged);
}

function sized(bytes: number, digest: string): string {
  return `${bytes} bytes with SHA-256 ${digest.slice(0, 12)}`;
}

/** Every place where the answer is another one now. Where it is the same, what tells of the machine is noted. */
function compareAnswers(told: SealedDocument, { digest: _digest, ...derived }: BlameResult | ReportResult): Finding[] {
  const findings: Finding[] = [];
  const { digest: _own, repository, warnings, ...parts } = told;
  const { repository: repositoryNow, warnings: warningsNow, ...partsNow } = derived;
  for (const difference of compareJson(parts, partsNow, '')) {
    const { place } = difference;
    const isPlace = /^edits\.[^.]+\.trace\.path$/.test(place);
    findings.push(finding(place.split(/[.[]/)[0] ?? '', isPlace ? 'note' : 'differs', difference));
  }
  for (const difference of compareJson(membersOf(repository).head, repositoryNow.head, 'repository.head')) {
    findings.push(finding('repository', 'note', difference));
  }
  const isAnother = findings.some(({ status }) => status === 'differs');
  for (const difference of compareJson(warnings, warningsNow, 'warnings')) {
    findings.push(finding('warnings', 'note', difference));
  }
  if (!isAnother) return findings;
  const known = new Set(Array.isArray(warnings) ? warnings.map((one) => `${one?.code} ${one?.subject}`) : []);
  for (const { code, subject, message } of warningsNow) {
    if (!/^(history|snapshot)_missing$/.test(code) || known.has(`${code} ${subject}`)) continue;
    findings.push(missing(code === 'history_missing' ? 'commit' : 'snapshot', subject ?? '', message));
  }
  return findings;
}

function finding(part: string, status: 'differs' | 'note', { place, told, derived }: JsonDifference): Finding {
  return { part, status, subject: place, message: `${place} was told as ${shown(told)}, and is ${shown(derived)}` };
}

/** So many characters of a value are shown. */
const MOST_SHOWN = 60;

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
}

function missing(part: string, subject: string, message: string): Finding {
  return { part, status: 'missing', subject, message };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
