import { describe, expect, test } from '@jest/globals';
import type { PinResult } from '../../src/model/pin-result.js';
import { pinJson } from '../../src/render/pin-json.js';
import { pinText } from '../../src/render/pin-text.js';
import { PLAIN } from '../../src/render/style.js';
import { SAMPLE_PIN } from './sample-pin.js';

const text = (change: Partial<PinResult>, width: number | null = null): string =>
  pinText({ ...SAMPLE_PIN, ...change }, { width, style: PLAIN, zone: () => 0 });

const [ref] = SAMPLE_PIN.refs;

describe('text', () => {
  test('tells what was written, whose it is, and what was not', () => {
    expect(text({ unchanged: 1, lost: ['a', 'b'] })).toBe(
      [
        'Wrote 2 refs:',
        '  refs/ai-blame/snapshots/18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90  019b3a6c #9   2026-03-04 05:06',
        '  refs/ai-blame/snapshots/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567  019b3a6c #10  2026-03-04 05:06',
        '1 snapshot was pinned before.',
        '2 snapshots are lost and cannot be kept: ai-blame doctor tells which.',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [98, '  019b3a6c #9   2026-03-04 05:06'],
    [97, '  019b3a6c #9'],
    [79, ''],
    [40, ''],
  ])('in %i columns names stay whole', (width, rest) => {
    expect(text({}, width).split('\n')[1]).toBe(`  ${ref?.ref}${rest}`);
  });

  test('what was deleted is only a name', () => {
    const refs = SAMPLE_PIN.refs.slice(0, 1).map((pin) => ({ ...pin, session: null, turn: null, time: null }));
    expect(text({ action: 'unpin', refs })).toBe(`Deleted 1 ref:\n  ${ref?.ref}\n`);
  });

  test.each<[Partial<PinResult>, string]>([
    [{ dryRun: true }, 'Would write 2 refs:'],
    [{ dryRun: true, action: 'unpin' }, 'Would delete 2 refs:'],
    [{ refs: [], unchanged: 3 }, 'Nothing to do: 3 snapshots are pinned already.'],
    [{ refs: [], unchanged: 1 }, 'Nothing to do: 1 snapshot is pinned already.'],
    [{ refs: [] }, 'Nothing to do: no snapshot of this repository is stored.'],
    [{ refs: [], action: 'unpin' }, 'Nothing to do: no snapshot is pinned.'],
  ])('%j', (change, sentence) => {
    expect(text(change).split('\n')[0]).toBe(sentence);
  });

  test('of many refs the rest is counted', () => {
    const refs = Array.from({ length: 23 }, () => SAMPLE_PIN.refs[0]).flatMap((pin) => pin ?? []);
    const lines = text({ refs }).trimEnd().split('\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([22, 'Wrote 23 refs:', '… and 3 more']);
  });
});

test('JSON has the keys in their order, and no other', () => {
  const shuffled = Object.fromEntries(Object.entries({ ...SAMPLE_PIN, extra: 1 }).reverse()) as unknown as PinResult;
  expect(pinJson(shuffled)).toBe(`${JSON.stringify(SAMPLE_PIN, null, 2)}\n`);
});
