import { isUtf8 } from 'node:buffer';

const FIRST_ESCAPE = 0xdc00;

/**
 * Text whose UTF-8 form is `bytes`, where each byte that is not UTF-8 stands as a lone low surrogate U+DC80–U+DCFF (the
 * convention of Python's PEP 383). The writer of stdout (`src/env-node.ts`) turns them back into the bytes.
 */
export function textOfBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  let place = 0;
  while (place < bytes.length) {
    const length = lengthOfCharacter(bytes, place);
    text +=
      length > 0
        ? bytes.toString('utf8', place, place + length)
        : String.fromCharCode(FIRST_ESCAPE + (bytes[place] as number));
    place += Math.max(length, 1);
  }
  return text;
}

/** Bytes of the well-formed UTF-8 character at `place`; 0 where there is none. */
function lengthOfCharacter(bytes: Buffer, place: number): number {
  const lead = bytes[place] as number;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const character = bytes.subarray(place, place + length);
  return Buffer.from(character.toString('utf8')).equals(character) ? length : 0;
}
