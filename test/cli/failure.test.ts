import { describe, expect, test } from '@jest/globals';
import { failureOf } from '../../src/cli/failure.js';
import { AiBlameError } from '../../src/errors.js';

const ABOUT = { version: '1.2.3', runtime: 'v20.19.0 on linux', bugs: null };

describe('failures', () => {
  test('expected trouble: a sentence, a hint, its code', () => {
    const error = new AiBlameError('NO_SUCH_FILE', 'There is no a\u001b[2J.ts', { hint: 'look around' });
    expect(failureOf(error, ABOUT)).toEqual({
      text: 'ai-blame: There is no a␛[2J.ts\nhint: look around\n',
      exitCode: 3,
    });
  });

  test('no hint, no line for it', () => {
    expect(failureOf(new AiBlameError('OBJECT_CORRUPT', 'Damaged'), ABOUT)).toEqual({
      text: 'ai-blame: Damaged\n',
      exitCode: 4,
    });
  });

  test('a closed pipe is no failure', () => {
    const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    expect(failureOf(error, ABOUT)).toEqual({ text: '', exitCode: 0 });
  });

  test('a bug tells where, which version, and what to do', () => {
    const error = new TypeError('x is not a function\u0007');
    error.stack = 'TypeError: x is not a function\u0007\n    at somewhere.js:1:2';
    expect(failureOf(error, ABOUT)).toEqual({
      text: [
        'ai-blame: unexpected error: TypeError: x is not a function␇',
        '    at somewhere.js:1:2',
        'This is a bug of ai-blame 1.2.3 (Node v20.19.0 on linux). Please report it, with the command that you ran',
        'and the lines above.',
        '',
      ].join('\n'),
      exitCode: 70,
    });
  });

  test('where to report, if the package tells', () => {
    const { text } = failureOf('thrown text', { ...ABOUT, bugs: 'https://example.org/bugs' });
    expect(text).toContain('unexpected error: thrown text\n');
    expect(text).toContain('Please report it at https://example.org/bugs, with');
  });
});
