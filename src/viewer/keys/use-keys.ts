import { useEffect, useRef } from 'preact/hooks';

/** What keys do: a key as `KeyboardEvent.key` names it, or two after each other as `g f`. */
export type Keys = Readonly<Record<string, () => void>>;

/** How long the second key may take, in milliseconds. */
const PATIENCE = 1200;

let pending: { readonly key: string; readonly until: number } | null = null;

/** Listens for keys as long as the part is shown, but for those that are typed into a field, or held with others. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
      const before = pending !== null && pending.until > event.timeStamp ? `${pending.key} ` : '';
      const action = current.current[`${before}${event.key}`];
      if (action === undefined) return;
      event.preventDefault();
      pending = null;
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** Keys that begin a pair are remembered after all others had their turn. */
export function rememberPairs(first: readonly string[]): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
    pending =
      !event.defaultPrevented && first.includes(event.key)
        ? { key: event.key, until: event.timeStamp + PATIENCE }
        : null;
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
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
