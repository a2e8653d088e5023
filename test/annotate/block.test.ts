import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type BlockPlace,
  findBlock,
  syntaxOf,
  transplanted,
  withBlock,
  withoutBlock,
} from '../../src/annotate/block.js';

const BEGIN = 'ai-blame:begin edit history, written by ai-blame annotate';
const END = 'ai-blame:end';

function annotated(path: string, text: string | Buffer, place: BlockPlace = 'top', entries = ['E']): string {
  const content = Buffer.from(text);
  const syntax = syntaxOf(path, content);
  if (syntax === null) throw new Error(`no comments in ${path}`);
  return withBlock(path, content, syntax, entries, place).toString('latin1');
}

function removed(path: string, content: Buffer): Buffer {
  const block = findBlock(path, content);
  if (block.kind !== 'block') throw new Error(block.kind);
  return withoutBlock(content, block);
}

describe('a block is written as comments of the language', () => {
  test.each([
    ['a.ts', `// ${BEGIN}\n// E\n// ${END}\n`],
    ['a.py', `# ${BEGIN}\n# E\n# ${END}\n`],
    ['a.css', `/* ${BEGIN} */\n/* E */\n/* ${END} */\n`],
    ['a.html', `<!-- ${BEGIN} -->\n<!-- E -->\n<!-- ${END} -->\n`],
    ['a.sql', `-- ${BEGIN}\n-- E\n-- ${END}\n`],
    ['a.tex', `% ${BEGIN}\n% E\n% ${END}\n`],
    ['a.el', `; ${BEGIN}\n; E\n; ${END}\n`],
    ['a.ml', `(* ${BEGIN} *)\n(* E *)\n(* ${END} *)\n`],
    ['dir/Makefile', `# ${BEGIN}\n# E\n# ${END}\n`],
    ['Dockerfile.dev', `# ${BEGIN}\n# E\n# ${END}\n`],
  ])('%s', (path, block) => {
    expect(annotated(path, 'x\n')).toBe(`${block}x\n`);
  });

  test.each([
    ['a.json', '{}\n'],
    ['LICENSE', 'words\n'],
    ['a.xyz', 'x\n'],
    ['a.ts', 'x\0y'],
    ['a.php', '<html>\n'],
    ['a.php', '<?php $x = 1; ?>\n<html>\n'],
    ['a.lhs', '> module X where\n'],
    ['a.m', 'function y = f(x)\ny = x;\nend\n'],
    ['a.v', 'Require Import List.\nTheorem x : True.\n'],
    ['a.pl', ':- module(family, []).\nparent(a, b).\n'],
    ['a.pro', 'parent(a, b).\n'],
    ['a.cls', 'public class A {\n}\n'],
    ['.ts', 'x\n'.replace('x', '{')],
  ])('%s has none', (path, text) => {
    expect(syntaxOf(path, Buffer.from(text))).toEqual(path === '.ts' ? { open: '//', close: '' } : null);
  });

  // Endings that languages share: wrong comments would break the file.
  test.each([
    ['a.m', '#import <Foundation/Foundation.h>\n', '//'],
    ['a.m', '// A.\n@implementation A\n@end\n', '//'],
    ['a.v', '// and gate\nmodule and2(input a, input b, output c);\n', '//'],
    ['a.v', 'module main\n\nfn main() {\n}\n', '//'],
    ['a.pl', '#!/usr/bin/perl -w\nprint 1;\n', '#'],
    ['a.pl', '# A.\nuse strict;\n', '#'],
    ['a.pro', 'QT += core\n', '#'],
    ['a.cls', '\\NeedsTeXFormat{LaTeX2e}\n', '%'],
  ])('%s is known by its text: %j', (path, text, open) => {
    expect(syntaxOf(path, Buffer.from(text))).toEqual({ open, close: '' });
    const below = annotated(path, text, 'top', ['E'.repeat(40_000)]);
    expect(removed(path, Buffer.from(below))).toEqual(Buffer.from(text));
  });

  test('a script without an ending is known by its interpreter', () => {
    expect(syntaxOf('bin/run', Buffer.from('#!/usr/bin/env python3\nx\n'))).toEqual({ open: '#', close: '' });
    expect(syntaxOf('bin/run', Buffer.from('#!/usr/bin/env node\nx\n'))).toBeNull();
  });
});

describe('what must stay at the top stays there', () => {
  test.each([
    ['run.sh', '#!/bin/sh\n', 'x\n'],
    ['a.py', '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n', 'x\n'],
    ['a.py', '# a word\n# vim: set fileencoding=latin-1 :\n', 'x\n'],
    ['a.xml', '<?xml version="1.0"\n encoding="UTF-8"?>\n', '<a/>\n'],
    ['a.html', '<!DOCTYPE html>\n', '<html>\n'],
    ['a.xhtml', '<?xml version="1.0"?>\n<!DOCTYPE html>\n', '<html>\n'],
    ['a.php', '<?php\n', 'echo 1;\n'],
    ['a.css', '@charset "utf-8";\n', 'a {}\n'],
    ['Dockerfile', '# syntax=docker/dockerfile:1\n# escape=`\n', 'FROM x\n'],
    ['a.md', '---\ntitle: x\n---\n', '# T\n'],
    ['a.md', '+++\ntitle = "x"\n+++\n', '# T\n'],
    ['a.el', ';;; a.el --- x  -*- lexical-binding: t; -*-\n', '(message "x")\n'],
    ['a.sed', '#n\n', 'p\n'],
    ['a.test.ts', '/**\n * @jest-environment jsdom\n */\n', 'test();\n'],
    ['a.js', '#!/usr/bin/env node\n/** @flow */\n', 'x;\n'],
    ['a.ts', '\uFEFF', 'x\n'],
  ])('%s: %j', (path, head, rest) => {
    const text = Buffer.from(head + rest);
    const told = Buffer.from(annotated(path, text), 'latin1').toString();
    expect(told.startsWith(head)).toBe(true);
    expect(told.slice(head.length)).toMatch(/^\S+ ai-blame:begin/);
    expect(removed(path, Buffer.from(told))).toEqual(text);
  });
});

test('its lines end as the file’s do, and a last line without an end stays one', () => {
  expect(annotated('a.ts', 'a\r\nb\r\n')).toBe(`// ${BEGIN}\r\n// E\r\n// ${END}\r\na\r\nb\r\n`);
  expect(annotated('a.ts', 'a\nb', 'bottom')).toBe(`a\nb\n// ${BEGIN}\n// E\n// ${END}`);
  expect(annotated('a.sh', '#!/bin/sh')).toBe(`#!/bin/sh\n# ${BEGIN}\n# E\n# ${END}`);
  expect(annotated('a.ts', '')).toBe(`// ${BEGIN}\n// E\n// ${END}\n`);
});

test('no entry ends its comment, and none is more than ASCII', () => {
  expect(annotated('a.css', '', 'top', ['a */ b'])).toContain('/* a * / b */\n');
  expect(annotated('a.html', '', 'top', ['a --> b -- c'])).toContain('<!-- a - -> b - - c -->\n');
  expect(annotated('a.ts', '', 'top', ['modèle\n2'])).toContain('// mod?le?2\n');
});

describe('a block that is not as it was written is left alone', () => {
  test.each([
    ['no end', `// ${BEGIN}\nx\n`, 1],
    ['no beginning', `x\n// ${END}\n`, 2],
    ['two', `// ${BEGIN}\n// ${END}\nx\n// ${BEGIN}\n// ${END}\n`, 4],
    ['the wrong way round', `// ${END}\n// ${BEGIN}\n`, 2],
  ])('%s', (_, text, line) => {
    expect(findBlock('a.ts', Buffer.from(text))).toEqual({ kind: 'damaged', line });
  });

  test('words about it are none', () => {
    expect(findBlock('a.ts', Buffer.from(`const a = '// ${BEGIN}';\n  // ${END}\n`))).toEqual({ kind: 'none' });
  });
});

const content = fc
  .array(fc.constantFrom('a', '', '#!/bin/sh', '# coding: utf-8', '\n', '\r\n', '// b', '\uFEFF', 'é', '---', '<?php'))
  .map((parts) => Buffer.from(parts.join('')));
const entries = fc.array(fc.string({ minLength: 1 }), { maxLength: 3 });
const place = fc.constantFrom<BlockPlace>('top', 'bottom');
const path = fc.constantFrom('a.ts', 'a.sh', 'a.py', 'a.md', 'a.css', 'a.php');

test('whatever a file holds: taking the block out gives it back byte for byte, and another block is put in as into it', () => {
  fc.assert(
    fc.property(path, content, entries, entries, place, (name, bytes, first, second, at) => {
      const syntax = syntaxOf(name, bytes);
      if (syntax === null || findBlock(name, bytes).kind !== 'none') return;
      const once = withBlock(name, bytes, syntax, first, at);
      expect(removed(name, once)).toEqual(bytes);
      expect(withBlock(name, removed(name, once), syntax, second, at)).toEqual(
        withBlock(name, bytes, syntax, second, at),
      );
    }),
    { numRuns: 500 },
  );
});

test('a newer content’s block in the place of the older one’s: what is left is what was done beside it', () => {
  fc.assert(
    fc.property(
      path,
      content,
      entries,
      entries,
      place,
      fc.constantFrom(0, 1, 2, 3),
      (name, bytes, first, second, at, had) => {
        const syntax = syntaxOf(name, bytes);
        if (syntax === null) return;
        const older = had === 0 || had === 1 ? bytes : withBlock(name, bytes, syntax, first, at);
        const newer = had === 0 || had === 2 ? bytes : withBlock(name, bytes, syntax, second, at);
        expect(transplanted(name, older, newer)).toEqual(newer);
      },
    ),
    { numRuns: 500 },
  );
});

describe('where the end of a file is no code, a block goes to its top', () => {
  test.each([
    ['a.php', '<?php\n', '$x = 1;\n?>\n<html>\n'],
    ['a.pl', '#!/usr/bin/perl\n', 'print while <DATA>;\n__DATA__\nrow\n'],
    ['a.rb', '', 'puts DATA.read\r\n__END__\r\nrow\r\n'],
    ['a.php', '<?php\n', 'x();\n__halt_compiler();\nrow\n'],
  ])('%s: %j', (path, head, rest) => {
    const told = annotated(path, head + rest, 'bottom');
    expect(told.startsWith(head)).toBe(true);
    expect(told.slice(head.length)).toMatch(/^\S+ ai-blame:begin/);
    expect(removed(path, Buffer.from(told))).toEqual(Buffer.from(head + rest));
  });

  test('PHP that ends in code has it at the bottom', () => {
    expect(annotated('a.php', '<?php\n?>\n<?php\nb();\n', 'bottom')).toMatch(
      /^<\?php\n\?>\n<\?php\nb\(\);\n\/\/ ai-blame:begin/,
    );
  });
});
