import { useLayoutEffect, useRef } from 'preact/hooks';

/** What keys do: a key as `KeyboardEvent.key` names it, or two after each other as `g f`. */
export type Keys = Readonly<Record<string, () => void>>;

/** How long the second key may take, in milliseconds. */
const PATIENCE = 1200;

interface Layer {
  readonly keys: { current: Keys };
  readonly isFrame: boolean;
}

/** All that listen now, the latest last. */
const layers: Layer[] = [];
let pending: { readonly key: string; readonly until: number } | null = null;

/**
 * Listens for keys as long as the part is shown, but for those that are typed into a field, or held with others.
 * @param isFrame these are the keys of all pages: what a page has itself goes before.
 */
export function useKeys(keys: Keys, isFrame = false): void {
  const current = useRef(keys);
  current.current = keys;
  // Before the part is painted: whoever sees it may press a key.
  useLayoutEffect(() => {
    const layer = { keys: current, isFrame };
    if (layers.length === 0) addEventListener('keydown', onKey);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) removeEventListener('keydown', onKey);
    };
  }, []);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
  const first = pending !== null && pending.until > event.timeStamp ? pending.key : null;
  pending = null;
  const ordered = [...layers].reverse().sort((a, b) => Number(a.isFrame) - Number(b.isFrame));
  const name = first === null ? event.key : `${first} ${event.key}`;
  const action = ordered.map(({ keys }) => keys.current[name]).find((found) => found !== undefined);
  if (action !== undefined) {
    event.preventDefault();
    action();
    return;
  }
  const beginsPair = ordered.some(({ keys }) =>
    Object.keys(keys.current).some((key) => key.startsWith(`${event.key} `)),
  );
  if (beginsPair) pending = { key: event.key, until: event.timeStamp + PATIENCE };
}

/** A dialog has keys of its own: Escape closes it. */
function inDialog(target: HTMLElement): boolean {
  return target.closest('dialog') !== null;
}

function isTyped(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches('input:not([type=range]), textarea, select') || target.isContentEditable || inDialog(target))
  );
}
