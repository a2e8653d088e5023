import type { BlameSummary } from '../model/blame-result.js';
import { visibleCell } from './control-characters.js';
import { shareOf } from './percentages.js';
import { wrapWords } from './wrap-words.js';

/**
 * For a person: `62 % agent: gpt-5.2-codex 14 lines; 38 % commits`, broken between words where the terminal ends; empty for an empty
 * file.
 */
export function blameSummary(summary: BlameSummary, width: number | null): string {
  const models = Object.entries(summary.byModel)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([model, count]) => `${visibleCell(model)} ${count} ${count === 1 ? 'line' : 'lines'}`);
  const parts: [number, string][] = [
    [summary.agent, `agent: ${models.join(', ')}`],
    [summary.commit, 'commits'],
    [summary.preexisting, 'preexisting'],
    [summary.untraced, 'untraced'],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${shareOf(count, summary.lines)} ${what}`);
  return told.length === 0 ? '' : `${wrapWords(told.join('; '), 0, width).join('\n')}\n`;
}
