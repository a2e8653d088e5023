import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stampFrom } from '../../src/model/file-stamp.js';
import { Disk } from '../../src/scan/disk.js';
import { listFiles } from '../../src/scan/list-files.js';
import { foldersNamed } from '../../src/scan/list-folders.js';
import { changedSince, packLooks } from '../../src/scan/packed-looks.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const OPTIONS = { folders: ['sessions'], depth: 3, accept: (name: string) => name.endsWith('.jsonl') };

const at = (path: string): string => join(dir.path, path);
const stamp = (path: string) => stampFrom(statSync(at(path)));

/** Long past, so that whatever happens now shows in the times. */
function settle(...paths: string[]): void {
  for (const path of paths) {
    for (let each = path; each !== '.'; each = dirname(each)) utimesSync(at(each), 1e9, 1e9);
  }
}

/** As a search sees it: sessions by day, and a folder for each project. */
function looked(): Buffer {
  const disk = new Disk();
  const { files } = listFiles(disk, [dir.path], OPTIONS);
  const other = new Disk();
  foldersNamed(other, at('projects'), 'chats');
  expect(files.length).toBeGreaterThan(0);
  return packLooks([disk.looks, other.looks]);
}

const DAY = 'sessions/2026/03/04';

describe('what was looked at, taken again', () => {
  beforeEach(() => {
    for (const day of ['03', '04']) {
      for (const name of ['a', 'b', 'ü\u2028', 'line\nend']) dir.write(`sessions/2026/03/${day}/${name}.jsonl`, name);
    }
    dir.write('sessions/2026/notes.txt', 'no folder');
    dir.write('projects/p/chats/one', '1');
    mkdirSync(at('projects/q'));
    settle(
      `${DAY}/a.jsonl`,
      `${DAY}/b.jsonl`,
      'sessions/2026/03/03',
      'sessions/2026/notes.txt',
      'projects/p/chats',
      'projects/q',
    );
  });

  test('is the same where nothing happened', () => {
    expect(changedSince(looked())).toEqual([]);
  });

  test.each(['a', 'ü\u2028', 'line\nend'])('tells the file %j that was added to, as it was and as it is', (name) => {
    const path = `${DAY}/${name}.jsonl`;
    const packed = looked();
    const was = stamp(path);
    appendFileSync(at(path), 'more');
    expect(changedSince(packed)).toEqual([{ path: at(path), was, is: stamp(path) }]);
  });

  test('tells a file that was only touched', () => {
    const packed = looked();
    const was = stamp(`${DAY}/a.jsonl`);
    utimesSync(at(`${DAY}/a.jsonl`), 1e9, 1e9 + 1);
    expect(changedSince(packed)).toEqual([{ path: at(`${DAY}/a.jsonl`), was, is: stamp(`${DAY}/a.jsonl`) }]);
  });

  test.each<[string, () => void]>([
    ['a new file', () => dir.write(`${DAY}/c.jsonl`, '')],
    ['a new file in a folder above', () => dir.write('sessions/c.jsonl', '')],
    ['a new folder', () => dir.write('sessions/2026/03/05/a.jsonl', '')],
    ['a file that is gone', () => rmSync(at(`${DAY}/a.jsonl`))],
    ['a folder that is gone', () => rmSync(at('sessions/2026/03/03'), { recursive: true })],
    ['all that is gone', () => rmSync(at('sessions'), { recursive: true })],
    [
      'a folder where a file was',
      () => {
        rmSync(at('sessions/2026/notes.txt'));
        dir.write('sessions/2026/notes.txt/a.jsonl', '');
        settle('sessions/2026');
      },
    ],
    [
      'a folder that leads elsewhere',
      () => {
        renameSync(at('projects/p/chats'), at('moved'));
        symlinkSync(at('moved'), at('projects/p/chats'));
        rmSync(at('projects/q'), { recursive: true });
      },
    ],
    ['a folder that was asked for and not there', () => mkdirSync(at('projects/q/chats'))],
  ])('tells nothing of files where there is %s', (_, happens) => {
    const packed = looked();
    happens();
    expect(changedSince(packed)).toBeNull();
  });

  test('does not mind a file that was looked at for its type alone', () => {
    const packed = looked();
    appendFileSync(at('sessions/2026/notes.txt'), 'more');
    appendFileSync(at('projects/p/chats/one'), 'more');
    expect(changedSince(packed)).toEqual([]);
  });

  test('sees a folder come that was not there, and one go', () => {
    const disk = new Disk();
    listFiles(disk, [at('none'), dir.path], OPTIONS);
    const packed = packLooks([disk.looks]);
    expect(changedSince(packed)).toEqual([]);
    dir.write('none/sessions/a.jsonl', '');
    expect(changedSince(packed)).toBeNull();
  });

  test('gives up where very many files changed', () => {
    for (let n = 0; n < 65; n++) dir.write(`${DAY}/many-${n}.jsonl`, '');
    const packed = looked();
    for (let n = 0; n < 64; n++) appendFileSync(at(`${DAY}/many-${n}.jsonl`), 'x');
    expect(changedSince(packed)).toHaveLength(64);
    appendFileSync(at(`${DAY}/many-64.jsonl`), 'x');
    expect(changedSince(packed)).toBeNull();
  });

  test('takes no count that is none for the number of looks', () => {
    for (const count of [Number.NaN, -1, 1e300, Number.POSITIVE_INFINITY]) {
      expect(changedSince(Buffer.from(new Float64Array([count]).buffer))).toBeNull();
    }
  });

  test('takes nothing that was cut off, at whatever place, for the whole', () => {
    const packed = looked();
    fc.assert(
      fc.property(fc.nat(packed.length - 1), (length) => {
        expect(changedSince(packed.subarray(0, length))).toBeNull();
        // Wherever in memory it lies.
        const elsewhere = Buffer.concat([Buffer.alloc(3), packed]).subarray(3);
        expect(changedSince(elsewhere)).toEqual([]);
      }),
    );
  });
});
