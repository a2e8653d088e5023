import { fstatSync, writeSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import type { WriteStream } from 'node:tty';
import type { EndedRun, Env, Output, Pager, Patience, Screen } from './env.js';
import { AiBlameError } from './errors.js';

/** One write never holds more than this: a reader that leaves early stops us early. */
const BLOCK = 64 * 1024;

let usesStreams = false;

/** Whether all that was written has been taken: what a stream was given may be on its way, and only Node's own end waits for it. */
export function isAllTaken(): boolean {
  return !usesStreams;
}

/** The world as this process sees it. */
export function nodeEnv(): Env {
  const program = [process.execPath, process.argv[1] ?? ''] as const;
  // Every agent's homes are looked for in it, and each look at a variable asks the system.
  let home: string | null = null;
  return {
    get cwd() {
      return workingFolder();
    },
    get home() {
      home ??= homeFolder();
      return home;
    },
    variables: process.env,
    platform: process.platform,
    now: Date.now,
    patience,
    ownsProcess: true,
    program,
    host: () => hostname(),
    run: runWithin,
    runAgain: (words, milliseconds) => runWithin([...program, ...words], milliseconds),
    openLink,
    undisturbed,
    openPager,
    screen,
    readInput,
    stdout: directOutput(1) ?? outputOf(process.stdout),
    stderr: directOutput(2) ?? outputOf(process.stderr),
  };
}

/** What the system calls a home that nobody has. */
const NO_HOME = '/nonexistent';

/** An empty `HOME` is none: what stands in the current folder is nobody's trace. A user that the system does not know has none either. */
export function homeFolder(): string {
  const { HOME } = process.env;
  // As `homedir` has it there, which is not loaded for it.
  if (process.platform !== 'win32' && HOME !== undefined && isAbsolute(HOME)) return HOME;
  for (const told of [() => homedir(), () => userInfo().homedir]) {
    try {
      const home = told();
      if (isAbsolute(home)) return home;
    } catch {
      // The other may know it.
    }
  }
  return NO_HOME;
}

async function readInput(limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > limit) throw Object.assign(new RangeError('Too much input'), { code: 'ERR_OUT_OF_RANGE' });
  }
  return Buffer.concat(parts);
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

/**
 * Runs a program in a process of its own: one that waits for a disk cannot be told to stop from within. It is ended by SIGTERM, which
 * leaves it the time for what it does `undisturbed`.
 */
export async function runWithin(
  [program = '', ...words]: readonly string[],
  milliseconds: number,
): Promise<EndedRun | null> {
  // Loaded by the few that run another program: it takes a tenth of Node's start.
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const told = { stdout: '', stderr: '' };
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      // One that cannot end keeps nobody here.
      child.unref();
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(null);
    }, milliseconds);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        told[name] += text;
      });
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, ...told });
    });
  });
}

/** Where one of these stands in a command, it is one for the shell (`prepare_shell_cmd`, run-command.c of git 2.39). */
const FOR_SHELL = /[|&;<>()$`\\"' \t\n*?[#~=%]/;

async function openPager(command: string, more: Readonly<Record<string, string>>): Promise<Pager | null> {
  const { spawn } = await import('node:child_process');
  const child = spawn(command, {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, ...more },
    shell: process.platform === 'win32' || FOR_SHELL.test(command),
  });
  const isStarted = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true)).once('error', () => resolve(false));
  });
  if (!isStarted) return null;
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  // Whoever ends us ends the pager first: it would be left with the terminal as it needs it, beside the shell.
  const endBoth = (): void => {
    child.kill('SIGTERM');
    child.once('close', () => process.kill(process.pid, 'SIGTERM'));
  };
  process.once('SIGTERM', endBoth);
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (exitCode) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', endBoth);
      resolve(exitCode);
    });
  });
  const { write } = outputOf(child.stdin);
  return {
    async write(text) {
      await write(text).catch((cause) => {
        throw Object.assign(new Error('write EPIPE', { cause }), { code: 'EPIPE' });
      });
    },
    close() {
      child.stdin.end();
      return ended;
    },
  };
}

/** Loaded by the few that need it. */
async function screen(): Promise<Screen | null> {
  const { terminalScreen } = await import('./env-screen.js');
  return terminalScreen();
}

/** What opens an address on each system. Addresses are made by us: there is no character in them that a shell would read. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

async function openLink(address: string): Promise<void> {
  const [program, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const { spawn } = await import('node:child_process');
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true, windowsHide: true });
  // Without one the person has the address.
  child.on('error', () => {});
  child.unref();
}

async function undisturbed<T>(work: () => Promise<T>): Promise<T> {
  let isAsked = false;
  const ask = (): void => {
    isAsked = true;
  };
  process.on('SIGTERM', ask);
  try {
    return await work();
  } finally {
    // What came while nothing else could run is told now.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('SIGTERM', ask);
    if (isAsked) process.kill(process.pid, 'SIGTERM');
  }
}

export function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new AiBlameError('NO_SUCH_FILE', 'The current folder no longer exists', {
      hint: 'change to another folder, or name one with -C',
      cause,
    });
  }
}

/** Columns of a terminal that does not know how many it has. */
const SIZELESS = 80;

type Stream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/**
 * Writes in blocks of 64 KiB, each only when the one before has been taken. A lone surrogate U+DC80–U+DCFF is written as the
 * byte that it stands for (`src/model/raw-bytes.ts`).
 */
export function outputOf(stream: Stream): Output {
  usesStreams = true;
  // Failures reach the caller of `write`; without a listener they would end the process beside.
  stream.on('error', () => {});
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      // A terminal that nobody told its size, as that of `script` and of many jobs, says 0.
      return stream.columns === 0 ? SIZELESS : (stream.columns ?? null);
    },
    write: (text) => writeBlocks(stream, bytesOf(text)),
  };
}

async function writeBlocks(stream: Stream, bytes: Uint8Array): Promise<void> {
  for (let start = 0; start < bytes.length; start += BLOCK) {
    await writeBlock(stream, bytes.subarray(start, start + BLOCK));
  }
}

/**
 * Writes to a file or a pipe without a stream, whose loading takes longer than what is written: as a stream of Node's does there, too,
 * the program waits until it is taken.
 * @param handle 1 for stdout, 2 for stderr. @returns null where it is neither, or may be a terminal.
 */
function directOutput(handle: 1 | 2): Output | null {
  if (process.platform === 'win32' || !isFileOrPipe(handle)) return null;
  let stream: Output | null = null;
  return {
    isTTY: false,
    columns: null,
    async write(text) {
      if (stream !== null) return stream.write(text);
      const bytes = bytesOf(text);
      for (let start = 0; start < bytes.length; ) {
        try {
          start += writeSync(handle, bytes, start, Math.min(BLOCK, bytes.length - start));
        } catch (cause) {
          const error = cause as NodeJS.ErrnoException;
          if (error.code !== 'EAGAIN') throw unwritable(error);
          // Whoever made the pipe wants nobody to wait for it: a stream can.
          stream = outputOf(handle === 1 ? process.stdout : process.stderr);
          return writeBlocks(handle === 1 ? process.stdout : process.stderr, bytes.subarray(start));
        }
      }
    },
  };
}

function isFileOrPipe(handle: number): boolean {
  try {
    const stat = fstatSync(handle);
    // Pipes to programs that Node starts are sockets.
    return stat.isFIFO() || stat.isSocket() || stat.isFile();
  } catch {
    return false;
  }
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
  // V8 knows of most texts at once that there is no surrogate in them.
  if (text.isWellFormed() || !ESCAPED_BYTE.test(text)) {
    return Buffer.from(text);
  }
  const pieces = text.split(/([\udc80-\udcff]+)/u).map((piece) => {
    return ESCAPED_BYTE.test(piece)
      ? Buffer.from(Array.from(piece, (escaped) => escaped.charCodeAt(0) - 0xdc00))
      : Buffer.from(piece);
  });
  return Buffer.concat(pieces);
}
