import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { instantOf, parseCommit, parseSignature, peelTag, readCommit } from '../../src/git/commits.js';
import { openRepository } from '../../src/git/repository.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;

beforeAll(() => {
  repo = new GitRepo();
});

afterAll(() => repo.remove());

test('a commit is read with tree, parents, people and message', () => {
  const first = repo.commit('first', { a: '1' });
  const second = repo.commit('sécond\n\nbody\n', { a: '2' });
  const { objects } = openRepository(repo.dir);
  const tree = repo.git('rev-parse', `${second}^{tree}`).trim();
  const ada = { name: 'Ada', email: 'ada@example.org', time: repo.clock - 60, zone: '+0000' };
  expect(readCommit(objects, second)).toEqual({
    oid: second,
    tree,
    parents: [first],
    author: ada,
    committer: ada,
    message: 'sécond\n\nbody\n',
    encoding: null,
  });
  expect(readCommit(objects, first)?.parents).toEqual([]);
  expect(readCommit(objects, second)).toBe(readCommit(objects, second));
});

test('a merge has its parents in order', () => {
  const base = repo.commit('base', { a: '3' });
  repo.git('checkout', '-q', '-b', 'side');
  const side = repo.commit('side', { s: '1' });
  repo.git('checkout', '-q', 'main');
  const main = repo.commit('main', { m: '1' });
  repo.git('merge', '-q', '--no-edit', 'side');
  const { objects } = openRepository(repo.dir);
  const merge = readCommit(objects, repo.git('rev-parse', 'HEAD').trim());
  expect(merge?.parents).toEqual([main, side]);
  expect(readCommit(objects, side)?.parents).toEqual([base]);
});

test('what is no commit, or is not stored, is null', () => {
  const { objects } = openRepository(repo.dir);
  const tree = repo.git('rev-parse', 'HEAD^{tree}').trim();
  expect([readCommit(objects, tree), readCommit(objects, '1'.repeat(40)), readCommit(objects, '../x')]).toEqual([
    null,
    null,
    null,
  ]);
});

test('the encoding header decides how names and message are read', () => {
  const tree = repo.git('rev-parse', 'HEAD^{tree}').trim();
  for (const [encoding, text, bytes] of [
    ['ISO-8859-1', 'Zoë', Buffer.from([0x5a, 0x6f, 0xeb])],
    ['windows-1251', 'Ж', Buffer.from([0xc6])],
    ['SHIFT_JIS', 'テスト', Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67])],
    ['no-such-encoding', 'Zoë', Buffer.from('Zoë')],
  ] as const) {
    const raw = Buffer.concat([
      Buffer.from(`tree ${tree}\nauthor `),
      bytes,
      Buffer.from(
        ` <z@example.org> 1700000000 -0330\ncommitter C <c@example.org> 1700000001 +0000\nencoding ${encoding}\n\n`,
      ),
      bytes,
    ]);
    const commit = parseCommit('0'.repeat(40), raw);
    expect([commit.author, commit.message]).toEqual([
      { name: text, email: 'z@example.org', time: 1700000000, zone: '-0330' },
      text,
    ]);
  }
});

test('a signature over several lines is no part of people or message', () => {
  const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  const raw = [
    `tree ${tree}`,
    `parent ${'1'.repeat(40)}`,
    'author A <a@x> 1 +0000',
    'committer C <c@x> 2 +0100',
    'gpgsig -----BEGIN PGP SIGNATURE-----',
    ' ',
    ' author Mallory <m@x> 3 +0000',
    ' tree 0000',
    ' -----END PGP SIGNATURE-----',
    '',
    'subject',
    '',
    'tree is no header here',
    '',
  ].join('\n');
  const commit = parseCommit('2'.repeat(40), Buffer.from(raw));
  expect(commit).toEqual({
    oid: '2'.repeat(40),
    tree,
    parents: ['1'.repeat(40)],
    author: { name: 'A', email: 'a@x', time: 1, zone: '+0000' },
    committer: { name: 'C', email: 'c@x', time: 2, zone: '+0100' },
    message: 'subject\n\ntree is no header here\n',
    encoding: null,
  });
});

test.each([
  ['Ada Lovelace <ada@x> 12 +0200', 'Ada Lovelace', 'ada@x', 12, '+0200'],
  ['Ada <ada@x> 12', 'Ada', 'ada@x', 12, '+0000'],
  ['Ada <ada@x>', 'Ada', 'ada@x', 0, '+0000'],
  ['<ada@x> 12 +0000', '', 'ada@x', 12, '+0000'],
  ['Ada <a <b> c>> 12 -0100', 'Ada', 'a <b', 12, '-0100'],
  ['Ada <> 12 +0000', 'Ada', '', 12, '+0000'],
  ['Ada', 'Ada', '', 0, '+0000'],
  ['Ada <ada@x> 1700000000000000 +0100', 'Ada', 'ada@x', 1_700_000_000_000_000, '+0100'],
  ['Ada <ada@x> 99999999999999999999999 +0100', 'Ada', 'ada@x', 2 ** 64, '+0100'],
  ['\u00a0Ada\u3000 <\u2028ada@x\ufeff> 12 +0000', '\u00a0Ada\u3000', '\u2028ada@x\ufeff', 12, '+0000'],
  [' Ada \t<ada@x > 12 +0000', ' Ada', 'ada@x ', 12, '+0000'],
  ['Ada <ada@x> then +0000', 'Ada', 'ada@x', 0, '+0000'],
])('the signature %j', (text, name, email, time, zone) => {
  expect(parseSignature(text)).toEqual({ name, email, time, zone });
});

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [1_772_600_767, '2026-03-04T05:06:07Z'],
  [253_402_300_799, '9999-12-31T23:59:59Z'],
  [253_402_300_800, '9999-12-31T23:59:59Z'],
  [1_700_000_000_000_000, '9999-12-31T23:59:59Z'],
  [2 ** 64, '9999-12-31T23:59:59Z'],
  [-62_167_219_200, '0000-01-01T00:00:00Z'],
  [-62_167_219_201, '0000-01-01T00:00:00Z'],
])('the instant of %i, as far as years of four digits tell it', (seconds, instant) => {
  expect(instantOf(seconds)).toBe(instant);
});

test('a commit without a tree is damage', () => {
  const codes = ['', 'tree 123\n\nx', `parent ${'1'.repeat(40)}\n\nx`].map((text) => {
    try {
      return parseCommit('0'.repeat(40), Buffer.from(text)).tree;
    } catch (error) {
      return (error as { code: string }).code;
    }
  });
  expect(codes).toEqual(['OBJECT_CORRUPT', 'OBJECT_CORRUPT', 'OBJECT_CORRUPT']);
});

test('tags of tags are followed to the commit', () => {
  const head = repo.git('rev-parse', 'HEAD').trim();
  repo.git('tag', '-a', 'one', '-m', 'one');
  repo.git('tag', '-a', 'two', '-m', 'two', 'one');
  const { objects } = openRepository(repo.dir);
  expect(peelTag(objects, repo.git('rev-parse', 'two').trim())).toBe(head);
  expect(peelTag(objects, head)).toBe(head);
  expect(peelTag(objects, '3'.repeat(40))).toBe(null);
});
