/**
 * A zstd frame that holds its text uncompressed: the format's raw blocks (RFC 8878, 3.1.1.2.2), so that tests need no compressor.
 * @param text in blocks of 100,000 bytes at most, window 128 KiB.
 */
export function zstdStored(text: string): Buffer {
  const bytes = Buffer.from(text);
  // Magic number, descriptor (no checksum, no dictionary, window size follows), window descriptor for 2^17 bytes.
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3])];
  for (let at = 0; at === 0 || at < bytes.length; at += 100_000) {
    const block = bytes.subarray(at, at + 100_000);
    const last = at + 100_000 >= bytes.length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | last, 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}
