import { chmodSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Disk } from '../../src/scan/disk.js';
import { listFiles } from '../../src/scan/list-files.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const OPTIONS = { folders: ['sessions', 'archive'], depth: 3, accept: (name: string) => name.endsWith('.jsonl') };

function list(...roots: string[]): string[] {
  return listFiles(new Disk(), roots, OPTIONS).files.map((file) => `${file.root.slice(dir.path.length)}:${file.path}`);
}

/** As the file system tells it. */
function found(path: string, size: number) {
  const { mtimeMs, ctimeMs, ino } = statSync(join(dir.path, path));
  const stamp = { size, mtimeMs: expect.closeTo(mtimeMs, 2), ctimeMs: expect.closeTo(ctimeMs, 2), inode: ino };
  return { root: dir.path, path, stamp };
}

test('lists dated and flat files, sorted, with their sizes and times', () => {
  dir.write('sessions/2026/02/01/b.jsonl', '12345');
  dir.write('sessions/2025/12/31/z.jsonl', '');
  dir.write('sessions/flat.jsonl', '1');
  dir.write('sessions/2026/02/01/notes.txt', '');
  dir.write('sessions/2026/02/01/deep/er/c.jsonl', '');
  dir.write('archive/a.jsonl', '12');
  dir.write('elsewhere/a.jsonl', '');
  expect(listFiles(new Disk(), [dir.path], OPTIONS)).toEqual({
    files: [
      found('sessions/2025/12/31/z.jsonl', 0),
      found('sessions/2026/02/01/b.jsonl', 5),
      found('sessions/flat.jsonl', 1),
      found('archive/a.jsonl', 2),
    ],
    unreadable: [],
  });
});

test('C23: roots that contain each other, or that a link leads to, give each file once', () => {
  dir.write('home/sessions/2026/01/02/a.jsonl', 'a');
  dir.write('home/sessions/sessions/b.jsonl', 'b');
  symlinkSync(join(dir.path, 'home'), join(dir.path, 'link'));
  expect(list(join(dir.path, 'home'), join(dir.path, 'link'), join(dir.path, 'home', 'sessions'))).toEqual([
    '/home:sessions/2026/01/02/a.jsonl',
    '/home:sessions/sessions/b.jsonl',
  ]);
});

test('links in circles and links to nothing do no harm', () => {
  dir.write('sessions/2026/a.jsonl', 'a');
  symlinkSync(join(dir.path, 'sessions'), join(dir.path, 'sessions', '2026', 'again'));
  symlinkSync(join(dir.path, 'gone'), join(dir.path, 'sessions', 'gone.jsonl'));
  symlinkSync('self', join(dir.path, 'sessions', 'self'));
  expect(list(dir.path)).toEqual([':sessions/2026/a.jsonl']);
});

test('a root that is not there is empty', () => {
  expect(listFiles(new Disk(), [join(dir.path, 'none')], OPTIONS)).toEqual({ files: [], unreadable: [] });
});

(process.getuid?.() === 0 || process.platform === 'win32' ? test.skip : test)(
  'a folder that may not be read is named',
  () => {
    dir.write('sessions/2026/a.jsonl', 'a');
    dir.write('sessions/2025/b.jsonl', 'b');
    const closed = join(dir.path, 'sessions', '2025');
    chmodSync(closed, 0);
    expect(listFiles(new Disk(), [dir.path], OPTIONS)).toEqual({
      files: [found('sessions/2026/a.jsonl', 1)],
      unreadable: [closed],
    });
    chmodSync(closed, 0o755);
  },
);
