const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/**
 * The text of a member that stands once in a record of JSON, as it is spelled there; null where it stands there several times or not at all, or
 * where a quote is escaped in it. Quotes within texts are escaped, so that what looks like a member is one, of the record or of an object in it.
 * @param opening with the quote that the text begins with: `"cwd":"`.
 */
export function onlyMember(record: Buffer, opening: string): string | null {
  const at = record.indexOf(opening);
  if (at === -1 || record.indexOf(opening, at + 1) !== -1) return null;
  const from = at + opening.length;
  const end = record.indexOf(QUOTE, from);
  return end === -1 || record[end - 1] === BACKSLASH ? null : record.toString('utf8', from, end);
}
