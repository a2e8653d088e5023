import { execFileSync } from 'node:child_process';

const HOME_OPTIONS = {
  acp: '--acp-home',
  'claude-code': '--claude-home',
  'gemini-cli': '--gemini-home',
  'copilot-cli': '--copilot-home',
  'copilot-vscode': '--vscode-home',
  cursor: '--cursor-home',
  opencode: '--opencode-home',
};

/**
 * Runs the built command in a folder and returns its JSON as text.
 * @param place `{ home, homes, movedFrom }`: Codex's home, `[agent, home]` of others, and folders where the repository lay before
 */
export function ask(command, directory, { home, homes = [], movedFrom }, args, { zone = 'UTC', locale = 'C' } = {}) {
  const moved = movedFrom.flatMap((from) => ['--moved-from', from]);
  const others = homes.flatMap(([agent, folder]) => [HOME_OPTIONS[agent], folder]);
  return execFileSync(process.execPath, [command, ...args, ...moved, ...others, '--json'], {
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
