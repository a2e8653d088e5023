import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readIndex } from '../../src/git/index-file.js';
import { mergeBase } from '../../src/git/merge-base.js';
import { pairRenames } from '../../src/git/pair-renames.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { stagedChanges, workTreeChanges } from '../../src/git/side-files.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;
let opened: Repository[] = [];
beforeEach(() => {
  repo = new GitRepo();
});
afterEach(() => {
  for (const one of opened) one.close();
  opened = [];
  repo.remove();
});

function open(): Repository {
  const repository = openRepository(repo.dir);
  opened.push(repository);
  return repository;
}

/** What is staged as `before → after`, by us; empty where the name is missing. */
function ours(): string[] {
  const repository = open();
  const index = readIndex(repository.gitDir, repository.objects.hash);
  const head = repository.head().commit;
  const tree = head === null ? null : repo.git('rev-parse', 'HEAD^{tree}').trim();
  const changes = pairRenames(
    stagedChanges(repository, tree, index),
    ({ entry }) => repository.objects.read(entry.oid)?.data ?? null,
  );
  return changes.map(({ before, after }) => `${before?.path ?? ''} → ${after?.path ?? ''}`).sort();
}

/** The same by git. */
function gits(): string[] {
  const words = repo.git('diff', '--cached', '-M', '--name-status', '-z').split('\0').slice(0, -1);
  const changes: string[] = [];
  for (let n = 0; n < words.length; ) {
    const status = words[n++] ?? '';
    const path = words[n++] ?? '';
    if (status.startsWith('R')) changes.push(`${path} → ${words[n++]}`);
    // A change of kind is a file that is gone, and another one that came.
    else if (status === 'T') changes.push(`${path} → `, ` → ${path}`);
    else changes.push(`${status === 'A' ? '' : path} → ${status === 'D' ? '' : path}`);
  }
  return changes.sort();
}

const name = fc.constantFrom('a', 'b', 'c', 'd/a', 'd/b', 'e/a', 'e/f/c', 'e/f/g');
/** Texts of many unlike lines: likeness is seldom the same twice. */
const text = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 12 })).map(([kind, cut]) =>
  Array.from({ length: 14 + kind }, (_, n) =>
    n === cut ? `cut of ${kind}` : `${kind}:${n} ${'x'.repeat((n * (kind + 3)) % 11)}`,
  )
    .concat('')
    .join('\n'),
);
const tree = fc.dictionary(name, text, { minKeys: 1, maxKeys: 6 }).filter((files) => {
  const names = Object.keys(files);
  return names.every((one) => names.every((other) => !other.startsWith(`${one}/`)));
});

test('renames of what is staged are those that git finds', () => {
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      repo.git('rm', '-rqf', '--ignore-unmatch', '.');
      repo.commit('before', before);
      repo.git('rm', '-rqf', '--ignore-unmatch', '.');
      repo.write(after);
      repo.git('add', '-A');
      expect(ours()).toEqual(gits());
    }),
    { numRuns: 60, seed: 11 },
  );
});

test('links, modes, submodules, files that became folders, and what is only meant to be added', () => {
  repo.commit('before', { link: 'to be a link\n', run: '#!/bin/sh\n', same: 's\n', 'folder/x': 'x\n', file: 'f\n' });
  repo.git('rm', '-q', 'folder/x', 'file', 'link');
  repo.git('update-index', '--chmod=+x', 'run');
  repo.write({ folder: 'now a file\n', 'file/y': 'now in a folder\n', later: 'not staged\n' });
  repo.git('add', 'folder', 'file');
  repo.git('add', '-N', 'later');
  const target = repo.gitBytes(['hash-object', '-w', '--stdin'], { input: 'same' }).toString().trim();
  repo.git('update-index', '--add', '--cacheinfo', `120000,${target},link`);
  const commit = repo.git('rev-parse', 'HEAD').trim();
  repo.git('update-index', '--add', '--cacheinfo', `160000,${commit},module`);
  expect(ours()).toEqual([' → file/y', ' → folder', ' → link', 'file → ', 'folder/x → ', 'link → ', 'run → run']);
  expect(gits().filter((change) => !change.includes('module'))).toEqual(ours());
});

test('a whole folder of a sparse index', () => {
  repo.commit('before', { 'in/a': 'a\n', 'out/b': 'b\n', 'out/deep/c': 'c\n', top: 't\n' });
  repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
  repo.write({ 'in/a': 'A\n' });
  repo.git('add', 'in/a');
  expect(ours()).toEqual(['in/a → in/a']);
  const repository = open();
  const index = readIndex(repository.gitDir, repository.objects.hash);
  expect(index.map(({ path }) => path)).toEqual(['in/a', 'out/', 'top']);
  const changes = workTreeChanges(repository, repo.git('rev-parse', 'HEAD^{tree}').trim(), index);
  expect(changes.map(({ path }) => path)).toEqual(['in/a']);
});

test('the nearest common ancestor of any two commits is one that git names', () => {
  const parents = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean(), fc.integer({ min: -3, max: 6 })), {
    minLength: 4,
    maxLength: 12,
  });
  const empty = repo.gitBytes(['mktree'], { input: '' }).toString().trim();
  fc.assert(
    fc.property(parents, fc.nat(), fc.nat(), (shape, a, b) => {
      const commits: string[] = [];
      for (const [first, second, isMerge, minutes] of shape) {
        // Clocks go wrong now and then.
        repo.clock += minutes * 60;
        const of = [first, ...(isMerge ? [second] : [])].flatMap((n) => commits[n % (commits.length + 1)] ?? []);
        const args = [...new Set(of)].flatMap((oid) => ['-p', oid]);
        commits.push(repo.git('commit-tree', empty, ...args, '-m', `${commits.length} ${repo.clock}`).trim());
      }
      const [one = '', other = ''] = [commits[a % commits.length], commits[b % commits.length]];
      let all: string[];
      try {
        all = repo.git('merge-base', '--all', one, other).trim().split('\n');
      } catch {
        all = [];
      }
      const found = mergeBase(open().objects, one, other);
      expect(found === null ? all : all.filter((oid) => oid === found)).toHaveLength(found === null ? 0 : 1);
    }),
    { numRuns: 60, seed: 12 },
  );
});
