import { describe, expect, test } from '@jest/globals';
import { completionOf } from '../../src/cli/complete-words.js';
import { COMPLETION_SCRIPTS } from '../../src/cli/completion-scripts.js';
import { runCli } from '../../src/cli/run-cli.js';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import { FakeOutput, fakeEnv } from './fake-env.js';

/** The words that are offered, and what is looked up. */
function offered(...words: string[]): string[] {
  const found = completionOf(words);
  return [...found.words.map(({ word }) => word), ...found.sources.map((source) => `<${source}>`)];
}

describe('what may stand where a word is being written', () => {
  test.each<[string[], string[]]>([
    [['rep'], ['report', 'replay', '<file>', '<revision>'].filter((word) => word !== '')],
    [['sessions', 't'], ['transcript']],
    [['sessions', 'show', ''], ['<session>']],
    [['sessions', 'list', ''], []],
    [
      ['edits', '--evidence', ''],
      ['exact', 'fragment', 'snapshot', 'inferred'],
    ],
    [['edits', '--evidence', 's'], ['snapshot']],
    [['edits', '--evidence=s'], ['--evidence=snapshot']],
    [['edits', '--act'], ['--action']],
    [['edits', '--model', ''], ['<model>']],
    [['edits', '--session', 'x'], ['<session>']],
    [
      ['a.ts', '--mi'],
      ['--minimal', '--min-evidence'],
    ],
    [['--rev', ''], ['<revision>']],
    [
      ['--rev', 'HEAD', 'a'],
      ['<revision>', '<file>'],
    ],
    [
      ['--', '-a'],
      ['<revision>', '<file>'],
    ],
    [['-C', ''], ['<directory>']],
    [
      ['--color', 'a'],
      ['auto', 'always'],
    ],
    [['show', 'a.ts'], ['<file>']],
    [['show', 'a.ts@'], ['<state>']],
    [['trace', ''], ['<edit>']],
    [
      ['report', ''],
      ['<revision>', '<file>'],
    ],
    [
      ['index', ''],
      ['status', 'verify', 'rebuild'],
    ],
    [
      ['hooks', 'install', 'pre'],
      ['pre-commit', 'prepare-commit-msg'],
    ],
    [
      ['hooks', 'install', ''],
      ['pre-commit', 'prepare-commit-msg', 'post-commit'],
    ],
    [
      ['hooks', 'uninstall', 'pre-commit', 'p'],
      ['pre-commit', 'prepare-commit-msg', 'post-commit'],
    ],
    [
      ['hooks', 'run', ''],
      ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'],
    ],
    [['hooks', 'run', 'commit-msg', ''], []],
    [['ledger', 'export', ''], ['<session>']],
    [
      ['import', ''],
      ['acp', 'agent-trace'],
    ],
    [['import', 'acp', ''], ['<file>']],
    [['export', '--format', 'c'], ['csv']],
    [['completion', 'f'], ['fish']],
    [['help', 'ev'], ['evidence']],
    [['help', 'evidence', ''], []],
  ])('%j', (words, expected) => {
    expect(offered(...words).sort()).toEqual([...expected].sort());
  });
});

describe('ai-blame completion words', () => {
  async function answer(
    words: readonly string[],
    runs: Readonly<Record<string, string>>,
    exitCode = 0,
  ): Promise<string> {
    const env = fakeEnv({
      stdout: new FakeOutput(),
      runAgain: async (asked) => ({ exitCode, stdout: runs[asked.join(' ')] ?? '', stderr: 'trouble' }),
    });
    expect(await runCli(['completion', 'words', '--', ...words], env, lazyUseCases, '1.0.0')).toBe(0);
    expect(env.stderr.text).toBe('');
    return env.stdout.text;
  }
  const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

  test('tells sessions of this repository with what they are about, on one line each', async () => {
    const asked = 'sessions --all --limit 100 --project . --ndjson --codex-home /c';
    const told = lines(
      { id: '019b-1', agent: 'codex', title: null, firstMessage: `Fix\n\u001b[31mit ${'x'.repeat(80)}` },
      { id: '019c-2', agent: 'codex', title: 'Other', firstMessage: 'x' },
    );
    const text = await answer(['--codex-home', '/c', 'why', 'x', '--agent'], { [asked]: told });
    expect(text).toBe('--agent\tName only edits of this agent, as codex (repeatable)\n');
    const sessions = await answer(['sessions', 'show', '--codex-home', '/c', '019b'], { [asked]: told });
    expect(sessions.split('\n')).toHaveLength(2);
    expect(sessions).toMatch(/^019b-1\tcodex Fix\S?.*…\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(sessions).not.toMatch(/\u001b/);
  });

  test('tells states of a file', async () => {
    const told = lines(
      { state: 0, kind: 'base', evidence: 'base', attribution: { agent: null } },
      { state: 1, evidence: 'exact', attribution: { agent: 'codex', model: 'gpt-a' } },
    );
    const text = await answer(['show', 'f@'], { 'log --ndjson -- f': told });
    expect(text).toBe('f@0\tbase\nf@1\texact codex gpt-a\nf@HEAD\tin git\nf@worktree\ton disk\n');
  });

  test('offers nothing that a shell would take for something else', async () => {
    const told = lines(
      { id: '$(rm -rf x)', agent: 'codex' },
      { id: 'a;b', agent: 'codex' },
      { id: 'fine-1', agent: 'codex' },
    );
    const asked = 'sessions --all --limit 100 --project . --ndjson';
    expect(await answer(['replay', ''], { [asked]: told })).toBe('fine-1\tcodex\n');
  });

  test('says nothing where something goes wrong', async () => {
    expect(await answer(['replay', ''], {}, 70)).toBe('');
    expect(await answer(['trace', ''], { 'edits --ndjson': 'no JSON' })).toBe('');
    expect(await answer(['--rev', ''], {})).toBe('');
    expect(await answer([], {})).toContain('blame\t');
  });

  test('leaves files to the shell', async () => {
    expect(await answer(['log', 'a'], {})).toBe(':file\n');
    expect(await answer(['log', '-C', 'a'], {})).toBe(':directory\n');
  });
});

test('there is a script for each shell, and no other', async () => {
  for (const [shell, script] of Object.entries(COMPLETION_SCRIPTS)) {
    const env = fakeEnv();
    expect(await runCli(['completion', shell], env, lazyUseCases, '1.0.0')).toBe(0);
    expect(env.stdout.text).toBe(script);
  }
  await expect(runCli(['completion', 'fisch'], fakeEnv(), lazyUseCases, '1.0.0')).rejects.toMatchObject({
    code: 'USAGE',
    hint: 'did you mean ai-blame completion fish?',
  });
});
