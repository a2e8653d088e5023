import type { Progress } from '../app/progress.js';
import type { Env, Output } from '../env.js';
import { nodeEnv } from '../env-node.js';
import type { Surroundings } from './options.js';

/**
 * The world of one call: this process's, where the caller does not tell another. Nothing of it writes to the process's own output, and
 * no setting of the process is changed.
 */
export function envOf({ cwd, home, variables, now, onNote }: Surroundings): Env {
  const own = nodeEnv();
  return {
    cwd: cwd === undefined ? own.cwd : cwd,
    home: home === undefined ? own.home : home,
    variables: variables ?? own.variables,
    platform: own.platform,
    now: now ?? own.now,
    patience: own.patience,
    ownsProcess: false,
    program: own.program,
    host: own.host,
    run: own.run,
    runAgain: own.runAgain,
    openLink: own.openLink,
    undisturbed: own.undisturbed,
    openPager: own.openPager,
    screen: own.screen,
    readInput: own.readInput,
    stdout: heard(),
    stderr: heard(onNote),
  };
}

function heard(hear?: (sentence: string) => void): Output {
  return {
    isTTY: false,
    columns: null,
    async write(text) {
      hear?.(text.replace(/^note: /, '').trimEnd());
    },
  };
}

export function progressOf({ onProgress }: Surroundings): Progress {
  return {
    update(message, done, total) {
      onProgress?.(message, done, total);
    },
    end() {},
  };
}
