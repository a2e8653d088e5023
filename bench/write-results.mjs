/** `bench/RESULTS.md`: the last table that was kept, and below it what was written by hand about it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './measure.mjs';

export const RESULTS = 'bench/RESULTS.md';

/** What stands below this line stays when the table is written anew. */
const NOTES = '<!-- Below this line: written by hand, and left as it is. -->';

export function writeResults(command, head, table) {
  const file = join(PROJECT, RESULTS);
  const former = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const at = former.indexOf(NOTES);
  const notes = at === -1 ? '\n' : former.slice(at + NOTES.length);
  const made = [
    '# Figures of the last run that was kept',
    '',
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}. Times are medians in milliseconds.`,
    '',
    ...head.map((line) => `- ${line}`),
    '',
    ...table,
    '',
  ];
  writeFileSync(file, `${made.join('\n')}\n${NOTES}${notes}`);
}
