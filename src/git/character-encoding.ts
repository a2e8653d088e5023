const DECODER = { fatal: true, ignoreBOM: true } as const;

/** Names that iconv knows and the Encoding Standard does not. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/^cp(125\d|874)$/, 'windows-$1'],
  [/^cp932$/, 'shift_jis'],
  [/^cp936$/, 'gbk'],
  [/^cp949$/, 'euc-kr'],
  [/^(?:cp950|big5-hkscs)$/, 'big5'],
  [/^euc(jp|kr)$/, 'euc-$1'],
  [/^koi8r$/, 'koi8-r'],
];

/** Whether two names are of one encoding, as git sees it (2.39, utf8.c, same_encoding). */
export function isSameEncoding(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/^utf-?8$/, 'utf-8'),
  );
  return one === other;
}

/**
 * Puts a text into another encoding.
 * @returns null where an encoding is not known, the bytes are not of it, or a character is not in the other one.
 */
export function reencode(bytes: Buffer, from: string, to: string): Buffer | null {
  const text = decode(bytes, from);
  return text === null ? null : encode(text, to);
}

function decode(bytes: Buffer, encoding: string): string | null {
  const name = labelOf(encoding);
  if (name === 'latin1') return bytes.toString('latin1');
  try {
    return new TextDecoder(name, DECODER).decode(bytes);
  } catch {
    return null;
  }
}

function encode(text: string, encoding: string): Buffer | null {
  const name = labelOf(encoding);
  if (name === 'utf-8') return Buffer.from(text);
  const bytesOf = name === 'latin1' ? latin1Of : tableOf(name);
  if (bytesOf === null) return null;
  const parts: number[] = [];
  for (const char of text) {
    const bytes = bytesOf(char);
    if (bytes === undefined) return null;
    parts.push(...bytes);
  }
  return Buffer.from(parts);
}

function latin1Of(char: string): readonly number[] | undefined {
  const code = char.codePointAt(0) as number;
  return code < 0x100 ? [code] : undefined;
}

/** What the standard reads as windows-1252 is what its name says here. */
function labelOf(encoding: string): string {
  const name = encoding.trim().toLowerCase();
  if (/^(iso-?8859-1|iso8859-1|latin-?1)$/.test(name)) return 'latin1';
  if (/^utf-?8$/.test(name)) return 'utf-8';
  const [pattern, replacement = ''] = SYNONYMS.find(([known]) => known.test(name)) ?? [];
  return pattern === undefined ? name : name.replace(pattern, replacement);
}

type Table = (char: string) => readonly number[] | undefined;

const tables = new Map<string, Table | null>();

/** What a decoder reads from one byte or two (of EUC-JP three), turned round: Node writes UTF-8 only. null: an encoding of another kind. */
function tableOf(name: string): Table | null {
  let table = tables.get(name);
  if (table === undefined) {
    table = newTable(name);
    tables.set(name, table);
  }
  return table;
}

function newTable(name: string): Table | null {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(name, { ignoreBOM: true });
  } catch {
    return null;
  }
  if (/^(utf-16|iso-2022|hz|replacement)/.test(decoder.encoding)) return null;
  const bytesOf = new Map<string, readonly number[]>();
  const leads: number[] = [];
  const add = (bytes: readonly number[]): boolean => {
    const char = decoder.decode(Uint8Array.from(bytes));
    if (char.includes('\uFFFD') || [...char].length !== 1) return false;
    if (!bytesOf.has(char)) bytesOf.set(char, bytes);
    return true;
  };
  for (let byte = 0; byte < 0x100; byte++) if (!add([byte])) leads.push(byte);
  for (const lead of leads) for (let trail = 0x40; trail < 0xff; trail++) add([lead, trail]);
  if (decoder.encoding === 'euc-jp') {
    for (let row = 0xa1; row < 0xff; row++) for (let cell = 0xa1; cell < 0xff; cell++) add([0x8f, row, cell]);
  }
  return (char) => bytesOf.get(char);
}
