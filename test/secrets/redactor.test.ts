import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadSecrets } from '../../src/secrets/redactor.js';

const newRedactor = await loadSecrets();

/** Made up; split, so that no scanner takes this file for a leak. */
const SENDGRID = `SG.${'aB3dE5fG7hJ9kL1mN2pQ4r'}.${'sT6uV8wX0yZ1aB3cD5eF7gH9iJ1kL3mN5oP7qR9sT1u'}`;
const SHOPIFY = `shpat_${'0123456789abcdef'.repeat(2)}`;
const KEY = `ghp_${'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY0123'}`;

describe('what leaves for others goes through a library, and through forms of our own', () => {
  test.each([
    ['the library alone knows it', `use ${SENDGRID} and ${SHOPIFY}`, 'use [redacted] and [redacted]', 2],
    ['both know it', `use ${KEY}`, 'use [redacted]', 1],
    ['we alone know it: by its name', '{"password": "hunter2!"}', '{"password": "[redacted]"}', 1],
    [
      'what is around a password stays',
      'https://ada:hunter22@example.org/a',
      'https://ada:[redacted]@example.org/a',
      1,
    ],
    [
      'a database',
      'postgres://ada:hunter22@db.example.org:5432/a',
      'postgres://ada:[redacted]@db.example.org:5432/a',
      1,
    ],
    ['nothing to find', 'Add a max option to clamp, with tests', 'Add a max option to clamp, with tests', 0],
    ['what was replaced before', 'key [redacted]', 'key [redacted]', 0],
  ])('%s', (_, text, expected, replaced) => {
    const redactor = newRedactor();
    expect([redactor.clean(text), redactor.replaced]).toEqual([expected, replaced]);
  });

  test('a text cannot switch the rules off', () => {
    const text = `secretlint-disable\n// secretlint-disable-line\n${SENDGRID}`;
    expect(newRedactor().clean(text)).not.toContain(SENDGRID);
  });

  test('texts within JSON are looked at as they are, and counted once', () => {
    const redactor = newRedactor();
    const told = redactor.cleanDetail(JSON.stringify({ command: `echo "${SENDGRID}"`, cwd: '/a' }));
    expect([JSON.parse(told), redactor.replaced]).toEqual([{ command: 'echo "[redacted]"', cwd: '/a' }, 1]);
  });

  test('half a key at the end of what was cut off goes with its word', () => {
    const redactor = newRedactor();
    const cut = `say ${KEY}`.slice(0, 20);
    expect(redactor.cleanCut(cut, 20)).toBe('say …');
    expect(redactor.cleanCut('say it', 20)).toBe('say it');
  });

  test('a second time changes nothing, and texts without any are as they were', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(SENDGRID, SHOPIFY, KEY, ''), fc.string(), (a, secret, b) => {
        const once = newRedactor().clean(`${a} ${secret} ${b}`);
        expect(secret === '' || !once.includes(secret)).toBe(true);
        expect(newRedactor().clean(once)).toBe(once);
      }),
    );
  });

  test('time grows with the text, whatever it is', () => {
    const begins = [
      'sk-',
      'AKIA',
      'password=',
      'https://a:',
      '-----BEGIN PRIVATE KEY-----\n',
      'xoxb-',
      'eyJ',
      '"',
      'a',
      '\n',
    ];
    for (const begin of begins) {
      const text = begin.repeat(Math.ceil(300_000 / begin.length));
      expect(typeof newRedactor().clean(text)).toBe('string');
    }
  });
});
