import { describe, expect, test } from '@jest/globals';
import { INDEX_EXAMPLES } from '../../src/cli/index-help-texts.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { AiBlameError } from '../../src/errors.js';
import { fakeEnv } from './fake-env.js';

const parse = (...argv: string[]) => parseArguments(argv, fakeEnv(), '1.2.3');

const at = (file: string | null) => expect.objectContaining({ directory: '/home/ada/demo/src', index: { file } });
const PLACE = at(null);
const BUILD = { what: 'build', place: PLACE, full: false, retryFailed: false, previews: null };
const VERIFY = { what: 'verify', place: PLACE, full: false, repair: false, all: false, compareAgent: false };

describe('index', () => {
  test.each([
    ['by itself', ['index'], BUILD],
    ['everything anew', ['index', '--full', '--retry-failed'], { ...BUILD, full: true, retryFailed: true }],
    ['without previews', ['index', '--no-previews'], { ...BUILD, previews: false }],
    ['with previews again', ['index', '--previews'], { ...BUILD, previews: true }],
    ['rebuild', ['index', 'rebuild', '--no-previews'], { ...BUILD, what: 'rebuild', previews: false }],
    ['status', ['index', 'status'], { what: 'status', place: PLACE }],
    ['verify', ['index', 'verify'], VERIFY],
    [
      'verify with everything',
      ['index', 'verify', '--full', '--repair', '--all', '--compare-codex'],
      { ...VERIFY, full: true, repair: true, all: true, compareAgent: true },
    ],
    ['another file', ['index', '--index', 'my.db'], { ...BUILD, place: at('/home/ada/demo/src/my.db') }],
  ])('%s', (_what, argv, request) => {
    expect(parse(...argv)).toEqual({ command: 'index', request, output: 'text', color: 'auto' });
  });

  test('as JSON', () => {
    expect(parse('index', 'status', '--json')).toMatchObject({ output: 'json' });
  });

  test.each([
    ['a word that is none', ['index', 'bogus'], 'ai-blame index expects one of status, verify, rebuild, not "bogus"'],
    ['a word too many', ['index', 'status', 'now'], 'ai-blame index status takes no now'],
    ['an option of another word', ['index', '--repair'], 'ai-blame index takes no --repair'],
    ['an option of indexing', ['index', 'verify', '--retry-failed'], 'ai-blame index verify takes no --retry-failed'],
    ['what status does not take', ['index', 'status', '--full'], 'ai-blame index status takes no --full'],
    ['no index', ['index', '--no-index'], 'ai-blame index makes no sense with --no-index'],
  ])('%s is wrong usage', (_what, argv, message) => {
    let failure: unknown = null;
    try {
      parse(...argv);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(AiBlameError);
    expect(failure).toMatchObject({ code: 'USAGE', message });
  });

  test('AI_BLAME_NO_INDEX is for the other commands', () => {
    const found = parseArguments(['index', 'status'], fakeEnv({ variables: { AI_BLAME_NO_INDEX: '1' } }), '1');
    expect(found).toMatchObject({ command: 'index', request: { what: 'status' } });
  });

  test('the examples of the help are read as they are meant', () => {
    for (const [example] of INDEX_EXAMPLES) {
      const argv = example.replace('$0 ', '').split(' ');
      expect(parse(...argv).command).toBe('index');
    }
  });
});
