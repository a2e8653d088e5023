/**
 * Applies a delta of git's pack format: sizes of base and result, then copies from the base and insertions.
 * @returns the result, or null when the delta is damaged or does not belong to the base.
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer | null {
  const sizes = readDeltaSizes(delta);
  if (sizes === null || sizes.base !== base.length) {
    return null;
  }
  const result = Buffer.allocUnsafe(sizes.result);
  let at = sizes.end;
  let filled = 0;
  while (at < delta.length) {
    const op = delta[at++] as number;
    if ((op & 0x80) !== 0) {
      let offset = 0;
      let size = 0;
      for (let bit = 0; bit < 4; bit++) {
        if ((op & (1 << bit)) !== 0) {
          offset += (delta[at++] ?? 0) * 2 ** (8 * bit);
        }
      }
      for (let bit = 0; bit < 3; bit++) {
        if ((op & (0x10 << bit)) !== 0) {
          size |= (delta[at++] ?? 0) << (8 * bit);
        }
      }
      size = size === 0 ? 0x10000 : size;
      if (offset + size > base.length || filled + size > result.length || at > delta.length) {
        return null;
      }
      base.copy(result, filled, offset, offset + size);
      filled += size;
    } else {
      // An insertion of nothing is reserved.
      if (op === 0 || at + op > delta.length || filled + op > result.length) {
        return null;
      }
      for (let i = 0; i < op; i++) {
        result[filled + i] = delta[at + i] as number;
      }
      at += op;
      filled += op;
    }
  }
  return filled === result.length ? result : null;
}

/** @returns sizes in bytes of the base and of the result, and where the instructions begin; null when cut off. */
export function readDeltaSizes(delta: Buffer): { base: number; result: number; end: number } | null {
  let at = 0;
  const sizes = [0, 0];
  for (let i = 0; i < 2; i++) {
    let scale = 1;
    for (;;) {
      const byte = delta[at++];
      if (byte === undefined || scale > 2 ** 42) {
        return null;
      }
      sizes[i] = (sizes[i] as number) + (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) {
        break;
      }
    }
  }
  return { base: sizes[0] as number, result: sizes[1] as number, end: at };
}
