import { resolve } from 'node:path';
import { sha256 } from '../digest/canonical-json.js';
import { alterations, readSealed, type SealedDocument } from '../digest/check-seal.js';
import { compareJson, type JsonDifference } from '../digest/compare-json.js';
import { readInputs } from '../digest/read-seal.js';
import { membersOf } from '../digest/seal.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Repository } from '../git/repository.js';
import type { BlameResult } from '../model/blame-result.js';
import type { AnswerVerification, DigestFile, Finding } from '../model/evidence-digest.js';
import { bytesOf } from '../store/ledger-files.js';
import { type BlameRequest, blameReport, destinationOf, examineFile } from './blame-file.js';
import { checkInputs } from './check-inputs.js';
import { readCommittedContent, readWorkTreeContent } from './file-content.js';
import { loadTimelines, type Timelines } from './load-timelines.js';
import { openPlace } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { readQuestion } from './sealed-question.js';
import { TracesThemselves } from './trace-reader.js';

export interface VerifyAnswerRequest {
  /** The document, as the person named it: relative to the place's directory. */
  readonly document: string;
  readonly place: Place;
}

const BLAME = 'ai-blame/blame@1';

/**
 * Derives a sealed answer of blame anew, from the evidence itself, and tells what differs: in the document, in the evidence, in the
 * answer. Nothing is written, and no index is asked.
 * @throws AiBlameError NO_SUCH_FILE, UNREADABLE, USAGE, NO_REPOSITORY.
 */
export function verifyAnswer(request: VerifyAnswerRequest, env: Env, progress: Progress): AnswerVerification {
  const named = request.document;
  const bytes = bytesOf(resolve(request.place.directory, named));
  if (bytes === null) throw new AiBlameError('NO_SUCH_FILE', `There is no file ${named}`);
  const document = readSealed(bytes, named);
  const altered = alterations(document);
  const told = readInputs(document);
  if (document.schema !== BLAME && altered.length === 0) {
    throw new AiBlameError('USAGE', `${named} is no answer of blame`, { hint: `Its schema is not ${BLAME}` });
  }
  const { findings, derived, path, revision } = deriveAnew(document, told.files, request.place, env, progress);
  const all = [...altered, ...findings];
  return {
    schema: 'ai-blame/verify@1',
    document: named,
    path,
    revision,
    outcome: outcomeOf(all),
    digest: { told: textOrNull(membersOf(document.digest).value), derived },
    checked: {
      files: told.files.length,
      records: told.records.length,
      snapshots: told.snapshots.length,
      commits: told.commits.length,
      lines: Array.isArray(document.lines) ? document.lines.length : 0,
    },
    findings: all,
  };
}

/** What is altered or changed is certain; what is missing may be why the answer is another one. */
function outcomeOf(findings: readonly Finding[]): AnswerVerification['outcome'] {
  const has = (...statuses: Finding['status'][]): boolean => findings.some(({ status }) => statuses.includes(status));
  if (has('altered', 'changed')) return 'differs';
  if (has('missing')) return 'missing';
  return has('differs', 'added', 'unused') ? 'differs' : 'same';
}

interface Derivation extends Pick<AnswerVerification, 'path' | 'revision'> {
  readonly findings: readonly Finding[];
  readonly derived: string | null;
}

function deriveAnew(
  document: SealedDocument,
  files: readonly DigestFile[],
  { index: _index, ...asked }: Place,
  env: Env,
  progress: Progress,
): Derivation {
  const repository = openPlace(asked, env);
  const place: Place = { ...asked, directory: repository.root };
  const reader = new TracesThemselves(place.directory);
  try {
    const [path, named] = [textOrNull(document.path), textOrNull(document.revision)];
    const isStored = named !== null && repository.objects.read(named)?.type === 'commit';
    const revision = isStored ? named : null;
    const start = revision ?? repository.head().commit;
    const destination = destinationOf(repository, start, revision);
    const timelines = loadTimelines(repository, destination, place, env, progress, reader);
    const findings = named !== null && !isStored ? [missing('commit', named, `The commit ${named} is not stored`)] : [];
    if (path !== null && findings.length === 0) findings.push(...checkFile(repository, path, revision, files));
    const question = readQuestion(membersOf(document.digest).question);
    let result: BlameResult | null = null;
    if (findings.length === 0 && path !== null && question !== null) {
      const request: BlameRequest = { ...question, file: path, revision, place, isSealed: true };
      const derived = derive(repository, request, timelines, env, progress);
      if ('code' in derived) findings.push(missing('answer', path, `The answer cannot be derived: ${derived.message}`));
      else result = derived;
    }
    const where = { repository, timelines, place, env };
    findings.push(...checkInputs(readInputs(document), result?.digest?.inputs ?? null, where));
    if (result !== null) findings.push(...compareAnswers(document, result));
    return { path, revision: named, findings, derived: result?.digest?.value ?? null };
  } finally {
    progress.end();
    reader.close();
    repository.close();
  }
}

function derive(
  repository: Repository,
  request: BlameRequest,
  timelines: Timelines,
  env: Env,
  progress: Progress,
): BlameResult | AiBlameError {
  try {
    const evidence = examineFile(repository, request, env, progress, null, timelines);
    return blameReport(repository, request, evidence).result;
  } catch (error) {
    if (error instanceof AiBlameError) return error;
    throw error;
  }
}

/** The file as it is now, in the form that git stores. */
function checkFile(
  repository: Repository,
  path: string,
  revision: string | null,
  files: readonly DigestFile[],
): Finding[] {
  const told = files.find((file) => file.path === path);
  try {
    const { stored } =
      revision === null
        ? readWorkTreeContent(repository, path, path)
        : readCommittedContent(repository, revision, path, revision);
    const now = sha256(stored);
    if (told === undefined || told.sha256 === now) return [];
    const message = `${path} is not what it was: ${sized(told.bytes, told.sha256)}, now ${sized(stored.length, now)}`;
    return [{ part: 'file', status: 'changed', subject: path, message }];
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    return [missing('file', path, error.message)];
  }
}

function sized(bytes: number, digest: string): string {
  return `${bytes} bytes with SHA-256 ${digest.slice(0, 12)}`;
}

/** Every place where the answer is another one now. Where it is the same, what tells of the machine is noted. */
function compareAnswers(told: SealedDocument, { digest: _digest, ...derived }: BlameResult): Finding[] {
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
