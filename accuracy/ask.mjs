import { execFileSync } from 'node:child_process';

/**
 * Runs the built command in a folder and returns its JSON as text.
 * @param place `{ home, movedFrom }`: the agent's home, and folders where the repository lay before
 */
export function ask(command, directory, { home, movedFrom }, args, { zone = 'UTC', locale = 'C' } = {}) {
  const moved = movedFrom.flatMap((from) => ['--moved-from', from]);
  return execFileSync(process.execPath, [command, ...args, ...moved, '--json'], {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      CODEX_HOME: home,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      AI_BLAME_NO_INDEX: '1',
      TZ: zone,
      LC_ALL: locale,
    },
  });
}
