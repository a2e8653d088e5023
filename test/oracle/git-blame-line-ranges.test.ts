import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GitRepo } from '../support/git.js';
import { type Answer, answerTo } from '../support/run-cli.js';

/** Files whose functions git knows by the `diff` attribute, and one without. */
const FILES: Readonly<Record<string, string>> = {
  'plain.c':
    'int one(int a)\n{\n  return a;\n}\n\nstatic char *two(void)\n{\n  call(one(2));\n}\n\n$three\n  one\n_four one\n',
  'a.cpp':
    'class One : Two {\npublic:\n  One();\nprivate: // one\n  int one;\n};\n\n::one::One() {\nagain:\n  goto again;\n}\n\nvoid two(\n  int one) {\n  std::one();\n}\n',
  'a.py':
    'import one\n\nclass One:\n    def one(self):\n        return 1\n\n    async def two(self):\n        one()\n\ndef three():\n    # def one\n    pass\n',
  'a.go':
    'package one\n\ntype One struct {\n\ta int\n}\n\nfunc (o One) one() int {\n\treturn 1\n}\n\ntype Two interface {\n\tone()\n}\n\nvar one = 2\nfunc two() {\n\tone()\n}\n',
  'a.rs':
    'use one;\n\npub struct One {\n    a: u8,\n}\n\nimpl<T> One for T {\n    pub(crate) async fn one(&self) -> u8 {\n        1\n    }\n    fn two(&self);\n}\n\nmacro_rules! one {\n    () => {}\n}\n\nunsafe extern "C" fn three() {\n    one\n}\n',
  'a.rb':
    'require "one"\n\nmodule One\n  class Two\n    def one\n      1\n    end\n\n    def self.two = one\n  end\nend\n',
  'a.php':
    '<?php\nnamespace One;\n\nabstract class One\n{\n    public static function one()\n    {\n        return 1;\n    }\n    private $one;\n}\n\nfunction two() { one(); }\n\ninterface Three {}\ntrait Four {}\nenum one {}\n',
  'a.md': 'one\n\n# One\n\ntext one\n\n## Two one\n\n#Three one\n    # Four one\n   ### Five\n',
  'a.sh': '#!/bin/sh\none=1\none() {\n  echo one\n}\n\nfunction two {\n  one\n}\nfunction three() (\n  one\n)\n',
  'own.x': 'zero one\nfn one\n  a\nfn two one\nno fn one\nfn !skip one\n  b\nFN three one\n',
  'basic.y': 'sub one\n  a\nsub(two) one\nsub+ one\n  b\n',
};

const ATTRIBUTES = [
  '*.cpp diff=cpp',
  '*.py diff=python',
  '*.go diff=golang',
  '*.rs diff=rust',
  '*.rb diff=ruby',
  '*.php diff=php',
  '*.md diff=markdown',
  '*.sh diff=bash',
  '*.x diff=own',
  '*.y diff=basic',
  '',
].join('\n');

/** Each a list of `-L`. */
const SPANS: readonly (readonly string[])[] = [
  ['3,5'],
  ['5,3'],
  ['4,+2'],
  ['4,-2'],
  ['2'],
  [',3'],
  ['/one/'],
  ['/one/,+2'],
  ['/one/,-2'],
  ['/one/,/one/'],
  ['2,/one/'],
  [',/one/'],
  ['/one/,3'],
  ['/one/', '1,2'],
  ['2,3', '/one/,+1'],
  ['2,3', '^/one/,+1'],
  [':one'],
  [':two'],
  ['^:one'],
  [':one', ':one'],
  [':one', '^:one'],
  [':one', ':two'],
  ['2,3', ':.'],
  [':three'],
  [':nothing at all'],
  ['/nothing at all/'],
  ['/^one/'],
  ['/one$/,+1'],
  ['/\\(one\\|two\\)(/,+1'],
  ['/[[:upper:]]ne/,+1'],
  ['/o[^n]*e\\{1,2\\}/,+1'],
  ['/^$/,/^$/'],
  ['/a\\/b/'],
  ['/*/,+1'],
  ['/[]*{]/,+1'],
  ['/\\<one\\>/,+1'],
  ['/n\\+e\\?$/,+1'],
  ['/(/,+1'],
  ['/a^b/'],
  ['99'],
  ['1,99'],
  ['/one/,99'],
];

let repo: GitRepo;
beforeAll(() => {
  repo = new GitRepo();
  repo.commit('all', { ...FILES, '.gitattributes': ATTRIBUTES });
  repo.git('config', 'diff.own.xfuncname', '!^fn !\n^(fn|FN) ([a-z]+)');
  repo.git('config', 'diff.basic.funcname', '^sub\\((\\|+\\| \\)');
});
afterAll(() => repo.remove());

function byGit(path: string, spans: readonly string[]): string | null {
  const flags = spans.flatMap((span) => ['-L', span]);
  try {
    return repo.gitBytes(['blame', '--porcelain', ...flags, 'HEAD', '--', path]).toString();
  } catch {
    return null;
  }
}

function byUs(path: string, spans: readonly string[]): Promise<Answer> {
  const flags = spans.flatMap((span) => ['-L', span]);
  return answerTo(['blame', '--porcelain', ...flags, '--rev', 'HEAD', '--no-index', '--', path], { cwd: repo.dir });
}

describe('git blame -L as oracle: the same lines, or refused by both', () => {
  test.each(Object.keys(FILES))('%s', async (path) => {
    const found: unknown[] = [];
    const expected: unknown[] = [];
    for (const spans of SPANS) {
      const theirs = byGit(path, spans);
      const { exitCode, stdout } = await byUs(path, spans);
      expected.push([spans, theirs === null ? 2 : 0, theirs ?? '']);
      found.push([spans, exitCode, stdout]);
    }
    expect(found).toEqual(expected);
  });
});
