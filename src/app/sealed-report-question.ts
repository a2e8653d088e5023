import { membersOf } from '../digest/seal.js';
import { AiBlameError } from '../errors.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import type { ReportRequest } from './gather-report.js';
import { type Condition, parseCondition } from './report-policy.js';

/**
 * The question of a sealed report, to be asked again of the same commits.
 * @returns null where it is none: then it was altered.
 */
export function readReportQuestion(document: Readonly<Record<string, unknown>>): Omit<ReportRequest, 'place'> | null {
  const {
    agents,
    minEvidence,
    exclude,
    failOn,
    configFrom = null,
    ...flags
  } = membersOf(membersOf(document.digest).question);
  const { notes, excludeLockFiles, allFiles, isConfigured, withPrivate } = flags;
  const compared = comparedOf(membersOf(document.comparison));
  const level = minEvidence === null ? null : EVIDENCE_LEVELS.find((one) => one === minEvidence);
  const conditions = isTexts(failOn) ? conditionsOf(failOn) : null;
  if (compared === null || level === undefined || conditions === null || !isTexts(agents) || !isTexts(exclude))
    return null;
  if (!isFlag(notes) || !isFlag(excludeLockFiles) || !isFlag(allFiles)) return null;
  if (!isFlag(isConfigured) || !isFlag(withPrivate)) return null;
  if (configFrom !== null && typeof configFrom !== 'string') return null;
  const flagged = { notes, excludeLockFiles, allFiles, isConfigured, withPrivate };
  return { compared, agents, minEvidence: level, exclude, ...flagged, configFrom, failOn: conditions, isSealed: true };
}

/** Revisions are named by the ids of their commits. */
function comparedOf({
  kind,
  base,
  target,
  paths,
}: Readonly<Record<string, unknown>>): ReportRequest['compared'] | null {
  const [from, to] = [membersOf(base).commit, membersOf(target).commit];
  if (!isTexts(paths)) return null;
  const asked = { kind: null, words: [], paths, indexFile: null };
  switch (kind) {
    case 'staged':
    case 'worktree':
      return { ...asked, kind };
    case 'files':
      return { ...asked, paths: paths.length === 0 ? ['.'] : paths };
    case 'commit':
      return typeof to === 'string' ? { ...asked, words: [to] } : null;
    case 'range':
      return typeof from === 'string' && typeof to === 'string' ? { ...asked, words: [`${from}..${to}`] } : null;
    default:
      return null;
  }
}

function conditionsOf(texts: readonly string[]): Condition[] | null {
  try {
    return texts.map((text) => parseCondition(text, { source: 'option', where: '--fail-on' }));
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
