import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CodexWorld } from '../support/codex-world.js';
import {
  BIN,
  commit,
  git,
  hooks,
  hooksWorld,
  listing,
  messageOf,
  onPath,
  REFUSED,
  script,
  TIME,
  TOLD,
  takeTime,
} from './hooks-lab.js';

// Commits made by git itself, in real repositories, with what `hooks install` wrote.

let world: CodexWorld;
beforeEach(() => {
  world = hooksWorld();
});
afterEach(() => world.remove());

function path(...names: string[]): string {
  return join(world.repo.dir, ...names);
}

describe('pre-commit', () => {
  test('what is committed: all, some files, some lines', async () => {
    await hooks(world, 'install');
    expect(commit(world, ['-m', 'a person’s', 'b'])).toEqual({ code: 0, told: '' });
    world.write({ b: 'b\nmine\nmore\n' });
    world.git('add', 'b');
    // Git commits `a` alone, by an index of its own.
    expect(commit(world, ['-m', 'some', 'a'])).toEqual({
      code: 0,
      told: "ai-blame: 1 of 1 added line is agents' (100.0 %): codex gpt-a 1\n",
    });
    world
      .session({ model: 'gpt-b' })
      .turn('More')
      .patch('*** Update File: a\n@@\n two\n+three', { a: 'one\ntwo\nthree\n' });
    expect(commit(world, ['-am', 'all']).told).toBe(
      "ai-blame: 1 of 2 added lines is agents' (50.0 %): codex gpt-b 1\n",
    );
  });

  // The agent's line is in `a`, which is not staged; `b` with a person's line is, but for its last line.
  test.each<[string, { args?: readonly string[]; before?: readonly string[]; input?: string; cwd?: string }, string]>([
    ['what is staged', {}, ''],
    ['all', { args: ['-a'] }, '1 of 3 added lines is agents’ (33.3 %)'],
    ['one file, and not what is staged', { args: ['a'] }, '1 of 1 added line is agents’ (100.0 %)'],
    ['one file, and what is staged', { args: ['-i', 'a'] }, '1 of 2 added lines is agents’ (50.0 %)'],
    ['one file, from a folder', { args: ['../a'], cwd: 'sub' }, '1 of 1 added line is agents’ (100.0 %)'],
    ['some hunks', { args: ['-p'], input: 'y\nn\n' }, '1 of 2 added lines is agents’ (50.0 %)'],
    [
      'with the repository named',
      { before: ['--git-dir=.git', '--work-tree=.'], args: ['a'] },
      '1 of 1 added line is agents’ (100.0 %)',
    ],
    ['without a change', { args: ['--allow-empty', '--only'] }, ''],
    ['in place of the last one', { args: ['--amend', 'a'] }, '1 of 1 added line is agents’ (100.0 %)'],
  ])('the index that git commits: %s', async (_what, { args = [], before = [], input = '', cwd = '.' }, told) => {
    await hooks(world, 'install');
    world.git('add', 'b');
    world.write({ b: 'b\nmine\nmore\n', 'sub/c': null });
    mkdirSync(path('sub'), { recursive: true });
    const made = git(world, [...before, 'commit', '-q', '-m', 'work', ...args], { cwd: path(cwd), input });
    const lines = made.told.split('\n').filter((line) => line.startsWith('ai-blame: '));
    expect([made.code, lines]).toEqual([0, told === '' ? [] : [`ai-blame: ${told.replace('’', "'")}: codex gpt-a 1`]]);
  });

  test('a policy that fails refuses the commit, from the command line and from the configuration', async () => {
    const head = world.head();
    await hooks(world, 'install', '--fail-on', 'agent>0');
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 1, told: TOLD + REFUSED });
    await hooks(world, 'install');
    world.write({ '.ai-blame.json': JSON.stringify({ ...TIME, report: { failOn: ['agent>0'] } }) });
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 1, told: TOLD + REFUSED });
    expect(world.head()).toBe(head);
    expect(commit(world, ['--no-verify', '-am', 'work'])).toEqual({ code: 0, told: '' });
  });

  test('a first commit, and one in a linked work tree', async () => {
    await hooks(world, 'install');
    world.git('worktree', 'add', '-q', '../linked', '-b', 'other');
    const linked = join(world.base, 'linked');
    takeTime(linked);
    const session = world.session({ model: 'gpt-b', cwd: linked });
    session.turn('Add').patch('*** Add File: c\n+c', {});
    writeFileSync(join(linked, 'c'), 'c\n');
    git(world, ['add', 'c'], { cwd: linked });
    expect(commit(world, ['-m', 'linked'], { cwd: linked })).toEqual({
      code: 0,
      told: "ai-blame: 1 of 1 added line is agents' (100.0 %): codex gpt-b 1\n",
    });
    world.git('checkout', '-q', '--orphan', 'fresh');
    expect(commit(world, ['-am', 'fresh']).told).toMatch(/^ai-blame: 1 of 4 added lines is agents'/);
  });

  test('with hooks that were there before: first these, then ours', async () => {
    script(path('.git/hooks/pre-commit'), '#!/bin/sh\necho before\nexit 0\n');
    script(path('.git/hooks/post-commit'), '#!/usr/bin/env python3\nprint("behind", flush=True)\n');
    await hooks(world, 'install', 'pre-commit', 'post-commit');
    expect(commit(world, ['-am', 'work'])).toEqual({
      code: 0,
      told: `before\n${TOLD}behind\nai-blame: noted in refs/notes/ai that agents wrote 1 line in 1 file\n`,
    });
  });

  test('one that was there and commits elsewhere runs once for each', async () => {
    const inner = world.another('inner');
    inner.git('config', 'user.name', 'Ada');
    inner.git('config', 'user.email', 'ada@example.org');
    const nested = `unset $(git rev-parse --local-env-vars); cd '${inner.dir}' && git commit -q --allow-empty -m nested`;
    script(path('.git/hooks/pre-commit'), `#!/bin/sh\necho before\n(${nested})\n`);
    await hooks(world, 'install');
    script(join(inner.dir, '.git/hooks/pre-commit'), '#!/bin/sh\necho inner\n');
    takeTime(inner.dir);
    await hooks(world, 'install', '-C', inner.dir);
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 0, told: `before\ninner\n${TOLD}` });
  });
});

describe('nothing of ours keeps a commit from being made', () => {
  const GOES_ON = 'the commit goes on';

  test.each<[string, () => Record<string, string> | undefined, RegExp]>([
    ['no traces', () => rmSync(world.home, { recursive: true }) as undefined, /^$/],
    [
      'a trace that is damaged',
      () => {
        const [trace = ''] = listing(world.home).filter((line) => line.includes('.jsonl '));
        writeFileSync(join(world.home, trace.split(' ')[0] ?? ''), '{"torn\0\n');
      },
      /^$/,
    ],
    [
      'an index of ours that is damaged',
      () => {
        mkdirSync(join(world.base, 'ai-blame'), { recursive: true });
        writeFileSync(join(world.base, 'ai-blame/index_1.sqlite'), 'no database at all'.repeat(1000));
      },
      /^ai-blame: 1 of 2 added lines is agents'/,
    ],
    [
      'a configuration that is wrong',
      () => writeFileSync(path('.ai-blame.json'), '{"report": 1}') as undefined,
      // What is wrong with it cannot give it more time.
      new RegExp(`^ai-blame: (\\.ai-blame\\.json: report must be an object: ${GOES_ON}|not done within 2 s: .*)\n$`),
    ],
    [
      'a program that is gone, and none of the name',
      () => {
        const file = path('.git/hooks/pre-commit');
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll(BIN, '/nowhere/ai-blame.js'));
      },
      /^ai-blame is not there any more: the commit goes on without it\n$/,
    ],
    [
      'no Node',
      () => {
        const file = path('.git/hooks/pre-commit');
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll(BIN, '/nowhere/ai-blame.js'));
        const bin = join(world.base, 'bin');
        script(join(bin, 'ai-blame'), '#!/usr/bin/env no-such-node\n');
        return { PATH: `${bin}:${process.env.PATH}` };
      },
      /^.*no-such-node.*\n$/,
    ],
    ['a Node that ends at once', () => ({ NODE_OPTIONS: '--no-such-option' }), /no-such-option/],
    [
      'time that is over',
      () => writeFileSync(path('.ai-blame.json'), '{"hooks": {"timeoutMs": 1}}') as undefined,
      new RegExp(`^ai-blame: not done within 0\\.001 s: ${GOES_ON} \\(ai-blame index makes it quicker\\)\n$`),
    ],
  ])('%s', async (_what, change, told) => {
    await hooks(world, 'install');
    const variables = change() ?? {};
    const made = commit(world, ['-am', 'work'], { variables });
    expect(made.code).toBe(0);
    expect(made.told).toMatch(told);
  });

  test('a read that never comes back', async () => {
    // A pipe that nobody writes into, as a disk that is gone: the run that reads traces waits for it, and no timer of its own would help.
    const block = join(world.base, 'block.cjs');
    const pipe = join(world.base, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    writeFileSync(block, `if (process.argv.includes('report')) require('node:fs').readFileSync('${pipe}');\n`);
    writeFileSync(path('.ai-blame.json'), '{"hooks": {"timeoutMs": 300}}');
    await hooks(world, 'install', 'pre-commit', 'prepare-commit-msg');
    const told = 'ai-blame: not done within 0.3 s: the commit goes on (ai-blame index makes it quicker)\n';
    expect(commit(world, ['-am', 'work'], { variables: { NODE_OPTIONS: `--require ${block}` } })).toEqual({
      code: 0,
      told: told + told,
    });
    expect(messageOf(world)).toBe('work');
  });

  test('but where the configuration asks for it, one that was not checked in time is refused', async () => {
    await hooks(world, 'install', 'pre-commit', 'post-commit');
    world.write({ '.ai-blame.json': '{"hooks": {"timeoutMs": 1, "onTimeout": "fail"}}' });
    expect(commit(world, ['-am', 'work'])).toEqual({
      code: 1,
      told:
        'ai-blame: not done within 0.001 s, and hooks.onTimeout of .ai-blame.json asks for it: ' +
        'the commit is refused (--no-verify passes it by)\n',
    });
  });
});

describe('prepare-commit-msg', () => {
  test('a message that is given gets a trailer for each model, once', async () => {
    world.session({ model: 'gpt-b' }).turn('More').patch('*** Add File: c\n+c', { c: 'c\n' });
    await hooks(world, 'install', 'prepare-commit-msg');
    world.git('add', '-A');
    expect(commit(world, ['-m', 'Work', '-m', 'Why.', '-m', 'Assisted-by: codex:gpt-b'])).toEqual({
      code: 0,
      told: '',
    });
    expect(messageOf(world)).toBe('Work\n\nWhy.\n\nAssisted-by: codex:gpt-b\nAssisted-by: codex:gpt-a');
    world.session({ model: 'gpt-a' }).turn('Again').patch('*** Update File: c\n@@\n c\n+d', { c: 'c\nd\n' });
    expect(commit(world, ['-a', '--amend', '--no-edit']).code).toBe(0);
    expect(messageOf(world)).toBe('Work\n\nWhy.\n\nAssisted-by: codex:gpt-b\nAssisted-by: codex:gpt-a');
  });

  test('one that is written in the editor gets it behind; another name of it', async () => {
    await hooks(world, 'install', 'prepare-commit-msg', '--trailer', 'Written-with');
    const editor = join(world.base, 'editor');
    script(editor, '#!/bin/sh\ncp "$1" "$1.seen"\n{ echo Work; cat "$1.seen"; } >"$1"\n');
    expect(commit(world, ['-a'], { variables: { GIT_EDITOR: editor } })).toEqual({ code: 0, told: '' });
    expect(messageOf(world)).toBe('Work\n\nWritten-with: codex:gpt-a');
    expect(readFileSync(path('.git/COMMIT_EDITMSG.seen'), 'utf8')).toMatch(
      /\n# ai-blame-trailer [0-9a-f]{8}: Written-with: codex:gpt-a\n/,
    );
  });

  test('an editor that is left without a message gives up the commit, as ever', async () => {
    await hooks(world, 'install', 'prepare-commit-msg');
    const head = world.head();
    const { code, told } = commit(world, ['-a'], { variables: { GIT_EDITOR: 'true' } });
    expect({ code, told }).toEqual({ code: 1, told: 'Aborting commit due to empty commit message.\n' });
    writeFileSync(path('.git/template'), 'Ticket:\n');
    const template = ['-c', 'commit.template=.git/template', 'commit', '-qa'];
    const untouched = git(world, template, { variables: { GIT_EDITOR: 'true' } });
    expect(untouched).toEqual({ code: 1, told: 'Aborting commit; you did not edit the message.\n' });
    expect(world.head()).toBe(head);
    expect(git(world, template, { variables: { GIT_EDITOR: "sed -i 's/Ticket:/Ticket: 1/'" } }).code).toBe(0);
    expect(messageOf(world)).toBe('Ticket: 1\n\nAssisted-by: codex:gpt-a');
  });

  test('not for a merge, a squash, a commit that is picked or moved; not for lines that are only guessed', async () => {
    world.git('checkout', '-q', '-b', 'side');
    world.git('commit', '-qam', 'side');
    world.git('checkout', '-q', 'main');
    world.commit('main', { d: 'd\n' });
    await hooks(world, 'install', 'prepare-commit-msg', 'post-commit');
    expect(git(world, ['merge', '-q', '--no-ff', 'side', '-m', 'Merge']).code).toBe(0);
    expect(messageOf(world)).toBe('Merge');
    world.git('reset', '-q', '--hard', 'HEAD~1');
    git(world, ['merge', '-q', '--squash', 'side']);
    expect(commit(world, ['--no-edit']).code).toBe(0);
    expect(messageOf(world)).not.toContain('Assisted-by');
    world.git('reset', '-q', '--hard', 'HEAD~1');
    expect(git(world, ['cherry-pick', 'side']).code).toBe(0);
    expect(messageOf(world)).toBe('side');
    world.git('reset', '-q', '--hard', 'HEAD~1');
    world.git('checkout', '-q', 'side');
    expect(git(world, ['rebase', '-q', 'main'])).toMatchObject({ code: 0 });
    expect(messageOf(world)).toBe('side');
  });
});

describe('post-commit', () => {
  test('the note that `notes write HEAD` writes', async () => {
    await hooks(world, 'install', 'post-commit');
    expect(commit(world, ['-am', 'work'])).toEqual({
      code: 0,
      told: 'ai-blame: noted in refs/notes/ai that agents wrote 1 line in 1 file\n',
    });
    expect(world.git('notes', '--ref=ai', 'show', 'HEAD')).toMatch(/^a\n {2}s_[0-9a-f]{14}::t_[0-9a-f]{14} 2\n---\n/);
    expect(commit(world, ['--allow-empty', '-m', 'nothing'])).toEqual({ code: 0, told: '' });
  });
});

describe('where git says so', () => {
  test('a folder of hooks that is shared, and a submodule', async () => {
    world.repo.git('config', 'core.hooksPath', '.githooks');
    await hooks(world, 'install');
    world.git('add', 'a', 'b');
    expect(commit(world, ['-m', 'work'], { variables: onPath(world) })).toEqual({ code: 0, told: TOLD });
    const inner = world.another('inner');
    world.commitIn(inner, 'first', { c: 'c\n' });
    world.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.dir, 'sub');
    const sub = path('sub');
    takeTime(sub);
    git(world, ['config', 'user.name', 'Ada'], { cwd: sub });
    git(world, ['config', 'user.email', 'ada@example.org'], { cwd: sub });
    await hooks(world, 'install', 'pre-commit', 'post-commit', '-C', sub);
    world
      .session({ model: 'gpt-b', cwd: sub })
      .turn('Add')
      .patch('*** Update File: c\n@@\n c\n+d', { 'sub/c': 'c\nd\n' });
    expect(commit(world, ['-am', 'sub'], { cwd: sub })).toEqual({
      code: 0,
      told:
        "ai-blame: 1 of 1 added line is agents' (100.0 %): codex gpt-b 1\n" +
        'ai-blame: noted in refs/notes/ai that agents wrote 1 line in 1 file\n',
    });
  });

  test('a git directory that lies elsewhere is not mistaken for the one that lies here', async () => {
    const other = world.another('other');
    await hooks(world, 'install', 'pre-commit', '-C', other.dir);
    const args = ['--git-dir', join(other.dir, '.git'), '--work-tree', world.repo.dir, '-c', 'user.name=A'];
    const made = git(world, [...args, '-c', 'user.email=a@e', 'commit', '-q', '--allow-empty', '-m', 'work']);
    expect(made).toEqual({
      code: 0,
      told: 'ai-blame: the repository is one that GIT_DIR names, which is not followed: the commit goes on\n',
    });
  });
});
