import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import {
  BISECT_EXAMPLES,
  DIFF_EXAMPLES,
  HELP_EXAMPLES,
  LINK_EXAMPLES,
  LOG_EXAMPLES,
  SHOW_EXAMPLES,
  TRACE_EXAMPLES,
} from '../../src/cli/travel-help-texts.js';
import { FakeOutput, fakeEnv } from './fake-env.js';

const COMMANDS = ['log', 'show', 'diff', 'bisect', 'trace', 'link'] as const;

function requestOf(...argv: string[]): object {
  const { place: _, ...request } = (parseArguments(argv, fakeEnv(), '1.2.3') as { request?: { place: object } })
    .request ?? {
    place: {},
  };
  return request;
}

describe('time travel', () => {
  test.each([
    [['show', 'a.ts@3'], { file: 'a.ts', ref: '3', force: false }],
    [['show', 'a@b.ts@-1^', '--force'], { file: 'a@b.ts', ref: '-1^', force: true }],
    [['show', 'a@b.ts', '--at', '-1'], { file: 'a@b.ts', ref: '-1', force: false }],
    [['show', '@a.ts', '--at=e:1234'], { file: '@a.ts', ref: 'e:1234', force: false }],
    [['diff', 'a.ts@2..5'], { what: 'states', file: 'a.ts', from: '2', to: '5', force: false }],
    [['diff', 'a.ts@..5'], { what: 'states', file: 'a.ts', from: '0', to: '5', force: false }],
    [['diff', 'a.ts@HEAD..'], { what: 'states', file: 'a.ts', from: 'HEAD', to: 'worktree', force: false }],
    [['diff', 'a.ts@s1:2'], { what: 'states', file: 'a.ts', from: 's1:2^', to: 's1:2', force: false }],
    [['diff', '../a.ts@1..2'], { what: 'states', file: '../a.ts', from: '1', to: '2', force: false }],
    [['diff', '--turn', 'codex:0199:3'], { what: 'turn', session: 'codex:0199', turn: 3, force: false }],
    [['log', 'a.ts', '--rollup'], { file: 'a.ts', isRolledUp: true }],
    [['bisect', 'a.ts', '--contains', '-x'], { file: 'a.ts', text: '-x' }],
    [['trace', 'e7c1', '--no-redact'], { edit: 'e7c1', isRedacted: false }],
    [['trace', 'e7c1'], { edit: 'e7c1', isRedacted: true }],
    [['link', 'e7c1'], { target: { kind: 'edit', edit: 'e7c1' } }],
    [['link', './e7c1'], { target: { kind: 'file', file: './e7c1', line: null } }],
    [
      ['link', 'a.ts@1..', '--line', '3'],
      { target: { kind: 'range', file: 'a.ts', from: '1', to: 'worktree', line: 3 } },
    ],
  ])('%j', (argv, request) => {
    expect(requestOf(...argv)).toEqual(request);
  });

  test.each([
    ['log', LOG_EXAMPLES],
    ['show', SHOW_EXAMPLES],
    ['diff', DIFF_EXAMPLES],
    ['bisect', BISECT_EXAMPLES],
    ['trace', TRACE_EXAMPLES],
    ['link', LINK_EXAMPLES],
    ['help', HELP_EXAMPLES],
  ] as const)('the examples of %s run', (command, examples) => {
    for (const [example] of examples) {
      const [program, ...argv] = example.split(' ');
      expect(program).toBe('$0');
      expect(parseArguments(argv, fakeEnv(), '1.2.3').command).toBe(command === 'help' ? 'print' : command);
    }
  });

  test.each([40, 80, 100])('help is no wider than a terminal of %i columns', (columns) => {
    const env = fakeEnv({ variables: { COLUMNS: String(columns) }, stdout: new FakeOutput(200) });
    for (const argv of [...COMMANDS.map((command) => [command, '--help']), ['help', 'help'], ['help', 'caveats']]) {
      const answer = parseArguments(argv, env, '1.2.3');
      const lines = ('text' in answer ? answer.text : '').split('\n');
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
    }
  });

  test('examples stand on one line each at 80 columns', () => {
    const env = fakeEnv({ variables: { COLUMNS: '80' }, stdout: new FakeOutput(200) });
    for (const command of COMMANDS) {
      const answer = parseArguments([command, '--help'], env, '1.2.3');
      const [, examples = ''] = /\nExamples:\n(.*?)\n\n/s.exec('text' in answer ? `${answer.text}\n` : '') ?? [];
      expect(examples).not.toBe('');
      for (const line of examples.split('\n')) expect(line).toMatch(/^ {2}ai-blame /);
    }
  });
});
