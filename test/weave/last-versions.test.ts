import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitLines } from '../../src/diff/lines.js';
import { Weave } from '../../src/weave/weave.js';
import { smallText } from '../support/edited-text.js';

const lines = (text: string) => splitLines(Buffer.from(text));

/** The content of each line that a text has, and how often. */
function counted(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const all = lines(text);
  for (let line = 0; line < all.count; line++) {
    const content = all.contentOf(line).toString('latin1');
    counts.set(content, (counts.get(content) ?? 0) + 1);
  }
  return counts;
}

test('a version that has more of a line than the next one is among the last to have it', () => {
  fc.assert(
    fc.property(fc.array(smallText, { minLength: 1, maxLength: 6 }), fc.constantFrom('a', 'b', ''), (texts, wanted) => {
      const weave = new Weave();
      texts.forEach((text, origin) => {
        weave.record(lines(text), origin);
      });
      const found = weave.lastVersionsWith(new Set([wanted]));
      const counts = texts.map((text) => counted(text).get(wanted) ?? 0);
      expect(found).toEqual([...found].sort((a, b) => b - a));
      for (const version of found) expect(counts[version]).toBeGreaterThan(0);
      for (let version = 0; version + 1 < texts.length; version++) {
        if ((counts[version] ?? 0) > (counts[version + 1] ?? 0)) expect(found).toContain(version);
      }
    }),
  );
});

test('another line end is the same line', () => {
  const weave = new Weave();
  weave.record(lines('one\ntwo\n'), 0);
  weave.record(lines('one\r\ntwo'), 1);
  weave.record(lines('two\n'), 2);
  weave.recordAbsent(3);
  expect(weave.lastVersionsWith(new Set(['one']))).toEqual([1]);
  expect(weave.lastVersionsWith(new Set(['one', 'two']))).toEqual([2, 1]);
});
