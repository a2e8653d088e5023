import type { SealedDocument } from '../digest/check-seal.js';
import { membersOf } from '../digest/seal.js';
import type { Env } from '../env.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { BlameResult } from '../model/blame-result.js';
import type { ReportResult } from '../model/report-result.js';
import type { NewRedactor } from '../secrets/redactor.js';
import { blameReport } from './blame-report.js';
import type { BlameRequest } from './blame-request.js';
import { examineFile } from './examine-file.js';
import { makeReport } from './gather-report.js';
import type { Timelines } from './load-timelines.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { readQuestion } from './sealed-question.js';
import { readReportQuestion } from './sealed-report-question.js';

export const BLAME_SCHEMA = 'ai-blame/blame@1';
export const REPORT_SCHEMA = 'ai-blame/report@1';

/** Where an answer is derived. */
interface Where {
  readonly repository: Repository;
  /** That lead to `revision`. */
  readonly timelines: Timelines;
  /** null: the work tree. */
  readonly revision: Oid | null;
  /** Its directory is the repository's root. */
  readonly place: Place;
  readonly secrets: NewRedactor;
  readonly env: Env;
  readonly progress: Progress;
}

/**
 * Asks the question of a sealed document again.
 * @returns null where it names none that can be asked: then it was altered.
 * @throws AiBlameError as `blameFile`, `makeReport`.
 */
export function deriveAnswer(document: SealedDocument, where: Where): BlameResult | ReportResult | null {
  return document.schema === REPORT_SCHEMA ? deriveReport(document, where) : deriveBlame(document, where);
}

function deriveBlame(
  { path, digest }: SealedDocument,
  { repository, timelines, revision, place, env, progress }: Where,
): BlameResult | null {
  const question = readQuestion(membersOf(digest).question);
  if (question === null || typeof path !== 'string') return null;
  const request: BlameRequest = { ...question, file: path, revision, place, isSealed: true };
  const evidence = examineFile(repository, request, env, progress, null, timelines);
  return blameReport(repository, request, evidence).result;
}

function deriveReport(document: SealedDocument, { place, secrets, env, progress }: Where): ReportResult | null {
  const question = readReportQuestion(document);
  if (question === null) return null;
  const report = makeReport({ ...question, place }, secrets, env, progress);
  // What a commit was called may name another one today.
  const { base, target } = membersOf(document.comparison);
  const named = <T extends { readonly commit: string } | null>(now: T, told: unknown): T => {
    const { commit, revision } = membersOf(told);
    return now !== null && now.commit === commit ? { ...now, revision } : now;
  };
  const { comparison } = report;
  return {
    ...report,
    comparison: { ...comparison, base: named(comparison.base, base), target: named(comparison.target, target) },
  };
}
