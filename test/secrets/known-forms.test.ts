import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../src/secrets/known-forms.js';

const TAIL = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY';

describe('run-history 14: what looks like a secret is not told', () => {
  test.each([
    [`use sk-proj-${TAIL} for it`, 'use [redacted] for it'],
    [`OPENAI_API_KEY=sk-${TAIL}`, 'OPENAI_API_KEY=[redacted]'],
    [`export TOKEN='a b c d e'; ls`, `export TOKEN='[redacted]'; ls`],
    [`{"password": "hunter2!"}`, `{"password": "[redacted]"}`],
    [`curl -H "Authorization: Bearer ${TAIL}" x`, 'curl -H "Authorization: Bearer [redacted]" x'],
    [`git clone https://ada:${TAIL}@example.org/a.git`, 'git clone https://ada:[redacted]@example.org/a.git'],
    [`ghp_${TAIL}0000`, '[redacted]'],
    [`github_pat_${TAIL}_x`, '[redacted]'],
    ['AKIAABCDEFGHIJKLMNOP', '[redacted]'],
    [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${TAIL}`, '[redacted]'],
    [`login --password ${TAIL}`, 'login --password [redacted]'],
    [`-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nafter`, '[redacted]\nafter'],
    ['-----BEGIN PRIVATE KEY-----\nMII', '[redacted]'],
    [
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${TAIL}\n=AbCd\n-----END PGP PRIVATE KEY BLOCK-----\nafter`,
      '[redacted]\nafter',
    ],
    [`//registry.npmjs.org/:_authToken=${TAIL}`, '//registry.npmjs.org/:_authToken=[redacted]'],
    [`//registry.npmjs.org/:_auth=${TAIL}`, '//registry.npmjs.org/:_auth=[redacted]'],
    [`PASSWORD=abcdef)${TAIL}`, 'PASSWORD=[redacted]'],
    [`PASSWORD=abcdef&${TAIL} x`, 'PASSWORD=[redacted] x'],
    [`x password=p@s;${TAIL}`, 'x password=[redacted]'],
    [`a=1&token=${TAIL}&b=2`, 'a=1&token=[redacted]&b=2'],
    [`<a href="?token=${TAIL}&amp;b=2">`, '<a href="?token=[redacted]&amp;b=2">'],
    [`Server=x;Password=p@s5;Database=y`, 'Server=x;Password=[redacted];Database=y'],
    [`open(token=${TAIL}).then(x)`, 'open(token=[redacted]).then(x)'],
    [`password: abcdef, and so on`, 'password: [redacted], and so on'],
    [String.raw`{"n": 1} "password": "ab\"${TAIL}", "b": 2`, '{"n": 1} "password": "[redacted]", "b": 2'],
    [String.raw`password='ab\'${TAIL}' x`, `password='[redacted]' x`],
    [`PGPASSWORD=${TAIL} psql`, 'PGPASSWORD=[redacted] psql'],
    ['dbPassword: hunter2', 'dbPassword: [redacted]'],
    [`"accessToken":"${TAIL}"`, '"accessToken":"[redacted]"'],
    [`clientSecret = '${TAIL}'`, `clientSecret = '[redacted]'`],
    [`GHTOKEN=${TAIL}; ls`, 'GHTOKEN=[redacted]; ls'],
    [`SECRET_KEY_BASE=${TAIL}`, 'SECRET_KEY_BASE=[redacted]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('what is no secret stays', () => {
  test.each([
    'Add a max option to clamp',
    'the token count is 42',
    'rename the password field to pass',
    'npm test -- --token',
    'see https://example.org/a:b@c',
    'const key = map.get(name)',
    'skip the authors, keep the authorisation',
    'token: int',
    'f(token: int, b)',
    'token=$1;shift',
    'const nextToken = parser.next()',
    'nextToken = lexer.tokens[12]',
    'readonly pageToken: string',
    'maxTokens: 4096, TOKEN_LIMIT=4096',
    'isSecret: boolean',
    'needs_auth=true',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('nothing changes a second time', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('password=', 'password="', 'aToken="', 'sk-', 'Bearer ', 'https://a:'),
        fc.string(),
        (a, b, c) => {
          const once = redact(a + b + c);
          expect(redact(once)).toBe(once);
        },
      ),
    );
  });

  test.each([
    'token',
    'Token',
    'password="',
    'password="\\"',
    'password=a)',
    'password=abcd&a',
    'password=abcd;',
    'aToken=',
    'aToken="a',
    'aToken=aaaaaaaaaaaa.',
    'x-',
    '_auth=',
  ])('it takes no longer than the text is long: %s', (part) => {
    const text = `password: ${part.repeat(2_000_000 / part.length)}`;
    const begun = performance.now();
    redact(text);
    // Seconds would be minutes where the time grew with the square.
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
