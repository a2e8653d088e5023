import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import type { PatchChunk, PatchDialect } from '../../src/model/agent-event.js';
import { reverseChunks } from '../../src/patch/reverse-chunks.js';

function chunk(anchor: string | null, ...lines: string[]): PatchChunk {
  return {
    anchor,
    lines: lines.map((line) => ({ op: line[0] as ' ' | '-' | '+', text: line.slice(1) })),
    endOfFile: false,
  };
}

function reverse(
  after: string | Buffer,
  chunks: readonly PatchChunk[],
  dialect: PatchDialect = 'rewrite-context',
): unknown {
  const result = reverseChunks(after, chunks, dialect);
  return result.ok ? result.content.toString('utf8') : [result.reason, result.chunk];
}

describe('reverseChunks', () => {
  test('takes several chunks back', () => {
    const chunks = [chunk(null, ' a', '-b', '+B'), chunk(null, '-y', ' z'), chunk(null, '+end')];
    expect(reverse('a\nB\nc\nz\nend\n', chunks)).toBe('a\nb\nc\ny\nz\n');
  });

  test('of several places only those count that Codex would have chosen', () => {
    // Had `x` stood in line 1, it would have been replaced there.
    expect(reverse('y\nf\ny\n', [chunk('f', '-x', '+y')])).toBe('y\nf\nx\n');
  });

  test('several possible bases are undecided', () => {
    expect(reverse('y\nf\ny\n', [chunk(null, '-x', '+y')])).toEqual(['ambiguous', null]);
  });

  test('the order of chunks tells places apart', () => {
    expect(reverse('b\nm\nb\n', [chunk(null, '-M', '+m'), chunk(null, '-a', '+b')])).toBe('b\nM\na\n');
  });

  test('too many places are undecided', () => {
    expect(reverse('x\n'.repeat(30), [chunk(null, '-y', '+x')])).toEqual(['ambiguous', 0]);
  });

  test.each([
    ['the result is not there', 'a\n', [chunk(null, '-b', '+c')], ['not_found', 0]],
    ['an addition is not at the end', 'new\na\n', [chunk(null, '+new')], ['not_found', 0]],
    ['a removal left nothing', 'a\n', [chunk(null, '-b')], ['nothing_to_find', 0]],
    [
      'the chunks stand in another order',
      'q\np\n',
      [chunk(null, '-a', '+p'), chunk(null, '-b', '+q')],
      ['not_reproduced', null],
    ],
    ['the anchor is missing', 'c\n', [chunk('f', '-b', '+c')], ['not_reproduced', null]],
    ['the file does not end in a line end', 'a\nc', [chunk(null, '-b', '+c')], ['not_reproduced', null]],
  ])('refuses when %s', (_what, after, chunks, answer) => {
    expect(reverse(after, chunks)).toEqual(answer);
  });

  test('bytes that are not UTF-8 are refused', () => {
    expect(reverse(Buffer.from([0xff, 0x0a]), [chunk(null, '+a')])).toEqual(['not_utf8', null]);
  });

  test('from 0.163 removed lines end as the file does', () => {
    expect(reverse('a\r\nB\r\n', [chunk(null, ' a', '-b', '+B')], 'keep-context')).toBe('a\r\nb\r\n');
  });

  test('up to 0.161 a blank line at the end may have been there too', () => {
    const chunks = [chunk(null, '-a', '+b')];
    expect(reverseChunks('b\n', chunks, 'rewrite-context')).toMatchObject({ ok: true, finalBlankLine: 'unknown' });
    expect(reverseChunks('b\n', chunks, 'keep-context')).toMatchObject({ ok: true, finalBlankLine: 'none' });
  });

  test('an emptied chunk end is the end of the file', () => {
    expect(reverse('a\nc\n', [chunk(null, '-b', '+c', ' ')])).toBe('a\nb\n');
  });
});
