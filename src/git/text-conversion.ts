import type { AttributeValues } from './attributes.js';

/** What git does with line ends on the way in. `auto`: only in what looks like text. */
export type LineEnds = 'keep' | 'text' | 'auto';

/**
 * How line ends are stored, by attributes and `core.autocrlf` (gitattributes, "End-of-line conversion").
 * @param autocrlf whether `core.autocrlf` is `true` or `input`
 */
export function lineEndsOf(attributes: AttributeValues, autocrlf: boolean): LineEnds {
  // `crlf` is what `text` was called before git 1.7.2.
  const action = actionOf(attributes.get('text')) ?? actionOf(attributes.get('crlf'));
  if (action === 'keep') {
    return 'keep';
  }
  const eol = attributes.get('eol');
  if (eol === 'lf' || eol === 'crlf') {
    return action ?? 'text';
  }
  return action ?? (autocrlf ? 'auto' : 'keep');
}

function actionOf(value: boolean | string | undefined): LineEnds | null {
  switch (value) {
    case true:
    case 'input':
      return 'text';
    case false:
      return 'keep';
    case 'auto':
      return 'auto';
    default:
      return null;
  }
}

/**
 * CRLF to LF as git stores it.
 * @param isStoredWithCrlf whether the index holds this file as text with CRLF; asked only when it matters: `auto` leaves such
 *   a file as it is
 */
export function storeLineEnds(bytes: Buffer, lineEnds: LineEnds, isStoredWithCrlf: () => boolean): Buffer {
  if (lineEnds === 'keep' || !bytes.includes('\r\n')) {
    return bytes;
  }
  if (lineEnds === 'auto' && (looksBinary(bytes) || isStoredWithCrlf())) {
    return bytes;
  }
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** Whether `bytes` are text with some CRLF, as git judges the indexed content. */
export function isTextWithCrlf(bytes: Buffer): boolean {
  return bytes.includes('\r\n') && !looksBinary(bytes);
}

/** git's guess for line ends: a lone CR, a NUL, or more than one byte in 128 that is not printable. */
function looksBinary(bytes: Buffer): boolean {
  let printable = 0;
  let other = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === 0) {
      return true;
    }
    if (byte === 13) {
      if (bytes[i + 1] !== 10) {
        return true;
      }
      i++;
    } else if (byte !== 10) {
      // Backspace, tab, escape and form feed pass for printable.
      if (byte === 127 || (byte < 32 && byte !== 8 && byte !== 9 && byte !== 27 && byte !== 12)) {
        other++;
      } else {
        printable++;
      }
    }
  }
  // The end-of-file character of DOS.
  if (bytes.length > 0 && bytes[bytes.length - 1] === 26) {
    other--;
  }
  return other > printable >> 7;
}

/** `$Id: …$` back to `$Id$`. */
export function storeIdent(bytes: Buffer): Buffer {
  if (!bytes.includes('$Id:')) {
    return bytes;
  }
  return Buffer.from(bytes.toString('latin1').replace(/\$Id:[^$\n]*\$/g, '$$Id$$'), 'latin1');
}

/**
 * From the encoding of the work tree to UTF-8.
 * @param encoding value of `working-tree-encoding`
 * @returns null where that cannot be done here, or git would refuse
 */
export function storeEncoding(bytes: Buffer, encoding: string): Buffer | null {
  const label = encoding.toLowerCase();
  if (bytes.length === 0 || /^utf-?8$/.test(label)) {
    return bytes;
  }
  if (/^(iso-?8859-1|latin-?1)$/.test(label)) {
    return Buffer.from(bytes.toString('latin1'), 'utf8');
  }
  const [, order] = /^utf-?16(le|be|)(?:-bom)?$/.exec(label) ?? [];
  if (order !== undefined) {
    return fromUtf16(bytes, order, label.endsWith('-bom'));
  }
  // Node 20 decodes windows-1252 as if it were ISO 8859-1.
  if (/^utf-?(7|32)|1252$/.test(label)) {
    return null;
  }
  try {
    return Buffer.from(new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes), 'utf8');
  } catch {
    return null;
  }
}

function fromUtf16(bytes: Buffer, order: string, bomInName: boolean): Buffer | null {
  const bom = bytes[0] === 0xff && bytes[1] === 0xfe ? 'le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'be' : null;
  // git wants a byte order mark for `UTF-16`, and none for `UTF-16LE` and `UTF-16BE`.
  const needed = order === '' || bomInName;
  if (needed !== (bom !== null)) {
    return null;
  }
  const actual = order === '' ? bom : order;
  if (bomInName && bom !== actual) {
    return null;
  }
  try {
    const text = new TextDecoder(`utf-16${actual}`, { fatal: true, ignoreBOM: true }).decode(bytes);
    return Buffer.from(bom === null ? text : text.slice(1), 'utf8');
  } catch {
    return null;
  }
}
