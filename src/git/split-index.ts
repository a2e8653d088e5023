/**
 * What a split index says of the shared one that it rests on (git's `gitformat-index`, "Split index"): the extension `link` holds the id of
 * that file and two bitmaps over its entries.
 */
export interface SplitLink {
  /** The shared file is `sharedindex.<id>`; null: it rests on none. */
  readonly base: string | null;
  /** Places in the shared index, from 0, ascending. */
  readonly deleted: readonly number[];
  readonly replaced: readonly number[];
}

const WORD_BITS = 64;

/** @param link the extension's content. @throws RangeError when it is damaged. */
export function parseSplitLink(link: Buffer, idLength: number): SplitLink {
  const id = link.toString('hex', 0, idLength);
  if (id.length !== idLength * 2) throw new RangeError('no id of a shared index');
  if (/^0*$/.test(id)) return { base: null, deleted: [], replaced: [] };
  if (link.length === idLength) return { base: id, deleted: [], replaced: [] };
  const deleted = readBitmap(link, idLength);
  const replaced = readBitmap(link, deleted.end);
  return { base: id, deleted: deleted.bits, replaced: replaced.bits };
}

/**
 * The entries of both: those of the split index that have no path replace, in their order, those that the bitmap names, and take their
 * paths; the others are added.
 * @returns in no order. @throws RangeError where one does not fit the other.
 */
export function joinSplit<Entry extends { readonly path: string }>(
  shared: readonly Entry[],
  own: readonly Entry[],
  { deleted, replaced }: SplitLink,
): Entry[] {
  const joined: (Entry | null)[] = [...shared];
  for (const [n, place] of replaced.entries()) {
    const [old, entry] = [shared[place], own[n]];
    if (old === undefined || entry === undefined || entry.path !== '') throw new RangeError('an entry replaces none');
    joined[place] = { ...entry, path: old.path };
  }
  for (const place of deleted) {
    if (place >= joined.length) throw new RangeError('an entry is deleted that is not there');
    joined[place] = null;
  }
  return [...joined.filter((entry) => entry !== null), ...own.slice(replaced.length)];
}

/**
 * A bitmap as the library EWAH stores it: the number of its bits, that of its words, these (64 bits, big-endian), and 4 bytes more. Runs of
 * words alike are one word: its lowest bit is what they are filled with, 32 bits how many they are, 31 how many words follow as they are.
 * @returns places of the bits that are set, ascending.
 */
function readBitmap(data: Buffer, from: number): { readonly bits: number[]; readonly end: number } {
  const count = data.readUInt32BE(from);
  const words = data.readUInt32BE(from + 4);
  const start = from + 8;
  const end = start + words * 8;
  const bits: number[] = [];
  let place = 0;
  for (let at = start; at < end; ) {
    const high = data.readUInt32BE(at);
    const low = data.readUInt32BE(at + 4);
    at += 8;
    const isSet = (low & 1) === 1;
    const run = ((high & 1) * 0x80000000 + (low >>> 1)) * WORD_BITS;
    // Never more than there are bits, whatever a damaged file says.
    if (isSet) for (let bit = place; bit < Math.min(place + run, count); bit++) bits.push(bit);
    place += run;
    for (let literals = high >>> 1; literals > 0; literals--, at += 8, place += WORD_BITS) {
      for (const [offset, half] of [
        [0, data.readUInt32BE(at + 4)],
        [32, data.readUInt32BE(at)],
      ] as const) {
        for (let bit = 0; bit < 32; bit++) if ((half >>> bit) & 1) bits.push(place + offset + bit);
      }
    }
  }
  return { bits, end: end + 4 };
}
