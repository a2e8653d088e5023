/**
 * P7, P7c, P8b, P9: the built program as a person starts it. A file whose history is 2,000 ghosts long, in a store of sessions of
 * which most are of other repositories, without an index; against the two things that have to be done for it in any case, and
 * against the stack that one would first think of (`obvious-stack.mjs`).
 * Usage: npm run build && node bench/end-to-end.mjs [--full] [--rounds N]
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

const OBVIOUS = fileURLToPath(new URL('obvious-stack.mjs', import.meta.url));

export async function benchEndToEnd({ full, rounds }) {
  const repository = await makeRepo(join(DATA, 'r5k-2000'), { ghosts: 2_000 });
  const size = full ? 1000 : 200;
  const home = makeStore(join(DATA, `home-${size}-2000`), size * 1e6, repository);
  const { cwd, hot } = repository;
  const node = (...args) => ({ command: process.execPath, args, cwd });
  const ask = [PROGRAM, 'blame', hot, '--codex-home', home, '--no-index'];
  // As for a small repository: what V8 made of a program that was used before is kept beside its index. Without a folder for that there is none.
  const own = join(DATA, 'used-before');
  const used = { env: { AI_BLAME_HOME: own } };
  rmSync(own, { recursive: true, force: true });
  run({ ...node(PROGRAM, 'blame', hot, '--codex-home', home, '--json'), ...used });
  const times = interleaved(
    {
      cold: { ...node(...ask, '--json'), ...used },
      first: node(...ask, '--json'),
      search: search(home),
      blame: { command: 'git', args: ['blame', '-s', 'commits', '--', hot], cwd },
    },
    rounds,
  );
  rmSync(own, { recursive: true, force: true });
  const both = times.search.map((time, round) => inAll(time, times.blame[round]));
  const obvious = timed(node(OBVIOUS, home, cwd, hot));
  const starts = STARTS.flatMap(({ told, env }) => {
    const each = interleaved(
      {
        version: { ...node(PROGRAM, '--version'), env },
        help: { ...node(PROGRAM, '--help'), env },
        node: { ...node('-e', '0'), env },
        module: { ...node('--input-type=module', '-e', "import 'node:fs'"), env },
      },
      rounds * 2,
    );
    return [
      ratioRow('P9', `--version${told}`, each.version, each.node, 'node -e 0', 1.15),
      ratioRow('P9', `--help${told}`, each.help, each.node, 'node -e 0', 1.15),
      ratioRow('', `a module that imports node:fs${told}`, each.module, each.node, 'node -e 0', null),
    ];
  });
  const peak = peakOf({ args: ask, cwd });
  return [
    ratioRow(
      'P7',
      `blame without an index, ${size} MB`,
      times.cold,
      both,
      `${search('').command} + git blame -s`,
      1.25,
    ),
    ratioRow(
      'P7',
      `the same, used for the first time, ${size} MB`,
      times.first,
      both,
      `${search('').command} + git blame -s`,
      1.25,
    ),
    ratioRow(
      'P7c',
      `blame without an index, ${size} MB`,
      times.cold,
      [obvious],
      'ndjson, isomorphic-git, diff (once)',
      1 / 12,
    ),
    row('P8b', `peak of blame without an index, ${size} MB`, `${peak.toFixed(0)} MiB`, '', '', peak, 200, ' MiB'),
    ...starts,
  ];
}

if (isProgram(import.meta.url)) printRows(await benchEndToEnd(optionsOf(process.argv)));
