const SHORTEST = 8;

/**
 * The shortest beginnings, all of one length and of 8 characters at least, that tell `ids` apart. Sessions that began within
 * the same minute share the first 8 digits where ids begin with the time (UUID version 7).
 */
export function shortIds(ids: Iterable<string>): (id: string) => string {
  const all = [...new Set(ids)];
  const longest = Math.max(SHORTEST, ...all.map((id) => id.length));
  let length = SHORTEST;
  while (length < longest && new Set(all.map((id) => id.slice(0, length))).size < all.length) {
    length++;
  }
  return (id) => id.slice(0, length);
}
