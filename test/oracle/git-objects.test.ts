import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import git from 'isomorphic-git';
import { readCommit } from '../../src/git/commits.js';
import { readIndex } from '../../src/git/index-file.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { resolveRevision } from '../../src/git/revisions.js';
import { diffTrees, lookUp, parseTree, walkTree } from '../../src/git/trees.js';
import { GitRepo } from '../support/git.js';

/** isomorphic-git shares no code with git: what both it and git read the same way is not chance. */
let repo: GitRepo;
let ours: Repository;
let theirs: { fs: typeof fs; dir: string; cache: object };

beforeAll(() => {
  repo = new GitRepo();
  for (let i = 0; i < 25; i++) {
    repo.write({ conflict: null });
    repo.commit(`commit ${i}\n\nbody é\n`, {
      'src/large.txt': Array.from({ length: 800 }, (_, j) => `line ${j === i * 7 ? `changed ${i}` : j}\n`).join(''),
      [`src/deep/file-${i % 4}`]: `${i}\n`,
      'sp ace/é.txt': i % 3 === 0 ? null : `${i}`,
      // A file in one commit, a folder in the next.
      conflict: i % 2 === 0 ? `${i}` : null,
      ...(i % 2 === 0 ? {} : { 'conflict/inner': `${i}` }),
    });
    if (i === 8 || i === 17) {
      repo.git('repack', '-dq');
    }
  }
  repo.git('tag', '-a', 'v1', '-m', 'v1', 'HEAD~3');
  repo.git('pack-refs', '--all');
  ours = openRepository(repo.dir);
  theirs = { fs, dir: repo.dir, cache: {} };
});

afterAll(() => repo.remove());

test('commits of the whole history', async () => {
  const log = await git.log({ ...theirs, ref: 'main' });
  expect(log).toHaveLength(25);
  for (const { oid, commit } of log) {
    const person = ({ name, email, timestamp }: typeof commit.author): object => ({
      name,
      email,
      time: timestamp,
      zone: '+0000',
    });
    expect(readCommit(ours.objects, oid)).toEqual({
      oid,
      tree: commit.tree,
      parents: commit.parent,
      author: person(commit.author),
      committer: person(commit.committer),
      // None of its commits says another encoding than UTF-8.
      encoding: null,
      message: commit.message,
    });
  }
});

test('trees and blobs of every commit', async () => {
  for (const { oid, commit } of await git.log({ ...theirs, ref: 'main' })) {
    const tree = (await git.readTree({ ...theirs, oid })).tree;
    const raw = ours.objects.read(commit.tree)?.data ?? Buffer.alloc(0);
    expect(parseTree(raw, 20)).toEqual(
      tree.map(({ path, mode, oid: id }) => ({ name: path, mode: Number.parseInt(mode, 8), oid: id })),
    );
    for (const { path, entry } of walkTree(ours.objects, commit.tree)) {
      const { blob, oid: id } = await git.readBlob({ ...theirs, oid, filepath: path });
      expect([path, lookUp(ours.objects, commit.tree, path)]).toEqual([path, entry]);
      expect([path, entry.oid, ours.objects.read(entry.oid)?.data.equals(blob)]).toEqual([path, id, true]);
    }
  }
});

test('differences of successive commits', async () => {
  const log = await git.log({ ...theirs, ref: 'main' });
  for (const [i, { commit }] of log.slice(0, -1).entries()) {
    const before = log[i + 1];
    const changes: [string, string | undefined, string | undefined][] = await git.walk({
      ...theirs,
      trees: [git.TREE({ ref: before?.oid ?? '' }), git.TREE({ ref: log[i]?.oid ?? '' })],
      map: async (path, [a, b]) => {
        const blobOf = async (entry: typeof a): Promise<string | undefined> =>
          (await entry?.type()) === 'blob' ? entry?.oid() : undefined;
        const [one, two] = [await blobOf(a ?? null), await blobOf(b ?? null)];
        return one === two ? undefined : [path, one, two];
      },
    });
    const byPath = (a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number =>
      Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0]));
    const found = diffTrees(ours.objects, before?.commit.tree ?? null, commit.tree).map(
      ({ path, before: old, after }): [string, string | undefined, string | undefined] => [path, old?.oid, after?.oid],
    );
    expect(found).toEqual(changes.sort(byPath));
  }
});

test('refs, revisions and the index', async () => {
  const branches = await git.listBranches(theirs);
  const tags = await git.listTags(theirs);
  const names = [...branches.map((name) => `refs/heads/${name}`), ...tags.map((name) => `refs/tags/${name}`)];
  expect([...ours.refs()]).toEqual(
    await Promise.all(names.map(async (ref) => [ref, await git.resolveRef({ ...theirs, ref })])),
  );
  const head = await git.resolveRef({ ...theirs, ref: 'HEAD' });
  expect(resolveRevision(ours, 'HEAD')).toBe(head);
  expect(resolveRevision(ours, head.slice(0, 8))).toBe(await git.expandOid({ ...theirs, oid: head.slice(0, 8) }));
  expect(readIndex(join(repo.dir, '.git'), 'sha1').map(({ path }) => path)).toEqual(await git.listFiles(theirs));
});
