import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { choosePager } from '../../src/app/pager-choice.js';
import { fakeEnv } from '../cli/fake-env.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;
let home: string;
beforeAll(() => {
  repo = new GitRepo();
  repo.commit('first', { 'a.txt': 'a\n' });
  home = join(repo.dir, '.git', 'home');
  mkdirSync(home);
});
afterAll(() => repo.remove());
beforeEach(() => {
  configure({ own: '', user: '' });
});

function configure({ own = '', user = '' }: { own?: string; user?: string }): void {
  writeFileSync(join(repo.dir, '.git', 'config'), `[core]\n\trepositoryformatversion = 0\n${own}`);
  writeFileSync(join(home, '.gitconfig'), user);
}

function choice(variables: Record<string, string> = {}, asked: boolean | null = null) {
  const env = fakeEnv({ variables: { GIT_CONFIG_NOSYSTEM: '1', HOME: home, ...variables } });
  const place = { directory: repo.dir, homes: {}, movedFrom: [] };
  return choosePager({ command: 'blame', file: 'a.txt', place, asked }, env);
}

const pager = (...args: Parameters<typeof choice>): string | null => choice(...args).command;

/** What git chooses. */
function gitsPager(variables: Record<string, string>): string | null {
  const env = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: join(home, '.gitconfig'), HOME: home, ...variables };
  const told = repo.gitBytes(['var', 'GIT_PAGER'], { env });
  const name = told.toString().trim();
  return name === 'cat' ? null : name;
}

describe('as git chooses', () => {
  const CORE = '[core]\n\tpager = delta --dark | less\n';
  test.each<[string, string, Record<string, string>]>([
    ['PAGER', '', { PAGER: 'more' }],
    ['core.pager before PAGER', CORE, { PAGER: 'more' }],
    ['GIT_PAGER before core.pager', CORE, { GIT_PAGER: 'most -s', PAGER: 'more' }],
    ['an empty GIT_PAGER is none', CORE, { GIT_PAGER: '', PAGER: 'more' }],
    ['cat is none', '[core]\n\tpager = cat\n', { PAGER: 'more' }],
    ['an empty core.pager is none', '[core]\n\tpager =\n', { PAGER: 'more' }],
    ['an empty PAGER is none', '', { PAGER: '' }],
    ['the user’s file includes one', '[include]\n\tpath = more-config\n', {}],
  ])('%s', (_what, user, variables) => {
    writeFileSync(join(home, 'more-config'), CORE);
    configure({ user });
    expect(pager(variables)).toBe(gitsPager(variables));
  });

  // Which one git takes where nothing is said is up to those who build it: Debian's takes `pager`.
  test('less is the usual one, and takes no dumb terminal', () => {
    expect(pager()).toBe('less');
    expect(pager({ TERM: 'dumb' })).toBe(null);
    expect(pager({ TERM: 'dumb', PAGER: 'more' })).toBe('more');
  });

  test('AI_BLAME_PAGER goes before all', () => {
    expect(pager({ AI_BLAME_PAGER: 'mine', GIT_PAGER: 'gits' })).toBe('mine');
    expect(pager({ AI_BLAME_PAGER: '', GIT_PAGER: 'gits' })).toBe(null);
  });
});

describe('pager.blame', () => {
  test('switches it off and on', () => {
    configure({ user: '[pager]\n\tblame = false\n' });
    expect(pager()).toBe(null);
    expect(pager({}, true)).toBe('less');
    configure({ user: '[pager]\n\tblame\n' });
    expect(pager()).toBe('less');
    expect(pager({}, false)).toBe(null);
  });

  test('names one, before core.pager and after GIT_PAGER', () => {
    configure({ user: '[core]\n\tpager = delta\n[pager]\n\tblame = less -S\n' });
    expect(pager({ PAGER: 'more' })).toBe('less -S');
    expect(pager({ GIT_PAGER: 'most' })).toBe('most');
  });
});

describe('a repository’s own configuration', () => {
  test('runs nothing, though git would run it', () => {
    configure({ own: '[core]\n\tpager = evil\n[pager]\n\tblame = evil\n' });
    expect(gitsPager({})).toBe('evil');
    expect(pager()).toBe('less');
    expect(pager({}, true)).toBe('less');
  });

  test('nor by a file that it includes', () => {
    writeFileSync(join(repo.dir, 'evil'), '[core]\n\tpager = evil\n');
    configure({ own: '[include]\n\tpath = ../evil\n' });
    expect(gitsPager({})).toBe('evil');
    expect(pager()).toBe('less');
  });

  test('does not hide what the person named', () => {
    configure({ own: '[core]\n\tpager = evil\n', user: '[core]\n\tpager = delta\n' });
    expect(pager()).toBe('delta');
  });

  test('may say whether there is one, and whether it is in colour: that runs nothing', () => {
    configure({ own: '[pager]\n\tblame = false\n', user: '[pager]\n\tblame = less -S\n' });
    expect(pager()).toBe(null);
    configure({ own: '[color]\n\tpager = false\n' });
    expect(choice()).toEqual({ command: 'less', colors: false });
  });
});

test('where there is no repository, variables tell', () => {
  const env = fakeEnv({ variables: { HOME: home, PAGER: 'more' } });
  const place = { directory: '/nonexistent', homes: {}, movedFrom: [] };
  expect(choosePager({ command: 'blame', file: 'a.txt', place, asked: null }, env)).toEqual({
    command: 'more',
    colors: true,
  });
});
