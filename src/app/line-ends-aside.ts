import type { HistoryLine } from '../blame/history/blame-history.js';

/**
 * The commits of a file's lines where a change of nothing but a line end is none (cases L11, L13): git tells such a line of the
 * work tree as not committed yet.
 *
 * @param lines as git tells them.
 * @param committed the file as HEAD has it, and `content` as the work tree has it, in the form that git stores.
 * @param aside the lines' history, line ends aside.
 */
export function lineEndsAside(
  lines: readonly HistoryLine[],
  committed: Buffer | null,
  content: Buffer,
  aside: () => readonly HistoryLine[],
): readonly HistoryLine[] {
  const isSame =
    committed === null ||
    (endsWithLine(committed) === endsWithLine(content) && returns(committed) === returns(content));
  if (isSame || lines.every(({ commit }) => commit !== null)) return lines;
  const others = aside();
  return lines.map((line, n) => (line.commit === null ? (others[n] ?? line) : line));
}

function endsWithLine(content: Buffer): boolean {
  return content.length === 0 || content[content.length - 1] === 0x0a;
}

/** How many carriage returns there are. */
function returns(content: Buffer): number {
  let count = 0;
  for (let at = content.indexOf(0x0d); at !== -1; at = content.indexOf(0x0d, at + 1)) count++;
  return count;
}
