import type { GitRepo } from '../support/git.js';

/** What git tells of one file that differs: its names, and the lines (from 1) that were added and deleted. */
export interface GitChange {
  before: string | null;
  after: string | null;
  added: number[];
  deleted: number[];
}

/** A place where two versions differ: lines from 1; where there are none on a side, `from` is the one before. */
interface GitHunk {
  readonly before: { readonly from: number; readonly lines: number };
  readonly after: { readonly from: number; readonly lines: number };
}

/** The hunks of one file that `git diff -U0` with these arguments tells. */
export function gitHunks(repo: GitRepo, ...args: string[]): GitHunk[] {
  const text = repo
    .gitBytes(['diff', '-U0', '--no-renames', '--no-color', '--no-ext-diff', ...args])
    .toString('latin1');
  return [...text.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map(([, b, bn = '1', a, an = '1']) => ({
    before: { from: Number(b), lines: Number(bn) },
    after: { from: Number(a), lines: Number(an) },
  }));
}

/** `git diff -U0 -M` with these arguments. Names with control characters are not read. */
export function gitChanges(repo: GitRepo, ...args: string[]): GitChange[] {
  const text = repo
    .gitBytes(['-c', 'core.quotePath=false', 'diff', '-U0', '-M', '--no-color', '--no-ext-diff', ...args])
    .toString('latin1');
  const changes: GitChange[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('diff --git ')) {
      // Only of a file that is empty, or that only moved, no later line tells the names.
      const both = line.slice('diff --git '.length);
      const name = both.slice(2, (both.length - 1) / 2);
      changes.push({ before: utf8(name), after: utf8(name), added: [], deleted: [] });
    }
    const change = changes.at(-1);
    if (change === undefined) continue;
    const rename = /^rename (from|to) (.*)$/.exec(line);
    if (rename?.[1] === 'from') change.before = utf8(rename[2] ?? '');
    if (rename?.[1] === 'to') change.after = utf8(rename[2] ?? '');
    if (line.startsWith('new file mode')) change.before = null;
    if (line.startsWith('deleted file mode')) change.after = null;
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const [, from, removed = '1', to, added = '1'] = hunk;
    for (let n = 0; n < Number(removed); n++) change.deleted.push(Number(from) + n);
    for (let n = 0; n < Number(added); n++) change.added.push(Number(to) + n);
  }
  return changes;
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
