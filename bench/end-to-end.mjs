/**
 * P7, P8b, P9: the built program as a person starts it. A file whose history is 2,000 ghosts long, in a store of sessions of which
 * most are of other repositories, without an index; against the two things that have to be done for it in any case.
 * Usage: npm run build && node bench/end-to-end.mjs [--full] [--quick] [--rounds N]
 */
import { join } from 'node:path';
import { makeRepo } from './make-repo.mjs';
import { makeStore } from './make-store.mjs';
import {
  DATA,
  interleaved,
  isProgram,
  median,
  optionsOf,
  PROGRAM,
  peakOf,
  printRows,
  ratioRow,
  row,
  tellVersions,
  versions,
} from './measure.mjs';

export async function benchEndToEnd({ full, quick, rounds }) {
  const count = quick ? 500 : 2_000;
  const repository = await makeRepo(join(DATA, `r5k-${count}`), { ghosts: count });
  const size = full ? 1000 : 200;
  const home = makeStore(join(DATA, `home-${size}-${count}`), size * 1e6, repository);
  const { cwd, hot } = repository;
  const node = (...args) => ({ command: process.execPath, args, cwd });
  const ask = [PROGRAM, 'blame', hot, '--codex-home', home];
  const search =
    versions.rg === null
      ? { command: 'grep', args: ['-rc', 'ghost_snapshot', home] }
      : { command: 'rg', args: ['-j1', '-c', 'ghost_snapshot', home] };
  const times = interleaved(
    {
      cold: node(...ask, '--json'),
      search,
      blame: { command: 'git', args: ['blame', '-s', 'commits', '--', hot], cwd },
    },
    rounds,
  );
  const both = times.search.map((time, round) => time + times.blame[round]);
  const starts = interleaved(
    {
      version: node(PROGRAM, '--version'),
      help: node(PROGRAM, '--help'),
      node: node('-e', '0'),
      module: node('--input-type=module', '-e', "import 'node:fs'"),
    },
    rounds * 2,
  );
  const peak = peakOf({ args: ask, cwd });
  const searched = `${search.command} (${median(times.search).toFixed(0)})`;
  return [
    ratioRow(`P7   cold blame, ${size} MB`, times.cold, both, `${searched} + git blame -s`, 1.25),
    row('P8b  its peak', `${peak.toFixed(0)} MiB`, '', peak, 200, ' MiB'),
    ratioRow('P9   --version', starts.version, starts.node, 'node -e 0', 1.15),
    ratioRow('P9   --help', starts.help, starts.node, 'node -e 0', 1.15),
    ratioRow('     a module that imports node:fs', starts.module, starts.node, 'node -e 0', null),
  ];
}

if (isProgram(import.meta.url)) {
  console.log(tellVersions());
  printRows(await benchEndToEnd(optionsOf(process.argv)));
}
