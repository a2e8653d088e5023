import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { blameHistory, type HistoryInput } from '../../../src/blame/history/blame-history.js';
import { openRepository } from '../../../src/git/repository.js';
import { GitRepo } from '../../support/git.js';
import { parseGitBlame } from '../../support/git-blame.js';

const repositories: GitRepo[] = [];
afterEach(() => {
  for (const repository of repositories.splice(0)) repository.remove();
});

function newRepo(): GitRepo {
  const repository = new GitRepo();
  repositories.push(repository);
  return repository;
}

const head = (repository: GitRepo) => repository.git('rev-parse', 'HEAD').trim();

function history(repository: GitRepo, path: string, more: Partial<HistoryInput> = {}) {
  const { objects, shallow } = openRepository(repository.dir);
  return blameHistory({ objects, start: more.start ?? head(repository), path, shallow, ...more });
}

/** What git says of the same file; the work tree's where `revision` is null. */
function asGit(repository: GitRepo, path: string, revision: string | null = 'HEAD', ...flags: string[]) {
  const revisions = revision === null ? [] : [revision];
  return parseGitBlame(repository.gitBytes(['blame', '--line-porcelain', ...flags, ...revisions, '--', path]));
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `this is line number ${from + i}\n`).join('');

describe('blameHistory', () => {
  test('each line is with the commit that brought it', () => {
    const repository = newRepo();
    const first = repository.commit('one', { 'a.txt': 'a\nb\nc\n' });
    const second = repository.commit('two', { 'a.txt': 'a\nB\nc\n' });
    repository.commit('elsewhere', { 'other.txt': 'x\n' });
    const third = repository.commit('three', { 'a.txt': 'top\na\nB\nc\n' });
    // What git counts of it (`cost`) is held against git itself: test/oracle/git-blame-classic.test.ts.
    const { cost: _, ...told } = history(repository, 'a.txt');
    expect(told).toEqual({
      lines: [
        {
          commit: third,
          path: 'a.txt',
          line: 0,
          boundary: false,
          previous: { commit: expect.any(String), path: 'a.txt' },
        },
        { commit: first, path: 'a.txt', line: 0, boundary: true, previous: null },
        { commit: second, path: 'a.txt', line: 1, boundary: false, previous: { commit: first, path: 'a.txt' } },
        { commit: first, path: 'a.txt', line: 2, boundary: true, previous: null },
      ],
      missing: [],
      marks: new Uint8Array(4),
      // The newest commit first: its line, then that of the one before, then the two that were there from the beginning.
      found: [
        [0, 1],
        [2, 1],
        [1, 1],
        [3, 1],
      ],
    });
    expect(told.lines).toEqual(asGit(repository, 'a.txt'));
    expect(history(repository, 'a.txt', { start: second }).lines).toEqual(asGit(repository, 'a.txt', second));
  });

  test('lines of a merge are with the branch that brought them, also of three parents', () => {
    const repository = newRepo();
    repository.commit('base', { 'a.txt': numbered(0, 30) });
    for (const [branch, line] of [
      ['left', 3],
      ['middle', 12],
      ['right', 24],
    ] as const) {
      repository.git('checkout', '-q', '-b', branch, 'main');
      repository.commit(branch, { 'a.txt': `${numbered(0, line)}${branch}\n${numbered(line, 30)}` });
    }
    repository.git('checkout', '-q', 'main');
    repository.commit('main', { 'a.txt': `${numbered(0, 30)}end\n` });
    repository.git('merge', '-q', '-m', 'octopus', 'left', 'middle', 'right');
    const { lines } = history(repository, 'a.txt');
    expect(lines).toEqual(asGit(repository, 'a.txt'));
    expect(new Set(lines.map((line) => line.commit)).size).toBe(5);
    expect(history(repository, 'a.txt', { firstParent: true }).lines).toEqual(
      asGit(repository, 'a.txt', 'HEAD', '--first-parent'),
    );
  });

  test('renames are followed: exact, changed, twice, and into another folder', () => {
    const repository = newRepo();
    repository.commit('one', { 'a.txt': numbered(0, 40), 'decoy.txt': numbered(100, 140) });
    repository.git('mv', 'a.txt', 'b.txt');
    repository.commit('exact');
    repository.git('mv', 'b.txt', 'c.txt');
    repository.commit('changed', { 'c.txt': `${numbered(0, 35)}new\n` });
    repository.write({ 'c.txt': null });
    repository.commit('moved', { 'src/deep/c.txt': `first\n${numbered(0, 30)}new\n` });
    const { lines } = history(repository, 'src/deep/c.txt');
    expect(lines).toEqual(asGit(repository, 'src/deep/c.txt'));
    expect(new Set(lines.map((line) => line.path))).toEqual(new Set(['a.txt', 'c.txt', 'src/deep/c.txt']));
  });

  test('of several deleted files the most alike is the source, and one of the same name wins earlier', () => {
    const repository = newRepo();
    repository.commit('one', {
      'p/name.txt': numbered(0, 80) + numbered(500, 520),
      'q/other.txt': numbered(0, 95) + numbered(600, 605),
      'r/third.txt': numbered(0, 60) + numbered(700, 740),
      'alike.txt': numbered(1000, 1050),
      'more.txt': numbered(1000, 1060),
    });
    repository.write({
      'p/name.txt': null,
      'q/other.txt': null,
      'r/third.txt': null,
      'alike.txt': null,
      'more.txt': null,
    });
    repository.commit('two', { 'new/name.txt': numbered(0, 100), 'fresh.txt': numbered(1000, 1080), 'z.txt': 'z\n' });
    for (const path of ['new/name.txt', 'fresh.txt', 'z.txt']) {
      expect(history(repository, path).lines).toEqual(asGit(repository, path));
    }
    expect(history(repository, 'new/name.txt').lines[0]?.path).toBe('p/name.txt');
    expect(history(repository, 'fresh.txt').lines[0]?.path).toBe('more.txt');
  });

  test('a file that became a symlink, and a change of mode only', () => {
    const repository = newRepo();
    repository.commit('one', { 'a.txt': 'target\n' });
    repository.git('update-index', '--chmod=+x', 'a.txt');
    repository.git('commit', '-q', '-m', 'mode');
    expect(history(repository, 'a.txt').lines).toEqual(asGit(repository, 'a.txt'));
    const blob = repository.gitBytes(['hash-object', '-w', '--stdin'], { input: 'target\n' }).toString().trim();
    repository.git('update-index', '--cacheinfo', `120000,${blob},a.txt`);
    repository.git('commit', '-q', '-m', 'link');
    expect(history(repository, 'a.txt').lines).toEqual(asGit(repository, 'a.txt'));
    expect(history(repository, 'a.txt').lines[0]?.commit).toBe(head(repository));
  });

  test('contents on top of a commit: what is new is in no commit', () => {
    const repository = newRepo();
    const first = repository.commit('one', { 'a.txt': 'a\nb\n' });
    const second = repository.commit('two', { 'a.txt': 'a\nb\nc\n' });
    const contents = 'a\nnew\nb\nc\n';
    repository.write({ 'a.txt': contents });
    const { lines } = history(repository, 'a.txt', { contents: Buffer.from(contents) });
    expect(lines).toEqual([
      { commit: first, path: 'a.txt', line: 0, boundary: true, previous: null },
      { commit: null, path: 'a.txt', line: 1, boundary: false, previous: { commit: second, path: 'a.txt' } },
      { commit: first, path: 'a.txt', line: 1, boundary: true, previous: null },
      { commit: second, path: 'a.txt', line: 2, boundary: false, previous: { commit: first, path: 'a.txt' } },
    ]);
    expect(lines).toEqual(asGit(repository, 'a.txt', null));
    const same = history(repository, 'a.txt', { contents: Buffer.from('a\nb\nc\n') });
    expect(same.lines).toEqual(asGit(repository, 'a.txt'));
  });

  test('contents of a merge that is not committed yet', () => {
    const repository = newRepo();
    repository.commit('base', { 'a.txt': numbered(0, 10) });
    repository.git('checkout', '-q', '-b', 'side');
    const side = repository.commit('side', { 'a.txt': `${numbered(0, 10)}side\n` });
    repository.git('checkout', '-q', 'main');
    repository.commit('main', { 'a.txt': `main\n${numbered(0, 10)}` });
    repository.git('merge', '-q', '--no-commit', 'side');
    const contents = Buffer.from(`main\n${numbered(0, 10)}side\n`);
    const { lines } = history(repository, 'a.txt', { contents, mergeHeads: [side] });
    expect(lines).toEqual(asGit(repository, 'a.txt', null));
    expect(lines.at(-1)?.commit).toBe(side);
  });

  test('contents of a path that the commit does not have are in no commit', () => {
    const repository = newRepo();
    repository.commit('one', { 'a.txt': 'a\n' });
    expect(history(repository, 'b.txt', { contents: Buffer.from('a\nb') }).lines).toEqual(
      [0, 1].map((line) => ({ commit: null, path: 'b.txt', line, boundary: false, previous: null })),
    );
  });

  test('line ends are told apart as git does, or not, as asked', () => {
    const repository = newRepo();
    const first = repository.commit('one', { 'a.txt': 'a\nb' });
    const second = repository.commit('two', { 'a.txt': 'a\r\nb\r\n' });
    const commits = (more: Partial<HistoryInput>) =>
      history(repository, 'a.txt', more).lines.map((line) => line.commit);
    expect(commits({})).toEqual([second, second]);
    expect(commits({})).toEqual(asGit(repository, 'a.txt').map((line) => line.commit));
    expect(commits({ ignoreLineEnds: true })).toEqual([first, first]);
    expect(commits({ ignoreLineEnds: true, contents: Buffer.from('a\nb\nc\n') })).toEqual([first, first, null]);
  });

  test('an empty file has no lines', () => {
    const repository = newRepo();
    repository.commit('one', { 'a.txt': '' });
    const nothing = { lines: [], missing: [], marks: new Uint8Array(0), found: [] };
    for (const more of [{}, { contents: Buffer.alloc(0) }]) {
      const { cost, ...told } = history(repository, 'a.txt', more);
      expect(told).toEqual(nothing);
      expect([cost.patches, cost.commits]).toEqual([0, 0]);
    }
  });

  test('a shallow clone ends at its boundary', () => {
    const origin = newRepo();
    origin.commit('one', { 'a.txt': 'a\n' });
    const second = origin.commit('two', { 'a.txt': 'a\nb\n' });
    origin.commit('three', { 'a.txt': 'a\nb\nc\n' });
    const clone = new GitRepo();
    repositories.push(clone);
    clone.git('fetch', '-q', '--depth=2', `file://${origin.dir}`, 'main');
    clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
    const { lines, missing } = history(clone, 'a.txt');
    expect(missing).toEqual([]);
    expect(lines).toEqual(asGit(clone, 'a.txt'));
    expect(lines[0]).toEqual({ commit: second, path: 'a.txt', line: 0, boundary: true, previous: null });
  });

  test('a commit, tree or blob that is gone ends the history there, and is named', () => {
    const repository = newRepo();
    const first = repository.commit('one', { 'd/a.txt': 'a\n' });
    const second = repository.commit('two', { 'd/a.txt': 'a\nb\n' });
    const kept = join(repository.dir, '.git/objects-kept');
    cpSync(join(repository.dir, '.git/objects'), kept, { recursive: true });
    const lost = ['', '^{tree}', ':d', ':d/a.txt'].map((what) => repository.git('rev-parse', first + what).trim());
    const tree = lost[1] as string;
    // A folder that is missing is told by the tree of its commit.
    const named = [lost[0], tree, tree, lost[3]];
    lost.forEach((oid, i) => {
      const file = join(repository.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
      rmSync(file);
      const { lines, missing } = history(repository, 'd/a.txt');
      expect(missing).toEqual([named[i]]);
      expect(lines.map((line) => line.commit)).toEqual([second, second]);
      cpSync(join(kept, oid.slice(0, 2), oid.slice(2)), file);
    });
    expect(readdirSync(kept).length).toBeGreaterThan(0);
  });

  test('a start that is not there, and a file that it does not have', () => {
    const repository = newRepo();
    repository.commit('one', { 'd/a.txt': 'a\n' });
    expect(() => history(repository, 'b.txt')).toThrow(expect.objectContaining({ code: 'NO_SUCH_FILE' }));
    expect(() => history(repository, 'd')).toThrow(expect.objectContaining({ code: 'NO_SUCH_FILE' }));
    expect(() => history(repository, 'd/a.txt', { start: '1'.repeat(40) })).toThrow(
      expect.objectContaining({ code: 'OBJECT_MISSING' }),
    );
  });
});
