import type { FileDiff } from '../model/time-travel.js';
import { columnWidths, displayWidth, padEnd, padStart, truncateStart } from './columns.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import type { TextOptions } from './text-options.js';

const USUAL_WIDTH = 80;

/** As `git diff --stat`: a line for each file, and one for all. */
export function diffStat(files: readonly FileDiff[], { width, style }: TextOptions): string {
  if (files.length === 0) return '';
  const room = width ?? USUAL_WIDTH;
  const counts = files.map((file) => String((file.added ?? 0) + (file.removed ?? 0)));
  const countWidth = columnWidths(counts.map((count) => [count]))[0] ?? 0;
  const names = files.map(({ path, previousPath }) => {
    return truncateStart(
      visibleCell(previousPath === null ? path : `${previousPath} → ${path}`),
      Math.floor(room * 0.6),
    );
  });
  const nameWidth = Math.max(...names.map(displayWidth));
  const most = Math.max(...files.map((file) => (file.added ?? 0) + (file.removed ?? 0)));
  const graph = Math.max(10, room - nameWidth - countWidth - 5);
  const scale = (count: number): number =>
    most <= graph ? count : count === 0 ? 0 : Math.max(1, Math.round((count * graph) / most));
  const lines = files.map((file, n) => {
    const name = padEnd(names[n] as string, nameWidth);
    if (file.added === null || file.removed === null) return ` ${name} | Bin\n`;
    const bar = style.added('+'.repeat(scale(file.added))) + style.removed('-'.repeat(scale(file.removed)));
    return ` ${name} | ${padStart(counts[n] as string, countWidth)} ${bar}`.trimEnd().concat('\n');
  });
  const [added, removed] = [total(files, 'added'), total(files, 'removed')];
  const parts = [`${counted(files.length, 'file', 'files')} changed`];
  if (added > 0 || removed === 0) parts.push(`${counted(added, 'insertion', 'insertions')}(+)`);
  if (removed > 0 || added === 0) parts.push(`${counted(removed, 'deletion', 'deletions')}(-)`);
  return `${lines.join('')} ${parts.join(', ')}\n`;
}

function total(files: readonly FileDiff[], side: 'added' | 'removed'): number {
  return files.reduce((sum, file) => sum + (file[side] ?? 0), 0);
}
