import { inflateSync } from 'node:zlib';
import { errorCode } from './error-code.js';

/** Why a zlib stream could not be read: it ends too early (`cut`), it gives more bytes than allowed, or it is damaged. */
export type InflateFailure = 'cut' | 'large' | 'damaged';

/**
 * @param compressed begins with a zlib stream; what follows the stream is ignored.
 * @param expected guess of the inflated size in bytes: a good one saves memory and time, a wrong one is no error.
 * @param limit the most bytes to give.
 */
export function inflate(compressed: Uint8Array, expected: number, limit: number): Buffer | InflateFailure {
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
