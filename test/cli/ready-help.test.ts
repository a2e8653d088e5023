import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { COMMAND_NAMES } from '../../src/cli/command-names.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { readyHelp } from '../../src/cli/ready-help.js';
import { FakeOutput, fakeEnv } from './fake-env.js';

/** What the build laid out: `npm test` builds first. */
const LAID_OUT = join(import.meta.dirname, '../../dist/help');

const ready = (...words: string[]) => readyHelp(words, fakeEnv());
const textOf = (name: string | null) => (name === null ? null : readFileSync(join(LAID_OUT, `${name}.txt`), 'utf8'));

/** The text as the parser gives it now. */
function parsed(words: readonly string[]): string {
  const asked = parseArguments(words, fakeEnv(), '1.2.3');
  return asked.command === 'print' ? asked.text : `no help, but ${asked.command}`;
}

describe('help texts that were laid out when the program was built', () => {
  test('are those of the parser, byte by byte, by whatever words they are asked for', () => {
    const others = COMMAND_NAMES.filter((name) => name !== 'help');
    const asked = [
      ['--help'],
      ['-h'],
      ['help'],
      ...others.flatMap((name) => [
        [name, '--help'],
        [name, '-h'],
        ['help', name],
      ]),
    ];
    expect(asked.map((words) => textOf(ready(...words)))).toEqual(asked.map(parsed));
  });

  test('stand for no other words', () => {
    const asked = [[], ['src/a.ts'], ['help', '--help'], ['help', 'help'], ['help', 'caveats'], ['help', 'me']];
    const more = [
      ['--help', '--json'],
      ['edits', '--help', '--json'],
      ['help', 'edits', 'why'],
      ['../help', '--help'],
    ];
    expect([...asked, ...more].map((words) => ready(...words))).toEqual([...asked, ...more].map(() => null));
  });

  test('stand for no other width', () => {
    const inTerminal = (columns: number) => readyHelp(['--help'], fakeEnv({ stdout: new FakeOutput(columns) }));
    expect(inTerminal(80)).toBe('ai-blame');
    expect(inTerminal(100)).toBe(null);
    expect(readyHelp(['--help'], fakeEnv({ variables: { COLUMNS: '60' } }))).toBe(null);
  });
});
