import { expect, test } from '@jest/globals';
import { hashObject, isOid, isZeroOid, oidBytes } from '../../src/git/oid.js';

test('only 40 or 64 lower-case hex digits are an id', () => {
  const yes = ['a'.repeat(40), '0123456789abcdef'.repeat(4)];
  const no = [
    '',
    'a'.repeat(39),
    'a'.repeat(41),
    'A'.repeat(40),
    'g'.repeat(40),
    `${'a'.repeat(40)}\n`,
    `${'a'.repeat(38)}/x`,
  ];
  expect([...yes, ...no].filter(isOid)).toEqual(yes);
});

test('ids of known objects', () => {
  // The ids of the empty blob, the empty tree and "hello\n" are the same in every repository.
  expect(hashObject('sha1', 'blob', Buffer.alloc(0))).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  expect(hashObject('sha1', 'tree', Buffer.alloc(0))).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  expect(hashObject('sha1', 'blob', Buffer.from('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  expect(hashObject('sha256', 'blob', Buffer.alloc(0))).toBe(
    '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
  );
  expect([oidBytes('sha1'), oidBytes('sha256')]).toEqual([20, 32]);
});

test('the id of nothing', () => {
  expect([isZeroOid('0'.repeat(40)), isZeroOid(`${'0'.repeat(39)}1`), isZeroOid('')]).toEqual([true, false, false]);
});
