import type { JSX } from 'preact';
import { useShown } from '../pages/shown.js';
import { fragmentOf, type View } from '../route/view.js';

/** Copies the anchor of a view: the text that `ai-blame link` prints. */
export function CopyLink({ view }: { view: View }): JSX.Element {
  const copy = useCopy();
  const fragment = fragmentOf(view);
  return (
    <button type="button" class="copy" data-anchor={fragment} onClick={() => copy(fragment)}>
      Copy link
    </button>
  );
}

/** Puts a text into the clipboard; where the browser keeps that from pages, shows it to be copied by hand. */
export function useCopy(): (text: string) => void {
  const { say } = useShown();
  return (text) => {
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('No clipboard'));
    written.then(
      () => say('Link copied'),
      () => say(text),
    );
  };
}
