/**
 * Measures how right the answers are: random worlds with a known truth, real repositories and real traces, the built command.
 *
 * node accuracy/run.mjs [--worlds 500] [--seed 1] [--only CLAIM] [--keep DIR] [--jobs 2] [--command bin/ai-blame.js]
 *
 * `--only` shows and shrinks the breaches of one claim only. Exit code 1 if a claim does not hold.
 */
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Tally } from './claims.mjs';
import { claimsOf, evidenceOf, tableOf } from './report.mjs';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    keep: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(8, availableParallelism())) },
    command: { type: 'string', default: fileURLToPath(new URL('../bin/ai-blame.js', import.meta.url)) },
  },
});
const worlds = Number(values.worlds);
const first = Number(values.seed);

/** One world in six has repeated lines; variants and comparisons take turns. */
const jobs = Array.from({ length: worlds }, (_, n) => {
  const variants = ['whole', ...(n % 4 === 1 ? ['no patches'] : n % 4 === 3 ? ['no snapshots'] : [])];
  return {
    kind: 'measure',
    seed: first + n,
    repeated: n % 6 === 5,
    variants,
    determinism: n % 10 === 0,
    command: values.command,
  };
});

const unique = new Tally();
const repeated = new Tally();
const broken = new Map();
let errors = 0;
let done = 0;
console.log(`worlds ${worlds}, seeds ${first} to ${first + worlds - 1}`);
const started = Date.now();
await runAll(jobs, (answer) => {
  done++;
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${worlds} `);
  if (answer.error !== undefined) errors++;
  (answer.repeated ? repeated : unique).add(answer, !answer.repeated);
  for (const breach of answer.breaches) {
    const { claim, variant } = breach;
    if (values.only !== undefined && claim !== values.only) continue;
    const key = `${claim}\0${variant}`;
    const seeds = broken.get(key) ?? new Map();
    broken.set(key, seeds.set(answer.seed, (seeds.get(answer.seed) ?? 0) + 1));
  }
});
if (process.stderr.isTTY) process.stderr.write('\r');
console.log(`${Math.round((Date.now() - started) / 1000)} s\n`);
console.log(`EACH LINE HAS A TEXT OF ITS OWN (${jobs.filter((job) => !job.repeated).length} worlds)\n`);
console.log(tableOf(unique));
console.log(evidenceOf(unique));
console.log(
  `WITH BLANK AND REPEATED LINES (${jobs.filter((job) => job.repeated).length} worlds; no claim is made on these)\n`,
);
console.log(tableOf(repeated));
console.log(evidenceOf(repeated));
const verdicts = unique.verdicts();
console.log(claimsOf(verdicts));
if (errors > 0) console.log(`FAIL  ${errors} worlds ended in an error`);

for (const [key, seeds] of broken) {
  const [claim, variant] = key.split('\0');
  const list = [...seeds].sort(([a], [b]) => a - b);
  console.log(
    `\n${claim}, ${variant}: ${list.length} worlds, seeds ${list.map(([seed, lines]) => `${seed} (${lines})`).join(', ')}`,
  );
}
if (values.keep !== undefined) await keepShrunk();
process.exitCode = errors > 0 || verdicts.some(({ holds }) => !holds) ? 1 : 0;

/** Up to eight breaches of each kind, as small as they get. */
async function keepShrunk() {
  mkdirSync(values.keep, { recursive: true });
  const tasks = [...broken].flatMap(([key, seeds]) => {
    const [claim, variant] = key.split('\0');
    const command = values.command;
    const chosen = [...seeds.keys()].sort((a, b) => a - b).slice(0, 8);
    return chosen.map((seed) => ({
      kind: 'shrink',
      seed,
      repeated: isRepeated(seed),
      command,
      breach: { claim, variant },
    }));
  });
  await runAll(tasks, ({ seed, shrunk }, { breach }) => {
    const name = `${breach.claim}-${breach.variant.replaceAll(' ', '-')}-${seed}.json`;
    const text = `${JSON.stringify(shrunk, null, 1)}\n`;
    writeFileSync(join(values.keep, name), text);
    console.log(`\n${name}\n${text}`);
  });
}

function isRepeated(seed) {
  return jobs.find((job) => job.seed === seed)?.repeated ?? false;
}

/** Gives jobs to as many processes as there are. */
async function runAll(tasks, take) {
  const waiting = [...tasks];
  const worker = fileURLToPath(new URL('./worker.mjs', import.meta.url));
  await Promise.all(
    Array.from({ length: Math.min(Number(values.jobs), tasks.length) }, async () => {
      const child = fork(worker);
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        const given = task;
        const answer = await new Promise((resolve, reject) => {
          child.once('message', resolve);
          child.once('exit', (code) => reject(new Error(`a worker ended with ${code} at seed ${given.seed}`)));
          child.send(given);
        });
        child.removeAllListeners('exit');
        take(answer, given);
      }
      child.disconnect();
    }),
  );
}
