/**
 * P1, P1b, P1d, P8: looking through a whole store of rollouts, whole process, against searching it for one literal.
 * `probe` is what every question does with every trace; `read` makes all events of all of them, more than the goals speak of.
 * Usage: node bench/scan.mjs [--full] [--rounds N]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeStore } from './make-store.mjs';
import {
  bundle,
  DATA,
  interleaved,
  isProgram,
  median,
  optionsOf,
  peakOf,
  printRows,
  ratioRow,
  row,
  versions,
} from './measure.mjs';

const PROGRAM = `
  import { codexAdapter } from './src/agents/codex/adapter.js';
  const [what, home] = process.argv.slice(2);
  const adapter = codexAdapter();
  let found = 0;
  for (const source of adapter.discover([home]).sources) {
    found += what === 'probe' ? adapter.probe(source).snapshots.length : adapter.read(source).events.length;
  }
  process.stdout.write(found + '\\n');
`;

/** A rollout with one line of 200 MB that nobody asks for, and the same without it. */
function makeLongLine(folder) {
  const lines = [
    '{"timestamp":"2026-01-01T00:00:00.000Z","type":"session_meta","payload":{"id":"a","cwd":"/a","cli_version":"0.77.0"}}',
    `{"timestamp":"2026-01-01T00:00:01.000Z","type":"response_item","payload":{"type":"function_call_output","call_id":"c","output":"${'x'.repeat(200e6)}"}}`,
    '{"timestamp":"2026-01-01T00:00:02.000Z","type":"turn_context","payload":{"cwd":"/a","model":"m"}}',
  ];
  for (const [name, kept] of [
    ['with', lines],
    ['without', [lines[0], lines[2]]],
  ]) {
    const day = join(folder, name, 'sessions/2026/01/01');
    mkdirSync(day, { recursive: true });
    writeFileSync(join(day, 'rollout-2026-01-01T00-00-00-a.jsonl'), `${kept.join('\n')}\n`);
  }
}

export async function benchScan({ full, rounds }) {
  const [size, tenth] = full ? [1000, 100] : [200, 20];
  const [store, small] = [size, tenth].map((mb) => makeStore(join(DATA, `store-${mb}`), mb * 1e6));
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-scan-'));
  try {
    const program = await bundle(PROGRAM, join(folder, 'scan.cjs'));
    const node = (what, home) => ({ command: process.execPath, args: [program, what, home] });
    const times = interleaved(
      {
        probe: node('probe', store),
        grep: { command: 'grep', args: ['-rc', 'ghost_snapshot', store] },
        ...(versions.rg === null ? {} : { rg: { command: 'rg', args: ['-j1', '-c', 'ghost_snapshot', store] } }),
        read: node('read', store),
      },
      rounds,
    );
    const rows = [ratioRow('P1', `looking through ${size} MB`, times.probe, times.grep, 'grep -rc', 1.25)];
    if (times.rg !== undefined)
      rows.push(ratioRow('P1b', `looking through ${size} MB`, times.probe, times.rg, 'rg -j1 -c', 3.5));
    rows.push(ratioRow('', 'reading every event of it', times.read, times.grep, 'grep -rc', null));

    makeLongLine(folder);
    const long = ['probe', join(folder, 'with')];
    const short = ['probe', join(folder, 'without')];
    const ends = interleaved({ long: node(...long), short: node(...short) }, rounds);
    const [slow, quick] = [ends.long, ends.short].map((samples) => median(samples.map(({ wall }) => wall)));
    const wall = [slow, quick].map((ms) => ms.toFixed(0));
    rows.push(row('P1d', 'a line of 200 MB', ...wall, 'without it', (slow - quick) / 1000, 0.3, ' s more'));
    const [more, less] = [long, short].map((args) => peakOf({ args: [program, ...args] }));
    const told = [more, less].map((peak) => `${peak.toFixed(0)} MiB`);
    rows.push(row('P1d', 'peak of a line of 200 MB', ...told, 'without it', more - less, 16, ' MiB more'));

    const peaks = [store, small].map((home) => peakOf({ args: [program, 'probe', home] }));
    const [large, little] = peaks.map((peak) => `${peak.toFixed(0)} MiB`);
    rows.push(
      row('P8', `peak of looking through ${size} MB`, large, little, `${tenth} MB`, peaks[0] / peaks[1], 1.15, 'x'),
    );
    rows.push(row('P8', `peak of looking through ${size} MB`, large, '', '', peaks[0], 80, ' MiB'));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isProgram(import.meta.url)) {
  printRows(await benchScan(optionsOf(process.argv)));
}
