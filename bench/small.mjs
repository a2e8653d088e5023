/**
 * The built program in a small repository, as most people meet it first: the recording of the demo, one file of 25 lines.
 * Usage: npm run build && node bench/small.mjs [--rounds N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layOut } from '../fixtures/lay-out.mjs';
import { inAll, interleaved, isProgram, optionsOf, PROGRAM, printRows, ratioRow, run, STARTS } from './measure.mjs';

const RECORDING = '0.77.0';
const FILE = 'src/clamp.js';
/** An answer is kept only where nothing that it rests on was written in the last two seconds. */
const SETTLED_MS = 2500;

export async function benchSmall({ rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-'));
  try {
    const { repo: cwd, codexHome } = layOut(RECORDING, folder);
    const env = { CODEX_HOME: codexHome, AI_BLAME_HOME: join(folder, 'ai-blame'), HOME: folder };
    const ask = { command: process.execPath, args: [PROGRAM, FILE], cwd, env };
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    // The first run fills the index, and keeps its answer and its compiled code; the second adds what an answer that was kept runs.
    run(ask);
    run(ask);
    return STARTS.flatMap(({ told, env: more }) => {
      const each = { ...ask, env: { ...env, ...more } };
      const times = interleaved(
        {
          warm: each,
          cold: { ...each, args: [PROGRAM, FILE, '--no-index'] },
          version: { ...each, args: [PROGRAM, '--version'] },
          blame: { command: 'git', args: ['blame', FILE], cwd },
          node: { command: process.execPath, args: ['-e', '0'], cwd, env: more },
        },
        rounds,
      );
      const both = times.blame.map((time, round) => inAll(time, times.node[round]));
      const yardstick = 'git blame + node -e 0';
      return [
        ratioRow('S1', `--version${told}`, times.version, times.node, 'node -e 0', 1.8),
        ratioRow('S2', `blame in a small repository, again${told}`, times.warm, both, yardstick, 2.5),
        ratioRow(
          'S2',
          `blame in a small repository, first answer without an index${told}`,
          times.cold,
          both,
          yardstick,
          2.5,
        ),
      ];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isProgram(import.meta.url)) printRows(await benchSmall(optionsOf(process.argv)));
