import * as clike from '@codemirror/legacy-modes/mode/clike';
import * as javascript from '@codemirror/legacy-modes/mode/javascript';
import * as python from '@codemirror/legacy-modes/mode/python';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { languageOf } from '../../src/viewer/highlight/language-of.js';
import { LineTokens } from '../../src/viewer/highlight/line-tokens.js';

type Parser = ConstructorParameters<typeof LineTokens>[0];

function readAll(parser: unknown, lines: readonly string[]): LineTokens {
  const tokens = new LineTokens(parser as Parser, lines);
  while (tokens.advance());
  return tokens;
}

function classesOf(tokens: LineTokens, line: number): (string | null)[] {
  return (tokens.tokens(line, line + 1)?.[0] ?? [])
    .filter(({ text }) => text.trim() !== '')
    .map(({ className }) => className);
}

describe('syntax colours', () => {
  test('a comment goes on over lines, also where reading begins in the middle of it', () => {
    const lines = ['/* one', ...Array.from({ length: 500 }, (_, at) => `let n${at} = 1;`), 'end */ let x = 1;'];
    const tokens = readAll(clike.c, lines);
    expect(classesOf(tokens, 350)).toEqual(['t-comment']);
    expect(classesOf(tokens, 501)[0]).toBe('t-comment');
    expect(classesOf(tokens, 501).at(-2)).toBe('t-number');
  });

  test('keywords, names that are defined, texts and numbers are told apart', () => {
    const [line] = readAll(python.python, ['def greet(): return "a", 12']).tokens(0, 1) ?? [];
    const classOf = (text: string) => line?.find((token) => token.text === text)?.className;
    expect(['def', 'greet', 'return', '"a"', '12'].map(classOf)).toEqual([
      't-keyword',
      't-definition',
      't-keyword',
      't-string',
      't-number',
    ]);
  });

  test('what was not read yet is not told, and is told after reading on', () => {
    const lines = Array.from({ length: 250 }, (_, at) => `const a${at} = "x";`);
    const tokens = new LineTokens(javascript.javascript as unknown as Parser, lines);
    expect(tokens.known).toBe(100);
    expect(tokens.tokens(200, 201)).toBeNull();
    expect([tokens.advance(), tokens.advance(), tokens.advance()]).toEqual([true, true, false]);
    expect(tokens.tokens(200, 201)).not.toBeNull();
  });

  test('whatever the lines hold, the tokens of a line are its text', () => {
    const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom('/*', '`${', '"""', "'", '<a', '}', '')), {
      maxLength: 250,
    });
    const parsers = [javascript.typescript, python.python, clike.cpp];
    fc.assert(
      fc.property(lines, fc.constantFrom(...parsers), (all, parser) => {
        const texts = all.map((line) => line.replaceAll('\n', ' '));
        const told = readAll(parser, texts).tokens(0, texts.length) ?? [];
        expect(told.map((tokens) => tokens.map(({ text }) => text).join(''))).toEqual(texts);
      }),
    );
  });

  test.each([
    ['src/a.tsx', { grammar: 'javascript', parser: 'typescript' }],
    ['Dockerfile', { grammar: 'dockerfile', parser: 'dockerFile' }],
    ['a/CMakeLists.txt', { grammar: 'cmake', parser: 'cmake' }],
    ['X.PY', { grammar: 'python', parser: 'python' }],
    ['notes', null],
    ['a.unheard', null],
  ])('the language of %s', (path, language) => {
    expect(languageOf(path)).toEqual(language);
  });
});
