import { constants, createInflate, inflateSync } from 'node:zlib';
import { errorCode } from './error-code.js';

/** Why a zlib stream could not be read: it ends too early (`cut`), it gives more bytes than allowed, or it is damaged. */
export type InflateFailure = 'cut' | 'large' | 'damaged';

/**
 * @param compressed begins with a zlib stream; what follows the stream is ignored.
 * @param expected guess of the inflated size in bytes: a good one saves memory and time, a wrong one is no error.
 * @param limit the most bytes to give.
 */
export function inflate(compressed: Uint8Array, expected: number, limit: number): Buffer | InflateFailure {
  const small = expected < SMALL ? inflateSmall(compressed) : null;
  if (small !== null && small.length <= limit) return small;
  try {
    return inflateSync(compressed, { chunkSize: Math.max(64, expected + 1), maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    const code = errorCode(error);
    return code === 'Z_BUF_ERROR' ? 'cut' : code === 'ERR_BUFFER_TOO_LARGE' ? 'large' : 'damaged';
  }
}

/**
 * Inflates a stream of known size that something else follows.
 * @returns the content, and how many bytes the stream took; null where it is damaged or has another size.
 */
export function inflateCounted(compressed: Uint8Array, size: number): { content: Buffer; consumed: number } | null {
  try {
    // With `info` the result is not the buffer that the types promise.
    const result: unknown = inflateSync(compressed, { info: true, maxOutputLength: Math.max(1, size) });
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    return buffer.length === size ? { content: buffer, consumed: engine.bytesWritten } : null;
  } catch {
    return null;
  }
}

/** Of what Node inflates with, which it makes anew for every stream: three fifths of the time that a small one takes. */
interface Engine {
  readonly destroyed: boolean;
  reset(): void;
  readonly _handle: {
    /** Writes to `_writeState` how much room, and how much of the stream, was left over. What goes wrong destroys the engine. */
    writeSync(
      flush: number,
      from: Uint8Array,
      at: number,
      length: number,
      to: Buffer,
      start: number,
      room: number,
    ): void;
  };
  readonly _writeState: Uint32Array;
}

/** Most commits and trees are smaller. */
const SMALL = 32 * 1024;

/** Where small streams are inflated to. */
let room: Buffer | null = null;
let engine: Engine | null = null;
/** Whether this Node has what an `Engine` is made of, and it works. */
let isKnown: boolean | null = null;

/** @returns null where the content is not small, or the stream not whole, or this Node has no such engine. */
function inflateSmall(compressed: Uint8Array): Buffer | null {
  isKnown ??= canInflateSample();
  return isKnown ? inflatedByEngine(compressed) : null;
}

function inflatedByEngine(compressed: Uint8Array): Buffer | null {
  room ??= Buffer.allocUnsafeSlow(SMALL);
  const used = engine ?? newEngine();
  engine = null;
  used.reset();
  used._handle.writeSync(constants.Z_FINISH, compressed, 0, compressed.length, room, 0, SMALL);
  if (used.destroyed) return null;
  engine = used;
  const left = used._writeState[0] ?? 0;
  if (left === 0) return null;
  // Not out of a pool that others share: who keeps one of them would keep the others, too.
  const content = Buffer.allocUnsafeSlow(SMALL - left);
  room.copy(content, 0, 0, content.length);
  return content;
}

function newEngine(): Engine {
  // An error would end the process where nobody listens.
  return createInflate().on('error', () => {}) as unknown as Engine;
}

/** `a` */
const SAMPLE = Buffer.from('789c4b040000620062', 'hex');

/** These parts of Node's are no interface of its: each is looked at before it is relied on. */
function canInflateSample(): boolean {
  try {
    return inflatedByEngine(SAMPLE)?.toString() === 'a' && inflatedByEngine(SAMPLE.subarray(0, 5)) === null;
  } catch {
    return false;
  }
}
