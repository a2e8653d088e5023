/**
 * Everything that could move a cursor, ring a bell, start an escape sequence or reorder the text: C0 without tab, DEL, C1,
 * line and paragraph separators, the controls of bidirectional text, and halves of surrogate pairs.
 */
function controls(): RegExp {
  // Made when there are some: V8 takes a fifth of a millisecond for what it knows of \p, in each file of the program that has it.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this file is about
  return /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
}

/** Nearly all lines are nothing but this, and are seen through sooner. */
const HARMLESS = /^[\t\x20-\x7e]*$/;

const CONTROL_PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';

/**
 * Makes text of unknown origin safe to print: what a terminal would obey is shown instead (`␛`, `\x9b`, `\u202e`).
 * Tabs stay; half surrogate pairs become U+FFFD.
 */
export function visible(text: string): string {
  return HARMLESS.test(text) ? text : text.replace(controls(), picture);
}

/** As `visible`, for one cell of a table or one message: tabs are shown too. */
export function visibleCell(text: string): string {
  return visible(text).replaceAll('\t', '\u2409');
}

/** As `visible`, where the form that it is written in has a place for line breaks: they stay. */
export function visibleLines(text: string): string {
  return text.replace(/[^\r\n]+/g, (line) => visible(line));
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) {
    return String.fromCharCode(CONTROL_PICTURES + code);
  }
  if (code === 0x7f) {
    return PICTURE_OF_DELETE;
  }
  if (code < 0xa0) {
    return `\\x${code.toString(16)}`;
  }
  return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : `\\u${code.toString(16).padStart(4, '0')}`;
}
