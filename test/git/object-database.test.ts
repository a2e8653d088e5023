import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AiBlameError } from '../../src/errors.js';
import type { GitObjects } from '../../src/git/git-objects.js';
import { ObjectDatabase } from '../../src/git/object-database.js';
import { openRepository } from '../../src/git/repository.js';
import { GitRepo } from '../support/git.js';

const made: GitRepo[] = [];

function newRepo(...args: string[]): GitRepo {
  const repo = new GitRepo(undefined, args);
  made.push(repo);
  return repo;
}

afterEach(() => {
  for (const repo of made.splice(0)) {
    repo.remove();
  }
});

/** Every object of the repository as git tells it: id, type, content. */
function objectsByGit(repo: GitRepo): { oid: string; type: string; data: Buffer }[] {
  const all = repo.gitBytes(['cat-file', '--batch-all-objects', '--batch']);
  const objects: { oid: string; type: string; data: Buffer }[] = [];
  for (let at = 0; at < all.length; ) {
    const lineEnd = all.indexOf(10, at);
    const [oid = '', type = '', size = ''] = all.toString('latin1', at, lineEnd).split(' ');
    const end = lineEnd + 1 + Number(size);
    objects.push({ oid, type, data: all.subarray(lineEnd + 1, end) });
    at = end + 1;
  }
  return objects;
}

function objectsByUs(repo: GitRepo, oids: readonly string[]): { oid: string; type: string; data: Buffer }[] {
  const { objects } = openRepository(repo.dir);
  return oids.map((oid) => {
    const object = objects.read(oid);
    return { oid, type: object?.type ?? 'missing', data: object?.data ?? Buffer.alloc(0) };
  });
}

/** All objects equal git's, byte for byte. Returns how many there were. */
function expectAllEqual(repo: GitRepo): number {
  const expected = objectsByGit(repo);
  const actual = objectsByUs(
    repo,
    expected.map(({ oid }) => oid),
  );
  expect(actual.map(({ oid, type }) => ({ oid, type }))).toEqual(expected.map(({ oid, type }) => ({ oid, type })));
  expect(
    expected.filter(({ data }, i) => !data.equals(actual[i]?.data ?? Buffer.alloc(0))).map(({ oid }) => oid),
  ).toEqual([]);
  return expected.length;
}

function caught(run: () => unknown): AiBlameError {
  try {
    run();
  } catch (error) {
    if (error instanceof AiBlameError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

function lines(count: number, change = -1): string {
  return Array.from(
    { length: count },
    (_, i) => `line ${i}${i === change ? ' changed' : ''} ${(i * 7919) % 1000}\n`,
  ).join('');
}

/** Commits with a large file that changes a little, small files, an empty one, bytes, a tag. */
function fill(repo: GitRepo, commits: number): void {
  for (let i = 0; i < commits; i++) {
    repo.commit(`commit ${i}`, {
      'src/large.txt': lines(3000, i * 10),
      [`src/deep/er/file-${i % 5}.txt`]: `${i}\n`,
      empty: '',
      bytes: Buffer.from(Array.from({ length: 5000 }, (_, j) => (j * j * (i + 1)) & 255)),
    });
  }
  repo.git('tag', '-a', 'v1', '-m', 'tagged');
}

function packFiles(repo: GitRepo, ending: string): string[] {
  const dir = join(repo.dir, '.git/objects/pack');
  return readdirSync(dir)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(dir, name));
}

function looseFile(repo: GitRepo, oid: string): string {
  const file = join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(file, 0o644);
  return file;
}

describe('every object is read as git reads it', () => {
  test('loose', () => {
    const repo = newRepo();
    fill(repo, 12);
    expect(expectAllEqual(repo)).toBeGreaterThan(50);
  });

  test('in one pack with long chains of deltas', () => {
    const repo = newRepo();
    fill(repo, 45);
    repo.git('repack', '-adfq', '--depth=200', '--window=50');
    expect(repo.git('count-objects', '-v')).toContain('count: 0\n');
    expect(expectAllEqual(repo)).toBeGreaterThan(150);
  });

  test('with deltas that name their base by id', () => {
    const repo = newRepo();
    fill(repo, 20);
    repo.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq');
    expectAllEqual(repo);
  });

  test('in several packs and loose at once', () => {
    const repo = newRepo();
    for (let i = 0; i < 4; i++) {
      repo.commit(`c${i}`, { 'a.txt': lines(500, i), [`b${i}.txt`]: lines(100, i) });
      repo.git('repack', '-dq');
    }
    repo.commit('loose', { 'a.txt': lines(500, 77) });
    expect(packFiles(repo, '.pack')).toHaveLength(4);
    expectAllEqual(repo);
  });

  test('with pack index version 1', () => {
    const repo = newRepo();
    fill(repo, 10);
    repo.git('-c', 'pack.indexVersion=1', 'repack', '-adq');
    expectAllEqual(repo);
  });

  test.each(['1', '2', 'multi'])('with an index of very many objects, of which pieces are read: %s', (version) => {
    const repo = newRepo();
    const files = Array.from(
      { length: 6_000 },
      (_, n) => `M 100644 inline f${n}\ndata ${String(n).length + 5}\nblob${n}\n\n`,
    );
    const commit = 'commit refs/heads/main\ncommitter A <a@b> 0 +0000\ndata 1\nx\n';
    execFileSync('git', ['fast-import', '--quiet'], { cwd: repo.dir, input: commit + files.join('') });
    repo.git('-c', `pack.indexVersion=${version === '1' ? 1 : 2}`, 'repack', '-adq');
    if (version === 'multi') repo.git('multi-pack-index', 'write');
    const expected = objectsByGit(repo);
    if (version === 'multi') for (const index of packFiles(repo, '.idx')) unlinkSync(index);
    const [index = ''] = packFiles(repo, version === 'multi' ? 'multi-pack-index' : '.idx');
    expect(statSync(index).size).toBeGreaterThan(2 * 64 * 1024);
    expect(
      objectsByUs(
        repo,
        expected.map(({ oid }) => oid),
      ),
    ).toEqual(expected);
    const { objects } = openRepository(repo.dir);
    for (let n = 0; n < expected.length; n += 500) {
      const prefix = expected[n]?.oid.slice(0, 4) ?? '';
      const known = expected.map(({ oid }) => oid).filter((oid) => oid.startsWith(prefix));
      expect(objects.expand(prefix, 1000)).toEqual(known);
    }
    expect(objects.read('0'.repeat(40))).toBeNull();
    expect(objects.read('f'.repeat(40))).toBeNull();
  });

  test('with offsets of 64 bits in the pack index', () => {
    const repo = newRepo();
    fill(repo, 10);
    repo.git('repack', '-adq');
    const [pack = ''] = packFiles(repo, '.pack');
    const index = pack.replace(/pack$/, 'idx');
    unlinkSync(index);
    repo.git('index-pack', '--index-version=2,0x40', '-o', index, pack);
    expectAllEqual(repo);
  });

  test('in a cruft pack, where unreachable objects end up', () => {
    const repo = newRepo();
    repo.commit('kept', { 'a.txt': 'a\n' });
    const tree = repo.git('rev-parse', 'HEAD^{tree}').trim();
    const ghost = repo.git('commit-tree', tree, '-m', 'codex snapshot').trim();
    repo.git('repack', '--cruft', '-dq');
    expect(packFiles(repo, '.mtimes')).toHaveLength(1);
    expect(openRepository(repo.dir).objects.read(ghost)?.type).toBe('commit');
    expectAllEqual(repo);
  });

  test('with a multi-pack-index', () => {
    const repo = newRepo();
    for (let i = 0; i < 3; i++) {
      fill(repo, 3);
      repo.git('tag', '-d', 'v1');
      repo.git('repack', '-dq');
    }
    repo.git('multi-pack-index', 'write');
    expectAllEqual(repo);
  });

  test('where only the multi-pack-index knows a pack', () => {
    const repo = newRepo();
    repo.commit('one', { 'a.txt': lines(200) });
    repo.git('repack', '-dq');
    repo.commit('two', { 'a.txt': lines(200, 3) });
    repo.git('repack', '-dq');
    repo.git('multi-pack-index', 'write');
    const expected = objectsByGit(repo);
    for (const index of packFiles(repo, '.idx')) {
      unlinkSync(index);
    }
    const actual = objectsByUs(
      repo,
      expected.map(({ oid }) => oid),
    );
    expect(actual).toEqual(expected);
  });

  test('named by SHA-256', () => {
    const repo = newRepo('--object-format=sha256');
    fill(repo, 10);
    expectAllEqual(repo);
    repo.git('repack', '-adq');
    repo.commit('more', { 'a.txt': 'a' });
    expectAllEqual(repo);
  });

  test('in a repository that borrows from others, which borrow again', () => {
    const first = newRepo();
    fill(first, 5);
    first.git('repack', '-adq');
    const second = newRepo();
    rmSync(second.dir, { recursive: true });
    first.git('clone', '-q', '--shared', first.dir, second.dir);
    second.commit('second', { 'second.txt': '2' });
    const third = newRepo();
    rmSync(third.dir, { recursive: true });
    second.git('clone', '-q', '--shared', second.dir, third.dir);
    third.commit('third', { 'third.txt': '3' });
    expectAllEqual(third);
  });

  test('where two repositories borrow from each other', () => {
    const one = newRepo();
    const two = newRepo();
    one.commit('one', { a: '1' });
    const id = two.commit('two', { b: '2' });
    writeFileSync(join(one.dir, '.git/objects/info/alternates'), `# a comment\n"${two.dir}/.git/\\157bjects"\n`);
    writeFileSync(join(two.dir, '.git/objects/info/alternates'), `${one.dir}/.git/objects\n`);
    expect(openRepository(one.dir).objects.read(id)?.type).toBe('commit');
  });
});

describe('what is not there', () => {
  test('a missing object, and what is no id, is null', () => {
    const repo = newRepo();
    const id = repo.commit('one', { a: '1' });
    writeFileSync(join(repo.dir, '.git/x'), 'secret');
    const { objects } = openRepository(repo.dir);
    const odd = ['0'.repeat(40), '../../x', '', id.toUpperCase(), id.slice(0, 39), `${id}0`, 'f'.repeat(64), `${id}\n`];
    expect(odd.map((oid) => [objects.read(oid), objects.has(oid)])).toEqual(odd.map(() => [null, false]));
    expect([objects.has(id), objects.read(id)?.type]).toEqual([true, 'commit']);
  });

  test('the empty tree is always there', () => {
    const { objects } = openRepository(newRepo().dir);
    const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    expect(objects.read(empty)).toEqual({ type: 'tree', data: Buffer.alloc(0) });
    expect(objects.has(empty)).toBe(true);
  });

  test('objects that a repack moves away under the reader are found again', () => {
    const repo = newRepo();
    fill(repo, 6);
    repo.git('repack', '-dq');
    const { objects } = openRepository(repo.dir);
    const before = objectsByGit(repo);
    repo.commit('more', { 'more.txt': lines(50) });
    repo.git('repack', '-adfq');
    expect(packFiles(repo, '.pack')).toHaveLength(1);
    const all = objectsByGit(repo);
    expect(all.length).toBeGreaterThan(before.length);
    expect(all.map(({ oid }) => objects.read(oid)?.type)).toEqual(all.map(({ type }) => type));
  });
});

describe('those of many ids that are stored', () => {
  /** As many that are stored nowhere, beside every stored one: in the same folders. */
  function strangers(oids: readonly string[]): string[] {
    return oids
      .map((oid) => oid.slice(0, 2) + [...oid.slice(2)].reverse().join(''))
      .filter((oid) => !oids.includes(oid));
  }

  test('loose, packed and borrowed ones are found among others, and no others', () => {
    const lender = newRepo();
    fill(lender, 2);
    const repo = newRepo();
    fill(repo, 20);
    repo.git('gc', '--quiet');
    repo.commit('loose', { a: 'a', b: 'b', c: 'c' });
    const own = objectsByGit(repo).map(({ oid }) => oid);
    const lent = objectsByGit(lender).map(({ oid }) => oid);
    writeFileSync(join(repo.dir, '.git/objects/info/alternates'), `${join(lender.dir, '.git/objects')}\n`);
    const stored = [...new Set([...own, ...lent])].sort();
    const { objects } = openRepository(repo.dir);
    expect([...objects.among([...stored, ...strangers(stored), 'no id', ...stored])].sort()).toEqual(stored);
    expect([...objects.among(strangers(stored))]).toEqual([]);
  });

  test('a repack under the reader hides none', () => {
    const repo = newRepo();
    fill(repo, 20);
    const stored = objectsByGit(repo).map(({ oid }) => oid);
    const { objects } = openRepository(repo.dir);
    repo.git('gc', '--quiet', '--prune=now');
    expect([...objects.among(stored)].sort()).toEqual([...stored].sort());
  });
});

describe('damage is told, with the name of what is damaged', () => {
  function setUp(): { repo: GitRepo; blob: string; objects: () => GitObjects } {
    const repo = newRepo();
    repo.commit('one', { 'a.txt': lines(400) });
    const blob = repo.git('rev-parse', 'HEAD:a.txt').trim();
    return { repo, blob, objects: () => openRepository(repo.dir).objects };
  }

  test('a loose object that is cut off', () => {
    const { repo, blob, objects } = setUp();
    truncateSync(looseFile(repo, blob), 100);
    const error = caught(() => objects().read(blob));
    expect([error.code, error.message.includes(blob)]).toEqual(['OBJECT_CORRUPT', true]);
  });

  test('a loose object that is empty', () => {
    const { repo, blob, objects } = setUp();
    truncateSync(looseFile(repo, blob), 0);
    expect(caught(() => objects().read(blob)).code).toBe('OBJECT_CORRUPT');
  });

  test('a loose object with another content', () => {
    const { repo, blob, objects } = setUp();
    writeFileSync(looseFile(repo, blob), deflateSync(Buffer.from('blob 3\0abc')));
    expect(caught(() => objects().read(blob)).message).toBe(
      `Object ${blob} is damaged: its content does not have this id`,
    );
  });

  test('a loose object that inflates without end is refused by its size', () => {
    const { repo, blob, objects } = setUp();
    const bomb = deflateSync(Buffer.alloc(300 * 1024 * 1024), { level: 9 });
    writeFileSync(looseFile(repo, blob), bomb);
    expect(caught(() => objects().read(blob)).code).toBe('UNREADABLE');
  });

  test('a pack that is cut off', () => {
    const { repo, objects } = setUp();
    fill(repo, 5);
    repo.git('repack', '-adq');
    const [pack = ''] = packFiles(repo, '.pack');
    const all = objectsByGit(repo);
    chmodSync(pack, 0o644);
    truncateSync(pack, 400);
    const database = objects();
    const codes = all.map(({ oid }) => {
      try {
        return database.read(oid)?.type ?? 'missing';
      } catch (error) {
        return error instanceof AiBlameError && error.message.includes('.pack') ? error.code : String(error);
      }
    });
    expect(new Set(codes).has('OBJECT_CORRUPT')).toBe(true);
    expect(codes.filter((code) => !['commit', 'tree', 'blob', 'tag', 'OBJECT_CORRUPT'].includes(code))).toEqual([]);
  });

  test('bytes of a pack and of its index that are changed never crash the reader', () => {
    const { repo } = setUp();
    fill(repo, 3);
    repo.git('repack', '-adfq');
    const all = objectsByGit(repo);
    for (const ending of ['.pack', '.idx']) {
      const [file = ''] = packFiles(repo, ending);
      chmodSync(file, 0o644);
      const good = readFileSync(file);
      for (let at = 0; at < good.length; at += Math.max(1, Math.floor(good.length / 60))) {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] as number) ^ 0x5b;
        writeFileSync(file, bad);
        for (const { oid } of all) {
          let outcome = 'read';
          try {
            const database = new ObjectDatabase(join(repo.dir, '.git/objects'), 'sha1');
            database.read(oid);
            database.close();
          } catch (error) {
            outcome = error instanceof AiBlameError ? error.code : `${at}: ${error}`;
          }
          expect(['read', 'OBJECT_CORRUPT', 'UNREADABLE', 'UNSUPPORTED_REPOSITORY']).toContain(outcome);
        }
      }
      writeFileSync(file, good);
    }
  });

  test('what the system does not let us read is told', () => {
    const { repo, blob, objects } = setUp();
    mkdirSync(join(repo.dir, '.git/objects/pack/pack-x.pack'));
    mkdirSync(join(repo.dir, '.git/objects/pack/pack-x.idx'));
    expect(caught(() => objects().read(blob)).code).toBe('UNREADABLE');
  });

  test('a multi-pack-index that is cut off is told', () => {
    const { repo, blob, objects } = setUp();
    repo.git('repack', '-adq');
    repo.git('multi-pack-index', 'write');
    unlinkSync(packFiles(repo, '.idx')[0] ?? '');
    const file = join(repo.dir, '.git/objects/pack/multi-pack-index');
    chmodSync(file, 0o644);
    const good = readFileSync(file);
    for (const size of [0, 5, 20, 300, 1100]) {
      writeFileSync(file, good.subarray(0, size));
      expect([size, caught(() => objects().read(blob)).code]).toEqual([size, 'OBJECT_CORRUPT']);
    }
    writeFileSync(file, good);
    expect(objects().read(blob)?.type).toBe('blob');
  });

  test('a pack index of a later version is refused', () => {
    const { repo, blob, objects } = setUp();
    repo.git('repack', '-adq');
    const [index = ''] = packFiles(repo, '.idx');
    chmodSync(index, 0o644);
    const bytes = readFileSync(index);
    bytes.writeUInt32BE(3, 4);
    writeFileSync(index, bytes);
    expect(caught(() => objects().read(blob)).code).toBe('UNSUPPORTED_REPOSITORY');
  });
});

describe('ids that begin with a prefix', () => {
  test('loose and packed, sorted, each once, no more than asked', () => {
    const repo = newRepo();
    for (let i = 0; i < 400; i++) {
      repo.write({ [`f${i}`]: `${i}` });
    }
    repo.git('add', '-A');
    repo.git('commit', '-qm', 'many');
    repo.git('repack', '-adq');
    repo.commit('loose', { 'more.txt': 'more' });
    const all = objectsByGit(repo).map(({ oid }) => oid);
    const { objects } = openRepository(repo.dir);
    for (const oid of all) {
      for (const length of [4, 5, 8, 39, 40]) {
        const prefix = oid.slice(0, length);
        expect(objects.expand(prefix, 10)).toEqual(all.filter((other) => other.startsWith(prefix)).sort());
      }
    }
    expect([objects.expand('abc', 9), objects.expand('xyz0', 9), objects.expand('../..', 9)]).toEqual([[], [], []]);
  });
});
