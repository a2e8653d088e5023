import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a repository comes to have lines that end in CR LF in its work tree. `crlf`: git stores them as they are. */
export const LINE_ENDS = {
  crlf: () => {},
  autocrlf: (repo) => repo.configure('[core]\n\tautocrlf = true\n\tsafecrlf = false\n'),
  attributes: (repo) =>
    writeFileSync(join(repo.dir, '.git/info/attributes'), '*.js text eol=crlf\n*.md text eol=crlf\n'),
};

/**
 * The `unified_diff` of a structured record where a patch also changed line ends (formats/codex.md, 11.3 and 11.5): one line of
 * context, made from what was kept, dropped and inserted, never by comparing contents.
 * @param steps `{ kind: ' ' | '-' | '+', text }` in order
 */
export function diffOfSteps(steps) {
  const isChange = (n) => steps[n] !== undefined && steps[n].kind !== ' ';
  const shown = steps.map((_, n) => isChange(n - 1) || isChange(n) || isChange(n + 1));
  const hunks = [];
  let before = 0;
  let after = 0;
  for (const [n, { kind, text }] of steps.entries()) {
    if (shown[n]) {
      if (!shown[n - 1]) hunks.push({ before, after, removed: 0, added: 0, rows: [] });
      const hunk = hunks.at(-1);
      // What takes a line's place comes after all that is dropped.
      if (kind === '-') hunk.rows.splice(hunk.rows.findLastIndex((row) => row[0] !== '+') + 1, 0, `-${text}`);
      else hunk.rows.push(`${kind}${text}`);
      if (kind !== '+') hunk.removed++;
      if (kind !== '-') hunk.added++;
    }
    if (kind !== '+') before++;
    if (kind !== '-') after++;
  }
  const range = (start, count) => `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
  return hunks
    .map(
      (hunk) =>
        `@@ -${range(hunk.before, hunk.removed)} +${range(hunk.after, hunk.added)} @@\n${hunk.rows.join('\n')}\n`,
    )
    .join('');
}
