import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AiBlameError } from '../../src/errors.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { GitRepo } from '../support/git.js';
import { SHA1_TABLES, SHA256_TABLES } from './reftable-samples.js';

const made: GitRepo[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) {
    repo.remove();
  }
});

/** A repository whose refs are these tables. Its objects are not there: refs are read without them. */
function withTables(hash: 'sha1' | 'sha256', tables: readonly Buffer[]): { dir: string; open(): Repository } {
  const repo = new GitRepo(undefined, [`--object-format=${hash}`]);
  made.push(repo);
  repo.git('config', 'core.repositoryformatversion', '1');
  repo.git('config', 'extensions.refStorage', 'reftable');
  const dir = join(repo.dir, '.git/reftable');
  mkdirSync(dir);
  for (const [i, table] of tables.entries()) {
    writeFileSync(join(dir, `table-${i}.ref`), table);
  }
  writeFileSync(join(dir, 'tables.list'), tables.map((_, i) => `table-${i}.ref\n`).join(''));
  return { dir, open: () => openRepository(repo.dir) };
}

function unzipped(tables: readonly string[]): Buffer[] {
  return tables.map((table) => gunzipSync(Buffer.from(table, 'base64')));
}

// As git 2.55 tells them of the repository that the samples were taken from.
const IDS = {
  sha1: {
    one: '3089178977e165941b1cf3c08afd9416b86fdd1d',
    two: '126ff3ad45fde75069498539a118f04fbf7437c9',
    tag: 'e8c636b346ad90635ee151ac3966e6742c44e818',
  },
  sha256: {
    one: 'b0c7761ae63d869479463562fc6fc390ba4da6a4201eedfaecc906bf917aac46',
    two: '3f4fc8f2c538bcea4f8a34fe101586a1e0dbc618215877d1a9155e909ecc06c1',
    tag: 'd88e6e1ffeb74af25a9f37bdaa0e2bfc3009945761af0865512ea5c56acad346',
  },
};

const MANY = [1, 10, 11, 12, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `refs/many/ref-${i}`);
const ADA = { name: 'Ada', email: 'ada@example.org' };

describe.each([
  ['sha1', SHA1_TABLES],
  ['sha256', SHA256_TABLES],
] as const)('refs and logs of a stack of reftables, %s', (hash, samples) => {
  const { one, two, tag } = IDS[hash];

  test('are those that git tells', () => {
    const found = withTables(hash, unzipped(samples)).open();
    expect(found.head()).toEqual({ ref: 'refs/heads/main', commit: one });
    expect([...found.refs()]).toEqual([
      ['refs/heads/main', one],
      ...MANY.map((name) => [name, one]),
      ['refs/remotes/origin/HEAD', one],
      ['refs/tags/v1', tag],
    ]);
    expect([found.readRef('refs/heads/gone'), found.readRef('refs/tags/v1'), found.readRef('../x')]).toEqual([
      null,
      tag,
      null,
    ]);
    const log = [
      { before: null, after: one, ...ADA, time: 1767268800, zone: '+0230', message: 'commit (initial): one' },
      { before: one, after: two, ...ADA, time: 1767268860, zone: '-0330', message: 'commit: two' },
      { before: two, after: one, ...ADA, time: 1767268920, zone: '+0000', message: 'moved' },
    ];
    expect(found.reflog('refs/heads/main')).toEqual(log);
    expect(found.reflog()).toEqual(log);
    expect(found.reflog('refs/heads/gone')).toEqual([]);
    expect(found.reflog('refs/many/ref-3')).toEqual([]);
    expect(found.reflog('refs/many/ref-4').map(({ before, after }) => [before, after])).toEqual([[null, one]]);
  });

  test('are those of an earlier time with fewer tables', () => {
    const found = withTables(hash, unzipped(samples).slice(0, 1)).open();
    expect(found.head().commit).toBe(two);
    expect(found.readRef('refs/heads/gone')).toBe(two);
    expect(found.reflog('refs/heads/gone')).toHaveLength(1);
    expect(found.reflog('refs/many/ref-3')).toHaveLength(1);
  });
});

test('a stack of no tables has no refs', () => {
  const found = withTables('sha1', []).open();
  expect([found.head(), [...found.refs()], found.reflog()]).toEqual([{ ref: null, commit: null }, [], []]);
});

test('damage anywhere in a table is told, or changes nothing but values', () => {
  const [good = Buffer.alloc(0)] = unzipped(SHA1_TABLES);
  const outcomes = new Set<string>();
  const { dir, open } = withTables('sha1', [good]);
  for (let at = 0; at < good.length; at += 7) {
    for (const bad of [Buffer.from(good), Buffer.from(good.subarray(0, at))]) {
      if (bad.length === good.length) {
        bad[at] = (bad[at] as number) ^ 0xa5;
      }
      writeFileSync(join(dir, 'table-0.ref'), bad);
      try {
        const found = open();
        found.refs();
        found.reflog();
        outcomes.add('read');
      } catch (error) {
        outcomes.add(error instanceof AiBlameError ? error.code : String(error));
      }
    }
  }
  expect([...outcomes].sort()).toEqual(['UNREADABLE', 'read']);
});

test('a list that names files elsewhere is not followed', () => {
  const { dir, open } = withTables('sha1', unzipped(SHA1_TABLES));
  writeFileSync(join(dir, 'tables.list'), '../../secret\n');
  expect(() => open().refs()).toThrow(expect.objectContaining({ code: 'UNREADABLE' }) as unknown as Error);
});
