/**
 * P4, P4b: one comparison in process against `git diff --no-index --numstat` on the same two files, a process of its own.
 * Usage: node bench/diff.mjs [--rounds N]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, isProgram, optionsOf, printRows, ratioRow, seeded, timed } from './measure.mjs';

const PROGRAM = "export * from './src/diff/diff-lines.js'; export * from './src/diff/lines.js';";

function sourceLine(below, number) {
  const kind = below(10);
  if (kind === 0) return '';
  if (kind === 1) return `${'  '.repeat(below(4))}}`;
  return `${'  '.repeat(1 + below(4))}const value${number} = compute(${below(100000)}, "${number.toString(36)}");`;
}

const SHAPES = {
  small(lines, below) {
    const result = [...lines];
    for (let i = 0; i < 10; i++) result[below(result.length)] = `edited ${i}`;
    result.splice(below(result.length), 0, 'inserted one', 'inserted two');
    return result;
  },
  '30 %': (lines, below) => lines.map((line, i) => (below(10) < 3 ? `${line} // changed ${i}` : line)),
  moved(lines) {
    const size = Math.floor(lines.length / 5);
    const block = lines.slice(size, 2 * size);
    return [...lines.slice(0, size), ...lines.slice(2 * size, 4 * size), ...block, ...lines.slice(4 * size)];
  },
  reindent: (lines) => lines.map((line) => (line === '' ? line : `    ${line}`)),
  rewrite: (lines, below) => lines.map((_, i) => sourceLine(below, i + 10_000_000)),
};

/** A process of its own collects none of what others made: here that falls to whoever comes when there is enough of it. */
const TURNS = 5;

/** The median of some turns, by wall time. */
function timedHere(work) {
  const turns = Array.from({ length: TURNS }, () => {
    const [begun, used] = [process.hrtime.bigint(), process.cpuUsage()];
    work();
    const { user, system } = process.cpuUsage(used);
    return { wall: Number(process.hrtime.bigint() - begun) / 1e6, processor: (user + system) / 1e3 };
  });
  return turns.sort((a, b) => a.wall - b.wall)[TURNS >> 1];
}

export async function benchDiff({ rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-diff-'));
  try {
    const { diffLines, splitLines } = await import(pathToFileURL(await bundle(PROGRAM, join(folder, 'diff.cjs'))).href);
    const rows = [];
    for (const size of [10_000, 100_000]) {
      const below = seeded(size);
      const before = Array.from({ length: size }, (_, i) => sourceLine(below, i));
      for (const [shape, edit] of Object.entries(SHAPES)) {
        const files = [join(folder, 'before'), join(folder, 'after')];
        const bytes = [before, edit(before, below)].map((lines) => Buffer.from(`${lines.join('\n')}\n`));
        files.forEach((file, i) => {
          writeFileSync(file, bytes[i]);
        });
        const git = { command: 'git', args: ['diff', '--no-index', '--numstat', ...files] };
        const [ours, theirs] = [[], []];
        for (let round = -1; round < rounds; round++) {
          const us = timedHere(() => diffLines(splitLines(bytes[0]), splitLines(bytes[1])));
          const them = timed(git);
          if (round < 0) continue;
          ours.push(us);
          theirs.push(them);
        }
        const [goal, most] = shape === 'small' && size === 100_000 ? ['P4b', 0.5] : ['P4', 5];
        const what = `${size.toLocaleString('en')} lines, ${shape}`;
        rows.push(ratioRow(goal, what, ours, theirs, 'git diff --numstat', most));
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isProgram(import.meta.url)) printRows(await benchDiff(optionsOf(process.argv)));
