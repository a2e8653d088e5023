import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AiBlameError } from '../../src/errors.js';
import { readIndex } from '../../src/git/index-file.js';
import { hashObject } from '../../src/git/oid.js';
import { openRepository } from '../../src/git/repository.js';
import { cleanContent } from '../../src/git/work-tree-content.js';
import { readWorkTreeFile } from '../../src/git/work-tree-file.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;

beforeEach(() => {
  repo = new GitRepo();
});

afterEach(() => repo.remove());

/** What `git add` stores of a file of the work tree. */
function storedByGit(path: string): Buffer {
  repo.git('add', '--', path);
  return repo.gitBytes(['cat-file', 'blob', `:${path}`]);
}

function storedByUs(path: string): { bytes: Buffer; lossy: string | null; wasEncoded: boolean } {
  return cleanContent(openRepository(repo.dir), path, readFileSync(join(repo.dir, path)));
}

const CONTENTS: Record<string, Buffer> = {
  empty: Buffer.alloc(0),
  lf: Buffer.from('a\nb\n'),
  crlf: Buffer.from('a\r\nb\r\n'),
  mixed: Buffer.from('a\r\nb\nc'),
  'lone-cr': Buffer.from('a\rb\r\n'),
  'cr-crlf': Buffer.from('a\r\r\nb\r\n'),
  nul: Buffer.from('a\0\r\nb\r\n'),
  control: Buffer.from(`\x01\x02\x03\r\n${'x'.repeat(100)}\r\n`),
  'few-control': Buffer.from(`\x01\r\n${'x'.repeat(300)}\r\n`),
  'dos-end': Buffer.from('a\r\nb\r\n\x1a'),
  latin1: Buffer.from([0x5a, 0x6f, 0xeb, 13, 10]),
  ident: Buffer.from('$Id: abc $ $Id$ $Id:no\r\nend$ $Id: x y z$$Id:$\r\n'),
};

const RULES = [
  '',
  '* text',
  '* -text',
  '* text=auto',
  '* text eol=crlf',
  '* eol=lf',
  '* text=auto eol=crlf',
  '* binary',
  '* text=auto ident',
  '* -text ident',
  '* crlf',
  '* -crlf',
  '* crlf=input',
  '* text=input',
  '* !text eol=lf',
];

describe('the stored form is what git add stores', () => {
  test.each(['false', 'true', 'input'])(
    'codex reader 18: for all attributes of line ends, with core.autocrlf=%s',
    (autocrlf) => {
      repo.git('config', 'core.autocrlf', autocrlf);
      repo.git('config', 'core.safecrlf', 'false');
      repo.write(CONTENTS);
      const differing: string[] = [];
      for (const rule of RULES) {
        repo.write({ '.gitattributes': `${rule}\n` });
        rmSync(join(repo.dir, '.git/index'), { force: true });
        const ours = Object.keys(CONTENTS).map((path) => [path, hashObject('sha1', 'blob', storedByUs(path).bytes)]);
        repo.git('add', '--', ...Object.keys(CONTENTS));
        const staged = new Map(readIndex(join(repo.dir, '.git'), 'sha1').map(({ path, oid }) => [path, oid]));
        differing.push(
          ...ours.filter(([path = '', oid]) => staged.get(path) !== oid).map(([path]) => `${rule}: ${path}`),
        );
      }
      expect(differing).toEqual([]);
    },
  );

  test('for any bytes that git judges as text or not', () => {
    repo.write({ '.gitattributes': '* text=auto\n' });
    repo.git('config', 'core.safecrlf', 'false');
    const chunk = fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      '\0',
      '\x1a',
      '\x7f',
      '\b',
      'x'.repeat(127),
      'x'.repeat(130),
      '\x01',
      'é',
      '\x1b',
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
        repo.write({ any: chunks.join('') });
        repo.git('update-index', '--force-remove', '--', 'any');
        const { bytes } = storedByUs('any');
        expect(bytes).toEqual(storedByGit('any'));
      }),
      { numRuns: 60 },
    );
  });

  test('text=auto leaves a file alone that is stored with CRLF, but not a binary one', () => {
    repo.write({ text: 'a\r\nb\r\n', binary: 'a\0\r\n', 'with-lf': 'a\n' });
    repo.git('add', '-A');
    repo.write({
      '.gitattributes': '* text=auto\n',
      text: 'a\r\nb\r\nc\r\n',
      binary: 'now text\r\n',
      'with-lf': 'a\r\n',
    });
    for (const path of ['text', 'binary', 'with-lf']) {
      const { bytes } = storedByUs(path);
      expect([path, bytes.toString()]).toEqual([path, storedByGit(path).toString()]);
    }
  });

  test('a caller may say what was stored before', () => {
    repo.write({ '.gitattributes': '* text=auto\n' });
    const found = openRepository(repo.dir);
    const bytes = Buffer.from('a\r\n');
    expect(cleanContent(found, 'x', bytes, () => Buffer.from('b\r\n')).bytes.toString()).toBe('a\r\n');
    expect(cleanContent(found, 'x', bytes, () => Buffer.from('b\n')).bytes.toString()).toBe('a\n');
  });

  test('the index of a conflict counts with our side', () => {
    repo.commit('base', { a: 'base\n' });
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit('side', { a: 'side\n' });
    repo.git('checkout', '-q', 'main');
    repo.commit('main', { a: 'main\r\n' });
    expect(() => repo.git('merge', '-q', 'side')).toThrow();
    repo.write({ '.gitattributes': '* text=auto\n', a: 'both\r\n' });
    const { bytes } = storedByUs('a');
    expect(bytes).toEqual(storedByGit('a'));
  });

  const utf16 = (text: string, order: 'le' | 'be', bom: boolean): Buffer => {
    const bytes = Buffer.from((bom ? '\uFEFF' : '') + text, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };

  test.each<[encoding: string, bytes: Buffer]>([
    ['UTF-16', utf16('é\r\n', 'le', true)],
    ['UTF-16', utf16('é\n', 'be', true)],
    ['UTF-16LE', utf16('é\n', 'le', false)],
    ['UTF-16BE', utf16('é\n', 'be', false)],
    ['utf-8', Buffer.from('é\n')],
    ['UTF-16', Buffer.alloc(0)],
    ['ISO-8859-1', Buffer.from([0xe9, 0x80, 10])],
    ['SHIFT-JIS', Buffer.from([0x83, 0x65, 10])],
    ['KOI8-R', Buffer.from([0xc6, 10])],
  ])('in the encoding %s', (encoding, bytes) => {
    repo.write({ '.gitattributes': `* text working-tree-encoding=${encoding}\n`, a: bytes });
    const ours = storedByUs('a');
    expect([ours.lossy, ours.bytes.toString()]).toEqual([null, storedByGit('a').toString()]);
  });

  test.each<[encoding: string, bytes: Buffer]>([
    ['UTF-16', utf16('x', 'le', false)],
    ['UTF-16LE', utf16('x', 'le', true)],
    ['UTF-16', Buffer.from([0xff, 0xfe, 0x00])],
    ['no-such', Buffer.from('x')],
  ])('is not known where git refuses: %s', (encoding, bytes) => {
    repo.write({ '.gitattributes': `* text working-tree-encoding=${encoding}\n`, a: bytes });
    expect(storedByUs('a')).toEqual({ bytes, lossy: 'encoding', wasEncoded: false });
    expect(() => storedByGit('a')).toThrow();
  });

  test('is not known where a filter would run', () => {
    repo.write({
      '.gitattributes': '*.psd filter=lfs diff=lfs merge=lfs -text\nkeep.psd -filter\n',
      'a.psd': 'x\r\n',
      'keep.psd': 'x\r\n',
    });
    expect(storedByUs('a.psd')).toEqual({ bytes: Buffer.from('x\r\n'), lossy: 'filter', wasEncoded: false });
    expect(storedByUs('keep.psd')).toEqual({ bytes: Buffer.from('x\r\n'), lossy: null, wasEncoded: false });
  });
});

describe('files of the work tree', () => {
  test('of every kind', () => {
    const inner = new GitRepo(join(repo.dir, 'inner'));
    inner.commit('inner', { x: '1' });
    repo.write({ 'src/a.txt': 'text', 'src/run.sh': '#!/bin/sh\n' });
    chmodSync(join(repo.dir, 'src/run.sh'), 0o755);
    symlinkSync('../src', join(repo.dir, 'src/link'));
    symlinkSync('src', join(repo.dir, 'folder-link'));
    symlinkSync('nowhere é', join(repo.dir, 'broken'));
    const found = openRepository(repo.dir);
    const paths = [
      'src/a.txt',
      'src/run.sh',
      'src/link',
      'broken',
      'src',
      'inner',
      'none',
      'src/a.txt/x',
      'folder-link/a.txt',
      'none/x',
    ];
    expect(
      paths.map((path) => readWorkTreeFile(found, path)).map(({ kind, mode, bytes }) => [kind, mode, bytes.toString()]),
    ).toEqual([
      ['file', 0o100644, 'text'],
      ['file', 0o100755, '#!/bin/sh\n'],
      ['symlink', 0o120000, '../src'],
      ['symlink', 0o120000, 'nowhere é'],
      ['directory', 0o40000, ''],
      ['submodule', 0o160000, ''],
      ['missing', 0, ''],
      ['missing', 0, ''],
      ['missing', 0, ''],
      ['missing', 0, ''],
    ]);
  });

  test('no executable bit where the repository says that it means nothing', () => {
    repo.write({ run: 'x' });
    chmodSync(join(repo.dir, 'run'), 0o755);
    repo.git('config', 'core.fileMode', 'false');
    expect(readWorkTreeFile(openRepository(repo.dir), 'run').mode).toBe(0o100644);
  });

  test('never outside of it', () => {
    writeFileSync(join(repo.dir, 'a'), 'x');
    const found = openRepository(repo.dir);
    const codes = ['../a', 'src/../../a', '/etc/passwd', '', '.', './a', 'a/', 'a\0b', '..'].map((path) => {
      try {
        return readWorkTreeFile(found, path).kind;
      } catch (error) {
        return error instanceof AiBlameError ? error.code : String(error);
      }
    });
    expect(codes).toEqual(codes.map(() => 'OUTSIDE_REPOSITORY'));
  });
});
