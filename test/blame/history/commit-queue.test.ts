import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CommitQueue } from '../../../src/blame/history/commit-queue.js';
import type { Commit } from '../../../src/git/git-objects.js';

const commit = (oid: string, time: number): Commit => {
  const signature = { name: 'Ada', email: 'ada@example.org', time, zone: '+0000' };
  return { oid, tree: '', parents: [], author: signature, committer: signature, message: '', encoding: null };
};

test('the newest commit first; of the same second, the first that came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6)), (times) => {
      const queue = new CommitQueue('newest');
      const commits = times.map((time, i) => commit(String(i), time));
      for (const each of commits) queue.put(each);
      const taken: Commit[] = [];
      for (let next = queue.take(); next !== null; next = queue.take()) taken.push(next);
      expect(taken).toEqual([...commits].sort((a, b) => b.committer.time - a.committer.time));
    }),
  );
});
