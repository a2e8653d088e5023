/** biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is looked for */
const ESCAPE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
/** biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above */

const PROMPT_LENGTH = 120;

/** Texts are looked at up to here. */
const LOOKED_AT = 4_000;

/**
 * The beginning of a text in one line, without terminal controls.
 * @param most characters.
 */
export function lineOf(text: string, most: number): string {
  const plain = text.slice(0, LOOKED_AT).replace(ESCAPE, '').replace(/\s+/g, ' ').replace(CONTROL, '').trim();
  return beginningOf(plain, most);
}

/** First line of a text that is not blank, without terminal controls, 120 characters at most: a turn's prompt. */
export function firstLineOf(text: string): string {
  const line = /\S[^\n\r]*/.exec(text)?.[0] ?? '';
  const plain = line.slice(0, LOOKED_AT).replace(ESCAPE, '').replace(/\t/g, ' ').replace(CONTROL, '').trim();
  return beginningOf(plain, PROMPT_LENGTH);
}

/** So many characters, none of them cut in half. */
function beginningOf(text: string, most: number): string {
  let end = 0;
  for (let n = 0; n < most && end < text.length; n++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}
