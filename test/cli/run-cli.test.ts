import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import type { UseCases } from '../../src/cli/use-cases.js';
import { SAMPLE_DOCTOR } from '../render/sample-doctor.js';
import { SAMPLE_PIN } from '../render/sample-pin.js';
import { SAMPLE, SAMPLE_EDITS, SAMPLE_REPORT } from '../render/sample-report.js';
import { SAMPLE_WHY } from '../render/sample-why.js';
import { type FakeEnv, FakeOutput, fakeEnv } from './fake-env.js';

const notAsked = () => Promise.reject(new Error('not asked'));

/** What must not be asked. */
const SILENT: UseCases = {
  blameFile: notAsked,
  choosePager: notAsked,
  tracePlaces: () => new Map(),
  describeRepository: notAsked,
  listFiles: notAsked,
  changeStamp: notAsked,
  fileStamp: notAsked,
  annotateFiles: notAsked,
  listEdits: notAsked,
  explainLine: notAsked,
  logFile: notAsked,
  showState: notAsked,
  diffStates: notAsked,
  diffTurn: notAsked,
  bisectFile: notAsked,
  traceEdit: notAsked,
  linkAnchor: notAsked,
  verifyAnswer: notAsked,
  checkEvidence: notAsked,
  gatherStats: notAsked,
  gatherReport: notAsked,
  appendSummary: notAsked,
  describeAgents: notAsked,
  importTraces: notAsked,
  changeHooks: notAsked,
  runHook: notAsked,
  writeNotes: notAsked,
  showNote: notAsked,
  compareNotes: notAsked,
  exportTraces: notAsked,
  exportEdits: notAsked,
  pinSnapshots: notAsked,
  unpinSnapshots: notAsked,
  listSessions: notAsked,
  searchSessions: notAsked,
  showSession: notAsked,
  transcribeSession: notAsked,
  listRuns: notAsked,
  showRun: notAsked,
  runEvents: notAsked,
  runArtifacts: notAsked,
  readLogs: notAsked,
  replaySession: notAsked,
  exportLedger: notAsked,
  backfillLedgers: notAsked,
  verifyLedgers: notAsked,
  followLogs: () => ({ [Symbol.asyncIterator]: () => ({ next: notAsked }) }),
  buildIndex: notAsked,
  rebuildIndex: notAsked,
  indexStatus: notAsked,
  nameRevisions: notAsked,
  verifyIndex: notAsked,
  followRun: () => ({ [Symbol.asyncIterator]: () => ({ next: notAsked }) }),
};

const ANSWERS: UseCases = {
  ...SILENT,
  blameFile: async () => SAMPLE_REPORT,
  choosePager: async () => ({ command: null, colors: true }),
  listEdits: async () => ({ ...SAMPLE_EDITS, warnings: SAMPLE.warnings }),
  explainLine: async () => ({ ...SAMPLE_WHY, warnings: SAMPLE.warnings }),
  checkEvidence: async () => ({ ...SAMPLE_DOCTOR, warnings: SAMPLE.warnings }),
  pinSnapshots: async () => ({ ...SAMPLE_PIN, warnings: SAMPLE.warnings }),
  unpinSnapshots: async () => ({ ...SAMPLE_PIN, action: 'unpin', warnings: SAMPLE.warnings }),
};

const WARNING = 'warning: A snapshot is gone (18538bd7), 2 times\n';

async function run(argv: string[], env: FakeEnv = fakeEnv(), useCases = ANSWERS) {
  const exitCode = await runCli(argv, env, useCases, '1.2.3');
  return { exitCode, stdout: env.stdout.text, stderr: env.stderr.text };
}

describe('blame', () => {
  test('text goes to stdout, warnings to stderr', async () => {
    const { exitCode, stdout, stderr } = await run(['a.ts']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: WARNING });
    expect(stdout.split('\n')[4]).toBe('91be4567  Ada Lovelace                           2026-03-01 10:00   5 │ }');
  });

  test('on a terminal: its width, colour, and a closing line', async () => {
    const env = fakeEnv({
      variables: { TERM: 'xterm' },
      stdout: new FakeOutput(60),
      stderr: new FakeOutput(60),
    });
    const { stdout, stderr } = await run(['a.ts'], env);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
    expect(stdout.replace(/\u001b\[\d+m/g, '').split('\n')[4]).toBe('91be4567  Ada Lovelace          5 ┤ }');
    expect(stdout).toContain('\u001b[2m');
    expect(stderr).toBe(
      `${WARNING}50 % agent: gpt-demo-codex 3 lines, unknown 1 line; 25 %\ncommits; 13 % preexisting; 13 % untraced\n`,
    );
  });

  test('COLUMNS goes before what the terminal says', async () => {
    const env = fakeEnv({ variables: { COLUMNS: '60', NO_COLOR: '1' }, stdout: new FakeOutput(120) });
    expect((await run(['a.ts'], env)).stdout.split('\n')[4]).toBe('91be4567  Ada Lovelace          5 ┤ }');
  });

  test('a pipe gets whole lines, unless a width is told: --width before COLUMNS', async () => {
    const fifth = async (argv: string[], variables: Record<string, string> = {}) =>
      (await run(['a.ts', ...argv], fakeEnv({ variables }))).stdout.split('\n')[4];
    const whole = '91be4567  Ada Lovelace                           2026-03-01 10:00   5 │ }';
    expect(await fifth([])).toBe(whole);
    expect(await fifth([], { COLUMNS: '' })).toBe(whole);
    expect(await fifth([], { COLUMNS: '60' })).toBe('91be4567  Ada Lovelace          5 ┤ }');
    expect(await fifth(['--width', '60'], { COLUMNS: '200' })).toBe('91be4567  Ada Lovelace          5 ┤ }');
    await expect(fifth(['--width', 'wide'])).rejects.toThrow(
      '--width expects a number of columns, 20 to 9999, not "wide"',
    );
  });

  test('JSON holds the warnings itself, and never a colour', async () => {
    const { stdout, stderr } = await run(['a.ts', '--json', '--color', 'always']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(SAMPLE)));
    expect(stderr).toBe('');
  });

  test('porcelain takes the time of asking', async () => {
    const { stdout, stderr } = await run(['a.ts', '-p']);
    expect(stdout).toContain(`\nauthor-time ${Date.UTC(2026, 2, 6) / 1000}\nauthor-tz +0000\n`);
    expect(stderr).toBe(WARNING);
  });
});

describe('edits', () => {
  test('text', async () => {
    const { exitCode, stdout, stderr } = await run(['edits']);
    expect({ exitCode, lines: stdout.split('\n').length, stderr }).toEqual({ exitCode: 0, lines: 6, stderr: WARNING });
  });

  test('ndjson: nothing but records on stdout', async () => {
    const { stdout, stderr } = await run(['edits', '--ndjson']);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(SAMPLE_EDITS.edits.map((edit) => edit.id));
    expect(stderr).toBe(WARNING);
  });

  test('json', async () => {
    const { stdout, stderr } = await run(['edits', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'ai-blame/edits@1', warnings: [{ count: 2 }] });
    expect(stderr).toBe('');
  });
});

describe('why', () => {
  test('text goes to stdout, warnings to stderr', async () => {
    const { exitCode, stdout, stderr } = await run(['why', 'src/clamp.ts:4']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: WARNING });
    expect(stdout.split('\n')[0]).toBe('src/clamp.ts:4');
  });

  test('JSON holds the warnings itself', async () => {
    const { stdout, stderr } = await run(['why', 'src/clamp.ts:4', '--json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify({ ...SAMPLE_WHY, warnings: SAMPLE.warnings })));
    expect(stderr).toBe('');
  });
});

describe('doctor', () => {
  test('ends with 1 where evidence was lost; warnings go to stderr', async () => {
    const { exitCode, stdout, stderr } = await run(['doctor']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: WARNING });
    expect(stdout.split('\n')[0]).toBe('2 sessions, 4 turns (1 of unknown model)');
  });

  test('JSON holds the warnings itself, and the exit code is the same', async () => {
    const { exitCode, stdout, stderr } = await run(['doctor', '--json']);
    expect(JSON.parse(stdout)).toEqual({ ...SAMPLE_DOCTOR, warnings: SAMPLE.warnings });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  });

  test('ends with 0 where nothing is lost', async () => {
    const whole = { ...ANSWERS, checkEvidence: async () => ({ ...SAMPLE_DOCTOR, evidenceLost: false }) };
    expect((await run(['doctor'], fakeEnv(), whole)).exitCode).toBe(0);
  });
});

describe('pin and unpin', () => {
  test.each([
    ['pin', 'Wrote'],
    ['unpin', 'Deleted'],
  ])('%s: text goes to stdout, warnings to stderr', async (command, did) => {
    const { exitCode, stdout, stderr } = await run([command]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: WARNING });
    expect(stdout.split('\n')[0]).toBe(`${did} 2 refs:`);
  });

  test('JSON holds the warnings itself', async () => {
    const { stdout, stderr } = await run(['unpin', '--json']);
    expect(JSON.parse(stdout)).toEqual({ ...SAMPLE_PIN, action: 'unpin', warnings: SAMPLE.warnings });
    expect(stderr).toBe('');
  });
});

describe('without an answer', () => {
  test.each([['--version'], ['-V']])('%s asks nobody', async (option) => {
    expect(await run([option], fakeEnv(), SILENT)).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
  });

  test('help asks nobody', async () => {
    expect((await run(['edits', '--help'], fakeEnv(), SILENT)).stdout).toMatch(/^ai-blame edits/);
  });

  test('what the use case throws reaches the caller, and stdout stays empty', async () => {
    const env = fakeEnv();
    await expect(runCli(['a.ts'], env, SILENT, '1.2.3')).rejects.toThrow('not asked');
    expect(env.stdout.text).toBe('');
  });

  test('a reader that left stops the command', async () => {
    const env = fakeEnv();
    env.stdout.closed = true;
    await expect(runCli(['edits', '--ndjson'], env, ANSWERS, '1.2.3')).rejects.toMatchObject({ code: 'EPIPE' });
    expect(env.stderr.text).toBe('');
  });
});
