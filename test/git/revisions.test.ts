import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AiBlameError } from '../../src/errors.js';
import { openRepository } from '../../src/git/repository.js';
import { resolveRevision } from '../../src/git/revisions.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;

beforeAll(() => {
  repo = new GitRepo();
  repo.commit('one', { a: '1' });
  repo.commit('two', { a: '2' });
  repo.git('tag', 'light');
  repo.git('tag', '-a', 'v1.0', '-m', 'annotated');
  repo.git('tag', '-a', 'again', '-m', 'tag of a tag', 'v1.0');
  repo.git('checkout', '-q', '-b', 'feature/x');
  repo.commit('side', { s: '1' });
  repo.git('checkout', '-q', 'main');
  repo.commit('three', { a: '3' });
  repo.git('merge', '-q', '--no-edit', 'feature/x');
  repo.commit('four', { a: '4' });
  repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
  repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  repo.git('config', 'remote.origin.url', 'https://example.org/x.git');
  repo.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  repo.git('config', 'branch.main.remote', 'origin');
  repo.git('config', 'branch.main.merge', 'refs/heads/main');
  repo.git('config', 'branch.feature/x.remote', '.');
  repo.git('config', 'branch.feature/x.merge', 'refs/heads/main');
  repo.git('branch', 'both', 'HEAD~2');
  repo.git('tag', 'both', 'HEAD');
  repo.git('branch', 'cafe', 'HEAD~1');
  repo.git('pack-refs', '--all');
});

afterAll(() => repo.remove());

function ours(text: string): string {
  try {
    return resolveRevision(openRepository(repo.dir), text);
  } catch (error) {
    return error instanceof AiBlameError ? error.code : String(error);
  }
}

describe('a revision is the commit that git rev-parse says', () => {
  test.each([
    'HEAD',
    '@',
    'main',
    'heads/main',
    'refs/heads/main',
    'feature/x',
    'light',
    'v1.0',
    'tags/v1.0',
    'again',
    'origin',
    'origin/main',
    'remotes/origin/main',
    'refs/remotes/origin/HEAD',
    'both',
    'refs/heads/both',
    'cafe',
    'HEAD~',
    'HEAD~0',
    'HEAD~2',
    'HEAD^',
    'HEAD^^',
    'HEAD~1^2',
    'HEAD~^2~1',
    'main^0',
    'HEAD^{commit}',
    'again^{}',
    'v1.0^{commit}~1',
    'v1.0~1',
    '@~1',
    'ORIG_HEAD',
    'HEAD@{0}',
    'HEAD@{1}',
    'HEAD@{3}',
    '@{0}',
    '@{1}',
    'main@{1}',
    'main@{2}~1',
    'refs/heads/main@{1}',
    'feature/x@{0}',
    'feature/x@{1}',
    '@{-1}',
    '@{-2}',
    '@{-1}~1',
    '@{u}',
    '@{upstream}~1',
    'main@{UPSTREAM}',
    'feature/x@{u}',
    '@{-1}@{u}',
  ])('%s', (text) => {
    expect(ours(text)).toBe(repo.git('rev-parse', '--verify', '--quiet', `${text}^{commit}`).trim());
  });

  test('ids: full, in capital letters, short, as git describe prints them', () => {
    const head = repo.git('rev-parse', 'HEAD').trim();
    const tag = repo.git('rev-parse', 'v1.0').trim();
    const texts = [
      head,
      head.slice(0, 7),
      head.slice(0, 12).toUpperCase(),
      `v1.0-4-g${head.slice(0, 9)}`,
      `${head.slice(0, 20)}^{commit}`,
    ];
    expect(texts.map(ours)).toEqual(texts.map(() => head));
    expect(ours(tag.slice(0, 10))).toBe(repo.git('rev-parse', 'v1.0^{commit}').trim());
  });

  test('an earlier reflog value than the log tells is its beginning, and nothing before that', () => {
    const length = repo.git('reflog', 'show', 'refs/heads/feature/x').trim().split('\n').length;
    expect(length).toBe(2);
    expect(ours('feature/x@{2}')).toBe('NO_SUCH_REVISION');
  });
});

test.each([
  '',
  'none',
  'HEAD~99',
  'HEAD^3',
  'HEAD^{tree}',
  'HEAD^{blob}',
  'HEAD:a',
  ':a',
  ':/one',
  'HEAD^{/one}',
  'main..HEAD',
  'HEAD@{99}',
  'HEAD@{yesterday}',
  '@{-9}',
  'cafe@{u}',
  '@{u}@{u}@{u}',
  '../HEAD',
  'main.lock',
  'abc',
  '~1',
  '^',
  'a b',
  'config',
  'HEAD@{',
  '0'.repeat(40),
])('%j is no revision', (text) => {
  expect(ours(text)).toBe('NO_SUCH_REVISION');
});

test('of a parent that is not there it is told how many there are', () => {
  const few = new GitRepo();
  try {
    const commit = (name: string, ...parents: string[]): string => {
      const options = parents.flatMap((parent) => ['-p', parent]);
      return few.git('commit-tree', few.git('write-tree').trim(), '-m', name, ...options).trim();
    };
    const first = commit('first');
    const second = commit('second', first);
    const merge = commit('merge', second, first);
    const told = [`${first}^`, `${second}^2`, `${merge}^3`].map((text) => {
      try {
        return resolveRevision(openRepository(few.dir), text);
      } catch (error) {
        return String(error).replace(text, 'it');
      }
    });
    expect(told).toEqual([
      `AiBlameError: There is no it: ${first} has no parent`,
      `AiBlameError: There is no it: ${second} has one parent`,
      `AiBlameError: There is no it: ${merge} has 2 parents`,
    ]);
  } finally {
    few.remove();
  }
});

test('the id of a blob or a tree is no revision', () => {
  const oids = [repo.git('rev-parse', 'HEAD:a').trim(), repo.git('rev-parse', 'HEAD^{tree}').trim()];
  expect(oids.map(ours)).toEqual(['NO_SUCH_REVISION', 'NO_SUCH_REVISION']);
  expect(oids.map((oid) => ours(oid.slice(0, 12)))).toEqual(['NO_SUCH_REVISION', 'NO_SUCH_REVISION']);
});

test('short ids: only commits count, several commits are ambiguous', () => {
  const many = new GitRepo();
  try {
    const tree = many.git('write-tree').trim();
    const input = Array.from({ length: 2500 }, (_, i) =>
      ['commit refs/heads/many', `committer A <a@x> ${i} +0000`, 'data 1', 'x', ''].join('\n'),
    ).join('');
    many.gitBytes(['fast-import', '--quiet'], { input });
    const commits = many.git('rev-list', 'many').trim().split('\n');
    const byPrefix = new Map<string, string[]>();
    for (const oid of commits) {
      const prefix = oid.slice(0, 4);
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), oid]);
    }
    const shared = [...byPrefix].find(([, oids]) => oids.length > 1);
    const single = [...byPrefix].find(([prefix, oids]) => oids.length === 1 && !tree.startsWith(prefix));
    const found = openRepository(many.dir);
    expect(resolveRevision(found, single?.[0] ?? '')).toBe(single?.[1][0]);
    expect(() => resolveRevision(found, shared?.[0] ?? '')).toThrow(
      expect.objectContaining({ code: 'AMBIGUOUS' }) as unknown as Error,
    );
  } finally {
    many.remove();
  }
});

test('a branch whose commit is lost is a missing object, not an unknown name', () => {
  const lossy = new GitRepo();
  try {
    const head = lossy.commit('one', { a: '1' });
    rmSync(join(lossy.dir, '.git/objects', head.slice(0, 2), head.slice(2)), { force: true });
    expect(() => resolveRevision(openRepository(lossy.dir), 'main')).toThrow(
      expect.objectContaining({ code: 'OBJECT_MISSING' }) as unknown as Error,
    );
  } finally {
    lossy.remove();
  }
});

test('HEAD before the first commit says so', () => {
  const empty = new GitRepo();
  try {
    expect(() => resolveRevision(openRepository(empty.dir), 'HEAD')).toThrow('HEAD names no commit: there is none yet');
  } finally {
    empty.remove();
  }
});
