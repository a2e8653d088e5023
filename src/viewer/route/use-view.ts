import { useEffect, useState } from 'preact/hooks';
import { fragmentOf, type View, viewOf } from './view.js';

/** What the address names, anew whenever it changes: by a link, by back and forward, by hand. */
export function useView(): View {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const onChange = (): void => setFragment(location.hash);
    addEventListener('hashchange', onChange);
    addEventListener('popstate', onChange);
    return () => {
      removeEventListener('hashchange', onChange);
      removeEventListener('popstate', onChange);
    };
  }, []);
  return viewOf(fragment);
}

/** Goes to a view, so that back comes here again. */
export function go(view: View): void {
  location.hash = fragmentOf(view);
}

/** Names another view in the address without a step for back: moving from line to line makes no history. */
export function replaceView(view: View): void {
  history.replaceState(null, '', fragmentOf(view));
  dispatchEvent(new Event('popstate'));
}
