import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeLedger, type LedgerValue } from '../../src/ledger/encode.js';
import { entriesOf } from '../../src/ledger/entries.js';
import { LedgerWriter } from '../../src/ledger/ledger-writer.js';
import { threadIdOf, turnIdOf } from '../../src/ledger/uuid.js';
import type { LedgerTurn } from '../../src/model/ledger.js';

const THREAD = '6F1C2A3B-0D4E-4F50-8A61-7B8C9DAEBFC0';
const HEAD = { generatedAt: '2026-03-04T05:06:40Z', projectPath: '/srv/demo/widget', threadID: THREAD };

const TURNS: LedgerTurn[] = [
  {
    turnID: '0A0B0C0D-1111-4222-8333-444455556666',
    timestamp: '2026-03-04T05:06:07Z',
    status: 'completed',
    userText: 'Add a "max" option to src/clamp.ts',
    assistantText: 'Done — see the tests.\nAll green.',
    cards: [
      {
        method: 'item/completed',
        title: 'Completed fileChange',
        text: 'src/clamp.ts',
        timestamp: '2026-03-04T05:06:31Z',
        status: 'completed',
      },
    ],
  },
  {
    turnID: '0A0B0C0D-1111-4222-8333-444455557777',
    timestamp: '2026-03-04T05:06:40Z',
    status: 'pending',
    userText: 'Now document it',
    assistantText: '',
    cards: [],
  },
];

function written(turns: readonly LedgerTurn[]) {
  let text = '';
  const writer = new LedgerWriter((piece) => {
    text += piece;
  });
  for (const turn of turns) for (const entry of entriesOf(turn, writer.sequence)) writer.add(entry);
  return { sums: writer.end(HEAD), text };
}

describe('the bytes of schema version 1', () => {
  test('ledger 4: vector A: a ledger without entries', () => {
    const { sums, text } = written([]);
    expect(text).toBe(
      [
        '{',
        '  "entries" : [',
        '',
        '  ],',
        '  "generatedAt" : "2026-03-04T05:06:40Z",',
        '  "projectPath" : "\\/srv\\/demo\\/widget",',
        '  "schemaVersion" : 1,',
        '  "threadID" : "6F1C2A3B-0D4E-4F50-8A61-7B8C9DAEBFC0"',
        '}',
      ].join('\n'),
    );
    expect(Buffer.byteLength(text)).toBe(185);
    expect(sums.sha256).toBe('278839b5f111ff7a16256eb79c435f425a2cce66ff1df0fd3bfc228ee8563052');
  });

  test('ledger 4: vector B: two turns, five entries', () => {
    const { sums, text } = written(TURNS);
    expect(Buffer.byteLength(text)).toBe(1439);
    expect(sums).toMatchObject({
      entryCount: 5,
      sha256: '2a4b36a3ccb40821bf163cd914d0e705ee2643332f20fb8d4ccbf349ea2e6318',
    });
  });

  test('ledger 9: the digest of the content is that of the same layout without the envelope', () => {
    const { sums, text } = written(TURNS);
    const { entries, schemaVersion, threadID } = JSON.parse(text);
    const content = encodeLedger({ entries, schemaVersion, threadID });
    expect(sums.contentSha256).toBe(createHash('sha256').update(content).digest('hex'));
  });

  test('ledger 4: what is written piece by piece is what the values come to as a whole', () => {
    const { text } = written(TURNS);
    expect(text).toBe(encodeLedger(JSON.parse(text)));
  });

  test.each([
    ['a/b', '"a\\/b"'],
    ['\b\f\n\r\t"\\', '"\\b\\f\\n\\r\\t\\"\\\\"'],
    ['\u0000\u001f', '"\\u0000\\u001f"'],
    ['\u007f\u2028\u2029é漢😀', '"\u007f\u2028\u2029é漢😀"'],
    ['a\ud800b\udc00', '"a\ufffdb\ufffd"'],
  ])('ledger 4: the text %j', (text, expected) => {
    expect(encodeLedger(text)).toBe(expected);
  });

  test('ledger 4: keys by their bytes, keys without a value left out, all digits of a big number', () => {
    expect(encodeLedger({ b: 1, a: undefined, Z: 9223372036854775807n, é: null, f: false })).toBe(
      '{\n  "Z" : 9223372036854775807,\n  "b" : 1,\n  "f" : false,\n  "é" : null\n}',
    );
  });

  test('ledger 4: what is no number that JSON has does not appear', () => {
    expect(
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => encodeLedger(value)),
    ).toEqual(['null', 'null', 'null']);
  });

  test('whatever is written is read back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(encodeLedger(plain as LedgerValue))).toEqual(plain);
      }),
    );
  });
});

describe('ids of threads and turns', () => {
  test('ids that are no UUIDs are made into such', () => {
    expect(threadIdOf('opencode', 'ses_demo0001')).toBe('A6697FDD-364B-57B4-A841-B6F639BC45AC');
    expect(turnIdOf(THREAD, null, 1)).toBe('564D29F3-CB36-5A60-BA29-C6B69051F8E7');
    expect(turnIdOf(THREAD, 'msg_1', 2)).toBe('7202A2D4-D5F2-51FC-8836-B034514C432A');
  });

  test('those that are stay', () => {
    expect(threadIdOf('codex', THREAD.toLowerCase())).toBe(THREAD);
    expect(turnIdOf(THREAD, '0a0b0c0d-1111-4222-8333-444455556666', 1)).toBe('0A0B0C0D-1111-4222-8333-444455556666');
  });
});
