import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { readPlainBlame } from '../../src/cli/plain-blame.js';
import { AiBlameError } from '../../src/errors.js';
import { fakeEnv } from './fake-env.js';

const WORDS = [
  'a.ts', 'src/b c.ts', '-x.ts', '12', '0x10', 'true', 'false', 'a.b=c', '--json', '--porcelain', '-p', '-w', '-M', '-M40', '-C', '-C60', '-C4',
  '-L', '1,5', '-L2,3', '-L5', '--rev', 'HEAD~1', '--rev=HEAD', '--min-evidence', 'snapshot', '--min-evidence=exact', '--ignore-rev',
  '--ignore-rev=x', '--ignore-turn', 's:1', '--color', 'always', '--no-color', '--codex-home', '/tmp/x', '--moved-from=/old', '--',
  '-wM', '-wL3,4', '-fL3', '-nS', '--abbrev', '--abbrev=7', '--date=iso', '--date=raw', '-h', '--help', '-V', '--version', '--nonsense', '-z', '-pw', 'blame', 'edits', '--line-porcelain', '', '-',
  '--no-index', '--no-json', '--no-notes', '--no-blame', '--show-email', '-e', '--no-show-email', '--toString', '--no-constructor',
  '-n1', '-w-', '-fe.x', '-p=true', '-h1', '--json=1', '--porcelain=true', '--no-json=x', '--classic=false', '--json=',
]; // biome-ignore format: a list of words

type Outcome = { readonly invocation: unknown } | { readonly error: string };

function outcomeOf(read: () => unknown): Outcome {
  try {
    return { invocation: read() };
  } catch (error) {
    if (error instanceof AiBlameError) return { error: `${error.code} ${error.message} ${error.hint}` };
    throw error;
  }
}

describe('a command line that plainly asks for blame', () => {
  test('is read as yargs reads it, or left to yargs', () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 }), (argv) => {
        const quick = outcomeOf(() => readPlainBlame(argv, fakeEnv()));
        if ('invocation' in quick && quick.invocation === null) return;
        plain++;
        expect(quick).toEqual(outcomeOf(() => parseArguments(argv, fakeEnv(), '1.2.3')));
      }),
      {
        numRuns: 3000,
        examples: [
          [['a.ts']],
          [['blame', 'a.ts', '--json']],
          [['a.ts', '-L', '1,5', '-wM', '-C']],
          [['a.ts', '--no-index', '--show-email']],
          [['a.ts', '--porcelain', 'true']],
          [['a.ts', 'b.ts', '--no-index', 'false']],
          [['blame', '--json', 'true']],
          [['a.ts', '-n1']],
          [['a.ts', '--json=1']],
        ],
      },
    );
    expect(plain).toBeGreaterThan(100);
  });

  test.each([
    [['a.ts']],
    [['blame', 'a.ts']],
    [['a.ts', '--json']],
    [['a.ts', '-L1,5', '--codex-home', '/srv/codex']],
    [['a.ts', '--', '-b.ts']],
  ])('%j needs no yargs', (argv) => {
    const outcome = outcomeOf(() => readPlainBlame(argv, fakeEnv()));
    expect(outcome).not.toEqual({ invocation: null });
  });

  test.each([
    [['--help']],
    [['edits']],
    [['a.ts', '--nonsense']],
    [['a.ts', '--rev']],
    [['-C', 'src', 'a.ts']],
    [['a.ts', '-n1']],
    [['a.ts', '--json=1']],
    [[]],
  ])('%j is left to yargs', (argv) => {
    expect(readPlainBlame(argv, fakeEnv())).toBeNull();
  });
});
