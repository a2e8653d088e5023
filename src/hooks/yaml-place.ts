import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, LineCounter, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';

/** Where lines can be put into a YAML text so that they come to stand at a place of its structure; nothing else is touched. */
export interface YamlPlace {
  /** Offset of the beginning of a line, or the text's end. */
  readonly at: number;
  /** What each line begins with. */
  readonly indent: string;
  /** Keys that are not there yet, from outside to inside: the lines go below them. */
  readonly missing: readonly string[];
}

/** A YAML text that is one document with a mapping at its top, or with nothing but comments. */
export interface YamlText {
  readonly text: string;
  readonly top: YAMLMap | null;
}

/** @returns null where it cannot be read, holds several documents, or is no mapping. */
export function readYaml(text: string): YamlText | null {
  const parsed = parseAllDocuments(text, { lineCounter: new LineCounter() });
  const documents = Array.isArray(parsed) ? parsed : [];
  const [document, ...more] = documents;
  if (more.length > 0 || document === undefined) return documents.length === 0 ? { text, top: null } : null;
  if (document.errors.length > 0 || /^\.\.\./m.test(text)) return null;
  if (document.contents === null) return { text, top: null };
  const { contents } = document;
  if (isMap(contents)) return contents.flow === true ? null : { text, top: contents };
  return yamlValue(text) === null ? { text, top: null } : null;
}

/** What the text says, as JavaScript has it; undefined where it cannot be read. */
function yamlValue(text: string): unknown {
  const [document, ...more] = parseAllDocuments(text);
  if (more.length > 0) return undefined;
  if (document === undefined) return null;
  try {
    return document.errors.length > 0 ? undefined : document.toJS();
  } catch {
    // An alias that leads nowhere.
    return undefined;
  }
}

/**
 * Where an entry of the mapping (or list) goes that stands under these keys: behind all others.
 * @returns null where something else stands there, or it is written in one line (`{…}`, `[…]`).
 */
export function placeUnder({ text, top }: YamlText, keys: readonly string[]): YamlPlace | null {
  if (top === null) return { at: text.length, indent: '', missing: keys };
  let map: YAMLMap = top;
  for (const [n, key] of keys.entries()) {
    const pair = map.items.find((item) => keyOf(item) === key);
    if (pair === undefined) return behindLast(text, map, keys.slice(n));
    const { value } = pair;
    if (isMap(value) && value.flow !== true && isPlain(value)) map = value;
    else if (isSeq(value) && value.flow !== true && isPlain(value) && n === keys.length - 1) {
      return behindLast(text, value, []);
    } else if (isNothing(value)) return belowKey(text, pair, keys.slice(n + 1));
    else return null;
  }
  return behindLast(text, map, []);
}

/** Whether `after` says what `before` says, and only `change` more. */
export function saysOnly(before: string, after: string, change: (value: unknown) => unknown): boolean {
  const value = yamlValue(before);
  return value !== undefined && isDeepStrictEqual(yamlValue(after), change(value));
}

/** Scalar that a YAML reader gives back as it was: plain where that is so, else in quotes. */
export function yamlScalar(value: string): string {
  const reread = yamlValue(`key: ${value}\n`);
  const isPlain = typeof reread === 'object' && reread !== null && 'key' in reread && reread.key === value;
  return isPlain && !/[\r\n]/.test(value) ? value : JSON.stringify(value);
}

function behindLast(
  text: string,
  { items, range }: { readonly items: readonly unknown[]; readonly range?: readonly number[] | null },
  missing: readonly string[],
): YamlPlace | null {
  const start = startOf(items[0]) ?? range?.[0] ?? null;
  if (start === null) return null;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  // A list's entry begins with its dash, which stands alone before it.
  const indent = /^ *(?=-\s)/.exec(text.slice(line))?.[0] ?? ' '.repeat(start - line);
  const end = endOf(items.at(-1));
  if (end === null || text.slice(line, line + indent.length).trim() !== '') return null;
  return { at: text[end - 1] === '\n' ? end : lineBehind(text, end), indent, missing };
}

function belowKey(text: string, { key }: Pair, missing: readonly string[]): YamlPlace | null {
  const [start, end] = rangeOf(key) ?? [];
  if (start === undefined || end === undefined) return null;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return { at: lineBehind(text, end), indent: `${' '.repeat(start - line)}  `, missing };
}

function lineBehind(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function startOf(item: unknown): number | null {
  return (isPair(item) ? rangeOf(item.key) : rangeOf(item))?.[0] ?? null;
}

/** The end of what is innermost and last: comments behind it are not a part of it. */
function endOf(item: unknown): number | null {
  if (isPair(item)) return isNothing(item.value) ? endOf(item.key) : endOf(item.value);
  if ((isMap(item) || isSeq(item)) && item.flow !== true && item.items.length > 0) return endOf(item.items.at(-1));
  return rangeOf(item)?.[1] ?? null;
}

function rangeOf(node: unknown): readonly number[] | null {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  return Array.isArray(range) ? range : null;
}

function isPair(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item;
}

/** No anchor or tag stands before it, which may be referred to from elsewhere. */
function isPlain(node: { readonly anchor?: string | undefined; readonly tag?: string | undefined }): boolean {
  return node.anchor === undefined && node.tag === undefined;
}

function isNothing(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && 'value' in value && value.value === null && !('anchor' in value && value.anchor);
}

function keyOf({ key }: Pair): unknown {
  return typeof key === 'object' && key !== null && 'value' in key ? key.value : key;
}
