import { expect, test } from '@jest/globals';
import { indexingProgress } from '../../src/app/indexing-progress.js';

test('tells files, megabytes, the rate and the time that is left', () => {
  let time = 5000;
  const told: [string, number, number][] = [];
  const update = (message: string, done: number, total: number) => told.push([message, done, total]);
  const tell = indexingProgress({ update, end: () => {} }, () => time);
  tell({ sources: 0, ofSources: 800, bytes: 0, ofBytes: 900e6 });
  time += 2000;
  tell({ sources: 120, ofSources: 800, bytes: 100e6, ofBytes: 900e6 });
  time += 1000;
  tell({ sources: 121, ofSources: 800, bytes: 102e6, ofBytes: 9_000e6 });
  tell({ sources: 1, ofSources: 2, bytes: 3e6, ofBytes: 4.5e6 });
  expect(told).toEqual([
    ['Indexing traces: 0 of 800, 0.0 of 900 MB', 0, 900e6],
    ['Indexing traces: 120 of 800, 100 of 900 MB, 50 MB/s, 16 s left', 100e6, 900e6],
    ['Indexing traces: 121 of 800, 102 of 9000 MB, 34 MB/s, 5 min left', 102e6, 9_000e6],
    ['Indexing traces: 1 of 2, 3.0 of 4.5 MB, 1.0 MB/s, 2 s left', 3e6, 4.5e6],
  ]);
});
