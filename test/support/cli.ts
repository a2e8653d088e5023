import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { CodexWorld } from './codex-world.js';
import { holdAgainstSchema } from './printed.js';

/** The built program, as it is installed: `npm test` builds it first. */
const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');

/** Where and how the program runs. */
export interface RunOptions {
  readonly cwd?: string;
  readonly variables?: Record<string, string>;
  /** Arguments of Node, and the program itself where it is not the built one. */
  readonly node?: readonly string[];
  readonly bin?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a world, with nothing of this machine's configuration. */
export function runIn(world: CodexWorld, argv: readonly string[], options: RunOptions = {}): Ended {
  const { node = [], bin = BIN } = options;
  return ended(process.execPath, [...node, bin, ...argv], world, options);
}

/** A run that is under way. */
export interface Started {
  readonly child: ChildProcess;
  /** `code` is null where it was killed. */
  readonly ended: Promise<Ended>;
}

/** The same without waiting for its end. */
export function startIn(world: CodexWorld, argv: readonly string[], options: RunOptions = {}): Started {
  const { cwd = world.repo.dir, variables = {} } = options;
  const child = spawn(process.execPath, [BIN, ...argv], { cwd, env: environment(world, variables) });
  const parts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    parts.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    parts.stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      try {
        holdAgainstSchema(argv, parts.stdout);
        resolve({ code, ...parts });
      } catch (error) {
        reject(error);
      }
    });
  });
  return { child, ended };
}

/** The same through a shell: `ai-blame` in the script is the program. */
export function runScript(world: CodexWorld, script: string): Ended {
  const quoted = `'${process.execPath}' '${BIN}'`;
  return ended('bash', ['-c', `set -o pipefail; ${script.replace(/\bai-blame\b/g, quoted)}`], world, {});
}

function ended(
  program: string,
  argv: readonly string[],
  world: CodexWorld,
  { cwd = world.repo.dir, variables = {} }: RunOptions,
): Ended {
  const { status, stdout, stderr } = spawnSync(program, argv, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // One that waits for what never comes is a mistake that is to be seen.
    timeout: 120_000,
    env: environment(world, variables),
  });
  holdAgainstSchema(argv.slice(argv.indexOf(BIN) + 1), stdout);
  return { code: status, stdout, stderr };
}

function environment(world: CodexWorld, variables: Record<string, string>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: join(world.base, 'home'),
    CODEX_HOME: world.home,
    AI_BLAME_HOME: join(world.base, 'ai-blame'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    NO_COLOR: '1',
    TZ: 'UTC',
    ...variables,
  };
}
