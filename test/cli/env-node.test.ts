import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nodeEnv, outputOf } from '../../src/env-node.js';
import { textOfBytes } from '../../src/render/raw-bytes.js';
import { Sink } from '../render/sink.js';

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
