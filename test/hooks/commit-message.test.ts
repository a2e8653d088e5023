import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  commentSign,
  fulfilRequests,
  isEmptyMessage,
  withRequests,
  withTrailers,
} from '../../src/hooks/commit-message.js';

const TRAILER = 'Assisted-by: codex:gpt-a';
const SCISSORS = '# ------------------------ >8 ------------------------\n';

/** What git itself makes of it. */
function byGit(message: string, trailers: readonly string[]): string {
  const options = trailers.flatMap((trailer) => ['--trailer', trailer]);
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['interpret-trailers', '--where', 'end', '--if-exists', 'addIfDifferent', '--no-divider', ...options],
    { input: message, encoding: 'utf8', env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null' } },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Git writes trailers anew: it leaves out comments among them, and `not:a` becomes `not: a`. */
function retold(message: string): string {
  return message.replace(/^#.*\n/gm, '').replaceAll('not:a', 'not: a');
}

describe('trailers go where git puts them', () => {
  test.each<[string, string]>([
    ['a subject', 'Subject\n'],
    ['a body', 'Subject\n\nBody of it.\n'],
    ['other trailers', 'Subject\n\nBody.\n\nReviewed-by: Ada <ada@example.org>\n'],
    ['a sign-off among text', 'Subject\n\nsome text\nSigned-off-by: Ada <ada@example.org>\n'],
    ['text that looks like a trailer', 'Subject\n\nNote: this is\na paragraph\n'],
    ['a subject that looks like one', 'fix: the thing\n'],
    ['it is there already', `Subject\n\n${TRAILER}\n`],
    ['it is there in other letters', 'Subject\n\nassisted-by: codex:gpt-a\n'],
    ['it is there, and others behind it', `Subject\n\n${TRAILER}\nReviewed-by: Ada <ada@example.org>\n`],
    ['comments behind it', 'Subject\n\n# Please enter\n# more\n'],
    ['comments at once', 'Subject\n# Please enter\n'],
    ['a diff behind scissors', `Subject\n\n# Please\n${SCISSORS}# not below\ndiff --git a b\n`],
    ['a trailer that goes on', 'Subject\n\nLong-one: a\n  b\n'],
    ['cherry-picked', 'Subject\n\nBody\n\n(cherry picked from commit 1111111111111111111111111111111111111111)\n'],
  ])('%s', (_what, message) => {
    expect(withTrailers(message, [TRAILER], '#')).toBe(byGit(message, [TRAILER]));
  });

  test('a message without a line end gets one', () => {
    expect(withTrailers('Subject', [TRAILER], '#')).toBe(`Subject\n\n${TRAILER}\n`);
  });

  test('any message', () => {
    const line = fc.constantFrom(
      'Subject of it',
      'text of a paragraph',
      '',
      '',
      '# a comment',
      'Reviewed-by: Ada <ada@example.org>',
      'Signed-off-by: Ada <ada@example.org>',
      TRAILER,
      'Assisted-by: claude-code:opus',
      ' indented',
      'not:a trailer here',
      '(cherry picked from commit 1111111111111111111111111111111111111111)',
      SCISSORS.trimEnd(),
    );
    const message = fc
      .array(line, { maxLength: 9 })
      .map((lines) => `Subject\n${lines.map((one) => `${one}\n`).join('')}`);
    const trailers = fc.uniqueArray(fc.constantFrom(TRAILER, 'Assisted-by: gemini-cli:pro', 'Assisted-by: codex'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(message, trailers, (text, added) => {
        const once = withTrailers(text, added, '#');
        expect(retold(once)).toBe(retold(byGit(text, added)));
        expect(withTrailers(once, added, '#')).toBe(once);
      }),
      { numRuns: 150 },
    );
  });
});

describe('while there is no message', () => {
  const template = '\n# Please enter the commit message\n#\n';

  test('git would give up', () => {
    expect(['', '\n\n', template, `${template}${SCISSORS}diff\n`].map((text) => isEmptyMessage(text, '#'))).toEqual(
      Array(4).fill(true),
    );
    expect(isEmptyMessage('Subject\n# comment\n', '#')).toBe(false);
    expect(isEmptyMessage('# Subject\n', ';')).toBe(false);
  });

  test('it is asked for in a comment, and put behind what was written', () => {
    const asked = withRequests(`${template}${SCISSORS}diff\n`, [TRAILER], '#');
    expect(isEmptyMessage(asked, '#')).toBe(true);
    expect(asked).toBe(
      `${template}# ai-blame adds this to what you write above. Delete the line if it should not.\n` +
        `# ai-blame-trailer e3b0c442: ${TRAILER}\n${SCISSORS}diff\n`,
    );
    expect(fulfilRequests(`Subject\n${asked.slice(1)}`, '#')).toBe(
      `Subject\n\n${TRAILER}\n# Please enter the commit message\n#\n${SCISSORS}diff\n`,
    );
  });

  test('nothing is added where nothing was written, or the line was deleted', () => {
    const asked = withRequests(template, [TRAILER], '#');
    expect(fulfilRequests(asked, '#')).toBe(template);
    expect(fulfilRequests(`Subject\n${template}`, '#')).toBeNull();
    expect(fulfilRequests(`Subject\n${asked.replace(/^# ai-blame-trailer.*\n/m, '')}`, '#')).toBeNull();
  });
});

test('a template that nobody fills in stays as it was; one that is filled in gets it', () => {
  const template = 'Ticket:\nWhy:\n\n# comment\n';
  const asked = withRequests(template, [TRAILER], '#');
  expect(fulfilRequests(asked, '#')).toBe(template);
  expect(fulfilRequests(asked.replace('Why:', 'Why: so'), '#')).toBe(`Ticket:\nWhy: so\n\n${TRAILER}\n\n# comment\n`);
});

test('what comments begin with', () => {
  expect(commentSign(null, 'a\n; b\n')).toBe('#');
  expect(commentSign(';', '')).toBe(';');
  expect(commentSign('auto', 'a\n; b\n')).toBe(';');
  expect(commentSign('auto', 'a\n')).toBe('#');
});
