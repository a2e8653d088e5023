import type { Progress } from '../app/progress.js';
import type { Env } from '../env.js';

/** Milliseconds: what is over sooner than this shows nothing; and how often the line changes. */
const DELAY = 300;
const PERIOD = 100;

/** Back to the first column, and the rest of the line away. */
const CLEAR = '\r\x1b[K';

/**
 * Runs `work` with a line on stderr that tells how far it is, and clears it in every case.
 * @param isShown not given: if stderr is a terminal.
 */
export async function withProgress<T>(
  env: Env,
  work: (progress: Progress) => Promise<T>,
  isShown?: boolean,
): Promise<T> {
  const progress = progressLine(env, isShown);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}

export function progressLine(env: Env, isShown = env.stderr.isTTY): Progress {
  const begun = env.now();
  let shownAt: number | null = null;
  const write = (text: string): void => {
    // A lost progress line is no reason to fail.
    env.stderr.write(text).catch(() => {});
  };
  return {
    update(message, done, total) {
      const now = env.now();
      if (!isShown || now - begun < DELAY || (shownAt !== null && now - shownAt < PERIOD)) {
        return;
      }
      shownAt = now;
      const share = total > 0 ? ` ${Math.min(100, Math.floor((done / total) * 100))} %` : '';
      const line = `${message.replace(/\p{Cc}/gu, ' ')}${share}`;
      write(CLEAR + line.slice(0, Math.max(1, (env.stderr.columns ?? 80) - 1)));
    },
    end() {
      if (shownAt !== null) {
        shownAt = null;
        write(CLEAR);
      }
    },
  };
}
