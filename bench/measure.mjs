/** Timing of whole processes, side by side: what every benchmark here shares. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { whenUsed } from '../scripts/when-used.mjs';

export const PROJECT = fileURLToPath(new URL('..', import.meta.url));
/** Data that is made once and used again; git ignores it. */
export const DATA = join(PROJECT, 'bench/.data');
export const PROGRAM = join(PROJECT, 'bin/ai-blame.js');

/** Nothing of the person's: neither options of node nor configuration of git. */
export const environment = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/**
 * The ways in which Node starts: as it does on most machines; and where this one's `NODE_EXTRA_CA_CERTS` names certificates, also with them:
 * Node 20 reads them before any program's first line. What is held against `node -e 0` is timed in each way.
 */
export const STARTS = [
  ...(process.env.NODE_EXTRA_CA_CERTS === undefined
    ? []
    : [{ told: ', certificates', env: { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } }]),
  { told: '', env: {} },
];

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** The same numbers in every run. `below(n)`: an integer from 0 to n - 1. */
export function seeded(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * limit);
  };
}

/** Runs a command to its end with stdout drained through a pipe. */
export function run({ command, args, cwd, input, env = {} }) {
  const result = spawnSync(command, args, {
    cwd,
    input,
    env: { ...environment, ...env },
    maxBuffer: 2 ** 31 - 1,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // grep: 1 stands for no hit.
  if (result.error !== undefined || result.status > 1) {
    throw new Error(`${command} ${args.slice(0, 3).join(' ')}: ${result.error ?? result.stderr}`);
  }
  return result;
}

/** Has a bash tell the times of a command: processor time of what it started comes by no other way into a script. */
const TELL_TIMES = `TIMEFORMAT='processor %3U %3S'; begun=$EPOCHREALTIME; time "$@"; status=$?; ended=$EPOCHREALTIME
printf '\nwall %s %s\n' "$begun" "$ended" >&2; exit $status`;
const TOLD_TIMES = /processor ([\d.]+) ([\d.]+)\n\nwall ([\d.]+) ([\d.]+)\n$/;

const canTellTimes =
  spawnSync('bash', ['-c', '[[ $EPOCHREALTIME == *.* ]]'], { env: environment, stdio: 'ignore' }).status === 0;

/**
 * Runs a command to its end with stdout drained through a pipe.
 * @returns milliseconds: `wall`, and `processor` of all its threads, user and system (not a number where no bash of version 5 is).
 */
export function timed(command) {
  if (!canTellTimes) {
    const start = process.hrtime.bigint();
    run(command);
    return { wall: Number(process.hrtime.bigint() - start) / 1e6, processor: Number.NaN };
  }
  const args = ['-c', TELL_TIMES, 'bash', command.command, ...command.args];
  const told = TOLD_TIMES.exec(run({ ...command, command: 'bash', args }).stderr.toString());
  const [user, system, begun, ended] = told.slice(1).map(Number);
  return { wall: (ended - begun) * 1e3, processor: (user + system) * 1e3 };
}

/** What several commands take one after the other. */
export function inAll(...times) {
  const sum = (key) => times.reduce((total, time) => total + time[key], 0);
  return { wall: sum('wall'), processor: sum('processor') };
}

/**
 * Times of several commands, one after the other in every round; the first round only warms caches.
 * @returns for each name what `timed` told.
 */
export function interleaved(commands, rounds) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const time = timed(command);
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}

/** Writes the peak in KiB. On Linux that of the program alone: `maxRSS` begins with what the process that started it had. */
const REPORT_PEAK = `
  import { readFileSync, writeSync } from 'node:fs';
  process.on('exit', () => {
    let peak = process.resourceUsage().maxRSS;
    try {
      peak = Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    } catch {}
    writeSync(2, '\\npeak ' + peak);
  });
`;

/** Peak memory in MiB of a node process: `args` as for node, in a run of its own. */
export function peakOf({ args, cwd, env }) {
  const hook = `data:text/javascript,${encodeURIComponent(REPORT_PEAK)}`;
  const { stderr } = run({ command: process.execPath, args: ['--import', hook, ...args], cwd, env });
  return Number(/\npeak (\d+)$/.exec(stderr.toString())[1]) / 1024;
}

/** Bundles a program that uses the sources as `scripts/build.mjs` does, so that it starts as the product: CommonJS. */
export async function bundle(contents, outfile) {
  await build({
    stdin: { contents, resolveDir: PROJECT, loader: 'ts' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    outfile,
    logLevel: 'error',
    plugins: [whenUsed],
    define: { 'import.meta.url': '__url' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  });
  return outfile;
}

function versionOf(command) {
  try {
    return execFileSync(command, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .split('\n', 1)[0]
      .trim();
  } catch {
    return null;
  }
}

export const versions = {
  node: `node ${process.version}`,
  git: versionOf('git'),
  rg: versionOf('rg'),
  grep: versionOf('grep'),
};

export function tellVersions() {
  return [versions.node, versions.git, versions.rg ?? 'no ripgrep', versions.grep].join(', ');
}

export function tellMachine() {
  const processors = cpus();
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${process.platform} ${process.arch}, ${processors.length} x ${processors[0]?.model ?? 'processor'}, ${memory}`;
}

/** How many wanted a processor in the last minute: where that is more than there are, wall times tell of others too. */
export function tellLoad() {
  return `load ${loadavg()[0].toFixed(1)}`;
}

/** The search that a scan is held against. */
export function search(home) {
  return versions.rg === null
    ? { command: 'grep', args: ['-rc', 'ghost_snapshot', home] }
    : { command: 'rg', args: ['-j1', '-c', 'ghost_snapshot', home] };
}

const inMs = (value) => (Number.isNaN(value) ? '' : value < 10 ? value.toFixed(1) : value.toFixed(0));
const times = (value) => (Number.isNaN(value) ? '' : `${value.toFixed(2)}x`);

/**
 * One line of the table: medians of wall and processor time, in milliseconds. The goal is held against the ratio of the wall times'
 * medians; beside it the ratio of the best ones and that of the processor times, which a busy machine disturbs less.
 * @param ours, theirs lists of what `timed` told.
 * @param most the most that the ratio may be, or null where none was set.
 */
export function ratioRow(goal, what, ours, theirs, yardstick, most) {
  const of = (samples, key) => median(samples.map((sample) => sample[key]));
  const best = (samples) => Math.min(...samples.map(({ wall }) => wall));
  const ratio = of(ours, 'wall') / of(theirs, 'wall');
  return {
    goal,
    what,
    ours: inMs(of(ours, 'wall')),
    processor: inMs(of(ours, 'processor')),
    yardstick,
    theirs: inMs(of(theirs, 'wall')),
    theirProcessor: inMs(of(theirs, 'processor')),
    ratio: times(ratio),
    best: times(best(ours) / best(theirs)),
    byProcessor: times(of(ours, 'processor') / of(theirs, 'processor')),
    most: most === null ? '' : `<= ${Number(most.toFixed(3))}x`,
    verdict: verdictOf(ratio, most),
  };
}

/** A line of the table for what is no time. `value` is held against `most`; `unit` stands behind both. */
export function row(goal, what, ours, theirs, yardstick, value, most, unit) {
  return {
    ...{ goal, what, ours, processor: '', yardstick, theirs, theirProcessor: '' },
    ...{ ratio: `${value.toFixed(value < 100 ? 2 : 0)}${unit}`, best: '', byProcessor: '' },
    most: most === null ? '' : `<= ${most}${unit}`,
    verdict: verdictOf(value, most),
  };
}

function verdictOf(value, most) {
  return most === null ? '' : value <= most ? 'ok' : 'MISSED';
}

const HEADINGS = {
  goal: 'goal',
  what: 'what',
  ours: 'ours, ms',
  processor: 'processor',
  yardstick: 'against',
  theirs: 'ms',
  theirProcessor: 'processor',
  ratio: 'ratio',
  best: 'best',
  byProcessor: 'by processor',
  most: 'at most',
  verdict: '',
};

/** @returns the lines of the table, in Markdown that a terminal shows as a table too. */
export function tableOf(rows) {
  const columns = Object.keys(HEADINGS);
  const widths = columns.map((column) => Math.max(3, ...[HEADINGS, ...rows].map((line) => line[column].length)));
  const lineOf = (line) => `| ${columns.map((column, i) => line[column].padEnd(widths[i])).join(' | ')} |`;
  return [lineOf(HEADINGS), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(lineOf)];
}

/** What a benchmark that runs by itself prints. */
export function printRows(rows) {
  console.log(`${tellVersions()}\n${tellMachine()}, ${tellLoad()}\n`);
  for (const line of tableOf(rows)) console.log(line);
}

/** Whether this file is the program that node was started with. */
export function isProgram(url) {
  return process.argv[1] !== undefined && existsSync(process.argv[1]) && fileURLToPath(url) === process.argv[1];
}

/** See README.md. `rounds`: 5 at least for figures that are told to others. */
export function optionsOf(argv) {
  const at = argv.indexOf('--rounds');
  return { full: argv.includes('--full'), rounds: at === -1 ? 5 : Number(argv[at + 1]) };
}
