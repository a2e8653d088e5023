/** Timing of whole processes, side by side: what every benchmark here shares. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

/**
 * Wall times in milliseconds of several commands, one after the other in every round; the first round only warms caches.
 * @returns for each name its times.
 */
export function interleaved(commands, rounds) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const start = process.hrtime.bigint();
      run(command);
      if (round >= 0) times[name].push(Number(process.hrtime.bigint() - start) / 1e6);
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

/** Bundles a program that uses the sources, so that it starts as the product does. */
export async function bundle(contents, outfile) {
  await build({
    stdin: { contents, resolveDir: PROJECT, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    outfile,
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
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

/**
 * One line of the table: medians and their ratio, which the goal is held against; and the ratio of the best times, which a busy
 * machine disturbs less.
 * @param goal the most that the ratio may be, or null where none was set.
 */
export function ratioRow(name, ours, theirs, yardstick, goal) {
  const [us, them] = [median(ours), median(theirs)];
  const line = row(name, `${us.toFixed(0)} ms`, `${them.toFixed(0)} ms ${yardstick}`, us / them, goal);
  return { ...line, best: `best ${(Math.min(...ours) / Math.min(...theirs)).toFixed(2)}x` };
}

export function row(name, ours, theirs, ratio, goal, unit = 'x') {
  const verdict = goal === null ? '' : ratio <= goal ? 'ok' : 'MISSED';
  const told = { ratio: `${ratio.toFixed(2)}${unit}`, goal: goal === null ? '' : `<= ${goal}${unit}` };
  return { name, ours, theirs, ...told, verdict, best: '' };
}

export function printRows(rows) {
  const columns = ['name', 'ours', 'theirs', 'ratio', 'best', 'goal', 'verdict'];
  const widths = columns.map((column) => Math.max(...rows.map((line) => line[column].length)));
  for (const line of rows) {
    console.log(
      columns
        .map((column, i) => line[column].padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Whether this file is the program that node was started with. */
export function isProgram(url) {
  return process.argv[1] !== undefined && existsSync(process.argv[1]) && fileURLToPath(url) === process.argv[1];
}

/** `--full`: 1 GB of traces; `--quick`: 500 ghosts; `--rounds N`: 5 at least for figures that are told to others. */
export function optionsOf(argv) {
  const at = argv.indexOf('--rounds');
  return {
    full: argv.includes('--full'),
    quick: argv.includes('--quick'),
    rounds: at === -1 ? 5 : Number(argv[at + 1]),
  };
}
