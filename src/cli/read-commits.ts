import type { HistoryBounds } from '../app/history-bounds.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readRange, refuseSymmetric } from '../model/revision-range.js';
import { lastText, type RawOptions, text } from './option-values.js';
import { sinceOf } from './since.js';

/** Which file as of when, and how far its commits are followed. */
interface Commits {
  readonly file: string;
  /** null: the work tree. */
  readonly revision: string | null;
  /** null: to the beginning. */
  readonly bounds: HistoryBounds | null;
}

/**
 * Reads operands as git blame does: `FILE`, `REV FILE`, `REV -- FILE`, where REV may be a range (`A..B`) or several words (`B ^A`).
 * @param operands all of them, also those behind `--`.
 * @throws AiBlameError USAGE.
 */
export function readCommits(options: RawOptions, operands: readonly string[], env: Env): Commits {
  const dashed = options['--'];
  const files = Array.isArray(dashed) && dashed.length > 0 ? dashed.length : 1;
  const file = operands.at(-1);
  if (file === undefined || file === '') {
    throw new AiBlameError('USAGE', 'Which file? Name one', { hint: 'ai-blame FILE, or ai-blame --help' });
  }
  if (files > 1) throw new AiBlameError('USAGE', `One file at a time: ${files} were named`);
  const words = operands.slice(0, -1);
  const tips: string[] = [];
  const without: string[] = [];
  for (const word of [...(text(options, 'rev') === null ? [] : [text(options, 'rev') as string]), ...words]) {
    const range = rangeOf(word);
    without.push(...range.without);
    tips.push(...range.tips);
  }
  const [tip = null, ...others] = tips;
  if (others.length > 0) {
    throw new AiBlameError('USAGE', `One revision and one file at a time: ${tips.join(', ')} and ${file} were named`);
  }
  const since = lastText(options, 'since');
  const firstParent = options['first-parent'] === true;
  const showRoot = options.root === true;
  const minimal = options.minimal === true;
  const asked = { firstParent, showRoot, minimal };
  if (options.reverse === true) {
    const [from = tip, ...more] = without;
    if (from === null || more.length > 0) {
      throw new AiBlameError('USAGE', '--reverse begins with one revision: name it, or a range', {
        hint: 'ai-blame --reverse A..B FILE',
      });
    }
    const reverseTo = without.length === 0 ? 'HEAD' : (tip ?? 'HEAD');
    const at = since === null ? null : sinceOf(since, env.now());
    return { file, revision: from, bounds: { ...asked, without: [], since: at, reverseTo } };
  }
  const isBounded = without.length > 0 || since !== null || Object.values(asked).includes(true);
  return {
    file,
    revision: tip,
    bounds: isBounded
      ? { ...asked, without, since: since === null ? null : sinceOf(since, env.now()), reverseTo: null }
      : null,
  };
}

/** @throws AiBlameError USAGE for `A...B`. */
function rangeOf(word: string): { tips: string[]; without: string[] } {
  if (word.startsWith('^') && word.length > 1) return { tips: [], without: [word.slice(1)] };
  const range = readRange(word);
  if (range === null) return { tips: [word], without: [] };
  refuseSymmetric(range, word);
  return { tips: [range.to], without: [range.from] };
}
