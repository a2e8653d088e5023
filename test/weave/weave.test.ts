import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffLines } from '../../src/diff/diff-lines.js';
import type { Hunk } from '../../src/diff/hunk.js';
import { splitLines } from '../../src/diff/lines.js';
import { Weave } from '../../src/weave/weave.js';
import { edited, Seeded, smallText } from '../support/edited-text.js';

const lines = (text: string) => splitLines(Buffer.from(text, 'latin1'));
const origins = (weave: Weave, version: number) => [...weave.originsAt(version)];
const text = (weave: Weave, version: number) => weave.textAt(version).toString('latin1');

function woven(...versions: (string | null)[]): Weave {
  const weave = new Weave();
  versions.forEach((version, i) => {
    if (version === null) weave.recordAbsent(i);
    else weave.record(lines(version), i);
  });
  return weave;
}

describe('origins', () => {
  test('a line keeps the origin that brought it; what is inserted or replaced has the new one', () => {
    const weave = woven('a\nb\nc\n', 'a\nB\nc\nd\n', 'top\na\nB\nd\n');
    expect([0, 1, 2].map((version) => origins(weave, version))).toEqual([
      [0, 0, 0],
      [0, 1, 0, 1],
      [2, 0, 1, 1],
    ]);
    expect([0, 1, 2].map((version) => text(weave, version))).toEqual(['a\nb\nc\n', 'a\nB\nc\nd\n', 'top\na\nB\nd\n']);
  });

  test('line ends change no origin, and every text stays exact', () => {
    const versions = ['a\nb', 'a\r\nb\r\n', 'a\r\nb\r\nc', 'a\nb\nc\n'];
    const weave = woven(...versions);
    expect(versions.map((_, i) => text(weave, i))).toEqual(versions);
    expect(versions.map((_, i) => origins(weave, i))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0, 2],
      [0, 0, 2],
    ]);
  });

  test('inserted lines may keep an origin of their own', () => {
    const weave = woven('a\nb\n', '');
    const version = weave.record(lines('b\nx\na\n'), 7, { originsOf: (line) => (line === 1 ? null : 0) });
    expect(origins(weave, version)).toEqual([0, 7, 0]);
  });

  test('a file that goes and comes again begins anew', () => {
    const weave = woven('a\n', null, null, 'a\n', '');
    expect([0, 1, 2, 3, 4].map((version) => weave.isAbsentAt(version))).toEqual([false, true, true, false, false]);
    expect([0, 1, 2, 3, 4].map((version) => weave.lineCountAt(version))).toEqual([1, 0, 0, 1, 0]);
    expect([0, 1, 2, 3, 4].map((version) => text(weave, version))).toEqual(['a\n', '', '', 'a\n', '']);
    expect(origins(weave, 3)).toEqual([3]);
    expect([0, 1, 2, 3, 4].map((version) => weave.originOf(version))).toEqual([0, 1, 2, 3, 4]);
  });

  test('known hunks decide which of equal lines is the new one', () => {
    const before = 'x\nx\n';
    const after = 'x\nx\nx\n';
    const first: Hunk = { beforeStart: 0, beforeEnd: 0, afterStart: 0, afterEnd: 1 };
    for (const [hunks, expected] of [
      [undefined, [0, 0, 1]],
      [[first], [1, 0, 0]],
      // Hunks that do not lead there are passed over.
      [[{ ...first, afterEnd: 2 }], [0, 0, 1]],
      [[], [0, 0, 1]],
    ] as const) {
      const weave = new Weave();
      weave.record(lines(before), 0);
      weave.record(lines(after), 1, hunks === undefined ? {} : { hunks });
      expect(origins(weave, 1)).toEqual(expected);
      expect(text(weave, 1)).toBe(after);
    }
  });

  test('a version that was not recorded is an error', () => {
    const weave = woven('a\n');
    expect(() => weave.textAt(1)).toThrow(RangeError);
    expect(() => weave.originsAt(-1)).toThrow(RangeError);
    expect(() => weave.deletedBetween(0, 1)).toThrow(RangeError);
    expect(() => weave.history(0, 1)).toThrow(RangeError);
  });
});

describe('deletedBetween', () => {
  test('lines that went, with their writer and the version in which they went', () => {
    const weave = woven('a\nb\nc\n', 'a\r\nc\n', 'c\nd\n', null);
    expect(weave.deletedBetween(0, 2)).toEqual([
      { line: 0, origin: 0, version: 2, by: 2 },
      { line: 1, origin: 0, version: 1, by: 1 },
    ]);
    expect(weave.deletedBetween(0, 0)).toEqual([]);
    expect(weave.deletedBetween(2, 3)).toEqual([
      { line: 0, origin: 0, version: 3, by: 3 },
      { line: 1, origin: 2, version: 3, by: 3 },
    ]);
  });

  test('another line end is not a deletion', () => {
    expect(woven('a\nb', 'a\r\nb\r\n', 'a\nb\n').deletedBetween(0, 2)).toEqual([]);
  });
});

describe('history', () => {
  test('a replaced line leads to the one before it, back to the first writer', () => {
    const weave = woven('one = 1;\ntwo = 2;\n', 'one = 1;\n  two = 22;\n', 'zero\none = 1;\n  two = 3;\n');
    expect(weave.history(2, 2)).toEqual([
      { version: 2, line: 2, origin: 2, how: 'replaced' },
      { version: 1, line: 1, origin: 1, how: 'replaced' },
      { version: 0, line: 1, origin: 0, how: 'inserted' },
    ]);
    expect(weave.history(2, 0)).toEqual([{ version: 2, line: 0, origin: 2, how: 'inserted' }]);
    expect(weave.history(2, 1)).toEqual([{ version: 0, line: 0, origin: 0, how: 'inserted' }]);
  });

  test('a line restored to what it was two versions ago shows all its writers', () => {
    expect(woven('a\nold\nz\n', 'a\nnew\nz\n', 'a\nold\nz\n').history(2, 1)).toEqual([
      { version: 2, line: 1, origin: 2, how: 'replaced' },
      { version: 1, line: 1, origin: 1, how: 'replaced' },
      { version: 0, line: 1, origin: 0, how: 'inserted' },
    ]);
  });

  test('line ends and taken-over lines are told as such', () => {
    const weave = woven('a\nb', 'a\nb\r\n');
    weave.record(lines('b\r\na\n'), 9, { originsOf: () => 0 });
    expect(weave.history(1, 1)).toEqual([
      { version: 1, line: 1, origin: 0, how: 'line-end' },
      { version: 0, line: 1, origin: 0, how: 'inserted' },
    ]);
    const moved = weave.history(2, 0).concat(weave.history(2, 1));
    expect(moved.filter((step) => step.version === 2).map((step) => step.how)).toEqual(['taken-over']);
  });

  test('lines of one hunk are paired by likeness, in order', () => {
    const weave = woven(
      'start\nfirst(one, two);\nsecond(three);\nend\n',
      'start\nprepare();\n    first(one, two);\n    second(three, four);\nend\n',
    );
    const place = (line: number) => weave.history(1, line).map((step) => [step.version, step.line]);
    expect([1, 2, 3].map(place)).toEqual([
      [[1, 1]],
      [
        [1, 2],
        [0, 1],
      ],
      [
        [1, 3],
        [0, 2],
      ],
    ]);
  });
});

/** The same as lists of lines, in the plainest way. */
interface Model {
  content: string;
  origin: number;
}

const contents = (value: string) => {
  const all = lines(value);
  return Array.from({ length: all.count }, (_, i) => all.contentOf(i).toString('latin1'));
};

function modelled(versions: readonly (string | null)[]): Model[][] {
  let before: Model[] = [];
  let beforeText = '';
  return versions.map((version, origin) => {
    const all = contents(version ?? '');
    const after: Model[] = all.map((content) => ({ content, origin }));
    const hunks = diffLines(lines(beforeText), lines(version ?? ''), { ignoreLineEnds: true });
    let shift = 0;
    let at = 0;
    for (const hunk of [...hunks, null]) {
      for (; at < (hunk?.beforeStart ?? before.length); at++) {
        (after[at + shift] as Model).origin = (before[at] as Model).origin;
      }
      at = hunk?.beforeEnd ?? at;
      shift += hunk === null ? 0 : hunk.afterEnd - hunk.afterStart - (hunk.beforeEnd - hunk.beforeStart);
    }
    before = after;
    beforeText = version ?? '';
    return after;
  });
}

describe('any chain of versions', () => {
  const chains = fc.array(fc.option(smallText, { freq: 8 }), { minLength: 1, maxLength: 8 });

  test('every version checks out exactly and agrees with a naive model', () => {
    fc.assert(
      fc.property(chains, (versions) => {
        const weave = woven(...versions);
        const model = modelled(versions);
        versions.forEach((version, i) => {
          expect(text(weave, i)).toBe(version ?? '');
          expect(weave.isAbsentAt(i)).toBe(version === null);
          expect(origins(weave, i)).toEqual(model[i]?.map((line) => line.origin));
        });
      }),
      { numRuns: 500 },
    );
  });

  test('no origin is named whose version lacks the line, and every history ends with a first writer', () => {
    fc.assert(
      fc.property(chains, (versions) => {
        const weave = woven(...versions);
        versions.forEach((version, i) => {
          contents(version ?? '').forEach((content, line) => {
            const origin = weave.originsAt(i)[line] as number;
            expect(contents(versions[origin] ?? '')).toContain(content);
            const steps = weave.history(i, line);
            expect(steps.map((step) => step.version)).toEqual(
              [...steps.map((step) => step.version)].sort((a, b) => b - a),
            );
            expect(steps.at(-1)?.how).toBe('inserted');
            expect(steps[0]?.origin).toBe(origin);
            for (const step of steps) expect(step.line).toBeLessThan(weave.lineCountAt(step.version));
          });
        });
      }),
      { numRuns: 200 },
    );
  });

  test('what went between two versions and what is left are together the older one', () => {
    fc.assert(
      fc.property(chains, (versions) => {
        const weave = woven(...versions);
        const last = versions.length - 1;
        for (let from = 0; from <= last; from++) {
          const gone = weave.deletedBetween(from, last);
          const kept = contents(versions[from] ?? '').filter((_, line) => !gone.some((d) => d.line === line));
          const rest = contents(versions[last] ?? '');
          for (const content of kept) {
            const at = rest.indexOf(content);
            expect(at).toBeGreaterThanOrEqual(0);
            rest.splice(0, at + 1);
          }
          for (const { version, line, origin, by } of gone) {
            expect(version).toBeGreaterThan(from);
            expect(by).toBe(version);
            expect(origin).toBe(weave.originsAt(from)[line]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('what versions are compared with differs as two texts do, whether it is recorded then or another one', () => {
    fc.assert(
      fc.property(chains, smallText, (versions, other) => {
        const weave = new Weave();
        let last = '';
        versions.forEach((version, i) => {
          for (const each of [other, version ?? '']) {
            expect(weave.compare(lines(each))).toEqual(diffLines(lines(last), lines(each), { ignoreLineEnds: true }));
          }
          if (version === null) weave.recordAbsent(i);
          else weave.record(lines(version), i);
          last = version ?? '';
        });
        expect(versions.map((version, i) => [version ?? '', text(weave, i)])).toEqual(
          versions.map((version) => [version ?? '', version ?? '']),
        );
        const model = modelled(versions);
        expect(versions.map((_, i) => origins(weave, i))).toEqual(
          versions.map((_, i) => model[i]?.map(({ origin }) => origin)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('versions beyond the stride of whole ones are exact too', () => {
    const random = new Seeded(4);
    let current = edited(random, [], 100, 1000);
    const versions: string[] = [];
    for (let i = 0; i < 200; i++) {
      current = edited(random, current, 3, 1000);
      versions.push(current.join(''));
    }
    const weave = woven(...versions);
    expect(versions.map((_, i) => text(weave, i))).toEqual(versions);
    const model = modelled(versions);
    expect(versions.map((_, i) => origins(weave, i))).toEqual(model.map((all) => all.map((line) => line.origin)));
  });
});
