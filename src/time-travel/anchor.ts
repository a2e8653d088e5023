/** What a link opens: a state of a file, a range of states, a turn, or an edit wherever it is. */
export type Anchor =
  | { readonly kind: 'state'; readonly file: string; readonly at: string; readonly line: number | null }
  | {
      readonly kind: 'range';
      readonly file: string;
      readonly from: string;
      readonly to: string;
      readonly line: number | null;
    }
  | { readonly kind: 'file'; readonly file: string; readonly line: number | null }
  | { readonly kind: 'turn'; readonly session: string; readonly turn: number; readonly edit: string | null }
  | { readonly kind: 'edit'; readonly edit: string };

/** The fragment that names it: `#key=value&…`, values percent-encoded, colons as they are. */
export function anchorText(anchor: Anchor): string {
  const pairs: [string, string | number | null][] = pairsOf(anchor);
  return `#${pairs.flatMap(([key, value]) => (value === null ? [] : `${key}=${encoded(String(value))}`)).join('&')}`;
}

function pairsOf(anchor: Anchor): [string, string | number | null][] {
  switch (anchor.kind) {
    case 'file':
      return [
        ['file', anchor.file],
        ['line', anchor.line],
      ];
    case 'state':
      return [
        ['file', anchor.file],
        ['at', anchor.at],
        ['line', anchor.line],
      ];
    case 'range':
      return [
        ['file', anchor.file],
        ['from', anchor.from],
        ['to', anchor.to],
        ['line', anchor.line],
      ];
    case 'turn':
      return [
        ['session', anchor.session],
        ['turn', anchor.turn],
        ['edit', anchor.edit],
      ];
    case 'edit':
      return [['edit', anchor.edit]];
  }
}

function encoded(value: string): string {
  // What `encodeURIComponent` leaves, but brackets and quotes, which texts around a link may end at.
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
