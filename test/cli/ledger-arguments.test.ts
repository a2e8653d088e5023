import { describe, expect, test } from '@jest/globals';
import { LEDGER_EXAMPLES, REPLAY_EXAMPLES } from '../../src/cli/ledger-help-texts.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { AiBlameError } from '../../src/errors.js';
import { FakeOutput, fakeEnv } from './fake-env.js';

const COMMANDS = ['ledger', 'replay'];

function parse(line: string) {
  return parseArguments(line.split(' '), fakeEnv(), '0.0.0');
}

function trouble(line: string): string {
  try {
    parse(line);
    return 'none';
  } catch (error) {
    return error instanceof AiBlameError && error.exitCode === 2 ? error.message : `not 2: ${error}`;
  }
}

describe('what ledger and replay take', () => {
  test('export: everything as recorded but secrets, into our own folder', () => {
    expect(parse('ledger export 019b')).toMatchObject({
      command: 'ledger',
      output: 'text',
      request: {
        what: 'export',
        thread: '019b',
        project: null,
        limit: null,
        redacted: true,
        text: true,
        force: false,
        output: null,
        generatedAt: null,
        projectPath: null,
      },
    });
  });

  test('export: all that can be said', () => {
    const line =
      'ledger export 019b --limit 3 --no-redact --no-text --force --output l.json --project-path .. --project-path-as /x' +
      ' --generated-at 2026-03-04T05:06:07.9Z --json';
    expect(parse(line)).toMatchObject({
      output: 'json',
      request: {
        limit: 3,
        redacted: false,
        text: false,
        force: true,
        output: '/home/ada/demo/src/l.json',
        project: '/home/ada/demo',
        projectPath: '/x',
        generatedAt: '2026-03-04T05:06:07Z',
      },
    });
    expect(parse('ledger export 019b --output -')).toMatchObject({ request: { output: '-' } });
  });

  test('backfill, verify and replay', () => {
    expect(parse('ledger backfill --all --output-dir out --limit 7')).toMatchObject({
      request: { what: 'backfill', all: true, outputDirectory: '/home/ada/demo/src/out', limit: 7, force: false },
    });
    expect(parse('ledger verify a b --source')).toMatchObject({
      request: { what: 'verify', paths: ['/home/ada/demo/src/a', '/home/ada/demo/src/b'], source: true, sha256: null },
    });
    expect(parse('replay 019b --limit 2')).toMatchObject({
      command: 'replay',
      request: { thread: '019b', limit: 2, redacted: true },
    });
  });

  test.each([
    ['ledger export a --limit 0', '--limit expects a number from 1, not "0"'],
    ['ledger export a --limit 1e3', '--limit expects a number from 1, not "1e3"'],
    ['ledger export a b', 'ai-blame ledger export takes one session: 2 were named'],
    ['ledger export a --source', 'ai-blame ledger export takes no --source'],
    ['ledger backfill x', 'ai-blame ledger backfill takes no x'],
    ['ledger backfill --output x', 'ai-blame ledger backfill takes no --output'],
    ['ledger verify --no-redact', 'ai-blame ledger verify takes no --redact'],
    ['ledger verify --sha256 12', '--sha256 expects 64 hexadecimal digits, not "12"'],
    [
      'ledger export a --generated-at 2026-03-04',
      '--generated-at expects now, or a time as 2026-03-04T05:06:07Z, not "2026-03-04"',
    ],
    ['ledger lost', 'ai-blame ledger expects one of export, backfill, verify, not "lost"'],
  ])('%s', (line, message) => {
    expect(trouble(line)).toBe(message);
  });
});

describe('help on ledger and replay', () => {
  test('every example is read', () => {
    for (const [example] of [...LEDGER_EXAMPLES, ...REPLAY_EXAMPLES]) {
      const [program, command, ...rest] = example.split(' ');
      expect(program).toBe('$0');
      expect(parse([command, ...rest].join(' ')).command).toBe(command);
    }
  });

  test.each([40, 80, 100])('is no wider than a terminal of %i columns', (columns) => {
    const env = fakeEnv({ variables: { COLUMNS: String(columns) }, stdout: new FakeOutput(200) });
    for (const command of COMMANDS) {
      const answer = parseArguments([command, '--help'], env, '1.2.3');
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
