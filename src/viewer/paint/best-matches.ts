/**
 * The texts that hold every word of `words` (case aside), best first: a word as the whole name, then at the name's beginning, in the
 * name, in the path; among equals the shorter, then by name. At most `most`.
 */
export function bestMatches(texts: readonly string[], words: string, most: number): string[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found: { text: string; rank: number }[] = [];
  for (const text of texts) {
    const lower = text.toLowerCase();
    if (!wanted.every((word) => lower.includes(word))) continue;
    const name = lower.slice(lower.lastIndexOf('/') + 1);
    const rank = wanted.reduce((sum, word) => sum + rankOf(name, word), 0);
    found.push({ text, rank });
  }
  return found
    .sort((a, b) => a.rank - b.rank || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
    .slice(0, most)
    .map(({ text }) => text);
}

function rankOf(name: string, word: string): number {
  if (name === word) return 0;
  if (name.startsWith(word)) return 1;
  return name.includes(word) ? 2 : 3;
}
