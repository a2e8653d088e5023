import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TraceSource } from '../../src/model/session.js';
import { readRecordAt } from '../../src/scan/open-source.js';
import { scanRecords } from '../../src/scan/scan-records.js';
import { TempDir } from '../support/temp-dir.js';
import { zstdStored } from '../support/zstd-stored.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const TEXT = Array.from(
  { length: 3_000 },
  (_, index) => `${JSON.stringify({ index, text: 'é'.repeat(index % 90) })}\n`,
).join('');

function source(name: string, content: Uint8Array): TraceSource {
  const file = dir.write(name, content);
  return { agent: 'codex', home: dir.path, path: name, kind: 'jsonl.zst', size: statSync(file).size };
}

function indexes(from: TraceSource, start = 0): { indexes: number[]; failure: string | null } {
  const found: number[] = [];
  const result = scanRecords(
    from,
    { test: () => 'want', record: ({ bytes }) => found.push(JSON.parse(bytes.toString()).index) },
    { start },
  );
  return { indexes: found, failure: result.failure };
}

const ALL = Array.from({ length: 3_000 }, (_, index) => index);

test('C22: a compressed source gives the records of its text', () => {
  expect(indexes(source('a.jsonl.zst', zstdStored(TEXT)))).toEqual({ indexes: ALL, failure: null });
});

test('frames one after another are one text', () => {
  const half = TEXT.indexOf('\n', TEXT.length / 2) + 7;
  const bytes = Buffer.concat([zstdStored(TEXT.slice(0, half)), zstdStored(TEXT.slice(half))]);
  expect(indexes(source('frames.jsonl.zst', bytes))).toEqual({ indexes: ALL, failure: null });
});

test('records are pointed at by their place in the text', () => {
  const from = source('at.jsonl.zst', zstdStored(TEXT));
  const places: { offset: number; length: number; text: string }[] = [];
  scanRecords(from, {
    test: () => 'want',
    record: ({ bytes, offset, length }) => places.push({ offset, length, text: bytes.toString() }),
  });
  for (const index of [2_999, 0, 1_500, 1]) {
    const place = places[index];
    expect(readRecordAt(from, place?.offset ?? 0, place?.length ?? 0).toString()).toBe(place?.text);
  }
});

test('records of a text that is too large to be kept are found too, in any order', () => {
  const filler = 'x'.repeat(1_000_000);
  const lines = Array.from({ length: 70 }, (_, index) => JSON.stringify({ index, filler }));
  const from = source('large.jsonl.zst', zstdStored(`${lines.join('\n')}\n`));
  const length = lines[0]?.length ?? 0;
  const at = (index: number) => lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
  for (const index of [3, 4, 60, 69, 2, 50]) {
    const bytes = readRecordAt(from, at(index), lines[index]?.length ?? length);
    expect(bytes.toString() === lines[index]).toBe(true);
  }
});

test('a scan may begin within the text', () => {
  const offset = Buffer.byteLength(TEXT.slice(0, TEXT.indexOf('{"index":2000')));
  expect(indexes(source('b.jsonl.zst', zstdStored(TEXT)), offset)).toEqual({
    indexes: ALL.slice(2_000),
    failure: null,
  });
});

test('what stands before a damaged place is given, and the damage is told', () => {
  const bytes = zstdStored(TEXT);
  const found = indexes(source('cut.jsonl.zst', bytes.subarray(0, bytes.length - 40_000)));
  expect(found.indexes).toEqual(ALL.slice(0, found.indexes.length));
  expect(found.indexes.length).toBeGreaterThan(500);
  expect(found.failure).not.toBeNull();
});

test('bytes that are not zstd are told, not thrown', () => {
  expect(indexes(source('not.jsonl.zst', Buffer.from('{"index":1}\n'.repeat(9))))).toEqual({
    indexes: [],
    failure: 'invalid zstd data',
  });
});

test('a frame that asks for a huge window is refused', () => {
  const bytes = Buffer.from(zstdStored(TEXT));
  bytes[5] = 21 << 3;
  expect(indexes(source('window.jsonl.zst', bytes))).toEqual({
    indexes: [],
    failure: 'the zstd frame asks for too large a window',
  });
});
