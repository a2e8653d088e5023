import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import type { PatchChunk, PatchDialect } from '../../src/model/agent-event.js';
import { applyChunks } from '../../src/patch/apply-chunks.js';
import { parseApplyPatch } from '../../src/patch/parse-apply-patch.js';

const BOTH: readonly PatchDialect[] = ['rewrite-context', 'keep-context'];

function chunksOf(...lines: string[]): readonly PatchChunk[] {
  const parsed = parseApplyPatch(['*** Begin Patch', '*** Update File: f', ...lines, '*** End Patch'].join('\n'));
  if (!parsed.ok || parsed.files[0]?.op !== 'update') throw new Error('bad patch in the test');
  return parsed.files[0].chunks;
}

/** `hunks` as [beforeStart, beforeEnd, afterStart, afterEnd]. */
function apply(content: string | Buffer, dialect: PatchDialect, ...patch: string[]): unknown {
  const result = applyChunks(content, chunksOf(...patch), dialect);
  if (!result.ok) return result;
  return {
    content: result.content.toString('utf8'),
    hunks: result.hunks.map((h) => [h.beforeStart, h.beforeEnd, h.afterStart, h.afterEnd]),
    fuzz: result.fuzz,
  };
}

describe.each(BOTH)('applyChunks, %s', (dialect) => {
  test('replaces, and the context is not a change (L8)', () => {
    expect(apply('a\nb\nc\nd\n', dialect, '@@', ' a', '-b', '+B', '+B2', ' c')).toEqual({
      content: 'a\nB\nB2\nc\nd\n',
      hunks: [[1, 2, 1, 3]],
      fuzz: 0,
    });
  });

  test('the first place from the top wins; an anchor moves the search on (L5)', () => {
    const file = 'x\ndef f\nx\ndef g\nx\n';
    expect(apply(file, dialect, '@@', '-x', '+y')).toMatchObject({ content: 'y\ndef f\nx\ndef g\nx\n' });
    expect(apply(file, dialect, '@@ def g', '-x', '+y')).toEqual({
      content: 'x\ndef f\nx\ndef g\ny\n',
      hunks: [[4, 5, 4, 5]],
      fuzz: 0,
    });
  });

  test('a chunk is searched for behind the one before it', () => {
    expect(apply('x\nx\nx\n', dialect, '@@', '-x', '+1', '@@', '-x', '+2')).toEqual({
      content: '1\n2\nx\n',
      hunks: [[0, 2, 0, 2]],
      fuzz: 0,
    });
  });

  test('the anchor line itself is not part of the search', () => {
    expect(apply('f\nz\n', dialect, '@@ f', '-f', '+g')).toEqual({ ok: false, reason: 'lines_not_found', chunk: 0 });
  });

  test('a missing anchor fails', () => {
    expect(apply('f\n', dialect, '@@', '-f', '+g', '@@ nowhere', '+h')).toEqual({
      ok: false,
      reason: 'anchor_not_found',
      chunk: 1,
    });
  });

  test('an exact place further down beats a loose one before it', () => {
    expect(apply('  x\nx\n', dialect, '@@', '-x', '+y')).toEqual({
      content: '  x\ny\n',
      hunks: [[1, 2, 1, 2]],
      fuzz: 0,
    });
  });

  test.each([
    ['x  ', 'x', 1],
    ['\tx', 'x', 2],
    ['say \u201chi\u201d \u2013 it\u2019s\u00a0x', 'say "hi" - it\'s x', 3],
    ['a\u2212b', 'a-b', 3],
  ])('%j is found by %j (C30)', (line, old, fuzz) => {
    expect(apply(`top\n${line}\nend\n`, dialect, '@@', ` top`, `-${old}`, '+new')).toEqual({
      content: 'top\nnew\nend\n',
      hunks: [[1, 2, 1, 2]],
      fuzz,
    });
  });

  test('a byte order mark is not white space, a next-line character is', () => {
    expect(apply('\ufeffx\n', dialect, '@@', '-x', '+y')).toMatchObject({ reason: 'lines_not_found' });
    expect(apply('x\u0085\n', dialect, '@@', '-x', '+y')).toMatchObject({ content: 'y\n', fuzz: 1 });
  });

  test('a pure addition goes to the end of the file, whatever its anchor', () => {
    expect(apply('f\ng\n', dialect, '@@ f', '+new')).toEqual({
      content: 'f\ng\nnew\n',
      hunks: [[2, 2, 2, 3]],
      fuzz: 0,
    });
  });

  test('several pure additions keep their order behind other changes', () => {
    expect(apply('a\nb\n', dialect, '@@', '+1', '@@', '-b', '+B', '@@', '+2')).toEqual({
      content: 'a\nB\n1\n2\n',
      hunks: [[1, 2, 1, 4]],
      fuzz: 0,
    });
  });

  test('*** End of File takes the last place and no other', () => {
    expect(apply('x\ny\nx\n', dialect, '@@', '-x', '+z', '*** End of File')).toMatchObject({ content: 'x\ny\nz\n' });
    expect(apply('x\ny\n', dialect, '@@', '-x', '+z', '*** End of File')).toEqual({
      ok: false,
      reason: 'lines_not_found',
      chunk: 0,
    });
  });

  test('*** End of File compares loosely too', () => {
    expect(apply('x\ny \n', dialect, '@@', '-y', '+z', '*** End of File')).toMatchObject({
      content: 'x\nz\n',
      fuzz: 1,
    });
  });

  test('a final empty line of the chunk may stand for the end of the file', () => {
    expect(apply('a\nb\n', dialect, '@@', '-b', '+c', '')).toEqual({
      content: 'a\nc\n',
      hunks: [[1, 2, 1, 2]],
      fuzz: 0,
    });
  });

  test('the result ends in a line end, and that alone changes no line', () => {
    expect(apply('a\nb', dialect, '@@', '-a', '+A')).toEqual({ content: 'A\nb\n', hunks: [[0, 1, 0, 1]], fuzz: 0 });
    expect(apply('a', dialect, '@@', '+b')).toEqual({ content: 'a\nb\n', hunks: [[1, 1, 1, 2]], fuzz: 0 });
  });

  test('an empty file gets lines, a file may lose all', () => {
    expect(apply('', dialect, '@@', '+a')).toEqual({ content: 'a\n', hunks: [[0, 0, 0, 1]], fuzz: 0 });
    expect(apply('a\nb\n', dialect, '@@', '-a', '-b')).toEqual({ content: '', hunks: [[0, 2, 0, 0]], fuzz: 0 });
  });

  test('lines removed and added again unchanged are no change (C30)', () => {
    const patch = ['@@', '-a', '-b', '-c', '-d', '+a', '+B', '+c', '+new', '+d'];
    expect(apply('a\nb\nc\nd\n', dialect, ...patch)).toEqual({
      content: 'a\nB\nc\nnew\nd\n',
      hunks: [
        [1, 2, 1, 2],
        [3, 3, 3, 4],
      ],
      fuzz: 0,
    });
  });

  test('a chunk longer than the file is not found', () => {
    expect(apply('a\n', dialect, '@@', ' a', '-b', '+c')).toEqual({ ok: false, reason: 'lines_not_found', chunk: 0 });
  });

  test('bytes that are not UTF-8 could not have been patched (11.5)', () => {
    expect(apply(Buffer.from([0x61, 0xff, 0x0a]), dialect, '@@', '+b')).toEqual({
      ok: false,
      reason: 'not_utf8',
      chunk: null,
    });
  });

  test('repeated lines do not make the search slow', () => {
    const file = `${'x\n'.repeat(100_000)}`;
    const old = [...new Array<string>(20_000).fill(' x'), '-y'];
    expect(apply(file, dialect, '@@', ...old, '+z')).toEqual({ ok: false, reason: 'lines_not_found', chunk: 0 });
  });
});

describe('what the versions of Codex do differently (formats/codex.md, 11.3)', () => {
  const fuzzy = ['@@', ' say "hi"', '-old', '+new'];
  const file = 'say \u201chi\u201d\nold\n';

  test('up to 0.161 the spelling of the patch replaces the context', () => {
    expect(apply(file, 'rewrite-context', ...fuzzy)).toEqual({
      content: 'say "hi"\nnew\n',
      hunks: [[0, 2, 0, 2]],
      fuzz: 3,
    });
  });

  test('from 0.163 the context of the file stays', () => {
    expect(apply(file, 'keep-context', ...fuzzy)).toEqual({
      content: 'say \u201chi\u201d\nnew\n',
      hunks: [[1, 2, 1, 2]],
      fuzz: 3,
    });
  });

  const crlf = 'a\r\nb\r\nc\r\n';
  test('codex reader 19: up to 0.161 touched and context lines lose their carriage return, which changes no text (L13)', () => {
    expect(apply(crlf, 'rewrite-context', '@@', ' a', '-b', '+B')).toEqual({
      content: 'a\nB\nc\r\n',
      hunks: [[1, 2, 1, 2]],
      fuzz: 1,
    });
  });

  test('from 0.163 all lines keep theirs, and new lines end as the first line does', () => {
    expect(apply(crlf, 'keep-context', '@@', ' a', '-b', '+B')).toEqual({
      content: 'a\r\nB\r\nc\r\n',
      hunks: [[1, 2, 1, 2]],
      fuzz: 0,
    });
    expect(apply('a\nb\r\nc', 'keep-context', '@@', ' b', '+B')).toEqual({
      content: 'a\nb\r\nB\nc\n',
      hunks: [[2, 2, 2, 3]],
      fuzz: 0,
    });
  });

  test('from 0.163 a carriage return at the very end is text', () => {
    expect(apply('a\r\nb\r', 'keep-context', '@@', '-a', '+A')).toEqual({
      content: 'A\r\nb\r\r\n',
      hunks: [[0, 1, 0, 1]],
      fuzz: 0,
    });
  });

  test('up to 0.161 a final blank line is lost, and additions go before it', () => {
    expect(apply('a\n\n', 'rewrite-context', '@@', '+b')).toEqual({
      content: 'a\nb\n',
      hunks: [[1, 2, 1, 2]],
      fuzz: 0,
    });
    expect(apply('a\nb\n\n', 'rewrite-context', '@@', '-a', '+A')).toEqual({
      content: 'A\nb\n',
      hunks: [
        [0, 1, 0, 1],
        [2, 3, 2, 2],
      ],
      fuzz: 0,
    });
  });

  test('from 0.163 it stays, and additions go after it', () => {
    expect(apply('a\n\n', 'keep-context', '@@', '+b')).toEqual({ content: 'a\n\nb\n', hunks: [[2, 2, 2, 3]], fuzz: 0 });
  });

  test('a chunk at the end of the file may fall into the one before it', () => {
    const patch = ['@@', '-a', '-b', '+1', '@@', '-b', '+2', '*** End of File'];
    // Bottom up: `b` becomes `2`, then `a` and that `2` become `1`.
    expect(apply('a\nb\n', 'rewrite-context', ...patch)).toEqual({ content: '1\n', hunks: [[0, 2, 0, 1]], fuzz: 0 });
    expect(apply('a\nb\n', 'keep-context', ...patch)).toEqual({ ok: false, reason: 'overlap', chunk: null });
  });
});
