import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AiBlameError } from '../../src/errors.js';
import { readCommit } from '../../src/git/commits.js';
import { globalConfigFiles, openRepository } from '../../src/git/repository.js';
import { GitRepo } from '../support/git.js';

const folders: string[] = [];

function newFolder(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ai-blame-test-')));
  folders.push(dir);
  return dir;
}

function newRepo(...args: string[]): GitRepo {
  return new GitRepo(newFolder(), args);
}

afterEach(() => {
  for (const dir of folders.splice(0)) {
    rmSync(dir, { recursive: true, force: true });
  }
});

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof AiBlameError ? error.code : String(error);
  }
  return 'nothing was thrown';
}

describe('the repository of a folder', () => {
  test('is found from its top, a sub-folder, a file, a folder that is gone, and through a symlink', () => {
    const repo = newRepo();
    const head = repo.commit('one', { 'src/deep/a.txt': 'a' });
    const other = newFolder();
    symlinkSync(join(repo.dir, 'src'), join(other, 'link'));
    for (const start of [
      repo.dir,
      join(repo.dir, 'src/deep'),
      join(repo.dir, 'src/deep/a.txt'),
      join(repo.dir, 'gone/for/ever'),
      join(other, 'link/deep'),
      join(other, 'link/gone'),
      join(repo.dir, '.git/objects'),
    ]) {
      const found = openRepository(start);
      expect([start, found.root, found.gitDir, found.commonDir, found.head()]).toEqual([
        start,
        repo.dir,
        join(repo.dir, '.git'),
        join(repo.dir, '.git'),
        { ref: 'refs/heads/main', commit: head },
      ]);
    }
  });

  test('is none outside of one, and in a bare one', () => {
    const dir = newFolder();
    const bare = newRepo('--bare');
    mkdirSync(join(dir, 'empty/.git'), { recursive: true });
    expect(codeOf(() => openRepository(dir))).toBe('NO_REPOSITORY');
    expect(codeOf(() => openRepository(join(dir, 'empty')))).toBe('NO_REPOSITORY');
    expect(codeOf(() => openRepository(bare.dir))).toBe('NO_REPOSITORY');
    writeFileSync(join(dir, '.git'), 'gitdir: ../nowhere\n');
    expect(codeOf(() => openRepository(dir))).toBe('NO_REPOSITORY');
  });

  test('is the inner one of a submodule, with its own objects', () => {
    const inner = newRepo();
    const commit = inner.commit('inner', { 'in.txt': 'in' });
    const outer = newRepo();
    outer.commit('outer', { 'out.txt': 'out' });
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.dir, 'libs/inner');
    const found = openRepository(join(outer.dir, 'libs/inner'));
    expect([found.root, found.gitDir, found.head().commit]).toEqual([
      join(outer.dir, 'libs/inner'),
      join(outer.dir, '.git/modules/libs/inner'),
      commit,
    ]);
    expect(found.objects.has(commit)).toBe(true);
    expect(openRepository(outer.dir).objects.has(commit)).toBe(false);
    expect(found.worktrees()).toEqual([{ root: found.root, gitDir: found.gitDir }]);
    expect(found.remotes()).toEqual([inner.dir]);
  });

  test('of a linked work tree shares objects and refs, and has its own HEAD', () => {
    const repo = newRepo();
    const main = repo.commit('one', { a: '1' });
    const linked = join(newFolder(), 'sp ace');
    const gone = join(newFolder(), 'gone');
    repo.git('worktree', 'add', '-q', '-b', 'side', linked);
    repo.git('worktree', 'add', '-q', '--detach', gone);
    rmSync(gone, { recursive: true });
    const side = new GitRepo(linked).commit('two', { b: '2' });
    const expected = [
      { root: repo.dir, gitDir: join(repo.dir, '.git') },
      { root: gone, gitDir: join(repo.dir, '.git/worktrees/gone') },
      { root: linked, gitDir: join(repo.dir, '.git/worktrees/sp-ace') },
    ];
    const inLinked = openRepository(linked);
    const inMain = openRepository(repo.dir);
    expect(inLinked.worktrees()).toEqual(expected);
    expect(inMain.worktrees()).toEqual(expected);
    expect([inLinked.root, inLinked.gitDir, inLinked.commonDir]).toEqual([
      linked,
      join(repo.dir, '.git/worktrees/sp-ace'),
      join(repo.dir, '.git'),
    ]);
    expect([inLinked.head(), inMain.head()]).toEqual([
      { ref: 'refs/heads/side', commit: side },
      { ref: 'refs/heads/main', commit: main },
    ]);
    expect([inLinked.objects.has(main), inMain.objects.has(side)]).toEqual([true, true]);
    const reflogByGit = repo.git('-C', linked, 'log', '-g', '--format=%H', 'HEAD').trim().split('\n').reverse();
    expect(inLinked.reflog().map(({ after }) => after)).toEqual(reflogByGit);
    expect(inMain.reflog().map(({ after }) => after)).toEqual([main]);
    expect([...inLinked.refs().keys()]).toEqual(['refs/heads/main', 'refs/heads/side']);
  });

  test('of a format that is not known is refused in words', () => {
    for (const [name, value] of [
      ['core.repositoryformatversion', '2'],
      ['extensions.objectformat', 'sha3'],
      ['extensions.refstorage', 'cloud'],
    ] as const) {
      const repo = newRepo();
      repo.git('config', 'core.repositoryformatversion', '1');
      repo.git('config', name, value);
      expect([name, codeOf(() => openRepository(repo.dir))]).toEqual([name, 'UNSUPPORTED_REPOSITORY']);
    }
  });

  test('without commits has an unborn HEAD', () => {
    const found = openRepository(newRepo().dir);
    expect(found.head()).toEqual({ ref: 'refs/heads/main', commit: null });
    expect([found.reflog(), [...found.refs()], found.remotes(), found.isPromisor, found.shallow.size]).toEqual([
      [],
      [],
      [],
      false,
      0,
    ]);
  });
});

describe('refs', () => {
  test('equal git for-each-ref: loose, packed, both, nested, symbolic, odd names', () => {
    const repo = newRepo();
    repo.commit('one', { a: '1' });
    repo.git('tag', '-a', 'v1', '-m', 'v1');
    repo.git('branch', 'feature/é/deep');
    repo.git('branch', 'moves');
    repo.git('pack-refs', '--all');
    repo.commit('two', { a: '2' });
    repo.git('branch', '-f', 'moves');
    repo.git('branch', 'loose');
    repo.git('update-ref', 'refs/ghosts/odd-1', 'HEAD');
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/heads/main');
    const byGit = repo
      .git('for-each-ref', '--format=%(refname) %(objectname)')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
    const found = openRepository(repo.dir);
    expect(byGit).toHaveLength(7);
    expect([...found.refs()]).toEqual(byGit);
    expect(byGit.map(([name = '']) => [name, found.readRef(name)])).toEqual(byGit);
  });

  test('names that are no refs are never read as files', () => {
    const repo = newRepo();
    const head = repo.commit('one', { a: '1' });
    writeFileSync(join(repo.dir, 'outside'), `${head}\n`);
    const found = openRepository(repo.dir);
    const names = [
      '../outside',
      'refs/../../outside',
      'refs/heads/../heads/main',
      'config',
      'refs/heads/',
      '/etc/passwd',
      'refs//heads/main',
      'refs/heads/main.lock',
    ];
    expect(names.map((name) => found.readRef(name))).toEqual(names.map(() => null));
  });

  test('a symbolic ref that names itself ends', () => {
    const repo = newRepo();
    writeFileSync(join(repo.dir, '.git/refs/heads/loop'), 'ref: refs/heads/loop\n');
    const found = openRepository(repo.dir);
    expect([found.readRef('refs/heads/loop'), [...found.refs()]]).toEqual([null, []]);
  });

  test('a detached HEAD has no branch', () => {
    const repo = newRepo();
    const first = repo.commit('one', { a: '1' });
    repo.commit('two', { a: '2' });
    repo.git('checkout', '-q', '--detach', first);
    expect(openRepository(repo.dir).head()).toEqual({ ref: null, commit: first });
  });
});

test('the reflog is told oldest first, damaged lines left out', () => {
  const repo = newRepo();
  const first = repo.commit('one', { a: '1' });
  const time = repo.clock - 60;
  const second = repo.commit('two', { a: '2' });
  writeFileSync(join(repo.dir, '.git/logs/HEAD'), 'nonsense\n\n', { flag: 'a' });
  const found = openRepository(repo.dir);
  const who = { name: 'Ada', email: 'ada@example.org', zone: '+0000' };
  const expected = [
    { before: null, after: first, ...who, time, message: 'commit (initial): one' },
    { before: first, after: second, ...who, time: time + 60, message: 'commit: two' },
  ];
  expect(found.reflog()).toEqual(expected);
  expect(found.reflog('refs/heads/main')).toEqual(expected);
  expect([found.reflog('refs/heads/none'), found.reflog('../HEAD')]).toEqual([[], []]);
});

test('a shallow clone hides the parents that it lacks', () => {
  const repo = newRepo();
  repo.commit('one', { a: '1' });
  const second = repo.commit('two', { a: '2' });
  const third = repo.commit('three', { a: '3' });
  const clone = join(newFolder(), 'clone');
  repo.git('clone', '-q', '--depth=2', `file://${repo.dir}`, clone);
  const found = openRepository(clone);
  expect([...found.shallow]).toEqual([second]);
  expect([readCommit(found.objects, third)?.parents, readCommit(found.objects, second)?.parents]).toEqual([
    [second],
    [],
  ]);
});

test('a partial clone is told as such, and what it lacks is null', () => {
  const repo = newRepo();
  repo.commit('one', { 'old.txt': 'old' });
  const old = repo.git('rev-parse', 'HEAD:old.txt').trim();
  repo.commit('two', { 'old.txt': null, 'new.txt': 'new' });
  repo.git('config', 'uploadpack.allowFilter', 'true');
  const clone = join(newFolder(), 'clone');
  repo.git('clone', '-q', '--filter=blob:none', `file://${repo.dir}`, clone);
  const found = openRepository(clone);
  expect([found.isPromisor, found.objects.read(old), openRepository(repo.dir).isPromisor]).toEqual([true, null, false]);
});

describe('config', () => {
  test('equals git config for values of every form', () => {
    const repo = newRepo();
    writeFileSync(
      join(repo.dir, '.git/config'),
      [
        '[core]',
        '\trepositoryformatversion = 0',
        '# comment',
        '; comment',
        '[one] a = first ; not this',
        '\tb = "  quoted # and ; kept  " # but not this',
        '\tc = with \\"escapes\\" \\\\ \\t tab \\',
        '  and a second line',
        '\td',
        '\te =',
        '\tf = inner  blanks   kept  ',
        '\tA = again',
        '[One "Sub.Section \\"x\\""]',
        '\tKey-1 = v',
        '[remote "origin"]',
        '\turl = https://example.org/a.git',
        '\turl = https://example.org/b.git',
        '[remote "up.stream"] url = git@example.org:c.git',
        '',
      ].join('\n'),
    );
    const { config, ...found } = openRepository(repo.dir);
    const names = ['one.a', 'one.b', 'one.c', 'one.e', 'one.f', 'One.Sub.Section "x".key-1', 'remote.origin.url'];
    for (const name of names) {
      const byGit = repo.gitBytes(['config', '-z', '--get-all', name]).toString().split('\0').slice(0, -1);
      expect([name, config.getAll(name)]).toEqual([name, byGit]);
      expect(config.get(name)).toBe(byGit.at(-1));
    }
    expect([config.get('one.d'), config.getBoolean('one.d'), config.getBoolean('one.e'), config.get('one.z')]).toEqual([
      '',
      true,
      false,
      null,
    ]);
    expect(config.get('one.sub.section "x".key-1')).toBe(null);
    expect(config.subsections('remote')).toEqual(['origin', 'up.stream']);
    expect(openRepository(repo.dir).remotes()).toEqual([
      'https://example.org/a.git',
      'https://example.org/b.git',
      'git@example.org:c.git',
    ]);
    expect(found.root).toBe(repo.dir);
  });

  test('includes are followed where they stand, and where their condition holds', () => {
    const repo = newRepo();
    const home = realpathSync(newFolder());
    repo.git('checkout', '-q', '-b', 'topic/one');
    const files: Record<string, string> = {
      [join(repo.dir, '.gitconfig')]:
        '[blame]\n\tignoreRevsFile = shared\n[x]\n\ta = shared\n[include]\n\tpath = deep/er',
      [join(repo.dir, 'deep/er')]: '[x]\n\ta = deeper\n[include]\n\tpath = ../missing',
      [join(home, 'mine')]: '[x]\n\tb = mine',
      [join(home, '.gitconfig')]: `[includeIf "gitdir:${repo.dir}/"]\n\tpath = ~/mine\n[x]\n\tb = home`,
    };
    const conditions = [
      `gitdir:${repo.dir}/.git`,
      `gitdir:${repo.dir.toUpperCase()}/.git`,
      `gitdir/i:${repo.dir.toUpperCase()}/.GIT`,
      `gitdir:${basename(repo.dir)}/`,
      'gitdir:./',
      'gitdir:~/',
      'gitdir:elsewhere/',
      'onbranch:topic/',
      'onbranch:topic/*',
      'onbranch:t*',
      'onbranch:main',
      'unknown:x',
    ];
    const own = conditions.map((condition, n) => {
      files[join(repo.dir, `.git/c${n}`)] = `[y]\n\tc = ${n}`;
      return `[includeIf "${condition}"]\n\tpath = c${n}\n`;
    });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const config = join(repo.dir, '.git/config');
    writeFileSync(
      config,
      `${readFileSync(config, 'utf8')}[x]\n\ta = before\n[include]\n\tpath = ../.gitconfig\n[x]\n\ta = after\n${own.join('')}`,
    );
    const configFiles = globalConfigFiles({ HOME: home, GIT_CONFIG_NOSYSTEM: '1' });
    const ours = openRepository(repo.dir, { configFiles, home }).config;
    const env = {
      ...process.env,
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: undefined,
      XDG_CONFIG_HOME: undefined,
    };
    for (const name of ['x.a', 'x.b', 'y.c', 'blame.ignorerevsfile']) {
      const byGit = execFileSync('git', ['config', '-z', '--get-all', name], { cwd: repo.dir, env, encoding: 'utf8' });
      expect([name, ours.getAll(name)]).toEqual([name, byGit.split('\0').slice(0, -1)]);
    }
    expect(ours.getAll('x.a')).toEqual(['before', 'shared', 'deeper', 'after']);
    expect(ours.getAll('x.b')).toEqual(['mine', 'home']);
  });

  test.each([
    [
      'is a folder',
      (file: string) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
    ['includes itself', (file: string) => appendFileSync(file, '[include]\n\tpath = config\n')],
    ['has a line that is none of a config file', (file: string) => appendFileSync(file, '[broken\n')],
  ])('that %s ends the question, as it does for git', (_what, spoil) => {
    const repo = newRepo();
    const config = join(repo.dir, '.git/config');
    spoil(config);
    expect(() => openRepository(repo.dir)).toThrow(
      expect.objectContaining({ code: 'UNREADABLE', message: expect.stringContaining(config) }),
    );
    expect(() => repo.git('status')).toThrow(/fatal: /);
  });

  test('of user and system come before that of the repository', () => {
    const repo = newRepo();
    const home = newFolder();
    writeFileSync(join(home, '.gitconfig'), '[core]\n\tautocrlf = input\n[x]\n\ta = home\n\tb = home\n');
    mkdirSync(join(home, '.config/git'), { recursive: true });
    writeFileSync(join(home, '.config/git/config'), '[x]\n\ta = xdg\n\tc = xdg\n');
    repo.git('config', 'x.b', 'own');
    const configFiles = globalConfigFiles({ HOME: home, GIT_CONFIG_NOSYSTEM: '1' });
    const { config } = openRepository(repo.dir, { configFiles });
    expect(['x.a', 'x.b', 'x.c', 'core.autocrlf'].map((name) => config.get(name))).toEqual([
      'home',
      'own',
      'xdg',
      'input',
    ]);
    expect(openRepository(repo.dir).config.get('x.a')).toBe(null);
  });

  test.each([
    [{ HOME: '/h' }, ['/etc/gitconfig', '/h/.config/git/config', '/h/.gitconfig']],
    [{ HOME: '/h', XDG_CONFIG_HOME: '/x', GIT_CONFIG_SYSTEM: '/s' }, ['/s', '/x/git/config', '/h/.gitconfig']],
    [{ HOME: '/h', GIT_CONFIG_GLOBAL: '/g', GIT_CONFIG_NOSYSTEM: '1' }, ['/g']],
    [{}, ['/etc/gitconfig']],
  ])('files for %j', (environment, files) => {
    expect(globalConfigFiles(environment)).toEqual(files);
  });

  test('core.worktree moves the root', () => {
    const elsewhere = newFolder();
    const repo = newRepo();
    repo.git('config', 'core.worktree', elsewhere);
    expect(openRepository(repo.dir).root).toBe(elsewhere);
    expect(openRepository(repo.dir).worktrees()).toEqual([{ root: elsewhere, gitDir: join(repo.dir, '.git') }]);
  });
});
