import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { CodexWorld } from './codex-world.js';

/** The built program, as it is installed: `npm test` builds it first. */
const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a world, with nothing of this machine's configuration. */
export function runIn(
  world: CodexWorld,
  argv: readonly string[],
  options: { cwd?: string; variables?: Record<string, string> } = {},
): Ended {
  return ended(process.execPath, [BIN, ...argv], world, options);
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
  { cwd = world.repo.dir, variables = {} }: { cwd?: string; variables?: Record<string, string> },
): Ended {
  const { status, stdout, stderr } = spawnSync(program, argv, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      PATH: process.env.PATH,
      HOME: join(world.base, 'home'),
      CODEX_HOME: world.home,
      AI_BLAME_HOME: join(world.base, 'ai-blame'),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      NO_COLOR: '1',
      TZ: 'UTC',
      ...variables,
    },
  });
  return { code: status, stdout, stderr };
}
