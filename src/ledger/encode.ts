/** What a ledger's JSON holds. A big integer is written with all of its digits. */
export type LedgerValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly LedgerValue[]
  | { readonly [name: string]: LedgerValue | undefined };

const INDENT = '  ';

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
const ESCAPED = /["\\/\u0000-\u001f]/g;

/**
 * JSON as the writer of schema version 1 lays it out (formats/ledger.md, 3): two blanks of indentation, blanks around the colon,
 * sorted keys, `/` escaped, no newline at the end. Keys without a value are left out; what is no number JSON has is null.
 * @param depth how deep the value stands: its own first line is not indented.
 */
export function encodeLedger(value: LedgerValue, depth = 0): string {
  if (typeof value === 'string') return encodeText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return 'null';
  if (value === null || typeof value !== 'object') return String(value);
  const inner = INDENT.repeat(depth + 1);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? value.map((member) => encodeLedger(member, depth + 1))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map(([name, member]) => `${encodeText(name)} : ${encodeLedger(member as LedgerValue, depth + 1)}`);
  const lines = members.map((member) => `${inner}${member}`).join(',\n');
  return `${open}\n${lines}\n${INDENT.repeat(depth)}${close}`;
}

/** Half of a surrogate pair has no bytes of its own: U+FFFD stands in its place. */
function encodeText(text: string): string {
  const escaped = text.replace(
    ESCAPED,
    (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped.replace(/\p{Surrogate}/gu, '\ufffd')}"`;
}
