import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildTrees, notePaths, readNote, readNotesTree } from '../../src/git/notes-tree.js';
import { openRepository } from '../../src/git/repository.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;

beforeEach(() => {
  repo = new GitRepo();
});

afterEach(() => repo.remove());

function id(n: number): string {
  return createHash('sha1').update(String(n)).digest('hex');
}

/** Gives all of these objects a note with the same text, by git itself, which does not ask whether they are stored. */
function notedByGit(ids: readonly string[]): { tree: string; blob: string } {
  repo.git('update-ref', '-d', 'refs/notes/ai');
  const commit = repo.commit('one');
  repo.git('notes', '--ref=ai', 'add', '-m', 'text', commit);
  const blob = repo.git('notes', '--ref=ai', 'list', commit).trim();
  repo.gitBytes(['notes', '--ref=ai', 'copy', '--stdin'], { input: ids.map((to) => `${commit} ${to}\n`).join('') });
  repo.git('notes', '--ref=ai', 'remove', commit);
  return { tree: repo.git('rev-parse', 'refs/notes/ai^{tree}').trim(), blob };
}

function treeOf(ids: readonly string[], blob: string): string {
  const entries = [...notePaths(ids).values()].map((path) => [path, { mode: 0o100644, oid: blob }] as const);
  return buildTrees('sha1', new Map(entries)).at(-1)?.oid ?? '';
}

describe('trees of notes', () => {
  // 16 to 100: no folders, or the first of them; 3000: in some parts a second level.
  test.each([1, 2, 17, 40, 80, 100, 300, 3000])('%d notes are laid out as git does, and read back', (count) => {
    const ids = Array.from({ length: count }, (_, n) => id(n));
    const { tree, blob } = notedByGit(ids);
    expect(treeOf(ids, blob)).toBe(tree);
    const { objects } = openRepository(repo.dir);
    expect([...readNotesTree(objects, tree).notes.keys()]).toEqual([...ids].sort());
    expect(readNote(objects, tree, ids[0] as string)).toEqual({ blob, text: 'text\n' });
    expect(readNote(objects, tree, id(-1))).toBeNull();
  });

  test('every note has a path of its own that leads back to its object', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(digits, { maxLength: 400 }), (ids) => {
        const paths = notePaths(ids);
        expect([...paths].map(([one, path]) => path.replaceAll('/', '') === one)).toEqual(ids.map(() => true));
        expect(paths.size).toBe(ids.length);
      }),
      { numRuns: 50 },
    );
  });

  test('of several notes of one object git makes one, and so do we', () => {
    const of = id(1);
    const commit = repo.commit('one');
    const blobs = ['first\n', 'second\n'].map((input) =>
      repo.gitBytes(['hash-object', '-w', '--stdin'], { input }).toString().trim(),
    );
    const flat = `100644 blob ${blobs[0]}\t${of}\n`;
    const inner = repo
      .gitBytes(['mktree'], { input: `100644 blob ${blobs[1]}\t${of.slice(2)}\n` })
      .toString()
      .trim();
    const tree = repo
      .gitBytes(['mktree'], { input: `${flat}040000 tree ${inner}\t${of.slice(0, 2)}\n` })
      .toString()
      .trim();
    repo.git('update-ref', 'refs/notes/ai', repo.git('commit-tree', '-m', 'notes', '-p', commit, tree).trim());
    const { objects } = openRepository(repo.dir);
    expect(readNote(objects, tree, of)?.text?.split('\n').sort()).toEqual(['', '', 'first', 'second']);
    expect([...readNotesTree(objects, tree).notes.values()].map((stored) => [...stored].sort())).toEqual([
      blobs.sort(),
    ]);
  });
});
