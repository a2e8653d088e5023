import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCommit } from '../../src/git/commits.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { lookUp } from '../../src/git/trees.js';
import { TreeRow } from '../../src/reconcile/tree-row.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;
let repository: Repository;

beforeEach(() => {
  repo = new GitRepo();
});

afterEach(() => {
  repository.close();
  repo.remove();
});

function treesOf(commits: readonly string[]): string[] {
  repository = openRepository(repo.dir);
  return commits.map((commit) => readCommit(repository.objects, commit)?.tree ?? '');
}

const FOLDER = 0o40000;

test('tells of every path of every tree what the tree itself tells, also where a file becomes a folder and back', () => {
  const steps: Record<string, string | null>[] = [
    { 'a.txt': 'one\n', 'b/c.txt': 'two\n' },
    { 'a.txt': 'three\n' },
    { b: null, 'd/e/f.txt': 'four\n' },
    { 'a.txt': null, 'a.txt/inside': 'five\n' },
    { 'a.txt': null },
    { 'a.txt': 'one\n', 'b/c.txt': 'two\n', d: null },
    { 'b/c.txt': 'six\n' },
  ];
  const trees = treesOf(steps.map((files, n) => repo.commit(`step ${n}`, files)));
  // The sixth step has the first one's tree again.
  expect(trees[5]).toBe(trees[0]);
  const row = TreeRow.of(repository.objects, trees);
  for (const path of ['a.txt', 'a.txt/inside', 'b/c.txt', 'd/e/f.txt', 'never.txt']) {
    const told = trees.map((tree) => row?.entry(tree, path));
    const real = trees.map((tree) => {
      const entry = lookUp(repository.objects, tree, path);
      return entry?.mode === FOLDER ? null : entry;
    });
    expect([path, told.map((entry) => (entry?.mode === FOLDER ? null : entry))]).toEqual([path, real]);
  }
});

test('knows nothing of a tree outside the row, and there is no row of trees that are not stored', () => {
  const [first = '', second = ''] = treesOf([repo.commit('a', { a: '1\n' }), repo.commit('b', { a: '2\n' })]);
  expect(TreeRow.of(repository.objects, [first])?.entry(second, 'a')).toBeUndefined();
  expect(TreeRow.of(repository.objects, [first, 'f'.repeat(40)])).toBeNull();
  expect(TreeRow.of(repository.objects, ['f'.repeat(40), first])).toBeNull();
  expect(TreeRow.of(repository.objects, [])).toBeNull();
});
