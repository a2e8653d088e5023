import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { IgnoreRules } from '../../src/git/ignore-rules.js';
import { openRepository } from '../../src/git/repository.js';
import { untrackedFiles } from '../../src/git/untracked-files.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;

beforeEach(() => {
  repo = new GitRepo();
});

afterEach(() => repo.remove());

function byGit(): string[] {
  return repo.git('ls-files', '--others', '--exclude-standard', '-z').split('\0').filter(Boolean).sort();
}

function ours(): string[] {
  const repository = openRepository(repo.dir);
  try {
    return [...untrackedFiles(repository)].sort();
  } finally {
    repository.close();
  }
}

describe('files that git neither tracks nor ignores', () => {
  test('are those that git lists, through all kinds of patterns', () => {
    repo.commit('Begin', { 'tracked.txt': 'x', 'build/kept.txt': 'x' });
    repo.write({
      '.gitignore':
        '# comment\n*.log\n!keep.log\n/root-only\nbuild/\nsub/*.tmp\n**/deep/x\n\\#hash\ntrailing\\ \n*.o \n',
      'sub/.gitignore': '!special.log\nlocal\n',
      'a.log': '',
      'keep.log': '',
      'root-only': '',
      'sub/root-only': '',
      'sub/special.log': '',
      'sub/other.log': '',
      'sub/local': '',
      local: '',
      'sub/a.tmp': '',
      'sub/sub/a.tmp': '',
      'build/new.txt': '',
      'src/build/new.txt': '',
      'p/deep/x': '',
      'deep/x': '',
      '#hash': '',
      'trailing ': '',
      'x.o': '',
      'plain.txt': '',
      'nested/dir/file': '',
    });
    repo.git('init', '-q', 'nested/repo');
    repo.write({ 'nested/repo/inside': '' });
    expect(ours()).toEqual(byGit().filter((path) => path !== 'nested/repo/'));
    expect(ours()).toContain('keep.log');
    expect(ours()).not.toContain('a.log');
  });

  test('.git/info/exclude counts too', () => {
    repo.write({ a: '', b: '' });
    repo.write({ '.git/info/exclude': 'a\n' });
    expect(ours()).toEqual(['b']);
  });

  test('a file below an ignored folder is ignored whatever its own rules say', () => {
    repo.write({ '.gitignore': 'out/\n!out/kept\n' });
    const repository = openRepository(repo.dir);
    const rules = new IgnoreRules(repository);
    expect([rules.isIgnored('out/kept'), rules.isIgnored('other/kept')]).toEqual([true, false]);
    repository.close();
  });
});
