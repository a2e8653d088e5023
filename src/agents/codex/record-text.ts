/** What a command printed stands between these (formats/codex.md, 7), in records of up to megabytes. */
const OUTPUT = Buffer.from('"aggregated_output":"');
const AFTER = Buffer.from('","exit_code":');

/** Shorter records are parsed as they are. */
const LONG = 16 * 1024;

/**
 * The text of a record; where it is a long one of a command, without what the command printed. Within a text of JSON no quote
 * stands without a backslash, so that the names of fields are found wherever they stand.
 */
export function recordText(bytes: Buffer): string {
  const found = bytes.length < LONG ? -1 : bytes.indexOf(OUTPUT);
  const from = found + OUTPUT.length;
  const to = found === -1 ? -1 : bytes.indexOf(AFTER, from);
  return to === -1 ? bytes.toString() : bytes.toString('utf8', 0, from) + bytes.toString('utf8', to);
}
