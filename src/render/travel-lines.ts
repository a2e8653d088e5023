import type { CaveatCount, TravelStats } from '../model/time-travel.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';

/** The closing line on what is not certain: `2 edits best effort: shell_edit_unseen ×2; see ai-blame help caveats`. */
export function caveatLine(caveats: readonly CaveatCount[], { byConfidence }: TravelStats): string {
  const { best_effort: effort, derived } = byConfidence;
  if (effort + derived + caveats.length === 0) return '';
  const told = [
    ...(effort > 0 ? [`${counted(effort, 'edit', 'edits')} best effort`] : []),
    ...(derived > 0 ? [`${effort > 0 ? derived : counted(derived, 'edit', 'edits')} derived`] : []),
  ].join(', ');
  return `${[told, codes(caveats)].filter((part) => part !== '').join(': ')}; see ai-blame help caveats\n`;
}

function codes(caveats: readonly CaveatCount[]): string {
  return caveats.map(({ code, count }) => `${code} ×${count}`).join(', ');
}

/** Counters, one a line. */
export function statLines(stats: TravelStats): string {
  const { exact, derived, best_effort, none } = stats.byConfidence;
  const skipped = Object.entries(stats.skipped).map(([code, count]) => `${code} ×${count}`);
  const lines: [string, string | number][] = [
    ['files tracked', stats.filesTracked],
    ['edits seen', stats.editsSeen],
    ['attributed', stats.attributed],
    ['by confidence', `exact ${exact}, derived ${derived}, best effort ${best_effort}, none ${none}`],
    ['skipped', skipped.length === 0 ? 'nothing' : skipped.join(', ')],
    ['blobs read', stats.blobsRead],
    ['cache', `${stats.cacheEntries} entries, ${stats.cacheBytes} bytes, ${stats.cacheEvictions} evictions`],
    ['pending operations', stats.pendingOperations],
  ];
  return lines.map(([name, value]) => `${name}: ${visibleCell(String(value))}\n`).join('');
}
