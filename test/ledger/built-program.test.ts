import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Rollout, uuid7 } from '../support/codex-rollout.js';
import { corpusFolder } from '../support/corpus.js';
import { LedgerLab, textOf } from './ledger-lab.js';

const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');
const LATER = 'data:text/javascript,const now=Date.now;Date.now=()=>now()+4e11';
const PRELOAD =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("RSS "+process.resourceUsage().maxRSS))';

let lab: LedgerLab;
beforeAll(() => {
  lab = new LedgerLab();
});
afterAll(() => lab.remove());

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function run(
  argv: readonly string[],
  variables: Record<string, string> = {},
  node: readonly string[] = [],
  bin = BIN,
): Ran {
  const env = { PATH: process.env.PATH, HOME: join(lab.dir.path, 'nobody'), AI_BLAME_NO_INDEX: '1', ...variables };
  return spawnSync(process.execPath, [...node, bin, ...argv], {
    env,
    cwd: lab.project,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
}

const seed = corpusFolder() === null ? null : join(corpusFolder() ?? '', 'seed-example', 'home');
const withSeed = seed === null ? describe.skip : describe;

withSeed('the ledgers of real sessions', () => {
  /** Another machine: other variables, a clock that is years ahead, and the program and the home in other folders. */
  const OTHERS: { variables: Record<string, string>; node?: string[]; isElsewhere?: boolean }[] = [
    { variables: { TZ: 'UTC', LANG: 'C' } },
    { variables: { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
    { variables: { TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8' }, node: ['--import', LATER], isElsewhere: true },
  ];

  /** Every ledger that a backfill writes, and every marker, by name. */
  function backfilled(
    { variables, node = [], isElsewhere }: (typeof OTHERS)[number],
    n: number,
  ): Record<string, string> {
    const folder = join(lab.dir.path, `out-${n}`);
    let [home, bin] = [seed ?? '', BIN];
    if (isElsewhere) {
      home = join(lab.dir.path, 'a home');
      cpSync(seed ?? '', home, { recursive: true });
      bin = join(lab.dir.path, 'another clone', 'bin', 'ai-blame.js');
      for (const name of ['bin', 'dist', 'package.json']) {
        cpSync(join(BIN, '../..', name), join(lab.dir.path, 'another clone', name), { recursive: true });
      }
    }
    const argv = ['ledger', 'backfill', '--all', '--output-dir', folder];
    const { status, stderr } = run(argv, { ...variables, HOME: home }, node, bin);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    return Object.fromEntries(names.sort().map((name) => [name, textOf(join(folder, name))]));
  }

  test('ledger 1: zones, languages, clocks and machines change no byte', () => {
    const [first, ...others] = OTHERS.map(backfilled);
    expect(Object.keys(first ?? {}).length).toBeGreaterThanOrEqual(8);
    for (const other of others) expect(other).toEqual(first);
  });

  test('ledger 15: one changed byte is found and named', () => {
    const folder = join(lab.dir.path, 'out-0');
    expect(run(['ledger', 'verify', folder]).status).toBe(0);
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.ledger.json'))) {
      const file = join(folder, name);
      const bytes = Buffer.from(textOf(file));
      const at = Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 8), 16) % bytes.length;
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      lab.write(file, changed);
      const { status, stdout } = run(['ledger', 'verify', folder]);
      expect(status).toBe(1);
      expect(stdout).toContain(`NO  ${file}\n`);
      lab.write(file, bytes);
    }
  });
});

describe('large traces', () => {
  const MB = 1024;

  /** Megabytes that an export of a trace with so many turns takes at most; each turn has outputs of 1 MB. */
  function peak(n: number, turns: number): number {
    const id = uuid7(n * 1000, n);
    const rollout = new Rollout();
    rollout.meta({ id });
    const output = JSON.stringify({ output: 'x'.repeat(128 * 1024), metadata: { exit_code: 0 } });
    for (let turn = 0; turn < turns; turn++) {
      rollout.says(`turn ${turn}`);
      for (let call = 0; call < 8; call++)
        rollout.call('shell', { command: ['ls'] }, `${turn}.${call}`).output(`${turn}.${call}`, output);
    }
    lab.write(lab.traceOf(id), rollout.text());
    const file = join(lab.dir.path, `${n}.json`);
    const ran = run(['ledger', 'export', lab.traceOf(id), '--output', file], {}, ['--import', PRELOAD]);
    expect(ran.status).toBe(0);
    expect(JSON.parse(textOf(file)).entries).toHaveLength(turns * 10);
    return Number(/RSS (\d+)/.exec(ran.stderr)?.[1]) / MB;
  }

  test('ledger 22: one turn is held at a time: 200 MB take hardly more memory than 1 MB', () => {
    const [small, large] = [peak(1, 1), peak(2, 200)];
    expect(large).toBeLessThan(256);
    // Whoever held the turns would take 200 MB more. When Node collects what is old moves the peak by some 20 MB.
    expect(large - small).toBeLessThan(100);
  });
});
