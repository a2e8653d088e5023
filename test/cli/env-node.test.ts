import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import { nodeEnv, outputOf, runWithin } from '../../src/env-node.js';
import { textOfBytes } from '../../src/model/raw-bytes.js';
import { Sink } from '../render/sink.js';
import { TempDir } from '../support/temp-dir.js';

describe('output', () => {
  test('64 KiB at a time, each only when the one before was taken', async () => {
    const taken: number[] = [];
    let open = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        open++;
        expect(open).toBe(1);
        taken.push(chunk.length);
        setImmediate(() => {
          open--;
          done();
        });
      },
    });
    await outputOf(slow).write('x'.repeat(150_000));
    expect(taken).toEqual([65536, 65536, 18928]);
  });

  test.each([
    [120, 120],
    [0, 80],
    [undefined, null],
  ])('a terminal that says it has %s columns', (columns, told) => {
    const stream = Object.assign(new Writable(), { isTTY: true, ...(columns === undefined ? {} : { columns }) });
    expect(outputOf(stream).columns).toBe(told);
  });

  test('a failure reaches who writes, and nobody else', async () => {
    const broken = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    await expect(outputOf(broken).write('x')).rejects.toMatchObject({ code: 'EPIPE' });
  });

  test('a full disk is told in a sentence, and is no bug', async () => {
    const full = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
      },
    });
    await expect(outputOf(full).write('x')).rejects.toMatchObject({
      message: 'The output cannot be written: ENOSPC: no space left on device, write',
      exitCode: 4,
    });
  });

  test('an empty text is no write', async () => {
    const sink = new Sink();
    await outputOf(sink).write('');
    expect(sink.chunks).toEqual([]);
  });

  test('any bytes come out as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        const sink = new Sink();
        await outputOf(sink).write(textOfBytes(Buffer.from(bytes)));
        expect(sink.bytes()).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('any well-formed text comes out as UTF-8', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const sink = new Sink();
        await outputOf(sink).write(text);
        expect(sink.bytes()).toEqual(Buffer.from(text));
        expect(textOfBytes(Buffer.from(text))).toBe(text);
      }),
    );
  });
});

test('the process is the world', () => {
  const env = nodeEnv();
  expect(env.cwd).toBe(process.cwd());
  expect(env.variables.PATH).toBe(process.env.PATH);
  expect(env.stdout.isTTY).toBe(process.stdout.isTTY === true);
});

describe('run-history 5: patience', () => {
  test('a waiting takes its time, or ends where the person asks to stop; from then on there is none', async () => {
    const patience = nodeEnv().patience();
    try {
      expect(await patience.wait(1)).toBe(true);
      const waiting = patience.wait(60_000);
      process.emit('SIGINT');
      expect(await waiting).toBe(false);
      expect(await patience.wait(60_000)).toBe(false);
    } finally {
      patience.end();
    }
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});

describe('a run beside this one', () => {
  test('what it said, and how it ended', async () => {
    const script = 'process.stdout.write("a"); process.stderr.write("b"); process.exitCode = 3';
    const ended = await runWithin([process.execPath, '-e', script], 60_000);
    expect(ended).toEqual({ exitCode: 3, stdout: 'a', stderr: 'b' });
  });

  test('it has nothing to read', async () => {
    const script = 'process.stdin.on("data", () => {}).on("end", () => process.stdout.write("end"))';
    expect(await runWithin([process.execPath, '-e', script], 60_000)).toMatchObject({ stdout: 'end' });
  });

  test('one that never ends is given up, also where it waits for a disk', async () => {
    // Reading a pipe that nobody writes into does not come back, as a disk that is gone does not.
    const folder = new TempDir();
    try {
      const pipe = join(folder.path, 'pipe');
      execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
      const script = `require("node:fs").readFileSync(${JSON.stringify(pipe)})`;
      expect(await runWithin([process.execPath, '-e', script], 1)).toBeNull();
    } finally {
      folder.remove();
    }
  });

  test('a program that is not there', async () => {
    await expect(runWithin(['/no/such/program'], 60_000)).rejects.toThrow('ENOENT');
  });
});

test('what must not be left half done is finished before SIGTERM ends the program', () => {
  const source = join(import.meta.dirname, '../../src/env-node.ts');
  const folder = new TempDir();
  try {
    const built = join(folder.path, 'env-node.mjs');
    buildSync({
      entryPoints: [source],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: built,
      logLevel: 'error',
    });
    const script = [
      `import { nodeEnv } from ${JSON.stringify(built)};`,
      'const env = nodeEnv();',
      'await env.undisturbed(async () => {',
      '  process.kill(process.pid, "SIGTERM");',
      '  await new Promise((resolve) => setImmediate(resolve));',
      '  await env.stdout.write("finished");',
      '});',
      'await new Promise((resolve) => setTimeout(resolve, 60_000));',
    ].join('\n');
    const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect({ stdout, signal }).toEqual({ stdout: 'finished', signal: 'SIGTERM' });
  } finally {
    folder.remove();
  }
});
