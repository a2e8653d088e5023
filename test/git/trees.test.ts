import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AiBlameError } from '../../src/errors.js';
import type { GitObjects, TreeChange, TreeEntry } from '../../src/git/git-objects.js';
import { openRepository } from '../../src/git/repository.js';
import { diffTrees, lookUp, PathLookup, parseTree, walkTree } from '../../src/git/trees.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;
let objects: GitObjects;

beforeAll(() => {
  repo = new GitRepo();
  objects = openRepository(repo.dir).objects;
});

afterAll(() => repo.remove());

/** A folder as nested objects: a string is a file (`x:` before its text: executable, `l:`: a symlink, `s:`: a gitlink). */
type Folder = { [name: string]: string | Folder };

function writeTree(folder: Folder): string {
  const entries = Object.entries(folder).map(([name, value]) => {
    if (typeof value !== 'string') {
      return `040000 tree ${writeTree(value)}\t${name}\0`;
    }
    const [mode = '', type = ''] = value.startsWith('x:')
      ? ['100755', 'blob']
      : value.startsWith('l:')
        ? ['120000', 'blob']
        : value.startsWith('s:')
          ? ['160000', 'commit']
          : ['100644', 'blob'];
    const oid = type === 'blob' ? writeBlob(value) : Buffer.from(value.padEnd(20)).toString('hex').slice(0, 40);
    return `${mode} ${type} ${oid}\t${name}\0`;
  });
  return repo
    .gitBytes(['mktree', '-z', '--missing'], { input: entries.join('') })
    .toString()
    .trim();
}

const blobs = new Map<string, string>();

function writeBlob(text: string): string {
  let oid = blobs.get(text);
  if (oid === undefined) {
    oid = repo.gitBytes(['hash-object', '-w', '--stdin'], { input: text }).toString().trim();
    blobs.set(text, oid);
  }
  return oid;
}

function entry(mode: string, oid: string): TreeEntry | null {
  return /^0+$/.test(oid) ? null : { mode: Number.parseInt(mode, 8), oid };
}

function diffByGit(before: string, after: string, ...paths: string[]): TreeChange[] {
  const fields = repo
    .git(
      'diff-tree',
      '-r',
      '-z',
      '--no-renames',
      '--full-index',
      before,
      after,
      ...(paths.length ? ['--', ...paths] : []),
    )
    .split('\0');
  const changes: TreeChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = (fields[i] as string).slice(1).split(' ');
    changes.push({ path: fields[i + 1] as string, before: entry(oldMode, oldId), after: entry(newMode, newId) });
  }
  return changes;
}

const names = fc.constantFrom(
  'a',
  'b',
  'a.b',
  'a-b',
  'a0',
  'ab',
  'é',
  'sp ace',
  '"q"',
  'new\nline',
  '-dash',
  '\u{1F600}',
);
const folders = fc.letrec<{ folder: Folder; entry: string | Folder }>((tie) => ({
  folder: fc.dictionary(names, tie('entry'), { maxKeys: 5 }),
  entry: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'folder' },
    fc.constantFrom('1', '2', 'x:1', 'l:1', 's:1', 's:2'),
    tie('folder'),
  ),
})).folder;

function withoutEmpty(folder: Folder): Folder {
  const kept: Folder = Object.create(null);
  for (const [name, value] of Object.entries(folder)) {
    const inner = typeof value === 'string' ? value : withoutEmpty(value);
    if (typeof inner === 'string' || Object.keys(inner).length > 0) {
      kept[name] = inner;
    }
  }
  return kept;
}

describe('diffTrees', () => {
  test('equals git diff-tree for any two trees', () => {
    fc.assert(
      fc.property(folders, folders, (one, two) => {
        const before = writeTree(withoutEmpty(one));
        const after = writeTree(withoutEmpty(two));
        expect(diffTrees(objects, before, after)).toEqual(diffByGit(before, after));
      }),
      { numRuns: 30 },
    );
  });

  test('equals git diff-tree when a tree changes in few places', () => {
    const wide: Folder = {};
    for (let i = 0; i < 120; i++) {
      wide[`file-${i}.txt`] = `${i % 7}`;
      wide[`dir-${i}`] = { 'x.txt': `${i % 5}`, deep: { y: '1' } };
    }
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(119), fc.constantFrom('drop', 'file', 'exec', 'dir', 'same')), { maxLength: 6 }),
        (edits) => {
          const changed: Folder = { ...wide };
          for (const [i, kind] of edits) {
            if (kind === 'drop') {
              delete changed[`file-${i}.txt`];
            } else if (kind === 'file') {
              changed[`dir-${i}`] = 'now a file';
            } else if (kind === 'exec') {
              changed[`file-${i}.txt`] = 'x:1';
            } else if (kind === 'dir') {
              changed[`file-${i}.txt`] = { inside: '1', deep: { er: '2' } };
            }
          }
          const before = writeTree(wide);
          const after = writeTree(changed);
          expect(diffTrees(objects, before, after)).toEqual(diffByGit(before, after));
        },
      ),
      { numRuns: 8 },
    );
  });

  test('a side that is null is the empty tree', () => {
    const tree = writeTree({ a: '1', b: { c: '2' } });
    const created = diffTrees(objects, null, tree);
    expect(created).toEqual([
      { path: 'a', before: null, after: { mode: 0o100644, oid: writeBlob('1') } },
      { path: 'b/c', before: null, after: { mode: 0o100644, oid: writeBlob('2') } },
    ]);
    expect(diffTrees(objects, tree, null)).toEqual(
      created.map(({ path, after }) => ({ path, before: after, after: null })),
    );
    expect(diffTrees(objects, null, null)).toEqual([]);
  });

  test('a file that became a folder of the same name, and back', () => {
    const file = writeTree({ lib: 'text', 'lib.txt': '1', 'lib-a': '1' });
    const folder = writeTree({ lib: { a: '1', b: '2' }, 'lib.txt': '2', 'lib-a': '1' });
    expect(
      diffTrees(objects, file, folder).map(({ path, before, after }) => [path, before?.mode, after?.mode]),
    ).toEqual([
      ['lib', 0o100644, undefined],
      ['lib.txt', 0o100644, 0o100644],
      ['lib/a', undefined, 0o100644],
      ['lib/b', undefined, 0o100644],
    ]);
    expect(diffTrees(objects, folder, file)).toEqual(diffByGit(folder, file));
  });

  test('under one path: a file, a folder, a file that became a folder, nothing', () => {
    const before = writeTree({ src: { a: '1', b: { c: '1' } }, other: '1', lib: '1' });
    const after = writeTree({ src: { a: '2', b: { c: '2' } }, other: '2', lib: { d: '1' } });
    for (const under of [
      'src',
      'src/a',
      'src/b',
      'src/b/c',
      'lib',
      'lib/d',
      'other',
      'src/none',
      'none/x',
      'other/x',
    ]) {
      expect([under, diffTrees(objects, before, after, { under })]).toEqual([under, diffByGit(before, after, under)]);
    }
    expect(diffTrees(objects, before, after, { under: '' })).toEqual(diffByGit(before, after));
  });

  test('modes of old trees are read as git reads them', () => {
    const raw = Buffer.concat([Buffer.from('100664 a\0'), Buffer.from(writeBlob('1'), 'hex')]);
    const old = repo
      .gitBytes(['hash-object', '-w', '-t', 'tree', '--stdin', '--literally'], { input: raw })
      .toString()
      .trim();
    expect(diffTrees(objects, old, writeTree({ a: '1' }))).toEqual([]);
    expect(diffTrees(objects, old, writeTree({ a: 'x:1' }))).toEqual(diffByGit(old, writeTree({ a: 'x:1' })));
  });

  test('a subtree that is not stored is told by its id, and only when it is needed', () => {
    const lost = writeTree({ 'only-here': 'lost tree' });
    const before = writeTree({ keep: '1', sub: { 'only-here': 'lost tree' } });
    const same = writeTree({ keep: '2', sub: { 'only-here': 'lost tree' } });
    const after = writeTree({ keep: '1', sub: { other: '1' } });
    rmSync(join(repo.dir, '.git/objects', lost.slice(0, 2), lost.slice(2)), { force: true });
    const fresh = openRepository(repo.dir).objects;
    expect(diffTrees(fresh, before, same).map(({ path }) => path)).toEqual(['keep']);
    expect(failure(() => diffTrees(fresh, before, after))).toEqual([
      'OBJECT_MISSING',
      `The tree ${lost} is not in the repository`,
    ]);
    expect(failure(() => lookUp(fresh, before, 'sub/only-here'))[0]).toBe('OBJECT_MISSING');
    expect(failure(() => [...walkTree(fresh, before)])[0]).toBe('OBJECT_MISSING');
    expect(lookUp(fresh, before, 'sub')).toEqual({ mode: 0o40000, oid: lost });
  });

  test('a tree that is cut off, and a blob in the place of a tree, are damage', () => {
    const blob = writeBlob('1');
    expect(failure(() => diffTrees(objects, blob, null))[0]).toBe('OBJECT_CORRUPT');
    const raw = Buffer.concat([Buffer.from('100644 a\0'), Buffer.from(blob, 'hex')]);
    for (let length = 1; length < raw.length; length++) {
      expect(failure(() => parseTree(raw.subarray(0, length), 20))[0]).toBe('OBJECT_CORRUPT');
    }
    expect(parseTree(raw, 20)).toEqual([{ name: 'a', mode: 0o100644, oid: blob }]);
  });
});

describe('paths in trees', () => {
  const folder: Folder = {
    'a.txt': '1',
    src: { 'deep er': { 'é\n".ts': 'x:2', link: 'l:x' }, module: 's:1' },
    'src.ts': '3',
    '-dash': '4',
  };

  test('walkTree lists what git ls-tree -r lists', () => {
    const tree = writeTree(folder);
    const byGit = repo
      .git('ls-tree', '-r', '-z', '--full-tree', tree)
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [, mode = '', oid = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
        return { path, entry: { mode: Number.parseInt(mode, 8), oid } };
      });
    expect(byGit).toHaveLength(6);
    expect([...walkTree(objects, tree)]).toEqual(byGit);
  });

  test('lookUp and PathLookup find files, folders and gitlinks, and nothing else', () => {
    const tree = writeTree(folder);
    const paths = [
      '',
      'a.txt',
      'src',
      'src/deep er',
      'src/deep er/é\n".ts',
      'src/deep er/link',
      'src/module',
      'src.ts',
      '-dash',
    ];
    for (const path of paths) {
      const oid = repo.git('rev-parse', `${tree}:${path}`).trim();
      const found = lookUp(objects, tree, path);
      expect([path, found?.oid]).toEqual([path, oid]);
      expect(new PathLookup(objects, path).find(tree)).toEqual(found);
    }
    const absent = [
      'none',
      'a.txt/x',
      'src/none',
      'src/module/x',
      'src/',
      '/src',
      '.',
      '..',
      'src/../a.txt',
      'sr',
      'a.tx',
    ];
    for (const path of absent) {
      expect([path, lookUp(objects, tree, path), new PathLookup(objects, path).find(tree)]).toEqual([path, null, null]);
    }
    expect(lookUp(objects, tree, 'src/deep er/é\n".ts')?.mode).toBe(0o100755);
  });

  test('PathLookup reads each distinct tree once', () => {
    const trees = Array.from({ length: 30 }, (_, i) =>
      writeTree({ src: { lib: { 'a.ts': `${i % 3}` }, x: `${i % 6}` }, n: `${i}` }),
    );
    const reads: string[] = [];
    const counting: GitObjects = {
      hash: 'sha1',
      has: (oid) => objects.has(oid),
      expand: (prefix, limit) => objects.expand(prefix, limit),
      read(oid) {
        reads.push(oid);
        return objects.read(oid);
      },
    };
    const path = new PathLookup(counting, 'src/lib/a.ts');
    expect(trees.map((tree) => path.find(tree)?.oid)).toEqual(trees.map((_, i) => writeBlob(`${i % 3}`)));
    expect(reads).toHaveLength(new Set(reads).size);
    // 30 roots, 6 of `src`, 3 of `src/lib`.
    expect(reads).toHaveLength(39);
  });
});

function failure(run: () => unknown): [string, string] {
  try {
    run();
  } catch (error) {
    return error instanceof AiBlameError ? [error.code, error.message] : ['', String(error)];
  }
  return ['', 'nothing was thrown'];
}
