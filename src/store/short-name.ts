/**
 * 16 hexadecimal digits for the name of a file that is kept for a text: the same for the same text, and mostly another one for another.
 * It proves nothing, so the file has to hold the text, too. Two sums of FNV-1a, over the code units from the front and from the back.
 */
export function shortName(text: string): string {
  let front = FNV_OFFSET;
  let back = FNV_OFFSET;
  for (let at = 0, end = text.length - 1; at <= end; at++) {
    front = Math.imul(front ^ text.charCodeAt(at), FNV_PRIME);
    back = Math.imul(back ^ text.charCodeAt(end - at), FNV_PRIME);
  }
  return [front, back].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
