import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { TraceSource } from '../../src/model/session.js';
import { isSameStamp, stampOf } from '../../src/store/file-stamp.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

test('the stamp of a source with companions changes with each of them', () => {
  dir.write('a', 'one');
  dir.write('b', 'four');
  const source: TraceSource = {
    agent: 'x',
    home: dir.path,
    path: 'a',
    kind: 'json',
    size: 7,
    companions: ['b', 'gone'],
  };
  const stamps = [stampOf(source)];
  expect(stamps[0]?.size).toBe(7);
  utimesSync(join(dir.path, 'b'), 1, 1);
  utimesSync(join(dir.path, 'a'), 2e9, 2e9);
  stamps.push(stampOf(source));
  dir.write('b', 'longer');
  stamps.push(stampOf(source));
  rmSync(join(dir.path, 'b'));
  stamps.push(stampOf(source));
  for (const [i, a] of stamps.entries())
    for (const b of stamps.slice(i + 1)) expect(a !== null && b !== null && isSameStamp(a, b)).toBe(false);
  rmSync(join(dir.path, 'a'));
  expect(stampOf(source)).toBeNull();
});
