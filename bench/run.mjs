/**
 * All benchmarks in one table. `npm run bench -- [--full] [--rounds N] [--write] [--clean]`; see README.md in this folder.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { benchHistory } from './blame-history.mjs';
import { benchDiff } from './diff.mjs';
import { benchEndToEnd } from './end-to-end.mjs';
import { benchGitObjects } from './git-objects.mjs';
import { benchIndex } from './index.mjs';
import { DATA, optionsOf, tableOf, tellLoad, tellMachine, tellVersions } from './measure.mjs';
import { benchScan } from './scan.mjs';
import { benchSmall } from './small.mjs';
import { benchViewer } from './viewer.mjs';
import { RESULTS, writeResults } from './write-results.mjs';

const options = optionsOf(process.argv);
const benches = [
  benchScan,
  benchGitObjects,
  benchHistory,
  benchDiff,
  benchIndex,
  benchEndToEnd,
  benchSmall,
  benchViewer,
];
const inOrder = (a, b) => a.goal.localeCompare(b.goal, 'en', { numeric: true });

mkdirSync(DATA, { recursive: true });
const before = tellLoad();
const rows = [];
for (const bench of benches) {
  const begun = Date.now();
  rows.push(...(await bench(options)));
  console.error(`${bench.name}: ${((Date.now() - begun) / 1000).toFixed(0)} s`);
}
const goals = rows.filter(({ goal }) => goal !== '').sort(inOrder);
const others = rows.filter(({ goal }) => goal === '');
const head = [
  tellVersions(),
  `${tellMachine()}, ${before} before and ${tellLoad()} after`,
  `median of ${options.rounds} interleaved rounds or more, output drained through a pipe`,
];
const table = tableOf([...goals, ...others]);
console.log([...head, '', ...table].join('\n'));
if (process.argv.includes('--write')) {
  const asked = process.argv.slice(2).filter((word) => word !== '--clean');
  writeResults(`npm run bench -- ${asked.join(' ')}`, head, table);
  console.log(`\nwritten to ${RESULTS}`);
}
if (process.argv.includes('--clean')) rmSync(DATA, { recursive: true, force: true });
