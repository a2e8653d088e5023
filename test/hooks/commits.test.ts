import { execFileSync } from 'node:child_process';
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
    expect(message()).toBe('work');
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
    expect(message()).toBe('Ticket: 1\n\nAssisted-by: codex:gpt-a');
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

describe('lefthook and the pre-commit framework', () => {
  /** Runs of a hook what lefthook runs of it: each command by `sh -c` at the root, git's arguments put into its text. */
  const AS_LEFTHOOK = [
    "const { hooks } = { hooks: parse(readFileSync('lefthook.yml', 'utf8'))[hook] ?? {} };",
    'const runs = [...Object.values(hooks.commands ?? {}), ...(hooks.jobs ?? [])].map(({ run }) => run);',
    'for (const run of runs) {',
    "  const text = given.reduce((all, word, n) => all.replaceAll('{' + (n + 1) + '}', word), run);",
    "  failed ||= spawnSync('sh', ['-c', text], { stdio: 'inherit' }).status !== 0;",
    '}',
  ];
  /** What the framework runs: no shell, the words of `entry`, and behind them the file of the message. */
  const AS_FRAMEWORK = [
    "const all = parse(readFileSync('.pre-commit-config.yaml', 'utf8')).repos.flatMap(({ hooks }) => hooks);",
    'for (const { entry, stages, pass_filenames } of all.filter((one) => one.stages.includes(hook))) {',
    "  const script = 'import json, shlex, sys; print(json.dumps(shlex.split(sys.argv[1])))';",
    "  const [program, ...words] = JSON.parse(spawnSync('python3', ['-c', script, entry], { encoding: 'utf8' }).stdout);",
    "  const files = pass_filenames === false || !hook.endsWith('-msg') ? [] : given.slice(0, 1);",
    '  const env = { ...process.env, ...(given[1] ? { PRE_COMMIT_COMMIT_MSG_SOURCE: given[1] } : {}) };',
    "  failed ||= spawnSync(program, [...words, ...files], { stdio: 'inherit', env }).status !== 0;",
    '}',
  ];

  function runBy(lines: readonly string[]): void {
    const runner = join(world.base, 'runner.mjs');
    const yaml = new URL('../../node_modules/yaml/dist/index.js', import.meta.url).href;
    const head = [
      "import { spawnSync } from 'node:child_process';",
      "import { readFileSync } from 'node:fs';",
      `import yaml from '${yaml}';`,
      'const { parse } = yaml;',
      'const [hook, ...given] = process.argv.slice(2);',
      'let failed = false;',
    ];
    writeFileSync(runner, [...head, ...lines, 'process.exitCode = failed ? 1 : 0;'].join('\n'));
    for (const name of ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit']) {
      script(path('.git/hooks', name), `#!/bin/sh\n'${process.execPath}' '${runner}' ${name} "$@"\n`);
    }
  }

  test.each<[string, string, string, readonly string[]]>([
    [
      'lefthook',
      'lefthook.yml',
      '# ours\npre-commit:\n  commands:\n    lint: # why\n      run: echo before\n',
      AS_LEFTHOOK,
    ],
    ['lefthook', 'lefthook.yml', 'pre-commit:\n  jobs:\n    - run: echo before', AS_LEFTHOOK],
    [
      'pre-commit',
      '.pre-commit-config.yaml',
      'repos:\r\n- repo: local\r\n  hooks:\r\n  - {id: x, name: x, entry: echo before, language: system, stages: [pre-commit]}\r\n',
      AS_FRAMEWORK,
    ],
  ])('%s, by %s', async (manager, file, config, runner) => {
    runBy(runner);
    writeFileSync(path(file), config);
    const before = stateOf(world);
    const { stdout } = await hooks(world, 'install', 'pre-commit', 'prepare-commit-msg', 'post-commit');
    expect(stdout).toContain(`run by ${manager === 'lefthook' ? 'lefthook' : 'the pre-commit framework'}:\n`);
    const installed = stateOf(world);
    await hooks(world, 'install', 'pre-commit', 'prepare-commit-msg', 'post-commit');
    expect(stateOf(world)).toEqual(installed);
    const variables = onPath();
    expect(commit(world, ['-am', 'work'], { variables })).toEqual({
      code: 0,
      told: `before\n${TOLD}ai-blame: noted in refs/notes/ai that agents wrote 1 line in 1 file\n`,
    });
    expect(message()).toBe('work\n\nAssisted-by: codex:gpt-a');

    await hooks(world, 'install', '--fail-on', 'lines>0');
    world.write({ b: 'b\nmine\nmore\n' });
    expect(commit(world, ['-am', 'refused'], { variables }).code).toBe(1);
    expect(commit(world, ['-am', 'goes on'], { variables: { PATH: '/usr/bin:/bin' } }).code).toBe(0);
    expect(message()).toBe('goes on');

    await hooks(world, 'uninstall');
    world.git('checkout', '-q', 'HEAD~2', '--', '.');
    world.write({ b: 'b\nmine\n', a: 'one\ntwo\n' });
    expect(stateOf(world)).toEqual(before);
  });

  test('a configuration that is not there is made, and goes again', async () => {
    const before = stateOf(world);
    for (const manager of ['lefthook', 'pre-commit']) {
      await hooks(world, 'install', '--manager', manager, 'pre-commit', 'prepare-commit-msg', 'post-commit');
      expect(stateOf(world)).not.toEqual(before);
      await hooks(world, 'uninstall', 'pre-commit');
      await hooks(world, 'uninstall');
      expect(stateOf(world)).toEqual(before);
    }
  });

  test('one that lines cannot be added to is left alone, and the lines are told', async () => {
    writeFileSync(path('lefthook.toml'), '[pre-commit]\n');
    const before = stateOf(world);
    const { exitCode, stderr } = await hooks(world, 'install');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr:
        'repo/lefthook.toml cannot be added to as it is written (Add this by hand: pre-commit: commands: ai-blame: run: ' +
        'PATH=$PATH:node_modules/.bin ai-blame hooks run pre-commit </dev/null || [ $? -ne 1 ])',
    });
    expect(stateOf(world)).toEqual(before);
  });
});

describe('who runs the hooks', () => {
  test('several that are only configured: to be said; one that git runs: that one', async () => {
    writeFileSync(path('lefthook.yml'), 'pre-commit:\n');
    writeFileSync(path('.pre-commit-config.yaml'), 'repos:\n');
    expect(await hooks(world, 'install')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'Hooks are run by several programs here: lefthook, pre-commit (Say which: --manager lefthook, or --manager pre-commit)',
    });
    expect((await hooks(world, 'status')).stdout).toBe(
      'Hooks are run by lefthook and pre-commit. No hook of ai-blame is installed.\n',
    );
    script(
      path('.git/hooks/pre-commit'),
      '#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n',
    );
    expect((await hooks(world, 'install')).stdout).toBe(
      'Installed 1 hook, run by the pre-commit framework:\n  pre-commit  .pre-commit-config.yaml\nWhat is left to do:\n' +
        '  git add .pre-commit-config.yaml\n  pre-commit install --hook-type pre-commit\n',
    );
    expect((await hooks(world, 'install', '--manager', 'git')).stdout).toBe(
      'Installed 1 hook, run by git:\n  pre-commit  .git/hooks/pre-commit  with what it held before\n',
    );
    expect((await hooks(world, 'uninstall')).stdout).toBe(
      'Took out 2 hooks:\n  pre-commit  .git/hooks/pre-commit    what was there before stays\n  pre-commit  .pre-commit-config.yaml\n',
    );
  });

  test('husky without a folder', async () => {
    expect(await hooks(world, 'install', '--manager', 'husky')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'There is no folder .husky here (Run `npx husky init` first)',
    });
  });
});

describe('where git says so', () => {
  test('a folder of hooks that is shared, and a submodule', async () => {
    world.repo.git('config', 'core.hooksPath', '.githooks');
    await hooks(world, 'install');
    world.git('add', 'a', 'b');
    expect(commit(world, ['-m', 'work'], { variables: onPath() })).toEqual({ code: 0, told: TOLD });
    const inner = world.another('inner');
    world.commitIn(inner, 'first', { c: 'c\n' });
    world.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.dir, 'sub');
    const sub = path('sub');
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
