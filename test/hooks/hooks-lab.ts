import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HooksResult } from '../../src/model/hooks-result.js';
import { CodexWorld } from '../support/codex-world.js';
import { type Answer, answerTo } from '../support/run-cli.js';

export interface Committed {
  readonly code: number | null;
  /** Whatever git and the hooks said. */
  readonly told: string;
}

interface CommitOptions {
  readonly cwd?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A world in which git knows who the person is, with an agent's line in `a` and a person's in `b`, nothing of them staged. */
export function hooksWorld(initArguments: readonly string[] = []): CodexWorld {
  const world = new CodexWorld(initArguments);
  world.repo.git('config', 'user.name', 'Ada');
  world.repo.git('config', 'user.email', 'ada@example.org');
  world.commit('first', { a: 'one\n', b: 'b\n' });
  world.session({ model: 'gpt-a' }).turn('Add').patch('*** Update File: a\n@@\n one\n+two', { a: 'one\ntwo\n' });
  world.write({ b: 'b\nmine\n' });
  mkdirSync(join(world.repo.dir, '.git/info'), { recursive: true });
  writeFileSync(join(world.repo.dir, '.git/info/exclude'), '.ai-blame.json\n');
  takeTime(world.repo.dir);
  return world;
}

/** However busy the machine is: hooks that are waited for here have the time that they need, unless a test is about that. */
export const TIME = { hooks: { timeoutMs: 600_000 } };

export function takeTime(dir: string): void {
  writeFileSync(join(dir, '.ai-blame.json'), JSON.stringify(TIME));
}

/** The built program: `npm test` builds it first. */
export const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');

/** `ai-blame hooks …`: what is installed calls the built program. */
export function hooks(world: CodexWorld, ...words: string[]): Promise<Answer> {
  const { cwd, home, variables } = world.env();
  return answerTo(['hooks', ...words], {
    cwd,
    home,
    variables: { PATH: process.env.PATH, ...variables },
    program: [process.execPath, BIN],
  });
}

export async function hooksJson(world: CodexWorld, ...words: string[]): Promise<HooksResult> {
  const { stdout, stderr } = await hooks(world, ...words, '--json');
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Commits by git itself, with its hooks. */
export function commit(world: CodexWorld, args: readonly string[], options: CommitOptions = {}): Committed {
  return git(world, ['commit', '-q', ...args], options);
}

export function git(world: CodexWorld, args: readonly string[], options: CommitOptions = {}): Committed {
  const { cwd = world.repo.dir, variables = {}, input = '' } = options;
  world.tick(5000);
  const date = `${Math.floor(world.clock / 1000)} +0000`;
  const env = {
    PATH: process.env.PATH,
    HOME: join(world.base, 'home'),
    CODEX_HOME: world.home,
    AI_BLAME_HOME: join(world.base, 'ai-blame'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
    TZ: 'UTC',
    LC_ALL: 'C',
    ...variables,
  };
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, env, input, encoding: 'utf8', timeout: 120_000 });
  world.tick(5000);
  return { code: status, told: stdout + stderr };
}

/** Every file below a folder: type, mode, and content (or where a link leads). */
export function listing(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under))
    .sort()
    .flatMap((name) => {
      const path = join(under, name);
      const file = join(folder, path);
      const stat = lstatSync(file);
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isDirectory()) return [`${path}/ ${mode}`, ...listing(folder, path)];
      const content = stat.isSymbolicLink() ? Buffer.from(`-> ${readlinkSync(file)}`) : readFileSync(file);
      return [`${path} ${mode} ${createHash('sha256').update(content).digest('hex')}`];
    });
}

/** The hooks of a repository and its whole work tree, without what git keeps of commits. */
export function stateOf(world: CodexWorld): string[] {
  const { dir } = world.repo;
  const ofGit = /^\.git\/(?!hooks|config)/;
  return listing(dir).filter((line) => !ofGit.test(line));
}

export function script(file: string, content: string | Buffer, mode = 0o755): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** What the hook says of the world's changes, and what it adds where a policy wants no agent's line. */
export const TOLD = "ai-blame: 1 of 2 added lines is agents' (50.0 %): codex gpt-a 1\n";
export const REFUSED =
  "ai-blame: policy: agent>0: 1 of 2 added lines is agents' (50 %)\n" +
  'ai-blame: the commit is refused (git commit --no-verify passes it by)\n';

export function messageOf(world: CodexWorld): string {
  return world.git('log', '-1', '--format=%B').trimEnd();
}

/** What files that a team shares find: the program by its name. */
export function onPath(world: CodexWorld): Record<string, string> {
  const bin = join(world.base, 'bin');
  mkdirSync(bin, { recursive: true });
  script(join(bin, 'ai-blame'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  return { PATH: `${bin}:${process.env.PATH}` };
}
