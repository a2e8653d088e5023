import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { matchesGlob } from '../../src/app/path-globs.js';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';
import { report } from './report-lab.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

const FILES = {
  '.gitattributes': 'gen/** linguist-generated\ngen/mine -linguist-generated\nlib/** linguist-vendored=true\n',
  'gen/a': 'g\n',
  'gen/mine': 'm\n',
  'lib/b': 'v\n',
  'package-lock.json': '{}\n',
  'sub/Cargo.lock': 'c\n',
  'src/c': 'c\n',
};

function staged(options: Parameters<typeof report>[1] = {}) {
  world.write(FILES);
  world.repo.git('add', '-A');
  const { files, excluded } = report(world, options);
  return { counted: files.map(({ path }) => path), excluded: excluded.map(({ path, reason }) => `${path} ${reason}`) };
}

test('what .gitattributes marks as generated or vendored is left out, and named', () => {
  expect(staged()).toEqual({
    counted: ['.gitattributes', 'gen/mine', 'package-lock.json', 'src/c', 'sub/Cargo.lock'],
    excluded: ['gen/a generated', 'lib/b vendored'],
  });
});

test('patterns and lock files, where that is asked', () => {
  expect(staged({ exclude: ['src', '.git*'], excludeLockFiles: true })).toEqual({
    counted: ['gen/mine'],
    excluded: [
      '.gitattributes option',
      'gen/a generated',
      'lib/b vendored',
      'package-lock.json lock-file',
      'src/c option',
      'sub/Cargo.lock lock-file',
    ],
  });
});

test('all files, but for those that the command line names', () => {
  expect(staged({ allFiles: true, exclude: ['*.lock'] })).toEqual({
    counted: ['.gitattributes', 'gen/a', 'gen/mine', 'lib/b', 'package-lock.json', 'src/c'],
    excluded: ['sub/Cargo.lock option'],
  });
});

// macOS has no such names.
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a file whose name is not UTF-8', () => {
  const NAME = 'bad\uFFFD.txt';
  const raw = (): Buffer =>
    Buffer.concat([Buffer.from(`${world.repo.dir}/bad`), Buffer.from([0xff]), Buffer.from('.txt')]);
  const told = (options: Parameters<typeof report>[1]) => {
    const { files, skipped } = report(world, options);
    return { counted: files.map(({ path }) => path), skipped };
  };
  beforeEach(() => {
    world.commit('first', { a: 'a\n', '\uFFFD.txt': 'the sign itself\n' });
    writeFileSync(raw(), 'y\n');
    world.commit('second', { a: 'a\nb\n', '\uFFFD.txt': 'the sign itself\nmore\n' });
  });

  test.each([[['HEAD']], [['HEAD~1..HEAD']]])('of %j is left out, and named', (words) => {
    expect(told({ words })).toEqual({
      counted: ['a', '\uFFFD.txt'],
      skipped: [{ path: NAME, reason: 'name-not-utf-8' }],
    });
  });

  test('in the work tree is left out, and named', () => {
    world.write({ a: 'c\n' });
    expect(told({ kind: 'worktree' })).toEqual({
      counted: ['a'],
      skipped: [{ path: NAME, reason: 'name-not-utf-8' }],
    });
  });

  test('is left out, and named, where all lines of files are asked for', () => {
    mkdirSync(`${world.repo.dir}/sub`);
    writeFileSync(`${world.repo.dir}/sub/c`, 'c\n');
    expect(told({ words: ['.'] })).toEqual({
      counted: ['a', 'sub/c', '\uFFFD.txt'],
      skipped: [{ path: NAME, reason: 'name-not-utf-8' }],
    });
    expect(told({ words: ['sub'] })).toEqual({ counted: ['sub/c'], skipped: [] });
  });

  test('that is staged is left out, and named', () => {
    writeFileSync(raw(), 'z\n');
    world.git('add', '-A');
    expect(told({ kind: 'staged' })).toEqual({ counted: [], skipped: [{ path: NAME, reason: 'name-not-utf-8' }] });
  });

  test('has no lines in the stats, which name it', () => {
    const { lines, skipped } = JSON.parse(runIn(world, ['stats', '--json', '--no-index']).stdout);
    expect([lines.total, skipped]).toEqual([4, [{ path: NAME, reason: 'name-not-utf-8' }]]);
  });

  test('is told in the words of the stats, with what else is not counted', () => {
    for (const name of ['one.bin', 'two.bin']) writeFileSync(`${world.repo.dir}/${name}`, 'a\0b\n');
    expect(runIn(world, ['stats', '--no-index']).stdout.split('\n').slice(0, 2)).toEqual([
      '4 lines in 2 files: 100 % commit',
      '3 files not counted: 2 binary, 1 with a name that is not UTF-8',
    ]);
  });

  test('is told in words beside the others', () => {
    const { code, stdout } = runIn(world, ['report', 'HEAD', '--no-index']);
    expect([code, stdout.split('\n').filter((line) => line.includes('UTF-8'))]).toEqual([
      0,
      [`not counted  its name is not UTF-8  ${NAME}`],
    ]);
  });
});

test.each([
  ['*.md', 'a.md', true],
  ['*.md', 'doc/a.md', true],
  ['/*.md', 'doc/a.md', false],
  ['src', 'src/a/b.ts', true],
  ['src', 'lib/src/b.ts', true],
  ['src/', 'src', false],
  ['src/', 'src/a', true],
  ['src/*', 'src/a/b', true],
  ['src/*.ts', 'src/a/b.ts', false],
  ['src/**/*.ts', 'src/a/b.ts', true],
  ['**/b.ts', 'b.ts', true],
  ['[', '[', false],
])('%s and %s: %s', (glob, path, expected) => {
  expect(matchesGlob(glob, path)).toBe(expected);
});
