import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { GitRepo } from '../support/git.js';

const TEXT = 'only in the store of another\n';

let repo: GitRepo;
let repository: Repository;
/** A git directory below the store's folder, and what it alone has. */
let blob: string;
let tree: string;
beforeEach(() => {
  repo = new GitRepo();
  repo.commit('first', { f: 'one\n' });
  const dir = join(repo.dir, 'store', 'of-a-work-tree');
  repo.git('init', '-q', '--bare', dir);
  writeFileSync(join(dir, 'objects/info/alternates'), `${join(repo.dir, '.git/objects')}\n`);
  const inStore = (args: string[], input = ''): string =>
    repo
      .gitBytes(['--git-dir', dir, ...args], { input })
      .toString('utf8')
      .trim();
  blob = inStore(['hash-object', '-w', '--stdin'], TEXT);
  tree = inStore(['mktree'], `100644 blob ${blob}\tf\n`);
  repository = openRepository(repo.dir);
});
afterEach(() => {
  repository.close();
  repo.remove();
});

test('opencode reader 2: objects of a store are found once it is borrowed, below its folder or in it', () => {
  expect(repository.objects.read(blob)).toBeNull();
  repository.objects.borrow(join(repo.dir, 'store'));
  expect(repository.objects.read(blob)?.data.toString('utf8')).toBe(TEXT);
  expect(repository.objects.read(tree)?.type).toBe('tree');
  expect(repository.objects.has(tree)).toBe(true);
  const other = openRepository(repo.dir);
  other.objects.borrow(join(repo.dir, 'store/of-a-work-tree'));
  expect(other.objects.has(blob)).toBe(true);
  other.close();
});

test('what git knows of stays what is the repository’s own', () => {
  const { objects } = repository;
  objects.borrow(join(repo.dir, 'store'));
  const own = objects.withoutBorrowed();
  expect([own.has(blob), own.read(blob), own.has(repo.git('rev-parse', 'HEAD').trim())]).toEqual([false, null, true]);
  expect([objects.expand(blob.slice(0, 10), 2), [...objects.among([blob])], objects.looseTime(blob)]).toEqual([
    [],
    [],
    null,
  ]);
});

test('a store that is not there, or damaged, is as good as none', () => {
  const { objects } = repository;
  objects.borrow(join(repo.dir, 'nowhere'));
  objects.borrow(join(repo.dir, 'store'));
  const file = join(repo.dir, 'store/of-a-work-tree/objects', blob.slice(0, 2), blob.slice(2));
  rmSync(file, { force: true });
  writeFileSync(file, 'no object');
  expect(objects.read(blob)).toBeNull();
  expect(objects.read(tree)?.type).toBe('tree');
});
