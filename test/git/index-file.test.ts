import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { AiBlameError } from '../../src/errors.js';
import { type IndexEntry, parseIndex, readIndex } from '../../src/git/index-file.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;

afterEach(() => repo.remove());

function byGit(): IndexEntry[] {
  return repo
    .git('ls-files', '-s', '-z', '--sparse')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [, mode = '', oid = '', stage = '', path = ''] = /^(\d+) ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
      return { path, oid, mode: Number.parseInt(mode, 8), stage: Number(stage) as IndexEntry['stage'] };
    });
}

const FILES: Record<string, string> = {
  a: '1',
  'dir/a': '2',
  'dir/ab': '3',
  'dir/abc/d e': '4',
  'dir/é\n"x"': '5',
  'z.txt': '6',
  '12345678': '7',
  '1234567': '8',
  '123456789': '9',
};

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof AiBlameError ? error.code : String(error);
  }
  return 'nothing was thrown';
}

test.each([
  ['2', 'sha1'],
  ['4', 'sha1'],
  ['2', 'sha256'],
  ['4', 'sha256'],
] as const)('version %s with %s equals git ls-files', (version, hash) => {
  repo = new GitRepo(undefined, [`--object-format=${hash}`]);
  repo.write(FILES);
  repo.git('add', '-A');
  repo.git('update-index', '--chmod=+x', 'z.txt');
  repo.git('update-index', '--index-version', version);
  expect(readIndex(join(repo.dir, '.git'), hash)).toEqual(byGit());
  expect(byGit()).toHaveLength(9);
});

test('version 3, with an entry that is only intended', () => {
  repo = new GitRepo();
  repo.write(FILES);
  repo.git('add', 'dir');
  repo.git('add', '-N', 'a', 'z.txt');
  expect(readFileSync(join(repo.dir, '.git/index')).readUInt32BE(4)).toBe(3);
  const intended = byGit().map((entry) =>
    ['a', 'z.txt'].includes(entry.path) ? { ...entry, isIntended: true } : entry,
  );
  expect(readIndex(join(repo.dir, '.git'), 'sha1')).toEqual(intended);
});

test('a conflict has an entry for each side', () => {
  repo = new GitRepo();
  repo.commit('base', { a: 'base\n' });
  repo.git('checkout', '-q', '-b', 'side');
  repo.commit('side', { a: 'side\n' });
  repo.git('checkout', '-q', 'main');
  repo.commit('main', { a: 'main\n' });
  expect(() => repo.git('merge', '-q', 'side')).toThrow();
  expect(readIndex(join(repo.dir, '.git'), 'sha1')).toEqual(byGit());
  expect(byGit().map(({ stage }) => stage)).toEqual([1, 2, 3]);
});

test('a sparse index tells whole folders', () => {
  repo = new GitRepo();
  repo.commit('one', { 'in/a': '1', 'out/b': '2', 'out/c/d': '3', top: '4' });
  repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
  expect(readIndex(join(repo.dir, '.git'), 'sha1')).toEqual(byGit());
  expect(byGit().map(({ path, mode }) => [path, mode])).toContainEqual(['out/', 0o40000]);
});

test.each(['2', '4'])(
  'a split index of version %s: what it adds to the shared one, replaces and deletes of it',
  (version) => {
    repo = new GitRepo();
    const gitDir = join(repo.dir, '.git');
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, `${n}\n`]));
    repo.commit('one', { ...files, ...FILES });
    repo.git('config', 'splitIndex.maxPercentChange', '100');
    repo.git('update-index', '--index-version', version);
    repo.git('update-index', '--split-index');
    expect(readIndex(gitDir, 'sha1')).toEqual(byGit());
    const shared = (): string[] => readdirSync(gitDir).filter((name) => name.startsWith('sharedindex.'));
    const [one] = shared();
    repo.write({ a: 'changed', new: 'n', f7: null, f100: 'other\n', f299: null, zz: '', intended: 'i' });
    repo.git('add', '-A', '--', ':!intended');
    repo.git('rm', '-q', '--cached', 'f1', 'f2', 'f3', 'f64', 'f65');
    const later = readIndex(gitDir, 'sha1');
    expect(later).toEqual(byGit());
    expect(later.map(({ path }) => path)).toEqual(expect.arrayContaining(['a', 'new', 'zz', 'f100']));
    // Only where git wrote no new one does the link tell anything.
    expect(shared()).toEqual([one]);
    repo.git('rm', '-q', '--cached', '-r', '--', 'f1*', 'f2*');
    expect(readIndex(gitDir, 'sha1')).toEqual(byGit());
    rmSync(join(gitDir, one ?? ''));
    expect(codeOf(() => readIndex(gitDir, 'sha1'))).toBe('UNREADABLE');
  },
);

test('no index is an empty one; a later version is refused; damage is told', () => {
  repo = new GitRepo();
  const gitDir = join(repo.dir, '.git');
  expect(readIndex(gitDir, 'sha1')).toEqual([]);
  repo.commit('one', FILES);
  const good = readFileSync(join(gitDir, 'index'));
  const later = Buffer.from(good);
  later.writeUInt32BE(5, 4);
  expect(codeOf(() => parseIndex(later, 'sha1'))).toBe('UNSUPPORTED_REPOSITORY');
  writeFileSync(join(gitDir, 'index'), good);
  truncateSync(join(gitDir, 'index'), 300);
  expect(codeOf(() => readIndex(gitDir, 'sha1'))).toBe('UNREADABLE');
  writeFileSync(join(gitDir, 'index'), 'no index at all');
  expect(codeOf(() => readIndex(gitDir, 'sha1'))).toBe('UNREADABLE');
});
