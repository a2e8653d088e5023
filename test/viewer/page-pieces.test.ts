import { expect, test } from '@jest/globals';
import { pieceFile, pieceKey } from '../../src/model/page-pieces.js';

test('a piece’s script has a plain name, whatever the piece is called', () => {
  for (const key of [
    '',
    'index',
    pieceKey.file('../../etc/passwd'),
    pieceKey.file('ä\ud800"<script>'),
    'x'.repeat(9999),
  ]) {
    expect(pieceFile(key)).toMatch(/^[0-9a-f]{16}\.js$/);
  }
});

test('names hardly ever meet', () => {
  const keys = Array.from({ length: 200_000 }, (_, n) => pieceKey.state(`src/file${n % 400}.ts`, Math.floor(n / 400)));
  expect(new Set(keys.map(pieceFile)).size).toBe(keys.length);
});
