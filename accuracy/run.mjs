/**
 * Measures how right the answers are: random worlds with a known truth, real repositories and real traces, the built command.
 *
 * node accuracy/run.mjs [--worlds 500] [--seed 1] [--only CLAIM] [--kinds NAME,…] [--keep DIR] [--jobs 2]
 *   [--command bin/ai-blame.js]
 * node accuracy/run.mjs --script FILE [--base DIR] [--command …]
 *
 * `--kinds`: of the seeds, only those whose worlds are of these kinds. `--only`: tells and shrinks what breaks that claim only. `--keep`: up to three worlds for each broken claim, as small as they get,
 * are written there. `--script`: carries out one of those and tells what it breaks; `--base`, an empty folder, keeps its repository
 * and traces. Exit code 1 if a claim does not hold.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { breaches, Tally } from './claims.mjs';
import { evaluate, VARIANTS } from './evaluate.mjs';
import { KIND_NAMES, kindOf } from './kinds.mjs';
import { runJobs } from './processes.mjs';
import { claimsOf, evidenceOf, tableOf, worldsOf } from './report.mjs';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    kinds: { type: 'string' },
    keep: { type: 'string' },
    script: { type: 'string' },
    base: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(8, availableParallelism())) },
    command: { type: 'string', default: fileURLToPath(new URL('../bin/ai-blame.js', import.meta.url)) },
  },
});
const { command, keep } = values;

if (values.script === undefined) await measure(Number(values.worlds), Number(values.seed));
else carryOut(values.script);

function print(text) {
  process.stdout.write(`${text}\n`);
}

async function measure(worlds, first) {
  const wanted = values.kinds?.split(',');
  const unknown = wanted?.find((kind) => !KIND_NAMES.includes(kind));
  if (unknown !== undefined) throw new Error(`no kind of world is called ${unknown}: ${KIND_NAMES.join(', ')}`);
  const jobs = Array.from({ length: worlds }, (_, n) => jobOf(first + n)).filter(
    ({ seed }) => wanted?.includes(kindOf(seed).kind) ?? true,
  );
  const unique = new Tally();
  const repeated = new Tally();
  /** Claim and variant → seed → how often. */
  const broken = new Map();
  const started = Date.now();
  let errors = 0;
  let done = 0;
  print(`worlds ${jobs.length}, seeds ${first} to ${first + worlds - 1}`);
  await runJobs(jobs, Number(values.jobs), (answer) => {
    done++;
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${jobs.length} `);
    if (answer.error !== undefined) errors++;
    (answer.repeated ? repeated : unique).add(answer, !answer.repeated);
    for (const { claim, variant } of answer.breaches) {
      if (values.only !== undefined && claim !== values.only) continue;
      const key = `${claim}\0${variant}`;
      const seeds = broken.get(key) ?? new Map();
      broken.set(key, seeds.set(answer.seed, (seeds.get(answer.seed) ?? 0) + 1));
    }
  });
  if (process.stderr.isTTY) process.stderr.write('\r');
  print(`${Math.round((Date.now() - started) / 1000)} s\n`);
  print(`EACH LINE HAS A TEXT OF ITS OWN: ${jobs.filter((job) => !job.repeated).length} worlds\n`);
  print(`${worldsOf(unique)}\n${tableOf(unique)}\n${evidenceOf(unique)}`);
  print(
    `WITH BLANK AND REPEATED LINES: ${jobs.filter((job) => job.repeated).length} worlds, about which nothing is claimed\n`,
  );
  print(`${worldsOf(repeated)}\n${tableOf(repeated)}\n${evidenceOf(repeated)}`);
  const verdicts = unique.verdicts();
  print(claimsOf(verdicts));
  if (errors > 0) print(`FAIL  ${errors} worlds ended in an error`);
  for (const [key, seeds] of [...broken].sort()) {
    const list = [...seeds].sort(([a], [b]) => a - b).map(([seed, times]) => `${seed} (${times})`);
    print(`\n${key.replace('\0', ', traces: ')}: seeds ${list.join(', ')}`);
  }
  if (keep !== undefined) await keepShrunk(broken, jobs);
  process.exitCode = errors > 0 || verdicts.some(({ holds }) => !holds) ? 1 : 0;
}

/** One world in six has repeated lines; variants of the traces, and comparisons of answers, take turns. */
function jobOf(seed) {
  const variants = ['whole', ...(seed % 6 === 1 ? ['no patches'] : seed % 6 === 3 ? ['no snapshots'] : [])];
  return { kind: 'measure', seed, repeated: seed % 6 === 5, variants, determinism: seed % 15 === 0, command };
}

async function keepShrunk(broken, jobs) {
  mkdirSync(keep, { recursive: true });
  const tasks = [...broken].flatMap(([key, seeds]) => {
    const [claim, variant] = key.split('\0');
    const chosen = jobs.filter(({ seed }) => seeds.has(seed)).slice(0, 3);
    return chosen.map(({ seed, repeated }) => ({
      kind: 'shrink',
      seed,
      repeated,
      command,
      breach: { claim, variant },
    }));
  });
  await runJobs(tasks, Number(values.jobs), ({ seed, shrunk }, { breach }) => {
    const name = `${breach.claim}-${breach.variant.replaceAll(' ', '-')}-${seed}.json`;
    const text = `${JSON.stringify(shrunk, null, 1)}\n`;
    writeFileSync(join(keep, name), text);
    print(`\n${name}\n${text}`);
  });
}

function carryOut(file) {
  const { script } = JSON.parse(readFileSync(file, 'utf8'));
  const result = evaluate(script, { command, variants: VARIANTS, determinism: true, base: values.base });
  const found = breaches(result, !script.repeated);
  print(result.story.join('\n'));
  for (const breach of found) print(JSON.stringify(breach));
  process.exitCode = found.length > 0 ? 1 : 0;
}
