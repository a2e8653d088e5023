import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Attributes } from '../../src/git/attributes.js';
import { wildmatch } from '../../src/git/wildmatch.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;

beforeAll(() => {
  repo = new GitRepo();
});

afterAll(() => repo.remove());

const NAMES = ['text', 'eol', 'filter', 'diff', 'merge', 'binary', 'mine', 'x', 'y', 'ident'];

afterEach(() => {
  for (const file of ['.gitattributes', 'src/.gitattributes', 'src/deep/.gitattributes', '.git/info/attributes']) {
    rmSync(join(repo.dir, file), { force: true });
  }
});

function byGit(paths: readonly string[], ...options: string[]): Record<string, Record<string, string>> {
  const fields = repo
    .gitBytes([...options, 'check-attr', '-z', '--stdin', ...NAMES], {
      input: paths.map((path) => `${path}\0`).join(''),
    })
    .toString()
    .split('\0');
  const values: Record<string, Record<string, string>> = Object.create(null);
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [path = '', name = '', value = ''] = fields.slice(i, i + 3);
    values[path] ??= {};
    (values[path] as Record<string, string>)[name] = value;
  }
  return values;
}

function byUs(paths: readonly string[], ignoreCase = false): Record<string, Record<string, string>> {
  const attributes = new Attributes({
    root: repo.dir,
    infoFile: join(repo.dir, '.git/info/attributes'),
    globalFile: null,
    ignoreCase,
  });
  const values: Record<string, Record<string, string>> = Object.create(null);
  for (const path of paths) {
    const found = attributes.of(path);
    values[path] = Object.fromEntries(
      NAMES.map((name) => {
        const value = found.get(name);
        return [name, value === undefined ? 'unspecified' : value === true ? 'set' : value === false ? 'unset' : value];
      }),
    );
  }
  return values;
}

describe('attributes are those of git check-attr', () => {
  const paths = [
    'a.txt',
    'b.bin',
    'src/a.txt',
    'src/deep/a.txt',
    'src/deep/er/a.txt',
    'src/x y.txt',
    'src/tab\there',
    'é.txt',
    'A.TXT',
    '#hash',
    '!bang',
    'dir/dir',
    'macro.m',
    'src/macro.m',
  ];

  test('files of each level, info/attributes, macros, quotes, comments, lines that git skips', () => {
    repo.write({
      '.gitattributes': [
        '\uFEFF* text=auto',
        '# comment',
        '  *.txt   text eol=lf  mine=one',
        '*.bin binary',
        '[attr]mac x y=2 -mine ident',
        '[attr]outer mac -ident',
        'macro.m outer',
        'dir/ x',
        '!bang x',
        '\\!bang y=bang',
        '\\#hash y=hash',
        '"src/x y.txt" y=quoted',
        '"src/tab\\there" y=tab',
        '"\\303\\251.txt" y=octal',
        '*.txt x -bad/name',
        '/a.txt x=top',
        'deep/a.txt x=never',
        `*.txt ${'y=long '.repeat(400)}`,
        'src/** merge=union',
        '**/er/* diff=er\r',
        '',
      ].join('\n'),
      'src/.gitattributes': 'a.txt !eol mine=two\ndeep/*.txt x=deep\n[attr]mac x=other\nmacro.m y=3 !ident\n',
      'src/deep/.gitattributes': '*.txt -text\n',
    });
    writeFileSync(join(repo.dir, '.git/info/attributes'), 'src/deep/er/* text=info filter=lfs\n');
    expect(byUs(paths)).toEqual(byGit(paths));
  });

  test('in upper and lower case alike where the repository says so', () => {
    repo.write({ '.gitattributes': '*.TXT x\nSRC/* y=1\n[A-C].txt mine\n' });
    expect(byUs(paths, true)).toEqual(byGit(paths, '-c', 'core.ignorecase=true'));
    expect(byUs(paths)).toEqual(byGit(paths, '-c', 'core.ignorecase=false'));
  });

  test('a .gitattributes that is a symbolic link is not followed', () => {
    repo.write({ elsewhere: '* x\n' });
    symlinkSync(join(repo.dir, 'elsewhere'), join(repo.dir, '.gitattributes'));
    expect(byUs(['a.txt'])).toEqual(byGit(['a.txt']));
  });

  test('for any patterns', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'ab',
      '/',
      '*',
      '**',
      '?',
      '**/',
      '/**',
      '[ab]',
      '[!a]',
      '[^/]',
      '[a-c]',
      '[]a]',
      '[a',
      '\\a',
      '\\*',
      '[[:alpha:]]',
      '[[:nope:]]',
      '[\\]x]',
      '[b-]',
      '[!-a]',
      '.',
      'é',
      '***',
      '[[:upper:]-]',
    );
    const name = fc.array(fc.constantFrom('a', 'b', 'c', 'ab', '*', ']', '[a', '-', 'é', '.', 'A'), {
      minLength: 1,
      maxLength: 3,
    });
    const path = fc
      .array(name, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.map((part) => part.join('')).join('/'));
    const usable = path.filter((text) => text.split('/').every((part) => part !== '.' && part !== '..'));
    // Until late in 2025 git took `a**` for `**` where only plain text stands before it, against its documentation.
    const pattern = fc
      .array(piece, { minLength: 1, maxLength: 7 })
      .map((pieces) => pieces.join(''))
      .filter((text) => !/[^/*]\*\*/.test(text));
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 8, maxLength: 8 }),
        fc.uniqueArray(usable, { minLength: 12, maxLength: 12 }),
        (patterns, subjects) => {
          const lines = patterns.map((text, i) => `${text} x=${i}`);
          repo.write({ '.gitattributes': `${lines.join('\n')}\n` });
          expect(byUs(subjects)).toEqual(byGit(subjects));
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('two stars beside other characters are one star', () => {
  const paths = ['abc', 'ab/c', 'a/c', 'a/b/c'];
  expect(paths.filter((path) => wildmatch('a**/c', path))).toEqual(['ab/c', 'a/c']);
  expect(paths.filter((path) => wildmatch('a/**c', path))).toEqual(['a/c']);
  expect(paths.filter((path) => wildmatch('a**', path))).toEqual(['abc']);
});

test('a pattern of many stars takes no longer than its length', () => {
  expect(wildmatch(`${'*a'.repeat(60)}b`, 'a'.repeat(3000))).toBe(false);
  expect(wildmatch(`${'**/'.repeat(60)}b`, 'a/'.repeat(1500))).toBe(false);
});
