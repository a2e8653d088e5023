import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CodexWorld } from '../support/codex-world.js';
import { BIN, commit, git, hooks, hooksWorld, listing, script, stateOf } from './hooks-lab.js';

// Commits made by git itself, in real repositories, with what `hooks install` wrote.

const TOLD = "ai-blame: 1 of 2 added lines is agents' (50.0 %): codex gpt-a 1\n";
const REFUSED =
  "ai-blame: policy: agent>0: 1 of 2 added lines is agents' (50 %)\n" +
  'ai-blame: the commit is refused (git commit --no-verify passes it by)\n';

let world: CodexWorld;
beforeEach(() => {
  world = hooksWorld();
});
afterEach(() => world.remove());

function path(...names: string[]): string {
  return join(world.repo.dir, ...names);
}

function message(): string {
  return world.git('log', '-1', '--format=%B').trimEnd();
}

/** What files that a team shares find: the program by its name. */
function onPath(): Record<string, string> {
  const bin = join(world.base, 'bin');
  mkdirSync(bin, { recursive: true });
  script(join(bin, 'ai-blame'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  return { PATH: `${bin}:${process.env.PATH}` };
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

  test('a policy that fails refuses the commit, from the command line and from the configuration', async () => {
    const head = world.head();
    await hooks(world, 'install', '--fail-on', 'agent>0');
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 1, told: TOLD + REFUSED });
    await hooks(world, 'install');
    world.write({ '.ai-blame.json': '{"report": {"failOn": ["agent>0"]}}\n' });
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 1, told: TOLD + REFUSED });
    expect(world.head()).toBe(head);
    expect(commit(world, ['--no-verify', '-am', 'work'])).toEqual({ code: 0, told: '' });
  });

  test('a first commit, and one in a linked work tree', async () => {
    await hooks(world, 'install');
    world.git('worktree', 'add', '-q', '../linked', '-b', 'other');
    const linked = join(world.base, 'linked');
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
      new RegExp(`^ai-blame: \\.ai-blame\\.json: report must be an object: ${GOES_ON}\n$`),
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
    expect(message()).toBe('Work\n\nWhy.\n\nAssisted-by: codex:gpt-b\nAssisted-by: codex:gpt-a');
    world.session({ model: 'gpt-a' }).turn('Again').patch('*** Update File: c\n@@\n c\n+d', { c: 'c\nd\n' });
    expect(commit(world, ['-a', '--amend', '--no-edit']).code).toBe(0);
    expect(message()).toBe('Work\n\nWhy.\n\nAssisted-by: codex:gpt-b\nAssisted-by: codex:gpt-a');
  });

  test('one that is written in the editor gets it behind; another name of it', async () => {
    await hooks(world, 'install', 'prepare-commit-msg', '--trailer', 'Written-with');
    const editor = join(world.base, 'editor');
    script(editor, '#!/bin/sh\ncp "$1" "$1.seen"\n{ echo Work; cat "$1.seen"; } >"$1"\n');
    expect(commit(world, ['-a'], { variables: { GIT_EDITOR: editor } })).toEqual({ code: 0, told: '' });
    expect(message()).toBe('Work\n\nWritten-with: codex:gpt-a');
    expect(readFileSync(path('.git/COMMIT_EDITMSG.seen'), 'utf8')).toContain(
      '\n# ai-blame-trailer: Written-with: codex:gpt-a\n',
    );
  });

  test('an editor that is left without a message gives up the commit, as ever', async () => {
    await hooks(world, 'install', 'prepare-commit-msg');
    const head = world.head();
    const { code, told } = commit(world, ['-a'], { variables: { GIT_EDITOR: 'true' } });
    expect({ code, told }).toEqual({ code: 1, told: 'Aborting commit due to empty commit message.\n' });
    expect(world.head()).toBe(head);
  });

  test('not for a merge, a squash, a commit that is picked or moved; not for lines that are only guessed', async () => {
    world.git('checkout', '-q', '-b', 'side');
    world.git('commit', '-qam', 'side');
    world.git('checkout', '-q', 'main');
    world.commit('main', { d: 'd\n' });
    await hooks(world, 'install', 'prepare-commit-msg', 'post-commit');
    expect(git(world, ['merge', '-q', '--no-ff', 'side', '-m', 'Merge']).code).toBe(0);
    expect(message()).toBe('Merge');
    world.git('reset', '-q', '--hard', 'HEAD~1');
    git(world, ['merge', '-q', '--squash', 'side']);
    expect(commit(world, ['--no-edit']).code).toBe(0);
    expect(message()).not.toContain('Assisted-by');
    world.git('reset', '-q', '--hard', 'HEAD~1');
    expect(git(world, ['cherry-pick', 'side']).code).toBe(0);
    expect(message()).toBe('side');
    world.git('reset', '-q', '--hard', 'HEAD~1');
    world.git('checkout', '-q', 'side');
    expect(git(world, ['rebase', '-q', 'main'])).toMatchObject({ code: 0 });
    expect(message()).toBe('side');
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

describe('husky', () => {
  /** As husky 9 lays it out: git runs what lies in `_`, and that runs ours by `sh -e`. */
  function husky9(): void {
    world.repo.git('config', 'core.hooksPath', '.husky/_');
    script(
      path('.husky/_/h'),
      '#!/usr/bin/env sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] && exit 0\n' +
        'export PATH="node_modules/.bin:$PATH"\nsh -e "$s" "$@"\nc=$?\n[ $c != 0 ] && echo "failed ($c)"\nexit $c\n',
      0o644,
    );
    for (const name of ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit']) {
      script(path('.husky/_', name), '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
    }
    writeFileSync(path('.husky/_/.gitignore'), '*');
  }

  test.each([
    ['commands', 'echo before\n', 0],
    ['one that leaves', 'echo before\nexit 0\n', 0],
    ['one without a line end', 'echo before', 0],
    ['one that fails', 'echo before\nfalse\n', 1],
  ])('version 9, %s', async (_what, content, code) => {
    husky9();
    writeFileSync(path('.husky/pre-commit'), content);
    const before = stateOf(world);
    await hooks(world, 'install', 'pre-commit', 'prepare-commit-msg');
    expect(readFileSync(path('.husky/pre-commit'), 'utf8')).not.toContain(BIN);
    const made = commit(world, ['-am', 'work'], { variables: onPath() });
    expect(made.code).toBe(code);
    expect(made.told.split('\n').sort()).toEqual(
      (code === 0 ? `before\n${TOLD}` : 'before\nfailed (1)\n').split('\n').sort(),
    );
    expect(message()).toBe(code === 0 ? 'work\n\nAssisted-by: codex:gpt-a' : 'first');
    await hooks(world, 'uninstall');
    expect(stateOf(world)).toEqual(before);
  });

  test('version 9: a policy refuses, and a program that is not there does not', async () => {
    husky9();
    await hooks(world, 'install', '--fail-on', 'agent>0');
    expect(commit(world, ['-am', 'work'], { variables: onPath() })).toEqual({
      code: 1,
      told: `${TOLD}${REFUSED}failed (1)\n`,
    });
    const { code, told } = commit(world, ['-am', 'work'], { variables: { PATH: '/usr/bin:/bin' } });
    expect(code).toBe(0);
    expect(told).toMatch(/^.*ai-blame.*not found\n$/);
  });

  test('an older one, whose hooks git runs itself', async () => {
    world.repo.git('config', 'core.hooksPath', '.husky');
    script(
      path('.husky/_/husky.sh'),
      '#!/usr/bin/env sh\nif [ -z "$husky_skip_init" ]; then\n  readonly husky_skip_init=1\n  export husky_skip_init\n' +
        '  sh -e "$0" "$@"\n  exit $?\nfi\n',
      0o644,
    );
    script(path('.husky/pre-commit'), '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\necho before\n');
    const before = stateOf(world);
    await hooks(world, 'install');
    expect(commit(world, ['-am', 'work'], { variables: onPath() })).toEqual({ code: 0, told: `before\n${TOLD}` });
    await hooks(world, 'uninstall');
    expect(stateOf(world)).toEqual(before);
  });
});
