import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffLines } from '../../src/diff/diff-lines.js';
import { splitLines } from '../../src/diff/lines.js';
import { Weave } from '../../src/weave/weave.js';
import { smallText } from '../support/edited-text.js';

const lines = (text: string) => splitLines(Buffer.from(text));

test('how a version differs from the one before is the difference of their lines, line ends aside', () => {
  fc.assert(
    fc.property(fc.array(smallText, { minLength: 1, maxLength: 6 }), (texts) => {
      const weave = new Weave();
      texts.forEach((text, origin) => {
        weave.record(lines(text), origin);
      });
      texts.forEach((text, version) => {
        const before = texts[version - 1] ?? '';
        expect(weave.hunksAt(version)).toEqual(diffLines(lines(before), lines(text), { ignoreLineEnds: true }));
      });
    }),
  );
});

test('only line ends changed: nothing differs; absent: all of it does', () => {
  const weave = new Weave();
  weave.record(lines('one\ntwo\n'), 0);
  weave.record(lines('one\r\ntwo'), 1);
  weave.recordAbsent(2);
  weave.record(lines('one\n'), 3);
  expect([0, 1, 2, 3].map((version) => weave.hunksAt(version))).toEqual([
    [{ beforeStart: 0, beforeEnd: 0, afterStart: 0, afterEnd: 2 }],
    [],
    [{ beforeStart: 0, beforeEnd: 2, afterStart: 0, afterEnd: 0 }],
    [{ beforeStart: 0, beforeEnd: 0, afterStart: 0, afterEnd: 1 }],
  ]);
});
