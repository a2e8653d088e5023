/**
 * All benchmarks in one table. `npm run bench -- [--full] [--quick] [--rounds N] [--clean]`; see README.md in this folder.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { benchEndToEnd } from './end-to-end.mjs';
import { benchGitObjects } from './git-objects.mjs';
import { DATA, environment, optionsOf, printRows, tellVersions } from './measure.mjs';
import { benchScan } from './scan.mjs';

const options = optionsOf(process.argv);

/** Benchmarks that print a table of their own. */
function tell(file, args) {
  const program = fileURLToPath(new URL(file, import.meta.url));
  console.log('');
  spawnSync(process.execPath, [program, ...args], { env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
}

mkdirSync(DATA, { recursive: true });
console.log(`${tellVersions()}; whole processes, median of ${options.rounds} interleaved rounds`);
for (const bench of [benchScan, benchGitObjects, benchEndToEnd]) printRows(await bench(options));
tell('./diff.mjs', [String(Math.max(options.rounds, 5))]);
// The larger histories take minutes.
tell('./blame-history.mjs', [String(options.rounds), ...(options.full ? [] : ['2000'])]);
if (process.argv.includes('--clean')) rmSync(DATA, { recursive: true, force: true });
