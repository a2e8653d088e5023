import { anchorText } from '../../time-travel/anchor.js';

/**
 * What a page shows, as its address names it. The forms that `ai-blame link` prints (formats/time-travel.md, "Anchor notation")
 * and, in the same notation, the views that no command links to.
 */
export type View =
  | { readonly kind: 'overview' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number | null; readonly only: string | null }
  | { readonly kind: 'state'; readonly file: string; readonly at: string; readonly line: number | null }
  | {
      readonly kind: 'range';
      readonly file: string;
      readonly from: string;
      readonly to: string;
      readonly line: number | null;
    }
  | { readonly kind: 'turn'; readonly session: string; readonly turn: number; readonly edit: string | null }
  | { readonly kind: 'edit'; readonly edit: string }
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'sessions' }
  | { readonly kind: 'compare'; readonly a: string | null; readonly b: string | null }
  | { readonly kind: 'search'; readonly q: string }
  | { readonly kind: 'unknown'; readonly text: string };

const LONGEST = 4096;

/** The view that a fragment (with or without `#`) names. Unknown keys are ignored; of a repeated key the first counts. */
export function viewOf(fragment: string): View {
  const text = fragment.replace(/^#/, '');
  if (text === '') return { kind: 'overview' };
  const values = pairsOf(text);
  if (text.length > LONGEST || values === null) return { kind: 'unknown', text: text.slice(0, 200) };
  const value = (key: string): string | null => values.get(key) ?? null;
  const file = value('file');
  if (file !== null && file !== '') return fileView(file, value);
  const session = value('session');
  if (session !== null && session !== '') {
    const turn = count(value('turn'));
    return turn === null ? { kind: 'session', session } : { kind: 'turn', session, turn, edit: value('edit') };
  }
  const edit = value('edit');
  if (edit !== null && edit !== '') return { kind: 'edit', edit };
  switch (value('view')) {
    case 'sessions':
      return { kind: 'sessions' };
    case 'compare':
      return { kind: 'compare', a: value('a'), b: value('b') };
    case 'search':
      return { kind: 'search', q: value('q') ?? '' };
    default:
      return { kind: 'unknown', text: text.slice(0, 200) };
  }
}

function fileView(file: string, value: (key: string) => string | null): View {
  const line = count(value('line'));
  const at = value('at');
  const from = value('from');
  const to = value('to');
  if (at !== null) return { kind: 'state', file, at, line };
  if (from !== null || to !== null) return { kind: 'range', file, from: from ?? '0', to: to ?? 'worktree', line };
  return { kind: 'file', file, line, only: value('only') };
}

/** The fragment that names a view: the same text as `ai-blame link` prints, where that has one for it. */
export function fragmentOf(view: View): string {
  switch (view.kind) {
    case 'overview':
      return '#';
    case 'file': {
      const only = view.only === null ? '' : `&only=${encodeURIComponent(view.only)}`;
      return `${anchorText({ kind: 'file', file: view.file, line: view.line })}${only}`;
    }
    case 'state':
    case 'range':
    case 'turn':
    case 'edit':
      return anchorText(view);
    case 'session':
      return `#session=${encodeURIComponent(view.session)}`;
    case 'sessions':
      return '#view=sessions';
    case 'compare': {
      const sides = [view.a === null ? '' : `&a=${encoded(view.a)}`, view.b === null ? '' : `&b=${encoded(view.b)}`];
      return `#view=compare${sides.join('')}`;
    }
    case 'search':
      return `#view=search&q=${encoded(view.q)}`;
    case 'unknown':
      return `#${view.text}`;
  }
}

function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':');
}

function count(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/** null: a value is not what percent-encoding writes. */
function pairsOf(text: string): Map<string, string> | null {
  const pairs = new Map<string, string>();
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    const key = at < 0 ? part : part.slice(0, at);
    try {
      const value = decodeURIComponent(at < 0 ? '' : part.slice(at + 1));
      if (!pairs.has(key)) pairs.set(key, value);
    } catch {
      return null;
    }
  }
  return pairs;
}
