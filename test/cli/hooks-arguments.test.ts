import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { runCli } from '../../src/cli/run-cli.js';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import { fakeEnv } from './fake-env.js';

function parse(...argv: string[]): unknown {
  return parseArguments(['hooks', ...argv], fakeEnv(), '1.2.3');
}

const PLACE = expect.objectContaining({ directory: '/home/ada/demo/src' });
const NONE = { manager: null, dryRun: false, failOn: [], trailer: null, place: PLACE };

describe('what is asked', () => {
  test.each<[string, string[], unknown]>([
    ['install', ['install'], { ...NONE, what: 'install', hooks: ['pre-commit'] }],
    [
      'install in the order of a commit',
      ['install', 'post-commit', 'pre-commit', '--manager', 'husky', '--dry-run', '--fail-on', 'agent>80%'],
      {
        ...NONE,
        what: 'install',
        hooks: ['pre-commit', 'post-commit'],
        manager: 'husky',
        dryRun: true,
        failOn: ['agent>80%'],
      },
    ],
    [
      'uninstall takes all',
      ['uninstall'],
      { ...NONE, what: 'uninstall', hooks: ['pre-commit', 'prepare-commit-msg', 'post-commit'] },
    ],
    [
      'status',
      ['status', '--json'],
      { ...NONE, what: 'status', hooks: ['pre-commit', 'prepare-commit-msg', 'post-commit'] },
    ],
    [
      'run, with what git gives',
      ['run', 'prepare-commit-msg', '--trailer', 'Helped-by', '--', '.git/COMMIT_EDITMSG', 'message', '--json'],
      {
        what: 'run',
        hook: 'prepare-commit-msg',
        given: ['.git/COMMIT_EDITMSG', 'message', '--json'],
        failOn: [],
        trailer: 'Helped-by',
        place: PLACE,
      },
    ],
  ])('%s', (_what, argv, request) => {
    const output = argv.includes('status') ? 'json' : 'text';
    expect(parse(...argv)).toEqual({ command: 'hooks', request, output, color: 'auto' });
  });
});

test.each([
  [[], 'ai-blame hooks expects one of install, uninstall, status, run'],
  [['instal'], 'ai-blame hooks expects one of install, uninstall, status, run, not "instal"'],
  [
    ['install', 'commit-msg'],
    'ai-blame hooks install expects one of pre-commit, prepare-commit-msg, post-commit, not "commit-msg"',
  ],
  [['run'], 'ai-blame hooks run expects one of pre-commit, prepare-commit-msg, commit-msg, post-commit'],
  [['status', 'pre-commit'], 'ai-blame hooks status takes no pre-commit'],
  [['status', '--dry-run'], 'ai-blame hooks status takes no --dry-run'],
  [['uninstall', '--fail-on', 'agent>0'], 'ai-blame hooks uninstall takes no --fail-on'],
  [['run', 'pre-commit', '--json'], 'ai-blame hooks run takes no --json'],
  [['install', '--manager', 'make'], '--manager expects one of git, husky, lefthook, pre-commit, not "make"'],
  [['install', '--trailer', 'a b'], '--trailer expects a name as Assisted-by, not "a b"'],
  [
    ['install', '--trailer', 'Helped-by'],
    '--trailer is for the hook prepare-commit-msg, which is not among those to install',
  ],
  [
    ['install', 'post-commit', '--fail-on', 'agent>0'],
    '--fail-on is for the hook pre-commit, which is not among those to install',
  ],
])('wrong: %j', (argv, message) => {
  expect(() => parse(...argv)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
});

test('a hook says what came of it, and only a policy or the time makes it fail', async () => {
  const run = async (outcome: unknown): Promise<[number, string]> => {
    const env = fakeEnv();
    const runHook = async (): Promise<never> => {
      if (outcome instanceof Error) throw outcome;
      return outcome as never;
    };
    const exitCode = await runCli(['hooks', 'run', 'pre-commit'], env, { ...lazyUseCases, runHook }, '1');
    expect(env.stdout.text).toBe('');
    return [exitCode, env.stderr.text];
  };
  expect(await run({ kind: 'nothing' })).toEqual([0, '']);
  expect(await run({ kind: 'noted', lines: 1, files: 2 })).toEqual([
    0,
    'ai-blame: noted in refs/notes/ai that agents wrote 1 line in 2 files\n',
  ]);
  expect(await run({ kind: 'trouble', message: 'so\x1b[1m' })).toEqual([0, 'ai-blame: so␛[1m: the commit goes on\n']);
  expect(await run(new Error('oops'))).toEqual([0, 'ai-blame: oops: the commit goes on\n']);
  expect(await run({ kind: 'late', milliseconds: 2000, isRefused: false })).toEqual([
    0,
    'ai-blame: not done within 2 s: the commit goes on (ai-blame index makes it quicker)\n',
  ]);
  expect((await run({ kind: 'late', milliseconds: 2000, isRefused: true }))[0]).toBe(1);
});
