import { homedir } from 'node:os';
import type { WriteStream } from 'node:tty';
import type { Env, Output, Patience } from './env.js';
import { AiBlameError } from './errors.js';

/** One write never holds more than this: a reader that leaves early stops us early. */
const BLOCK = 64 * 1024;

/** The world as this process sees it. */
export function nodeEnv(): Env {
  return {
    get cwd() {
      return workingFolder();
    },
    get home() {
      return homedir();
    },
    variables: process.env,
    platform: process.platform,
    now: Date.now,
    patience,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
  };
}

function patience(): Patience {
  let isAsked = false;
  let wake = (): void => {};
  const ask = (): void => {
    isAsked = true;
    wake();
  };
  process.on('SIGINT', ask);
  return {
    wait(milliseconds) {
      if (isAsked) return Promise.resolve(false);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(true), milliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve(false);
        };
      });
    },
    end() {
      process.off('SIGINT', ask);
    },
  };
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new AiBlameError('NO_SUCH_FILE', 'The current folder no longer exists', {
      hint: 'change to another folder, or name one with -C',
      cause,
    });
  }
}

type Stream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/**
 * Writes in blocks of 64 KiB, each only when the one before has been taken. A lone surrogate U+DC80–U+DCFF is written as the
 * byte that it stands for (`src/render/raw-bytes.ts`).
 */
export function outputOf(stream: Stream): Output {
  // Failures reach the caller of `write`; without a listener they would end the process beside.
  stream.on('error', () => {});
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? null;
    },
    async write(text) {
      const bytes = bytesOf(text);
      for (let start = 0; start < bytes.length; start += BLOCK) {
        await writeBlock(stream, bytes.subarray(start, start + BLOCK));
      }
    },
  };
}

/** A reader that is gone is told by its own error; a disk that is full is trouble of the machine, and no bug. */
function unwritable(error: NodeJS.ErrnoException): Error {
  if (error.code === undefined || error.code === 'EPIPE') return error;
  return new AiBlameError('NOT_WRITABLE', `The output cannot be written: ${error.message}`, { cause: error });
}

function writeBlock(stream: Stream, block: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(block, (error) => (error ? reject(unwritable(error)) : resolve()));
  });
}

const ESCAPED_BYTE = /[\udc80-\udcff]/u;

function bytesOf(text: string): Buffer {
  if (!ESCAPED_BYTE.test(text)) {
    return Buffer.from(text);
  }
  const pieces = text.split(/([\udc80-\udcff]+)/u).map((piece) => {
    return ESCAPED_BYTE.test(piece)
      ? Buffer.from(Array.from(piece, (escaped) => escaped.charCodeAt(0) - 0xdc00))
      : Buffer.from(piece);
  });
  return Buffer.concat(pieces);
}
