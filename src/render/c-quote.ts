const NAMED: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

/** A path as git prints it with `core.quotePath` at its default: quoted as a C string if a byte of it needs that, else as it is. */
export function cQuote(path: string): string {
  if (!/[^\x20-\x7e]|["\\]/.test(path)) {
    return path;
  }
  const quoted = Array.from(Buffer.from(path), (byte) => NAMED.get(byte) ?? plainOrOctal(byte));
  return `"${quoted.join('')}"`;
}

function plainOrOctal(byte: number): string {
  return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte);
}
