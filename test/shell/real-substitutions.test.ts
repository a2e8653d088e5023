import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applySubstitutions } from '../../src/shell/apply-substitutions.js';
import { literalSubstitutions } from '../../src/shell/literal-substitutions.js';

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ai-blame-substitutions-')));
const file = join(dir, 'f');

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the words of a command; null where it fails. */
function ran(command: readonly string[], content: Buffer, locale: string): Buffer | null {
  writeFileSync(file, content);
  const [program, ...args] = command;
  try {
    execFileSync(program as string, args, {
      cwd: dir,
      stdio: 'ignore',
      timeout: 5000,
      env: { PATH: process.env.PATH, LC_ALL: locale },
    });
  } catch (error) {
    if (typeof (error as { status?: number | null }).status !== 'number') throw error;
    return null;
  }
  return readFileSync(file);
}

/** What the text of the command tells of the file; null where it proves nothing. */
function told(command: readonly string[], content: Buffer): Buffer | null {
  const substitutions = literalSubstitutions(command, dir);
  if (substitutions.length === 0) return null;
  expect(substitutions.map(({ path, last }) => [path, last])).toEqual([[file, true]]);
  return applySubstitutions(content, substitutions[0]?.steps ?? []);
}

const PUNCTUATION = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'];

/** Bytes in which literal matches, and what only patterns match, are likely. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'b', 'ab', 'aab', ' ', '\t', '\r\n', '\n', '\n', 'é', '😀', 'n', 't'),
      fc.constantFrom(...PUNCTUATION),
      fc.constantFrom(0xc3, 0xa9, 0xff, 0xf0, 0x00),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part]))));

const delimiter = fc.oneof(
  { weight: 3, arbitrary: fc.constant('/') },
  { weight: 1, arbitrary: fc.constantFrom(...PUNCTUATION, ' ', 'x', '1') },
);
const half = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'ab', ' ', 'é', '😀') },
      { weight: 2, arbitrary: fc.constantFrom(...PUNCTUATION) },
      { weight: 2, arbitrary: fc.constantFrom(...PUNCTUATION, 'n', 't', '1', 'U', ' ').map((char) => `\\${char}`) },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(''));
const substitution = fc
  .tuple(delimiter, half, half, fc.constantFrom('', 'g', 'g', '2', 'I'))
  .map(([d, find, replace, flags]) => `s${d}${find}${d}${replace}${d}${flags}`);
const script = fc
  .tuple(fc.array(substitution, { minLength: 1, maxLength: 2 }), fc.constantFrom(';', '; ', '\n', ' ;\n'))
  .map(([all, separator]) => all.join(separator));

/** Whatever the text: a command that is told and succeeds did what is told. Counts how many were told. */
function holds(commandOf: (script: string) => readonly string[], numRuns: number): number {
  let count = 0;
  fc.assert(
    fc.property(script, bytes, fc.constantFrom('C', 'C.UTF-8'), (text, content, locale) => {
      const command = commandOf(text);
      const expected = told(command, content);
      if (expected === null) return;
      const actual = ran(command, content, locale);
      // Literal texts are never wrong for the program either.
      expect([text, actual?.toString('latin1')]).toEqual([text, expected.toString('latin1')]);
      count++;
    }),
    { numRuns },
  );
  return count;
}

describe('real programs', () => {
  test('sed with basic patterns does what is told', () => {
    expect(holds((text) => ['sed', '-i', text, 'f'], 600)).toBeGreaterThan(40);
  });

  test('sed with extended patterns does what is told', () => {
    expect(holds((text) => ['sed', '-E', '-i', '-e', text, 'f'], 600)).toBeGreaterThan(30);
  });

  test('perl does what is told', () => {
    expect(holds((text) => ['perl', '-pi', '-e', text, 'f'], 600)).toBeGreaterThan(30);
  });
});

describe('applySubstitutions', () => {
  const apply = (content: string, find: string, replace: string, all: boolean): string | undefined =>
    applySubstitutions(Buffer.from(content, 'latin1'), [{ find, replace, all }])?.toString('latin1');

  test('replaces the first or every occurrence on each line', () => {
    expect(apply('aa\nxaa\n\naaa', 'a', 'b', false)).toBe('ba\nxba\n\nbaa');
    expect(apply('aaa\r\nxa', 'aa', 'a', true)).toBe('aa\r\nxa');
    expect(apply('a', 'a', '', true)).toBe('');
  });

  test('bytes that are no UTF-8 stay as they are', () => {
    expect(apply('\xffa\xc3\n', 'a', 'é', true)).toBe('\xff\xc3\xa9\xc3\n');
  });

  test('steps build on each other', () => {
    const steps = [
      { find: 'a', replace: 'b', all: true },
      { find: 'bb', replace: 'c', all: false },
    ];
    expect(applySubstitutions(Buffer.from('ab ab\n'), steps)?.toString()).toBe('c bb\n');
  });

  test('a content that would grow beyond all measure is not worked out', () => {
    const steps = Array.from({ length: 40 }, () => ({ find: 'a', replace: 'aa', all: true }));
    expect(applySubstitutions(Buffer.from('a\n'), steps)).toBeNull();
    const long = { find: 'a', replace: 'b'.repeat(1000), all: true };
    expect(applySubstitutions(Buffer.alloc(100_000, 'a'), [long])).toBeNull();
    expect(applySubstitutions(Buffer.alloc(60_000, 'a'), [long])).toHaveLength(60_000_000);
  });
});
