import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PatchChunk } from '../../src/model/agent-event.js';
import { locateResults } from '../../src/patch/locate-chunks.js';
import { generatedPatch } from './generated-patch.js';

/** Lines with their marks: ` context`, `-removed`, `+added`. */
function chunk(...lines: string[]): PatchChunk {
  return {
    anchor: null,
    lines: lines.map((line) => ({ op: line[0] as ' ' | '-' | '+', text: line.slice(1) })),
    endOfFile: false,
  };
}

describe('locateResults', () => {
  test('finds the whole block and tells its added lines only (L8)', () => {
    const after = ['head', 'a', 'new 1', 'b', 'tail'];
    expect(locateResults(after, [chunk(' a', '-old', '+new 1', ' b')])).toEqual([
      { how: 'block', blocks: [{ start: 1, end: 4 }], runs: [{ start: 2, end: 3, unique: true }], missing: 0 },
    ]);
  });

  test('two places stay undecided', () => {
    const after = ['f', 'x = 1', 'g', 'f', 'x = 1'];
    expect(locateResults(after, [chunk(' f', '+x = 1')])).toEqual([
      {
        how: 'block',
        blocks: [
          { start: 0, end: 2 },
          { start: 3, end: 5 },
        ],
        runs: [{ start: 1, end: 2, unique: false }],
        missing: 0,
      },
    ]);
  });

  test('the order of the chunks decides between places (L5)', () => {
    const after = ['x = 1', 'mark = 1', 'x = 1'];
    expect(locateResults(after, [chunk('-mark = 0', '+mark = 1'), chunk('-x = 0', '+x = 1')])).toEqual([
      { how: 'block', blocks: [{ start: 1, end: 2 }], runs: [{ start: 1, end: 2, unique: true }], missing: 0 },
      { how: 'block', blocks: [{ start: 2, end: 3 }], runs: [{ start: 2, end: 3, unique: true }], missing: 0 },
    ]);
  });

  test('where the block is broken, the runs are found with what is left around them (L9)', () => {
    const after = ['a', 'one', 'by a person', 'three', 'b'];
    expect(locateResults(after, [chunk(' a', '+one', ' mid', '+three', '+four')])).toEqual([
      {
        how: 'runs',
        blocks: [],
        runs: [
          { start: 1, end: 2, unique: true },
          { start: 3, end: 4, unique: true },
        ],
        missing: 1,
      },
    ]);
  });

  test('a run that somebody put a line into is found in pieces, with what stands between its lines', () => {
    const after = ['a', 'one', '}', '', 'two', 'by a person', 'three', 'b'];
    expect(locateResults(after, [chunk(' a', '+one', '+}', '+', '+two', '+three', ' b')])).toEqual([
      {
        how: 'runs',
        blocks: [],
        runs: [
          { start: 1, end: 5, unique: true },
          { start: 6, end: 7, unique: true },
        ],
        missing: 0,
      },
    ]);
  });

  test('pieces of a run are lines that stand in one place only, and in their order', () => {
    const after = ['three', 'one', 'x', 'two', 'two', 'four'];
    expect(locateResults(after, [chunk('+one', '+two', '+three', '+four')])[0]?.runs).toEqual([
      { start: 1, end: 2, unique: true },
      { start: 5, end: 6, unique: true },
    ]);
  });

  test('a run at several places is told as not unique', () => {
    expect(locateResults(['one', 'x', 'one'], [chunk(' a', '+one', ' b')])).toEqual([
      { how: 'runs', blocks: [], runs: [{ start: 0, end: 1, unique: false }], missing: 0 },
    ]);
  });

  test('no line is found twice', () => {
    expect(locateResults(['one'], [chunk(' a', '+one', ' b', '+one', ' c')])).toEqual([
      { how: 'runs', blocks: [], runs: [{ start: 0, end: 1, unique: true }], missing: 1 },
    ]);
  });

  test.each([
    [['', '}'], chunk('+', '+}')],
    [['x', '});', 'y'], chunk(' a', '+});', ' b')],
    [['x', '', 'y'], chunk(' x', '+', ' z')],
  ])('blank lines and braces alone are not found (L16): %j', (after, wanted) => {
    expect(locateResults(after, [wanted])).toMatchObject([{ how: 'none', runs: [] }]);
  });

  test('a brace between both of its neighbours is', () => {
    expect(locateResults(['x', '}', 'y', 'q'], [chunk(' x', '+}', ' y', ' z')])).toEqual([
      { how: 'runs', blocks: [], runs: [{ start: 1, end: 2, unique: true }], missing: 0 },
    ]);
  });

  test('lines that are only put back are not looked for', () => {
    expect(locateResults(['same', 'new'], [chunk('-same', '+same', '+new')])).toEqual([
      { how: 'block', blocks: [{ start: 0, end: 2 }], runs: [{ start: 1, end: 2, unique: true }], missing: 0 },
    ]);
    expect(locateResults(['same'], [chunk('-same', '+same')])).toEqual([
      { how: 'none', blocks: [], runs: [], missing: 0 },
    ]);
  });

  test('line ends do not count (L13)', () => {
    expect(locateResults(['a\r', 'new\r'], [chunk(' a', '+new')])).toMatchObject([{ how: 'block', missing: 0 }]);
  });

  test('more places than can be told are undecided', () => {
    const [location] = locateResults(new Array<string>(40).fill('same'), [chunk('+same')]);
    expect(location?.blocks).toHaveLength(16);
    expect(location?.runs).toEqual([{ start: 0, end: 1, unique: false }]);
  });

  test('in the content right after the patch exactly the added lines are found', () => {
    fc.assert(
      fc.property(generatedPatch(1), ({ after, chunks }) => {
        const located = locateResults(after, chunks);
        const lines = located.flatMap(({ runs }) => runs).flatMap(({ start, end }) => after.slice(start, end));
        expect(lines).toEqual(after.filter((line) => line.startsWith('new ')));
        expect(located.every(({ runs }) => runs.every((run) => run.unique))).toBe(true);
      }),
    );
  });

  test('whatever the content, only lines of the patch are told', () => {
    const line = fc.constantFrom('new 0', 'new 1', 'line 0', 'line 1', 'line 2', '');
    fc.assert(
      fc.property(generatedPatch(1), fc.array(line, { maxLength: 12 }), ({ chunks }, after) => {
        for (const { runs } of locateResults(after, chunks)) {
          for (const run of runs) {
            for (const text of after.slice(run.start, run.end)) expect(text).toMatch(/^new /);
          }
        }
      }),
    );
  });
});
