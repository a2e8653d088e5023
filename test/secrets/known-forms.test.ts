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
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('nothing changes a second time', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('password=', 'sk-', 'Bearer ', 'https://a:'), fc.string(), (a, b, c) => {
        const once = redact(a + b + c);
        expect(redact(once)).toBe(once);
      }),
    );
  });
});
