import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blameText } from '../../src/render/blame-text.js';
import { visible } from '../../src/render/control-characters.js';
import { highlight } from '../../src/render/highlight.js';
import { styleOf } from '../../src/render/style.js';
import { languageOf } from '../../src/render/syntax-language.js';
import { SAMPLE } from './sample-report.js';

/** Each piece that is something as `kind:text`, line by line. */
function kinds(path: string, ...lines: string[]): string[][] {
  const found = highlight(lines, path);
  if ('none' in found) throw new Error(found.none);
  return found.lines.map((line) =>
    (line ?? []).flatMap(({ kind, text }) => (kind === null ? [] : [`${kind}:${text}`])),
  );
}

describe('pieces of a file', () => {
  test('words, strings, numbers, comments', () => {
    expect(kinds('a.ts', 'const a = "x<&>" + 12; // say')).toEqual([
      ['keyword:const', 'string:"x<&>"', 'number:12', 'comment:// say'],
    ]);
  });

  test('a comment and a string over several lines are one, line by line', () => {
    expect(kinds('a.ts', '/* one', ' const two', '*/ const b = `x', `y \${1 + z} w`, '`;')).toEqual([
      ['comment:/* one'],
      ['comment: const two'],
      ['comment:*/', 'keyword:const', 'string:`x'],
      ['string:y ', 'number:1', 'string: w'],
      ['string:`'],
    ]);
    expect(kinds('a.py', 'def f():', '  """Says', '  def no', '  """', '  return 1')).toEqual([
      ['keyword:def', 'name:f'],
      ['string:"""Says'],
      ['string:  def no'],
      ['string:  """'],
      ['keyword:return', 'number:1'],
    ]);
  });

  test('a string that nobody ends, and what is no such language at all, are no failure', () => {
    expect(kinds('a.py', "a = 'x", 'b = 1')).toHaveLength(2);
    expect(kinds('a.json', '{{{ not json')).toHaveLength(1);
  });

  test('make up their line, whatever stands in it', () => {
    const path = fc.constantFrom('a.ts', 'b.py', 'c.html', 'd.md', 'e.sh', 'f.css', 'g.rs', 'h.diff', 'Makefile');
    const token = fc.constantFrom(
      '"',
      "'",
      '`',
      '/*',
      '*/',
      '//',
      '#',
      '<a b="c">',
      '${',
      '}',
      '\\',
      '\t',
      ' x ',
      '半',
      '👩‍👩‍👧',
      '&amp;',
      '```',
      '\u001b[31m',
      '\u202e',
    );
    const lines = fc.array(fc.string({ unit: token, maxLength: 8 }).map(visible), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(path, lines, (name, texts) => {
        const found = highlight(texts, name);
        if ('none' in found) throw new Error(found.none);
        for (const [place, line] of found.lines.entries()) {
          if (line !== null) expect(line.map(({ text }) => text).join('')).toBe(texts[place]);
        }
      }),
    );
  });
});

describe('what is left as it is', () => {
  test('a language that nobody knows, a file or a line that is too long, and one that takes too long', () => {
    expect(highlight(['x'], 'LICENSE')).toEqual({ none: 'no-language' });
    expect(highlight(['x'.repeat(20_001)], 'a.ts')).toEqual({ none: 'too-long' });
    expect(
      highlight(
        Array.from({ length: 60_000 }, () => 'const a = 1;'),
        'a.ts',
      ),
    ).toEqual({ none: 'too-long' });
    expect(
      highlight(
        Array.from({ length: 500 }, () => 'a'.repeat(200)),
        'a.cpp',
        50,
      ),
    ).toEqual({ none: 'too-long' });
  });
});

test.each([
  ['src/a.ts', '', 'ts'],
  ['src/a.MTS', '', 'mts'],
  ['a.tar.toml', '', 'toml'],
  ['lib/Makefile', '', 'makefile'],
  ['.bashrc', '', 'bash'],
  ['.ts', '', null],
  ['run', '#!/usr/bin/env -S node --no-warnings', 'javascript'],
  ['run', '#!/usr/bin/python3.11', 'python'],
  ['run', '#!/bin/sh -e', 'bash'],
  ['constructor', '', null],
  ['a.constructor', '#!/bin/constructor', null],
])('%s with %s: %s', (path, first, language) => {
  const known = new Set(['ts', 'mts', 'toml', 'makefile', 'bash', 'javascript', 'python']);
  expect(languageOf(path, first, (name) => known.has(name))).toBe(language);
});

describe('beside the columns', () => {
  test('colours the text and nothing else; a line that is cut off ends its colour; controls stay shown', async () => {
    const texts = ['/* first ␛[31m', 'second line of it */ return "a string that is long";'];
    const [first, second] = SAMPLE.lines;
    const lines = [first, second].map((line, at) => ({ ...(line as (typeof SAMPLE.lines)[0]), text: texts[at] ?? '' }));
    const found = highlight(texts, 'a.ts');
    const syntax = 'none' in found ? null : found.lines;
    const options = { width: 60, style: await styleOf(1), zone: () => 0, syntax };
    const shown = blameText({ ...SAMPLE, lines }, options)
      .replaceAll('\u001b', '␛')
      .split('\n');
    expect(shown[0]).toMatch(/ ␛\[2m\/\* first ␛\[31m␛\[22m$/);
    expect(shown[1]).toMatch(/ ␛\[2msecond line of it \*\/␛\[22m ␛\[35mretu?r?n?␛\[39m.*…$/);
  });
});
