import { describe, expect, test } from '@jest/globals';
import { NOTHING_SEEN_THROUGH, type SeeThroughRequest } from '../../src/app/see-through-request.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { fakeEnv } from './fake-env.js';

/** The file, what is seen through and the folder to start from. */
function parse(...argv: string[]) {
  const invocation = parseArguments(argv, fakeEnv(), '1.2.3');
  if (invocation.command !== 'blame') throw new Error(`not a blame: ${invocation.command}`);
  const { file, seeThrough = null, place, ranges } = invocation.request;
  return { file, seeThrough, directory: place.directory, ranges };
}

const HERE = '/home/ada/demo/src';

const through = (request: Partial<SeeThroughRequest>) => ({
  file: 'a.ts',
  seeThrough: { ...NOTHING_SEEN_THROUGH, ...request },
  directory: HERE,
  ranges: [],
});

describe('what blame sees through', () => {
  test.each<[string, string[], Partial<SeeThroughRequest>]>([
    ['white space', ['-w', 'a.ts'], { ignoreWhitespace: true }],
    ['moves', ['-M', 'a.ts'], { moves: 20 }],
    ['moves, behind the file', ['a.ts', '-M'], { moves: 20 }],
    ['moves, from a score on', ['-M5', 'a.ts'], { moves: 5 }],
    ['the last score counts', ['-M5', '-M', '-M7', 'a.ts'], { moves: 7 }],
    ['no score, as git takes 0', ['-M0', 'a.ts'], { moves: 20 }],
    ['copies', ['-C', 'a.ts'], { copies: { level: 1, score: 40 } }],
    ['copies, behind the file', ['a.ts', '-C'], { copies: { level: 1, score: 40 } }],
    ['copies, with the command', ['blame', '-C', 'a.ts'], { copies: { level: 1, score: 40 } }],
    ['copies, before an option', ['-C', '-w', 'a.ts'], { copies: { level: 1, score: 40 }, ignoreWhitespace: true }],
    ['copies, before the dashes', ['-C', '--', 'a.ts'], { copies: { level: 1, score: 40 } }],
    ['copies twice', ['-C', '-C', 'a.ts'], { copies: { level: 2, score: 40 } }],
    ['copies three times, with a score', ['-C', '-C', '-C60', 'a.ts'], { copies: { level: 3, score: 60 } }],
    ['more often is not more', ['-C', '-C', '-C', '-C', 'a.ts'], { copies: { level: 3, score: 40 } }],
    ['copies by the long name', ['--copies', '60', 'a.ts'], { copies: { level: 1, score: 60 } }],
    ['moves and copies', ['-M7', '-C60', 'a.ts'], { moves: 7, copies: { level: 1, score: 60 } }],
    [
      'flags in one word',
      ['-wM7', '-wC60', 'a.ts'],
      { ignoreWhitespace: true, moves: 7, copies: { level: 1, score: 60 } },
    ],
    [
      'commits, and files that list them',
      ['--ignore-rev', 'HEAD~1', 'a.ts', '--ignore-rev=v1', '--ignore-revs-file', '', '--ignore-revs-file', 'revs'],
      { ignoreRevs: ['HEAD~1', 'v1'], ignoreRevsFiles: ['', 'revs'] },
    ],
    ['no file at all', ['--ignore-revs-file=', 'a.ts'], { ignoreRevsFiles: [''] }],
    [
      'turns, sessions, edits',
      ['--ignore-turn', '019b:2', '--ignore-turn', 'e7c1a90b52d4', 'a.ts'],
      { ignoreTurns: ['019b:2', 'e7c1a90b52d4'] },
    ],
  ])('%s', (_what, argv, expected) => {
    expect(parse(...argv)).toEqual(through(expected));
  });

  test('nothing, unless it is asked for', () => {
    expect(parse('a.ts')).toEqual({ file: 'a.ts', seeThrough: null, directory: HERE, ranges: [] });
  });
});

describe('-C behind the command asks for copies, as with git', () => {
  test.each<[string, string[], string | null, 1 | 2 | 3, string]>([
    ['before a revision', ['blame', '-C', 'main', 'a.ts'], 'main', 1, HERE],
    ['before a revision and the dashes', ['blame', '-w', '-C', '-C', 'main', '--', 'a.ts'], 'main', 2, HERE],
    ['behind the revision', ['blame', 'main', '-C', '-C', '-C', '--', 'a.ts'], 'main', 3, HERE],
    ['with a folder before it', ['-C', 'lib', 'blame', '-C', 'main', 'a.ts'], 'main', 1, `${HERE}/lib`],
    ['behind the file', ['blame', 'a.ts', '-C'], null, 1, HERE],
  ])('%s', (_what, argv, revision, level, directory) => {
    expect(parseArguments(argv, fakeEnv(), '1.2.3')).toMatchObject({
      request: { file: 'a.ts', revision, place: { directory }, seeThrough: { copies: { level } } },
    });
  });
});

describe('-C with a word behind it that is not the file is a folder', () => {
  test.each<[string, string[], string, 1 | 2 | null]>([
    ['before the file', ['-C', 'lib', 'a.ts'], `${HERE}/lib`, null],
    ['before the command', ['-C', 'lib', 'blame', 'a.ts'], `${HERE}/lib`, null],
    ['behind the file', ['a.ts', '-C', 'lib'], `${HERE}/lib`, null],
    ['before the dashes', ['-C', 'lib', '--', 'a.ts'], `${HERE}/lib`, null],
    ['hanging on it', ['-Clib', 'a.ts'], `${HERE}/lib`, null],
    ['a number', ['-C', './40', 'a.ts'], `${HERE}/40`, null],
    ['and copies', ['-C', 'lib', '-C', 'a.ts'], `${HERE}/lib`, 1],
    ['and copies, behind the file', ['-C', 'lib', 'a.ts', '-C', '-C'], `${HERE}/lib`, 2],
    ['a value of another option is no file', ['-C', 'lib', '--rev', 'main', '-w', 'a.ts'], `${HERE}/lib`, null],
  ])('%s', (_what, argv, directory, level) => {
    const answer = parse(...argv);
    expect(answer).toMatchObject({ file: 'a.ts', directory });
    expect(answer.seeThrough?.copies?.level ?? null).toBe(level);
  });

  test('values of options are not taken for the file', () => {
    expect(parse('-C', 'a.ts', '-L', '1,5', '--rev', 'main')).toMatchObject({
      file: 'a.ts',
      seeThrough: { copies: { level: 1, score: 40 } },
      ranges: [{ start: 1, end: 5 }],
    });
  });

  test.each([[['edits', '-C', 'lib']], [['edits', '-Clib']], [['-C', 'lib', 'edits']], [['doctor', '-C', 'lib']]])(
    'always for other commands: %j',
    (argv) => {
      expect(parseArguments(argv, fakeEnv(), '1.2.3')).toMatchObject({
        request: { place: { directory: `${HERE}/lib` } },
      });
    },
  );
});

test.each([
  [['-Mx', 'a.ts'], '-M expects a number of letters and digits, not "x"'],
  [['--copies', 'x', 'a.ts'], '--copies expects a number of letters and digits, not "x"'],
  [['--copies', 'a.ts'], '--copies expects a number of letters and digits, not "a.ts"'],
  [['a.ts', '--ignore-rev'], '--ignore-rev needs a value'],
  [['edits', '-w'], 'Unknown option -w'],
  [['edits', '-M'], 'Unknown option -M'],
])('wrong usage: %j', (argv, message) => {
  expect(() => parseArguments(argv, fakeEnv(), '1.2.3')).toThrow(expect.objectContaining({ code: 'USAGE', message }));
});
