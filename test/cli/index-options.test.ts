import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { fakeEnv } from './fake-env.js';

describe('which index a command reads traces by', () => {
  test.each([
    ['the usual one', ['a.ts'], {}, { file: null }],
    ['a file that is named', ['--index', 'my.sqlite', 'a.ts'], {}, { file: '/home/ada/demo/src/my.sqlite' }],
    ['from the folder that -C names', ['-C', '/srv', '--index=my.sqlite', 'a.ts'], {}, { file: '/srv/my.sqlite' }],
    ['none with --no-index', ['--no-index', 'a.ts'], {}, undefined],
    ['none with --no-index twice', ['--no-index', 'a.ts', '--no-index'], {}, undefined],
    ['none where --no-index takes back a file', ['--index', 'a', '--no-index', 'a.ts'], {}, undefined],
    ['the file that is named behind it', ['--no-index', '--index', '/i', 'a.ts'], {}, { file: '/i' }],
    ['none with AI_BLAME_NO_INDEX=1', ['a.ts'], { AI_BLAME_NO_INDEX: '1' }, undefined],
    ['the usual one where the variable says no', ['a.ts'], { AI_BLAME_NO_INDEX: '0' }, { file: null }],
    ['the usual one where the variable is empty', ['a.ts'], { AI_BLAME_NO_INDEX: '' }, { file: null }],
    ['the named one also then', ['--index', '/i', 'a.ts'], { AI_BLAME_NO_INDEX: '1' }, { file: '/i' }],
  ])('%s', (_what, argv, variables, expected) => {
    const blame = parseArguments(argv, fakeEnv({ variables }), '1');
    const edits = parseArguments(['edits', ...argv], fakeEnv({ variables }), '1');
    for (const invocation of [blame, edits]) {
      expect('request' in invocation && 'place' in invocation.request && invocation.request.place.index).toEqual(
        expected,
      );
    }
  });
});
