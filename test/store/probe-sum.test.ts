import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digests, probeSum } from '../../src/store/file-stamp.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ai-blame-stamp-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const source = () => ({ agent: 'codex', home, path: 'trace.jsonl', kind: 'jsonl', size: 0 }) as const;
const write = (bytes: Uint8Array) => writeFileSync(join(home, 'trace.jsonl'), bytes);

describe('the sum of the first and the last bytes of a file that was added to', () => {
  test('is another one wherever one of these bytes is, and the same whatever comes behind them', () => {
    const asked = fc.record({
      bytes: fc.uint8Array({ minLength: 1, maxLength: 9000 }),
      more: fc.uint8Array({ maxLength: 20 }),
      at: fc.nat(),
      change: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(asked, ({ bytes, more, at, change }) => {
        write(bytes);
        const sum = probeSum(source(), bytes.length);
        write(Buffer.concat([bytes, more]));
        expect(probeSum(source(), bytes.length)).toBe(sum);
        const place = at % bytes.length;
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ change;
        write(Buffer.concat([changed, more]));
        const isProbed = place < 4096 || place >= bytes.length - 4096;
        expect(probeSum(source(), bytes.length) === sum).toBe(!isProbed);
      }),
      { numRuns: 200 },
    );
  });

  test('is told only of the bytes that digests are of', () => {
    write(Buffer.from('one\ntwo\n'));
    const of = digests(source(), 8);
    expect(probeSum(source(), 8, of)).toBe(probeSum(source(), 8));
    write(Buffer.from('one\ntwa\n'));
    expect(probeSum(source(), 8, of)).toBe(null);
    expect(probeSum(source(), 8, { head: null, tail: null })).toBe(null);
  });

  test('is that of no file where none can be read', () => {
    expect(probeSum(source(), 8)).toBe(null);
  });
});
