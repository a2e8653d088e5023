import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ndjson from 'ndjson';
import type { TraceSource } from '../../src/model/session.js';
import { readRecordAt } from '../../src/scan/open-source.js';
import { type ScanOptions, type ScanResult, scanRecords, type Verdict } from '../../src/scan/scan-records.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

interface Seen {
  readonly text: string;
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}

function source(content: string | Uint8Array, path = 'a.jsonl'): TraceSource {
  const file = dir.write(path, content);
  return { agent: 'codex', home: dir.path, path, kind: 'jsonl', size: statSync(file).size };
}

function scan(
  from: TraceSource,
  judge: (head: string) => Verdict = () => 'want',
  options: ScanOptions = {},
): { seen: Seen[]; result: ScanResult } {
  const seen: Seen[] = [];
  const result = scanRecords(
    from,
    {
      test: (bytes, start, end) => judge(bytes.toString('utf8', start, Math.min(end, start + 40))),
      record: ({ bytes, line, offset, length }) => seen.push({ text: bytes.toString('utf8'), line, offset, length }),
    },
    options,
  );
  return { seen, result };
}

describe('scanRecords', () => {
  test('gives every record with its line, offset and length', () => {
    expect(scan(source('{"a":1}\n\n{"ü":2}\n'))).toEqual({
      seen: [
        { text: '{"a":1}', line: 1, offset: 0, length: 7 },
        { text: '{"ü":2}', line: 3, offset: 9, length: 8 },
      ],
      result: {
        end: 18,
        nextLine: 4,
        last: { offset: 9, length: 8, head: Buffer.from('{"ü":2}') },
        tooLarge: 0,
        torn: false,
        failure: null,
      },
    });
  });

  test('an empty source has no records', () => {
    expect(scan(source(''))).toEqual({
      seen: [],
      result: { end: 0, nextLine: 1, last: null, tooLarge: 0, torn: false, failure: null },
    });
  });

  test('a byte order mark and CRs before line ends are no part of a record', () => {
    expect(scan(source('\ufeff{"a":1}\r\n{"b":2}\r\n')).seen).toEqual([
      { text: '{"a":1}', line: 1, offset: 3, length: 7 },
      { text: '{"b":2}', line: 2, offset: 12, length: 7 },
    ]);
  });

  test('Unicode line separators do not end a record', () => {
    expect(scan(source('{"a":"x\u2028y\u2029z\u0085"}\n')).seen.map((seen) => seen.text)).toEqual([
      '{"a":"x\u2028y\u2029z\u0085"}',
    ]);
  });

  test('C36: a torn last line waits; the end stays before it', () => {
    const { seen, result } = scan(source('{"a":1}\n{"b":'));
    expect(seen.map((record) => record.text)).toEqual(['{"a":1}']);
    expect(result).toEqual({
      end: 8,
      nextLine: 2,
      last: { offset: 8, length: 5, head: Buffer.from('{"b":') },
      tooLarge: 0,
      torn: true,
      failure: null,
    });
  });

  test('an unfinished last line that is whole is given, and the end stays before it', () => {
    const { seen, result } = scan(source('{"a":1}\n{"b":2}'));
    expect(seen.map((record) => record.text)).toEqual(['{"a":1}', '{"b":2}']);
    expect({ end: result.end, nextLine: result.nextLine, torn: result.torn }).toEqual({
      end: 8,
      nextLine: 2,
      torn: false,
    });
  });

  test('goes on from where an earlier scan ended', () => {
    const first = scan(source('{"a":1}\n{"b":2}\n{"c"', 'grows.jsonl')).result;
    const grown = source('{"a":1}\n{"b":2}\n{"c":3}\n', 'grows.jsonl');
    expect(scan(grown, () => 'want', { start: first.end, line: first.nextLine }).seen).toEqual([
      { text: '{"c":3}', line: 3, offset: 16, length: 7 },
    ]);
  });

  test('long lines that are not wanted are passed by, wanted ones gathered', () => {
    const long = 'x'.repeat(3_000_000);
    const { seen } = scan(source(`{"a":1}\n{"skip":"${long}"}\n{"want":"${long}"}\n{"b":2}\n`), (head) =>
      head.startsWith('{"skip"') ? 'skip' : 'want',
    );
    expect(seen.map(({ text, line, offset }) => [text.slice(0, 9), text.length, line, offset])).toEqual([
      ['{"a":1}', 7, 1, 0],
      ['{"want":"', 3_000_011, 3, 3_000_020],
      ['{"b":2}', 7, 4, 6_000_032],
    ]);
  });

  test.each([-2, -1, 0, 1, 2])('a line end that falls on the end of the buffer, and %i bytes', (more) => {
    const line = `"${'x'.repeat(256 * 1024 - 2 + more)}"`;
    const { seen } = scan(source(`${line}\n{"b":2}\n`));
    expect(seen.map((each) => [each.line, each.offset, each.length, each.text === line || each.text])).toEqual([
      [1, 0, line.length, true],
      [2, line.length + 1, 7, '{"b":2}'],
    ]);
  });

  test('an unfinished line that is long and not wanted is left for later too', () => {
    const { result } = scan(source(`{"a":1}\n{"skip":"${'x'.repeat(900_000)}`), (head) =>
      head.startsWith('{"skip"') ? 'skip' : 'want',
    );
    expect([result.end, result.nextLine, result.torn]).toEqual([8, 2, false]);
  });

  test.each([
    ['long and passed by', `{"skip":"${'x'.repeat(900_000)}"}\n`],
    ['long and wanted', `{"want":"${'y'.repeat(900_000)}"}\n`],
    ['torn and long', `{"skip":"${'x'.repeat(900_000)}`],
    ['short, behind long ones', `{"skip":"${'x'.repeat(900_000)}"}\n{"b":2}\n\n`],
  ])('the last line is told with its first bytes: %s', (_name, tail) => {
    const { result } = scan(source(`{"a":1}\n${tail}`), (head) => (head.startsWith('{"skip"') ? 'skip' : 'want'));
    const line = tail.trimEnd().split('\n').at(-1) ?? '';
    expect(result.last).toEqual({
      offset: 8 + tail.lastIndexOf(line),
      length: line.length,
      head: Buffer.from(line.slice(0, 64)),
    });
  });

  test('C37: memory does not grow with a line that is not wanted', () => {
    const line = Buffer.alloc(48 * 1024 * 1024, 'x');
    line.write('{"skip":"');
    line.write('"}\n', line.length - 3);
    const from = source(Buffer.concat([line, Buffer.from('{"b":2}\n')]), 'huge.jsonl');
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const lines: number[] = [];
    scanRecords(from, {
      test(bytes, start) {
        most = Math.max(most, process.memoryUsage().arrayBuffers);
        return bytes.toString('latin1', start, start + 6) === '{"skip' ? 'skip' : 'want';
      },
      record: (record) => lines.push(record.line),
    });
    expect(lines).toEqual([2]);
    expect(most - before).toBeLessThan(4 * 1024 * 1024);
  });

  test('a wanted record over the cap is counted and passed by', () => {
    const { seen, result } = scan(
      source(`{"a":1}\n{"b":"${'x'.repeat(600_000)}"}\n{"c":"${'x'.repeat(2_000)}"}\n{"d":4}\n`),
      () => 'want',
      { maxRecord: 1_000 },
    );
    expect(seen.map((record) => [record.line, record.text])).toEqual([
      [1, '{"a":1}'],
      [4, '{"d":4}'],
    ]);
    expect(result.tooLarge).toBe(2);
  });

  test('finds the record that a crash fused to one that is not wanted', () => {
    const { seen } = scan(
      source('{"t":"skip","x":"abc{"t":"skip","y{"t":"want"}\n{"t":"want"}\n'),
      (head) => (head.startsWith('{"t":"skip') ? 'search' : 'want'),
      { inner: Buffer.from('{"t":"') },
    );
    expect(seen).toEqual([
      { text: '{"t":"want"}', line: 1, offset: 34, length: 12 },
      { text: '{"t":"want"}', line: 2, offset: 47, length: 12 },
    ]);
  });

  test('a scan within a scan has its own buffer', () => {
    const outer = source('{"a":1}\n{"b":2}\n', 'outer.jsonl');
    const inner = source('{"inner":1}\n', 'inner.jsonl');
    const texts: string[] = [];
    scanRecords(outer, {
      test: () => 'want',
      record({ bytes }) {
        scan(inner);
        texts.push(bytes.toString());
      },
    });
    expect(texts).toEqual(['{"a":1}', '{"b":2}']);
  });

  test('a missing file is told as unreadable', () => {
    expect(() => scan({ agent: 'codex', home: dir.path, path: 'none.jsonl', kind: 'jsonl', size: 0 })).toThrow(
      expect.objectContaining({ code: 'UNREADABLE' }),
    );
  });
});

describe('scanRecords: properties', () => {
  const record = fc.oneof(
    fc.record({ type: fc.constantFrom('want', 'skip'), text: fc.string() }),
    fc.record({ type: fc.constantFrom('want', 'skip'), text: fc.integer({ min: 0, max: 200_000 }) }).map((value) => ({
      type: value.type,
      text: 'y'.repeat(value.text),
    })),
  );

  function oracle(text: string): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      const values: unknown[] = [];
      const parser = ndjson.parse();
      parser.on('data', (value: unknown) => values.push(value));
      parser.on('end', () => resolve(values));
      parser.on('error', reject);
      parser.end(text);
    });
  }

  test('agrees with ndjson, whatever the sizes and line ends, and points at every record', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (records, eol, ended) => {
          const text = records.map((value) => JSON.stringify(value)).join(eol) + (ended ? eol : '');
          const from = source(text, 'property.jsonl');
          const { seen } = scan(from);
          expect(seen.map((each) => JSON.parse(each.text))).toEqual(await oracle(text));
          for (const each of seen) {
            expect(readRecordAt(from, each.offset, each.length).toString()).toBe(each.text);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('what is wanted does not depend on what is skipped', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), (records) => {
        const text = records.map((value) => `${JSON.stringify(value)}\n`).join('');
        const from = source(text, 'property.jsonl');
        const wanted = scan(from, (head) => (head.startsWith('{"type":"skip') ? 'skip' : 'want')).seen;
        expect(wanted).toEqual(scan(from).seen.filter((each) => each.text.startsWith('{"type":"want')));
      }),
      { numRuns: 40 },
    );
  });

  test('cut anywhere, the whole records before the cut are given, and the rest after it has grown', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), fc.nat(), (records, at) => {
        const bytes = Buffer.from(records.map((value) => `${JSON.stringify(value)}\n`).join(''));
        const all = scan(source(bytes, 'property.jsonl')).seen;
        const cut = at % (bytes.length + 1);
        const head = scan(source(bytes.subarray(0, cut), 'property.jsonl'));
        expect(head.seen).toEqual(all.filter((each) => each.offset + each.length <= cut));
        const rest = scan(source(bytes, 'property.jsonl'), () => 'want', {
          start: head.result.end,
          line: head.result.nextLine,
        });
        expect(rest.seen).toEqual(all.filter((each) => each.offset >= head.result.end));
      }),
      { numRuns: 60 },
    );
  });
});
