/**
 * P4, P4b: one comparison in process against the wall time of `git diff --no-index --numstat` on the same two files.
 * Goals: every shape <= 5x and under a second; a small edit in 100,000 lines <= 0.5x.
 * Usage: node bench/diff.mjs [rounds]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROUNDS = Number(process.argv[2] ?? 7);
const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-diff-'));

/** The same texts in every run. */
function seeded(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * limit);
  };
}

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

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

async function loadDiff() {
  const outfile = join(folder, 'diff.mjs');
  await build({
    stdin: {
      contents: "export * from './src/diff/diff-lines.js'; export * from './src/diff/lines.js';",
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

const milliseconds = (start) => Number(process.hrtime.bigint() - start) / 1e6;

try {
  const { diffLines, splitLines } = await loadDiff();
  const git = execFileSync('git', ['--version']).toString().trim();
  console.log(`node ${process.version}, ${git}; median of ${ROUNDS} interleaved rounds, milliseconds`);
  console.log('lines   shape     first     ours      git    ratio  goal');
  for (const size of [10_000, 100_000]) {
    const below = seeded(size);
    const before = Array.from({ length: size }, (_, i) => sourceLine(below, i));
    for (const [shape, edit] of Object.entries(SHAPES)) {
      const files = [join(folder, 'before'), join(folder, 'after')];
      const bytes = [before, edit(before, below)].map((lines) => Buffer.from(`${lines.join('\n')}\n`));
      files.forEach((file, i) => {
        writeFileSync(file, bytes[i]);
      });
      const ours = [];
      const theirs = [];
      for (let round = 0; round < ROUNDS; round++) {
        let start = process.hrtime.bigint();
        diffLines(splitLines(bytes[0]), splitLines(bytes[1]));
        ours.push(milliseconds(start));
        start = process.hrtime.bigint();
        spawnSync('git', ['diff', '--no-index', '--numstat', ...files], { stdio: ['ignore', 'pipe', 'ignore'] });
        theirs.push(milliseconds(start));
      }
      const [us, git_] = [median(ours), median(theirs)];
      const goal = shape === 'small' && size === 100_000 ? 0.5 : 5;
      const verdict = us / git_ <= goal && us < 1000 ? 'ok' : 'MISSED';
      console.log(
        String(size).padEnd(8) +
          shape.padEnd(9) +
          [ours[0], us, git_].map((value) => value.toFixed(1).padStart(7)).join('  ') +
          `${(us / git_).toFixed(2)}x`.padStart(9) +
          `  <= ${goal}x ${verdict}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
