const OUTPUT = Buffer.from('"aggregated_output":"');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Shorter records are parsed as they are. */
const LONG = 16 * 1024;

/** The text of a record; where it is a long one of a command, without what the command printed. */
export function recordText(bytes: Buffer): string {
  // Within a text of JSON no quote stands without a backslash, so that this is the name of a field wherever it stands.
  const found = bytes.length < LONG ? -1 : bytes.indexOf(OUTPUT);
  if (found === -1) {
    return bytes.toString();
  }
  const from = found + OUTPUT.length;
  for (let at = bytes.indexOf(QUOTE, from); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let escapes = at;
    while (bytes[escapes - 1] === BACKSLASH && escapes > from) {
      escapes -= 1;
    }
    if ((at - escapes) % 2 === 0) {
      return bytes.toString('utf8', 0, from) + bytes.toString('utf8', at);
    }
  }
  return bytes.toString();
}
