/**
 * P5 to P8b and P10: the program with its index, in stores of 1,000, 10,000 and 50,000 sessions and in one of 1 GB.
 * Usage: npm run build && node bench/index.mjs [--full] [--rounds N]
 */
import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { makeMany } from './make-many.mjs';
import { makeRepo } from './make-repo.mjs';
import { makeStore } from './make-store.mjs';
import {
  DATA,
  inAll,
  interleaved,
  isProgram,
  optionsOf,
  PROGRAM,
  peakOf,
  printRows,
  ratioRow,
  row,
  run,
  STARTS,
  search,
  timed,
} from './measure.mjs';

/** Files of the index are dated like any other: what was written in the last two seconds is not trusted to be as it was read. */
const SETTLED_MS = 2500;

export async function benchIndex({ full, rounds }) {
  const repository = await makeRepo(join(DATA, 'r5k-2000'), { ghosts: 2_000 });
  const size = full ? 1000 : 200;
  const home = makeStore(join(DATA, `home-${size}-2000`), size * 1e6, repository);
  return [
    ...(await benchWarm({ repository, home, rounds, label: `${size} MB` })),
    ...(await benchMany({ repository, rounds, counts: full ? [1_000, 10_000, 50_000] : [1_000, 10_000] })),
    ...benchCold({ repository, home, rounds, label: `${size} MB` }),
    ...benchPeak(size),
  ];
}

function asking(repository, home, name) {
  const own = join(DATA, `index-${name}`);
  rmSync(own, { recursive: true, force: true });
  const env = { AI_BLAME_HOME: own };
  const args = [PROGRAM, 'blame', repository.hot, '--codex-home', home, '--json'];
  const command = { command: process.execPath, args, cwd: repository.cwd, env };
  return { own, env, command };
}

async function warmed(repository, home, name) {
  const asked = asking(repository, home, name);
  run(asked.command);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  run(asked.command);
  return asked;
}

/** P5: questions that were asked before, by turns with what Node takes for nothing. @returns rows of the table. */
function timesOfWarm(command, rounds, what, most) {
  return STARTS.map(({ told, env }) => {
    const warm = { ...command, env: { ...command.env, ...env } };
    const times = interleaved({ warm, node: { command: process.execPath, args: ['-e', '0'], env } }, rounds * 2);
    return ratioRow('P5', `warm blame, ${what}${told}`, times.warm, times.node, 'node -e 0', most);
  });
}

async function benchWarm({ repository, home, rounds, label }) {
  const { command } = await warmed(repository, home, 'warm');
  const blame = { command: 'git', args: ['blame', '-s', 'commits', '--', repository.hot], cwd: repository.cwd };
  const warm = timesOfWarm(command, rounds, label, 2);
  const times = interleaved({ warm: command, blame }, rounds);
  const live = await benchGrowing({ repository, home, rounds });
  return [...warm, ratioRow('P5c', `warm blame, ${label}`, times.warm, times.blame, 'git blame -s', 0.3), ...live];
}

/** One session grows by 1 MB before every question; by turns one of another repository, and one of this. */
async function benchGrowing({ repository, home, rounds }) {
  const copy = join(DATA, 'home-growing');
  rmSync(copy, { recursive: true, force: true });
  cpSync(home, copy, { recursive: true });
  const files = readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const isOwn = (file) => readFileSync(file, 'utf8').slice(0, 9000).includes(`"cwd":"${repository.cwd}"`);
  const kinds = {
    'another repository': files.find((file) => !isOwn(file)),
    'this repository': files.findLast(isOwn),
  };
  const rows = [];
  for (const [kind, file] of Object.entries(kinds)) {
    const { command } = await warmed(repository, copy, 'growing');
    const before = statSync(file).size;
    // Whole turns of the same session, as if they went on: about 1 MB, without what changes files.
    const more = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /"type":"(reasoning|token_count|agent_reasoning|agent_message)"/.test(line))
      .map((line) => `${line}\n`)
      .join('');
    const grown = Buffer.from(
      more
        .repeat(Math.ceil(1e6 / more.length))
        .slice(0, 1e6)
        .replace(/[^\n]*$/, ''),
    );
    const [warm, after] = [[], []];
    for (let round = 0; round < rounds; round++) {
      warm.push(timed(command));
      appendFileSync(file, grown);
      after.push(timed(command));
      // Settled again, so that the next question is warm.
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
      run(command);
    }
    truncateSync(file, before);
    rows.push(ratioRow('P6', `1 MB more in a session of ${kind}`, after, warm, 'warm', 1.15));
  }
  rmSync(copy, { recursive: true, force: true });
  return rows;
}

async function benchMany({ repository, rounds, counts }) {
  const most = { 1000: 2, 10000: 3, 50000: 6 };
  const rows = [];
  for (const count of counts) {
    const home = makeMany(join(DATA, `many-${count}`), count, repository);
    const { command } = await warmed(repository, home, `many-${count}`);
    rows.push(...timesOfWarm(command, rounds, `${count.toLocaleString('en')} sessions`, most[count]));
  }
  return rows;
}

/** Everything from nothing: all sessions and the answer for one file. */
function benchCold({ repository, home, rounds, label }) {
  const { cwd, hot } = repository;
  const { own, env, command } = asking(repository, home, 'cold');
  const pairs = repository.ghosts.map(({ id }, n) => `${repository.ghosts[n - 1]?.id ?? repository.commit} ${id}`);
  const input = `${pairs.join('\n')}\n`;
  const trees = { command: 'git', args: ['diff-tree', '--stdin', '-r'], cwd, input };
  const blame = { command: 'git', args: ['blame', '-s', 'commits', '--', hot], cwd };
  const [ours, theirs] = [[], []];
  for (let round = -1; round < rounds; round++) {
    rmSync(own, { recursive: true, force: true });
    const [us, them] = [timed(command), inAll(timed(search(home)), timed(trees), timed(blame))];
    if (round < 0) continue;
    ours.push(us);
    theirs.push(them);
  }
  rmSync(own, { recursive: true, force: true });
  const peak = peakOf({ args: command.args, cwd, env });
  const bytes = readdirSync(own).reduce((sum, name) => sum + statSync(join(own, name)).size, 0);
  const status = run({ ...command, args: [PROGRAM, 'index', 'status', '--json'] });
  const { edits } = JSON.parse(status.stdout.toString());
  const yardstick = `${search('').command} + git diff-tree + git blame -s`;
  return [
    ratioRow('P7b', `blame and whole index, ${label}`, ours, theirs, yardstick, 1.25),
    row('P8b', `peak of blame and whole index, ${label}`, `${peak.toFixed(0)} MiB`, '', '', peak, 200, ' MiB'),
    row(
      'P10',
      `size of the index, ${label}`,
      `${(bytes / 1e6).toFixed(1)} MB`,
      '',
      `${edits} edits`,
      bytes / edits,
      200,
      ' B',
    ),
  ];
}

/** What happened in every session, too: the most that is kept. */
function benchPeak(size) {
  const [large, little] = [size, size / 10].map((megabytes) => {
    const own = join(DATA, 'index-peak');
    rmSync(own, { recursive: true, force: true });
    const home = makeStore(join(DATA, `store-${megabytes}`), megabytes * 1e6);
    const peak = peakOf({ args: [PROGRAM, 'index', '--codex-home', home], env: { AI_BLAME_HOME: own } });
    rmSync(own, { recursive: true, force: true });
    return peak;
  });
  const told = [large, little].map((peak) => `${peak.toFixed(0)} MiB`);
  return [
    row('P8', `peak of ai-blame index, ${size} MB`, ...told, `${size / 10} MB`, large / little, 1.15, 'x'),
    row('P8b', `peak of ai-blame index, ${size} MB`, told[0], '', '', large, 200, ' MiB'),
  ];
}

if (isProgram(import.meta.url)) {
  printRows(await benchIndex(optionsOf(process.argv)));
}
