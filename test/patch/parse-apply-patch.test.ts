import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_PATCH_LENGTH, parseApplyPatch } from '../../src/patch/parse-apply-patch.js';

const patch = (...lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

const UPDATE_ONE = {
  ok: true,
  files: [
    {
      op: 'update',
      path: 'a.txt',
      moveTo: null,
      chunks: [
        {
          anchor: null,
          lines: [
            { op: '-', text: 'x' },
            { op: '+', text: 'y' },
          ],
          endOfFile: false,
        },
      ],
    },
  ],
};

describe('parseApplyPatch', () => {
  test('reads every kind of hunk, in order (C31)', () => {
    const text = patch(
      '*** Add File: new/a.txt',
      '+one',
      '+',
      '+  two ',
      '*** Delete File: old.txt',
      '*** Update File: src/b.ts',
      '*** Move to: src/c.ts',
      '@@ class B',
      ' keep',
      '-out',
      '+in',
      '@@',
      '-gone',
      '*** End of File',
      '*** Update File: /abs/d.ts',
      ' first',
      '+second',
    );
    expect(parseApplyPatch(text)).toEqual({
      ok: true,
      files: [
        { op: 'add', path: 'new/a.txt', text: 'one\n\n  two \n' },
        { op: 'delete', path: 'old.txt' },
        {
          op: 'update',
          path: 'src/b.ts',
          moveTo: 'src/c.ts',
          chunks: [
            {
              anchor: 'class B',
              lines: [
                { op: ' ', text: 'keep' },
                { op: '-', text: 'out' },
                { op: '+', text: 'in' },
              ],
              endOfFile: false,
            },
            { anchor: null, lines: [{ op: '-', text: 'gone' }], endOfFile: true },
          ],
        },
        {
          op: 'update',
          path: '/abs/d.ts',
          moveTo: null,
          chunks: [
            {
              anchor: null,
              lines: [
                { op: ' ', text: 'first' },
                { op: '+', text: 'second' },
              ],
              endOfFile: false,
            },
          ],
        },
      ],
    });
  });

  const body = '*** Update File: a.txt\n@@\n-x\n+y';
  test.each([
    ['blank lines around', `\n  \n*** Begin Patch\n${body}\n*** End Patch\n\n`],
    ['padded markers', `*** Begin Patch  \n${body}\n  *** End Patch `],
    ['a bare heredoc', `<<EOF\n*** Begin Patch\n${body}\n*** End Patch\nEOF\n`],
    ['a single-quoted heredoc', `<<'EOF'\n*** Begin Patch\n${body}\n*** End Patch\nEOF`],
    ['a double-quoted heredoc', `<<"EOF"\n*** Begin Patch\n${body}\n*** End Patch\nEOF`],
    ['an environment id', `*** Begin Patch\n*** Environment ID: remote\n${body}\n*** End Patch`],
    ['carriage returns', `*** Begin Patch\n${body}\n*** End Patch\n`.replaceAll('\n', '\r\n')],
    ['no @@ before the first chunk', '*** Begin Patch\n*** Update File: a.txt\n-x\n+y\n*** End Patch'],
    ['blank lines before the first @@', '*** Begin Patch\n*** Update File: a.txt\n\n \n@@\n-x\n+y\n*** End Patch'],
    ['trailing blanks after headers', '*** Begin Patch\n*** Update File: a.txt  \n@@ \n-x\n+y\n*** End Patch'],
  ])('accepts %s', (_what, text) => {
    expect(parseApplyPatch(text)).toEqual(UPDATE_ONE);
  });

  test('takes an empty line of a chunk for an empty context line', () => {
    expect(parseApplyPatch(patch('*** Update File: a', '@@', ' x', '', '+y'))).toEqual({
      ok: true,
      files: [
        {
          op: 'update',
          path: 'a',
          moveTo: null,
          chunks: [
            {
              anchor: null,
              lines: [
                { op: ' ', text: 'x' },
                { op: ' ', text: '' },
                { op: '+', text: 'y' },
              ],
              endOfFile: false,
            },
          ],
        },
      ],
    });
  });

  test('passes by blank lines after *** End of File', () => {
    const text = patch('*** Update File: a', '@@', '-x', '*** End of File', '', '@@', '+y');
    expect(parseApplyPatch(text)).toEqual({
      ok: true,
      files: [
        {
          op: 'update',
          path: 'a',
          moveTo: null,
          chunks: [
            { anchor: null, lines: [{ op: '-', text: 'x' }], endOfFile: true },
            { anchor: null, lines: [{ op: '+', text: 'y' }], endOfFile: false },
          ],
        },
      ],
    });
  });

  test('lines that only look like markers are content', () => {
    const text = patch(
      '*** Update File: a',
      '@@',
      ' *** End Patch',
      '-*** Delete File: b',
      '+@@ x',
      '+*** End of File',
    );
    expect(parseApplyPatch(text)).toMatchObject({
      ok: true,
      files: [
        {
          chunks: [
            {
              lines: [
                { op: ' ', text: '*** End Patch' },
                { op: '-', text: '*** Delete File: b' },
                { op: '+', text: '@@ x' },
                { op: '+', text: '*** End of File' },
              ],
            },
          ],
        },
      ],
    });
  });

  test('an added file without lines is empty', () => {
    expect(parseApplyPatch(patch('*** Add File: empty'))).toEqual({
      ok: true,
      files: [{ op: 'add', path: 'empty', text: '' }],
    });
  });

  test('a patch without hunks has no files', () => {
    expect(parseApplyPatch(patch())).toEqual({ ok: true, files: [] });
  });

  test.each([
    ['', 'no_begin', 1],
    ['hello', 'no_begin', 1],
    ['*** Begin Patch', 'no_end', 1],
    ['*** Begin Patch\n*** Delete File: a', 'no_end', 2],
    [patch('*** Environment ID:'), 'bad_environment', 2],
    [patch('*** Rename File: a'), 'bad_header', 2],
    [patch('*** Add File: a', '+x', 'y'), 'bad_header', 4],
    [patch('*** Delete File: a', ''), 'bad_header', 3],
    [patch('*** Update File: a'), 'empty_update', 3],
    [patch('*** Update File: a', '*** Move to: b'), 'empty_update', 4],
    [patch('*** Update File: a', '@@', '@@ f', '+x'), 'empty_chunk', 4],
    [patch('*** Update File: a', '@@', '*** End of File'), 'empty_chunk', 4],
    [patch('*** Update File: a', '@@ f'), 'empty_chunk', 4],
    [patch('*** Update File: a', '@@', '+x', 'oops'), 'bad_line', 5],
    [patch('*** Update File: a', '@@', '+x', '*** End of File', '+y'), 'bad_line', 6],
    [patch('*** Update File: a', '*** End Patch?'), 'bad_line', 3],
  ])('refuses %j', (text, reason, line) => {
    expect(parseApplyPatch(text)).toEqual({ ok: false, reason, line });
  });

  test('refuses a text beyond the limit', () => {
    expect(parseApplyPatch(' '.repeat(MAX_PATCH_LENGTH + 1))).toEqual({ ok: false, reason: 'too_large', line: 0 });
  });

  test('never throws, whatever the lines', () => {
    const line = fc.constantFrom(
      '*** Begin Patch',
      '*** End Patch',
      '*** Add File: a',
      '*** Update File: b',
      '*** Move to: c',
      '*** Delete File: d',
      '*** End of File',
      '@@',
      '@@ f',
      '+x',
      '-y',
      ' z',
      '',
      '\r',
      '<<EOF',
      'EOF',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const parsed = parseApplyPatch(lines.join('\n'));
        if (!parsed.ok) return;
        for (const file of parsed.files) {
          if (file.op === 'update') expect(file.chunks.every((chunk) => chunk.lines.length > 0)).toBe(true);
        }
      }),
    );
  });
});
