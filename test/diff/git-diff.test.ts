import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type DiffOptions, diffLines } from '../../src/diff/diff-lines.js';
import { splitLines } from '../../src/diff/lines.js';
import { edited, Seeded } from '../support/edited-text.js';

const folder = mkdtempSync(join(tmpdir(), 'ai-blame-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Hunks of `git diff -U0`, as `beforeStart,beforeEnd afterStart,afterEnd`, 0-based. */
function gitHunks(before: string, after: string, flags: readonly string[]): string[] {
  const files = [join(folder, 'before'), join(folder, 'after')];
  writeFileSync(files[0] as string, before, 'latin1');
  writeFileSync(files[1] as string, after, 'latin1');
  const run = spawnSync('git', ['diff', '--no-index', '--text', '-U0', '--no-color', ...flags, ...files], {
    cwd: folder,
    maxBuffer: 1 << 28,
    env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
  const headers = run.stdout.toString('latin1').matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm);
  // git counts an empty range from the line before it.
  const range = (start: string | undefined, count: string | undefined) => {
    const lines = count === undefined ? 1 : Number(count);
    const from = lines === 0 ? Number(start) : Number(start) - 1;
    return `${from},${from + lines}`;
  };
  return Array.from(headers, (header) => `${range(header[1], header[2])} ${range(header[3], header[4])}`);
}

const MODES: readonly [string, DiffOptions, readonly string[]][] = [
  ['as it is by default', {}, []],
  ['without the indent heuristic', { indentHeuristic: false }, ['--no-indent-heuristic']],
  ['line ends ignored', { ignoreLineEnds: true }, ['--ignore-cr-at-eol']],
  ['as small as can be', { minimal: true }, ['--minimal']],
  ['white space ignored', { ignoreWhitespace: true }, ['-w']],
];

describe('git diff as oracle', () => {
  test.each(MODES)('the same hunks on edited files: %s', (_, options, flags) => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Seeded(seed * 7919);
      // Few different lines and large files reach every limit of the search.
      const variety = random.pick([3, 12, 200, 100000]);
      const before = edited(random, [], random.pick([4, 60, 600, 3000]), variety);
      const after = edited(random, before, random.pick([1, 8, 60, before.length]), variety);
      const cut = (text: string) => text.slice(0, random.below(4) === 0 ? -1 : undefined);
      const [old, young] = [cut(before.join('')), cut(after.join(''))];
      const ours = diffLines(
        splitLines(Buffer.from(old, 'latin1')),
        splitLines(Buffer.from(young, 'latin1')),
        options,
      ).map((hunk) => `${hunk.beforeStart},${hunk.beforeEnd} ${hunk.afterStart},${hunk.afterEnd}`);
      expect({ seed, hunks: ours }).toEqual({ seed, hunks: gitHunks(old, young, flags) });
    }
  });
});
