/**
 * A file that holds its content twice shows where it is damaged, or was cut off, without a digest: Node's `crypto` takes a fifth of Node's
 * own start to load, and what is read here is there to save time.
 */
export function twice(content: Buffer): Buffer {
  return Buffer.concat([content, content]);
}

/** @returns what `twice` was given: a part of `bytes`, no copy. null where it is damaged. */
export function onceOf(bytes: Buffer): Buffer | null {
  const first = bytes.subarray(0, bytes.length >> 1);
  return first.length > 0 && first.equals(bytes.subarray(first.length)) ? first : null;
}
