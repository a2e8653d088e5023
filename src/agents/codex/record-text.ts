/** What a command printed stands between these (formats/codex.md, 7), in records of up to megabytes. */
const OUTPUT = Buffer.from('"aggregated_output":"');
const AFTER = Buffer.from('","exit_code":');

/** Of a snapshot, and what stands around its lists of untracked files (formats/codex.md, 10.4). */
const GHOST = Buffer.from('"payload":{"type":"ghost_snapshot","ghost_commit":{"id":"');
const LISTS = Buffer.from(',"preexisting_untracked_files":[');
const AFTER_LISTS = Buffer.from(']}}}');
const GHOST_WITHIN = 400;
const SHORT = 1_000;

/** Every enveloped record begins so. */
export const RECORD_BEGIN = Buffer.from('{"timestamp":"');

/** Shorter records are parsed as they are. */
const LONG = 16 * 1024;

/**
 * The text of a record; where it is a long one of a command, without what the command printed. Within a text of JSON no quote
 * stands without a backslash, so that the names of fields are found wherever they stand.
 */
export function recordText(bytes: Buffer): string {
  return ghostText(bytes) ?? commandText(bytes);
}

/** The text of a snapshot's record without its lists, which may name thousands of files; null for other records. */
function ghostText(bytes: Buffer): string | null {
  const at = bytes.length < SHORT ? -1 : bytes.subarray(0, GHOST_WITHIN).indexOf(GHOST);
  const list = at === -1 ? -1 : bytes.subarray(0, GHOST_WITHIN).indexOf(LISTS, at);
  const isWhole = list !== -1 && bytes.subarray(-AFTER_LISTS.length).equals(AFTER_LISTS);
  return isWhole && bytes.indexOf(RECORD_BEGIN, 1) === -1 ? `${bytes.toString('utf8', 0, list)}}}}` : null;
}

function commandText(bytes: Buffer): string {
  const found = bytes.length < LONG ? -1 : bytes.indexOf(OUTPUT);
  const from = found + OUTPUT.length;
  const to = found === -1 ? -1 : bytes.indexOf(AFTER, from);
  return to === -1 ? bytes.toString() : bytes.toString('utf8', 0, from) + bytes.toString('utf8', to);
}
