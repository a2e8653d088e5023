import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { schemaNamed } from '../report/schemas.js';
import type { CodexWorld } from '../support/codex-world.js';
import { commit, git, hooks, hooksJson, hooksWorld, script, stateOf } from './hooks-lab.js';

const validate = schemaNamed('hooks-1');
const ALL = ['pre-commit', 'prepare-commit-msg', 'post-commit'];

let world: CodexWorld;
beforeEach(() => {
  world = hooksWorld();
});
afterEach(() => world.remove());

function hookFile(name: string): string {
  return join(world.repo.dir, '.git/hooks', name);
}

describe("git's own hooks folder", () => {
  test('install, a second time, status, and uninstall: all as it was', async () => {
    const before = stateOf(world);
    const first = await hooksJson(world, 'install', ...ALL);
    expect(first).toEqual({
      schema: 'ai-blame/hooks@1',
      repository: { root: world.repo.dir, head: world.head() },
      action: 'install',
      dryRun: false,
      manager: 'git',
      managers: ['git'],
      hooksFolder: join(world.repo.dir, '.git/hooks'),
      hooks: ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'].map((hook) => {
        return { hook, manager: 'git', file: `.git/hooks/${hook}`, state: 'installed', chained: null };
      }),
      next: [],
      warnings: [],
    });
    const installed = stateOf(world);
    const again = await hooksJson(world, 'install', ...ALL);
    expect(again.hooks.map(({ state }) => state)).toEqual(Array(4).fill('unchanged'));
    expect(stateOf(world)).toEqual(installed);
    const status = await hooksJson(world, 'status');
    expect(status.hooks).toEqual(first.hooks);
    const gone = await hooksJson(world, 'uninstall');
    expect(gone.hooks.map(({ hook, state }) => `${hook} ${state}`)).toEqual(
      first.hooks.map(({ hook }) => `${hook} removed`),
    );
    expect(stateOf(world)).toEqual(before);
    for (const result of [first, again, status, gone]) {
      expect(validate(result)).toBe(true);
    }
  });

  test('a dry run writes nothing, and tells the same', async () => {
    const before = stateOf(world);
    const dry = await hooksJson(world, 'install', ...ALL, '--dry-run');
    expect(stateOf(world)).toEqual(before);
    expect({ ...(await hooksJson(world, 'install', ...ALL)), dryRun: true }).toEqual(dry);
    const installed = stateOf(world);
    const dryGone = await hooksJson(world, 'uninstall', '--dry-run');
    expect(stateOf(world)).toEqual(installed);
    expect({ ...(await hooksJson(world, 'uninstall')), dryRun: true }).toEqual(dryGone);
  });

  test('some of them are taken out, the others stay', async () => {
    await hooks(world, 'install', 'pre-commit');
    const one = stateOf(world);
    await hooks(world, 'install', ...ALL);
    await hooks(world, 'uninstall', 'prepare-commit-msg', 'post-commit');
    expect(stateOf(world)).toEqual(one);
  });

  test('other options change what is installed', async () => {
    await hooks(world, 'install');
    const { hooks: changed } = await hooksJson(world, 'install', '--fail-on', "agent>0 in it's here/**");
    expect(changed.map(({ state }) => state)).toEqual(['updated']);
    expect(readFileSync(hookFile('pre-commit'), 'utf8')).toContain(`'--fail-on=agent>0 in it'\\''s here/**'`);
  });

  test('a folder that was not there goes again', async () => {
    rmSync(join(world.repo.dir, '.git/hooks'), { recursive: true });
    const before = stateOf(world);
    await hooks(world, 'install', ...ALL);
    await hooks(world, 'uninstall', ...ALL);
    expect(stateOf(world)).toEqual(before);
  });

  test('what somebody wrote into the file since stays', async () => {
    const before = stateOf(world);
    await hooks(world, 'install');
    const file = hookFile('pre-commit');
    writeFileSync(file, `${readFileSync(file, 'utf8')}echo mine\n`);
    await hooks(world, 'uninstall');
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\necho mine\n');
    rmSync(file);
    expect(stateOf(world)).toEqual(before);
  });

  test('marks that were changed are told, and left alone', async () => {
    await hooks(world, 'install');
    const file = hookFile('pre-commit');
    writeFileSync(file, readFileSync(file, 'utf8').replace('# <<< ai-blame hooks <<<\n', ''));
    const before = stateOf(world);
    expect(await hooks(world, 'install')).toEqual({
      exitCode: 4,
      stdout: '',
      stderr:
        `${file} holds a part of ours whose marks were changed: it is left alone ` +
        '(Take out the lines from "# >>> ai-blame hooks" on by hand, and run this again)',
    });
    const { exitCode, stderr } = await hooks(world, 'uninstall');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'warning: .git/hooks/pre-commit holds a part of ours whose marks were changed: it is left alone\n',
    });
    expect(stateOf(world)).toEqual(before);
  });
});

describe('a hook that was there before', () => {
  const KINDS: [string, () => void][] = [
    ['a script', () => script(hookFile('pre-commit'), '#!/bin/sh\necho before\n')],
    ['one without a line end', () => script(hookFile('pre-commit'), '#!/bin/sh\necho before')],
    ['only a first line', () => script(hookFile('pre-commit'), '#!/bin/bash')],
    ['one without a first line', () => script(hookFile('pre-commit'), 'echo before\n')],
    ['an empty one', () => script(hookFile('pre-commit'), '')],
    ['one with line ends of Windows', () => script(hookFile('pre-commit'), '#!/bin/sh\r\necho before\r\n')],
    ['another mode', () => script(hookFile('pre-commit'), '#!/usr/bin/env bash\necho before\n', 0o700)],
    ['one that is switched off', () => script(hookFile('pre-commit'), '#!/bin/sh\nexit 1\n', 0o644)],
    ['a program', () => script(hookFile('pre-commit'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]))],
    ['another language', () => script(hookFile('pre-commit'), '#!/usr/bin/env python3\nprint("before")\n')],
    ['bytes that are no UTF-8', () => script(hookFile('pre-commit'), Buffer.from('#!/bin/sh\necho \xe9\n', 'latin1'))],
    [
      'a link',
      () => {
        script(join(world.repo.dir, '.git/hooks/shared/all'), '#!/bin/sh\necho before\n');
        symlinkSync('shared/all', hookFile('pre-commit'));
      },
    ],
    ['a link that leads nowhere', () => symlinkSync('nowhere', hookFile('pre-commit'))],
  ];

  test.each(KINDS)('%s is as it was after uninstall', async (_what, make) => {
    make();
    const before = stateOf(world);
    expect((await hooksJson(world, 'install')).hooks[0]?.chained).toMatch(/^pre-commit/);
    const installed = stateOf(world);
    expect(installed).not.toEqual(before);
    await hooks(world, 'install');
    expect(stateOf(world)).toEqual(installed);
    await hooks(world, 'uninstall');
    expect(stateOf(world)).toEqual(before);
  });

  test.each<[string, string, number]>([
    ['a script that leaves', '#!/bin/sh\necho "$0 $# $1" >told\ncat >>told\nexit 0\n', 0],
    ['a script that becomes another program', '#!/bin/sh\necho "$0 $# $1" >told\nexec cat >>told\n', 0],
    [
      'another language',
      '#!/usr/bin/env python3\nimport sys\nopen("told","w").write(" ".join([sys.argv[0], str(len(sys.argv) - 1), sys.argv[1]]) + "\\n" + sys.stdin.read())\n',
      0,
    ],
    ['one without a first line', 'echo "$0 $# $1" >told\ncat >>told\n', 0],
    ['one of another shell', '#!/usr/bin/env bash\nset -euo pipefail\necho "$0 $# $1" >told\ncat >>told\n', 0],
    ['one that fails', '#!/bin/sh\necho "$0 $# $1" >told\ncat >>told\nexit 7\n', 7],
    ['one that fails in another language', '#!/usr/bin/env python3\nimport sys\nsys.exit(7)\n', 7],
  ])('%s has its arguments, its input and its exit code', async (_what, content, code) => {
    const file = hookFile('pre-commit');
    script(file, content);
    await hooks(world, 'install');
    const run = git(world, ['-c', 'alias.direct=!.git/hooks/pre-commit', 'direct', 'first argument'], {
      input: 'what it reads',
    });
    expect(run.code).toBe(code);
    if (content.includes('told')) {
      const [head, ...rest] = readFileSync(join(world.repo.dir, 'told'), 'utf8').split('\n');
      expect(head).toMatch(/^\.git\/hooks\/pre-commit(\.before-ai-blame)? 1 first argument$/);
      expect(rest.join('\n')).toBe('what it reads');
    }
  });

  test('one that fails keeps git from committing, and ours does not run', async () => {
    script(hookFile('pre-commit'), '#!/bin/sh\necho no\nexit 3\n');
    await hooks(world, 'install');
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 1, told: 'no\n' });
  });

  test('one that is switched off stays so', async () => {
    script(hookFile('pre-commit'), '#!/bin/sh\nexit 1\n', 0o644);
    await hooks(world, 'install');
    expect(commit(world, ['-am', 'work'])).toEqual({
      code: 0,
      told: "ai-blame: 1 of 2 added lines is agents' (50.0 %): codex gpt-a 1\n",
    });
  });

  test('an installation that was broken off is taken up where it stood', async () => {
    script(`${hookFile('pre-commit')}.before-ai-blame`, '#!/usr/bin/env python3\nprint("before", flush=True)\n');
    expect((await hooksJson(world, 'install')).hooks[0]?.chained).toBe('pre-commit.before-ai-blame');
    await hooks(world, 'uninstall');
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 0, told: 'before\n' });
  });

  test('what stood beside ours goes on running where ours was added to since', async () => {
    script(hookFile('pre-commit'), '#!/usr/bin/env python3\nprint("before")\n');
    await hooks(world, 'install');
    writeFileSync(hookFile('pre-commit'), `${readFileSync(hookFile('pre-commit'), 'utf8')}echo mine\n`);
    expect((await hooks(world, 'uninstall')).stderr).toBe(
      'warning: .git/hooks/pre-commit was added to: what it had replaced goes on running as ' +
        '.git/hooks/pre-commit.before-ai-blame\n',
    );
    expect(commit(world, ['-am', 'work'])).toEqual({ code: 0, told: 'before\nmine\n' });
  });

  test('a file of the name under which it would be kept is in nobody’s way unless it is needed', async () => {
    script(hookFile('pre-commit'), '#!/usr/bin/env python3\n');
    script(`${hookFile('pre-commit')}.before-ai-blame`, 'somebody’s\n');
    const before = stateOf(world);
    const { exitCode, stderr } = await hooks(world, 'install', ...ALL);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr: `pre-commit cannot be kept beside ours: there is a file ${hookFile('pre-commit')}.before-ai-blame (Rename the one or the other)`,
    });
    expect(stateOf(world)).toEqual(before);
  });
});

describe('where hooks lie', () => {
  test('core.hooksPath of the repository: a folder that others share has nothing of this machine', async () => {
    world.repo.git('config', 'core.hooksPath', '.githooks');
    script(join(world.repo.dir, '.githooks/pre-commit'), '#!/bin/sh\necho before\n');
    const before = stateOf(world);
    expect((await hooksJson(world, 'install', 'pre-commit', 'post-commit')).hooks.map(({ file }) => file)).toEqual([
      '.githooks/pre-commit',
      '.githooks/post-commit',
    ]);
    const text = readFileSync(join(world.repo.dir, '.githooks/pre-commit'), 'utf8');
    expect(text).not.toContain(process.execPath);
    expect(text).toContain('ai-blame hooks run pre-commit');
    await hooks(world, 'uninstall');
    expect(stateOf(world)).toEqual(before);
  });

  test('core.hooksPath in a file that the configuration includes', async () => {
    const elsewhere = join(world.base, 'elsewhere');
    writeFileSync(join(world.repo.dir, '.git/more'), `[core]\n\thooksPath = ${elsewhere}\n`);
    world.repo.git('config', 'include.path', 'more');
    const before = stateOf(world);
    const { exitCode, stdout, stderr } = await hooks(world, 'install');
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `Installed 1 hook, run by git:\n  pre-commit  ${elsewhere}/pre-commit\n`,
      stderr: `warning: core.hooksPath is ${elsewhere}, outside of the repository: every repository that uses it runs the hook\n`,
    });
    expect(stateOf(world)).toEqual(before);
    await hooks(world, 'uninstall');
    expect((await hooks(world, 'status')).stdout).toBe('Hooks are run by git. No hook of ai-blame is installed.\n');
  });

  test('a linked work tree shares the folder; with a core.hooksPath of its own it has its own', async () => {
    world.git('worktree', 'add', '-q', '../linked', '-b', 'other');
    const linked = join(world.base, 'linked');
    const { hooks: placed } = await hooksJson(world, 'install', '-C', linked);
    expect(placed.map(({ file }) => file)).toEqual([join(world.repo.dir, '.git/hooks/pre-commit')]);
    expect((await hooksJson(world, 'status')).hooks.map(({ file }) => file)).toEqual(['.git/hooks/pre-commit']);
    world.repo.git('config', 'extensions.worktreeConfig', 'true');
    git(world, ['config', '--worktree', 'core.hooksPath', '.own'], { cwd: linked });
    expect((await hooksJson(world, 'install', '-C', linked)).hooks.map(({ file }) => file)).toEqual([
      '.own/pre-commit',
    ]);
    expect((await hooksJson(world, 'status', '-C', linked)).hooksFolder).toBe(join(linked, '.own'));
    expect((await hooksJson(world, 'status')).hooksFolder).toBe(join(world.repo.dir, '.git/hooks'));
  });

  test('hooks that lie where git does not look any more are told, and taken out', async () => {
    const before = stateOf(world);
    await hooks(world, 'install');
    world.repo.git('config', 'core.hooksPath', '.githooks');
    expect((await hooks(world, 'status')).stderr).toBe(
      'warning: .git/hooks/pre-commit is not run: git takes hooks from .githooks\n',
    );
    await hooks(world, 'uninstall');
    world.repo.git('config', '--unset', 'core.hooksPath');
    expect(stateOf(world).filter((line) => !line.startsWith('.git/config'))).toEqual(
      before.filter((line) => !line.startsWith('.git/config')),
    );
  });

  test('a submodule has its own', async () => {
    const inner = world.another('inner');
    world.commitIn(inner, 'first', { a: 'a\n' });
    world.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.dir, 'sub');
    const placed = (await hooksJson(world, 'install', '-C', join(world.repo.dir, 'sub'))).hooks;
    expect(placed.map(({ file }) => file)).toEqual([join(world.repo.dir, '.git/modules/sub/hooks/pre-commit')]);
    expect((await hooksJson(world, 'status')).hooks).toEqual([]);
  });
});

describe('where nothing can be installed', () => {
  test.each<[string, string, (dir: string) => void]>([
    ['no repository', 'is not in a git repository with a work tree', () => {}],
    [
      'a bare repository',
      'is in a git repository without a work tree',
      (dir) => git(world, ['init', '-q', '--bare', dir]),
    ],
  ])('%s', async (_what, why, make) => {
    const dir = join(world.base, 'other');
    mkdirSync(dir);
    make(dir);
    expect(await hooks(world, 'install', '-C', dir)).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `${dir} ${why}`,
    });
  });

  test.each([
    ['/dev/null', 'Git runs no hooks here: core.hooksPath is /dev/null, no folder'],
    ['/dev/null/hooks', '/dev/null/hooks cannot be changed (a file is where a folder would be)'],
  ])('core.hooksPath is %s', async (path, sentence) => {
    world.repo.git('config', 'core.hooksPath', path);
    const { exitCode, stderr } = await hooks(world, 'install');
    expect({ exitCode, stderr: stderr.slice(0, sentence.length) }).toEqual({ exitCode: 4, stderr: sentence });
  });

  test('a folder stands where the hook goes', async () => {
    mkdirSync(hookFile('pre-commit'));
    expect(await hooks(world, 'install')).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `${hookFile('pre-commit')} is no hook that could go on running: it is no file`,
    });
  });
});
