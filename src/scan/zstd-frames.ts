const MAGIC = 0xfd2fb528;
/** Frames that hold nothing of the text: 16 kinds, by the lowest digit. */
const SKIPPED = 0x184d2a5;

const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const CHECKSUM_BYTES = 4;

/** Blocks by their two bits: as they are, one byte that comes again, compressed. */
const REPEATED = 1;
const RESERVED = 3;

/**
 * Takes a zstd file apart into its frames, by what stands at the head of these and of their blocks (RFC 8878, 3.1.1): Node decompresses the
 * first one and passes the rest by, and some of its releases say nothing where that is cut off.
 * @returns null where something else stands in the file, or it ends within a frame.
 */
export function framesOf(bytes: Buffer): Buffer[] | null {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = endOfFrame(bytes, at);
    if (end === null || end > bytes.length) return null;
    if (bytes.readUInt32LE(at) === MAGIC) frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}

/** @returns where it would end, which may be after the end of all; null where that cannot be told. */
function endOfFrame(bytes: Buffer, start: number): number | null {
  // The smallest frame has a magic number, a descriptor, a size and a block.
  if (start + 8 > bytes.length) return null;
  const magic = bytes.readUInt32LE(start);
  if (magic >>> 4 === SKIPPED) return start + 8 + bytes.readUInt32LE(start + 4);
  if (magic !== MAGIC) return null;
  const descriptor = bytes[start + 4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeOfSize = descriptor >>> 6 === 0 && isSingleSegment ? 1 : (CONTENT_SIZE_BYTES[descriptor >>> 6] ?? 0);
  let at = start + 5 + (isSingleSegment ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] ?? 0) + sizeOfSize;
  for (let isLast = false; !isLast; ) {
    if (at + 3 > bytes.length) return null;
    const head = bytes.readUIntLE(at, 3);
    const kind = (head >>> 1) & 3;
    if (kind === RESERVED) return null;
    isLast = (head & 1) === 1;
    at += 3 + (kind === REPEATED ? 1 : head >>> 3);
  }
  return at + ((descriptor & 4) !== 0 ? CHECKSUM_BYTES : 0);
}
