import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CodexWorld } from '../support/codex-world.js';
import { BIN, commit, hooks, hooksWorld, messageOf, onPath, REFUSED, script, stateOf, TOLD } from './hooks-lab.js';

// Commits made by git itself where a manager runs the hooks: husky itself; what others write is laid out and run as they do it.

const require = createRequire(import.meta.url);

let world: CodexWorld;
beforeEach(() => {
  world = hooksWorld();
});
afterEach(() => world.remove());

function path(...names: string[]): string {
  return join(world.repo.dir, ...names);
}

describe('husky', () => {
  /** husky 9 itself: git runs what it lays into `_`, and that runs ours by `sh -e`. */
  function husky9(): void {
    const program = join(dirname(require.resolve('husky')), 'bin.js');
    const env = { ...process.env, HUSKY: '' };
    const { status, stdout } = spawnSync(process.execPath, [program], { cwd: path(), env });
    expect([status, stdout.toString()]).toEqual([0, '']);
    expect(world.repo.git('config', 'core.hooksPath')).toBe('.husky/_\n');
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
    const made = commit(world, ['-am', 'work'], { variables: onPath(world) });
    expect(made.code).toBe(code);
    expect(made.told.split('\n').sort()).toEqual(
      (code === 0 ? `before\n${TOLD}` : 'before\nhusky - pre-commit script failed (code 1)\n').split('\n').sort(),
    );
    expect(messageOf(world)).toBe(code === 0 ? 'work\n\nAssisted-by: codex:gpt-a' : 'first');
    await hooks(world, 'uninstall');
    expect(stateOf(world)).toEqual(before);
  });

  test('version 9: a policy refuses, and a program that is not there does not', async () => {
    husky9();
    await hooks(world, 'install', '--fail-on', 'agent>0');
    expect(commit(world, ['-am', 'work'], { variables: onPath(world) })).toEqual({
      code: 1,
      told: `${TOLD}${REFUSED}husky - pre-commit script failed (code 1)\n`,
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
    expect(commit(world, ['-am', 'work'], { variables: onPath(world) })).toEqual({ code: 0, told: `before\n${TOLD}` });
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
  ])(
    '%s, by %s',
    async (manager, file, config, runner) => {
      runBy(runner);
      writeFileSync(path(file), config);
      const before = stateOf(world);
      const { stdout } = await hooks(world, 'install', 'pre-commit', 'prepare-commit-msg', 'post-commit');
      expect(stdout).toContain(`run by ${manager === 'lefthook' ? 'lefthook' : 'the pre-commit framework'}:\n`);
      const installed = stateOf(world);
      await hooks(world, 'install', 'pre-commit', 'prepare-commit-msg', 'post-commit');
      expect(stateOf(world)).toEqual(installed);
      const variables = onPath(world);
      expect(commit(world, ['-am', 'work'], { variables })).toEqual({
        code: 0,
        told: `before\n${TOLD}ai-blame: noted in refs/notes/ai that agents wrote 1 line in 1 file\n`,
      });
      expect(messageOf(world)).toBe('work\n\nAssisted-by: codex:gpt-a');

      await hooks(world, 'install', '--fail-on', 'lines>0');
      world.write({ b: 'b\nmine\nmore\n' });
      expect(commit(world, ['-am', 'refused'], { variables }).code).toBe(1);
      expect(commit(world, ['-am', 'goes on'], { variables: { PATH: '/usr/bin:/bin' } }).code).toBe(0);
      expect(messageOf(world)).toBe('goes on');

      await hooks(world, 'uninstall');
      world.git('checkout', '-q', 'HEAD~2', '--', '.');
      world.write({ b: 'b\nmine\n', a: 'one\ntwo\n' });
      expect(stateOf(world)).toEqual(before);
    },
    180_000,
  );

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
        '  git add .pre-commit-config.yaml\n',
    );
    expect((await hooks(world, 'install', 'prepare-commit-msg')).stdout).toMatch(
      /\n {2}git add .*\n {2}pre-commit install --hook-type prepare-commit-msg --hook-type commit-msg\n$/,
    );
    expect((await hooks(world, 'status')).stderr).toBe(
      ['prepare-commit-msg', 'commit-msg']
        .map(
          (hook) =>
            `warning: ${hook} is not run: git takes hooks from .git/hooks, and there it does not call pre-commit\n`,
        )
        .join(''),
    );
    await hooks(world, 'uninstall', 'prepare-commit-msg');
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
