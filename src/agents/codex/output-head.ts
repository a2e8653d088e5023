import { isoTime } from '../times.js';
import { unwanted } from './headers.js';
import { type CallResult, ENDED_WELL, HEAD_OF_OUTPUT, resultOfHead, tellsOfNothingElse } from './outcomes.js';
import { RECORD_BEGIN } from './record-text.js';

/** Shorter records are parsed as they are. */
const LONG = 1_500;

/** `{"timestamp":"` */
const TIME_AT = 14;
const TIME_LENGTH = 24;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7d;

/** Whole characters of a text in JSON, up to its end. */
const CHARACTERS = /^(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/;

/** What an output tells without being parsed. */
export interface OutputHead {
  readonly callId: string;
  readonly time: string;
  /** The turn that the record names itself, in its last bytes (formats/codex.md, 6); null: none. */
  readonly turnId: string | null;
  readonly result: CallResult;
}

/**
 * What an output tells by its first bytes: most are long, and told in their first line. Only where the record is seen to be whole.
 * @param bytes of a record whose header tells that it is an output.
 * @param id that it names in its first bytes.
 * @returns null where it has to be parsed.
 */
export function outputByHead(bytes: Buffer, id: string): OutputHead | null {
  if (bytes.length < LONG || !isWhole(bytes)) {
    return null;
  }
  const name = `"call_id":"${id}","output":"`;
  const head = bytes.toString('latin1', 0, 600);
  const at = head.indexOf(name);
  const time = isoTime(head.slice(TIME_AT, TIME_AT + TIME_LENGTH));
  const turnId = turnNamedIn(bytes, head);
  if (at === -1 || time === null || turnId === undefined) {
    return null;
  }
  const from = at + name.length;
  if (endedWell(bytes.toString('latin1', from, from + BEGINNING))) {
    return { callId: id, time, turnId, result: ENDED_WELL };
  }
  const shown = bytes.toString('utf8', from, from + HEAD_OF_OUTPUT);
  const text = CHARACTERS.exec(shown)?.[0] ?? '';
  // Less than that is missing where a character is cut; more where the text ends.
  if (shown.length - text.length > 6) {
    return null;
  }
  const result = resultOfHead(parsedText(text));
  return result === null ? null : { callId: id, time, turnId, result };
}

/** So many bytes at a record's end hold all that tells its turn. */
const TAIL = 200;
const TURN = /","internal_chat_message_metadata_passthrough":\{"turn_id":"([\w-]+)"\}\}\}$/;

/** @param head the record's first bytes. @returns null: no turn; undefined: that has to be looked for. */
function turnNamedIn(bytes: Buffer, head: string): string | null | undefined {
  const tail = bytes.toString('latin1', bytes.length - TAIL);
  const told = TURN.exec(tail)?.[1];
  return told ?? (head.includes('"turn_id"') || tail.includes('"turn_id"') ? undefined : null);
}

/** So many bytes hold the lines in front of an output, and its first 300 characters: none takes more than three where `UNUSUAL` finds nothing. */
const BEGINNING = 1_200;
const MOST_LINES = BEGINNING - 3 * 300;

/** What has to be parsed: characters that no text of JSON holds, and such as are written by their number. */
const UNUSUAL = /[^ -\xff]|\\[^"\\/bfnrt]/;

/** The lines in front of the output of a command that ended with 0, as JSON writes them. */
const WELL =
  /^(?:(?:Chunk ID|Wall time): [^"\\]*\\n)*(?:Exit code: 0|Process exited with code 0)\\n(?:(?:Wall time|Original token count|Total output lines): [^"\\]*\\n)*Output:\\n/;

/**
 * Most commands end well, and say so in their first lines: that is seen without the output being parsed.
 * @param text the beginning of an output, as it stands in the record: latin1.
 */
function endedWell(text: string): boolean {
  const lines = WELL.exec(text)?.[0].length ?? Number.POSITIVE_INFINITY;
  return lines <= MOST_LINES && !UNUSUAL.test(text) && tellsOfNothingElse(text, lines);
}

function parsedText(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return '';
  }
}

/** Ends as a record does whose last value is a text, and no other one is fused to it: half a record ends within a text. */
function isWhole(bytes: Buffer): boolean {
  let end = bytes.length;
  while (bytes[end - 1] === BRACE) {
    end -= 1;
  }
  const hasEnd = bytes.length - end >= 2 && bytes[end - 1] === QUOTE && bytes[end - 2] !== BACKSLASH;
  return hasEnd && (unwanted(bytes, 0) === 'skip' || bytes.indexOf(RECORD_BEGIN, 1) === -1);
}
