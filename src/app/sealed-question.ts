import type { Copies } from '../blame/history/copy-sources.js';
import { membersOf } from '../digest/seal.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import type { LineRange } from '../model/line-span.js';
import type { BlameRequest } from './blame-request.js';

/**
 * The question of a sealed blame, to be asked again.
 * @param question as `sealBlame` wrote it.
 * @returns null where it is none: then it was altered.
 */
export function readQuestion(
  question: unknown,
): Pick<BlameRequest, 'minEvidence' | 'agents' | 'notes' | 'ranges' | 'seeThrough'> | null {
  const { minEvidence, agents, notes, ranges, seeThrough } = membersOf(question);
  const { ignoreWhitespace, moves, copies, ignoreRevs, ignoreTurns } = membersOf(seeThrough);
  const level = EVIDENCE_LEVELS.find((one) => one === minEvidence);
  if (level === undefined || !isTexts(agents) || !isTexts(ignoreRevs) || !isTexts(ignoreTurns)) return null;
  if (typeof notes !== 'boolean' || typeof ignoreWhitespace !== 'boolean') return null;
  if (moves !== null && typeof moves !== 'number') return null;
  if (!Array.isArray(ranges) || !ranges.every(isRange) || (copies !== null && !isCopies(copies))) return null;
  return {
    minEvidence: level,
    agents,
    notes,
    ranges,
    // What the configuration lists besides is forgotten: what it listed then is among the commits.
    seeThrough: { ignoreWhitespace, moves, copies, ignoreRevs, ignoreTurns, ignoreRevsFiles: [''] },
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isRange(value: unknown): value is LineRange {
  const { start, end } = membersOf(value);
  return Number.isSafeInteger(start) && Number(start) > 0 && (end === null || Number.isSafeInteger(end));
}

function isCopies(value: unknown): value is Copies {
  const { level, score } = membersOf(value);
  return (level === 1 || level === 2 || level === 3) && typeof score === 'number';
}
