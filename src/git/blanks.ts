/** What git takes for white space (2.39, ctype.c): unlike JavaScript's `trim` no other sign of Unicode, and neither VT nor FF. */
const BLANKS = ' \t\n\r';

/** A text without the blanks at its end. */
export function withoutBlanksBehind(text: string): string {
  let end = text.length;
  while (end > 0 && BLANKS.includes(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

/** A text without the blanks at both ends. */
export function withoutBlanksAround(text: string): string {
  let start = 0;
  while (start < text.length && BLANKS.includes(text[start] as string)) start++;
  return withoutBlanksBehind(text.slice(start));
}
