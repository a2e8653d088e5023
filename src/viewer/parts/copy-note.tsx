import type { JSX } from 'preact';
import type { CopyDescription } from '../../model/page-pieces.js';
import { visibleText } from '../paint/visible-text.js';

/** What pages that are files hold, and what they do not. */
export function CopyNote({ copy, version }: { copy: CopyDescription; version: string }): JSX.Element {
  const { scope, isRedacted, leftOut } = copy;
  const what = scope === null ? 'the whole repository' : `the files of ${scope}`;
  return (
    <section class="copy-note" aria-label="What these pages hold">
      <p class="quiet">
        A copy of {visibleText(what)}, written by ai-blame {version}.{' '}
        {isRedacted ? 'What looks like a secret was taken out of it: [redacted].' : 'Nothing was taken out of it.'}
      </p>
      {leftOut.length > 0 && (
        <ul class="quiet">
          {leftOut.map((sentence) => (
            <li key={sentence}>{visibleText(sentence)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
