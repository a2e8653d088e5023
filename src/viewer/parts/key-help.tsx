import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useShown } from '../pages/shown.js';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Search files, prompts and sessions'],
  ['g f', 'Go to a file'],
  ['g o', 'Overview'],
  ['g s', 'Sessions'],
  ['g c', 'Compare'],
  ['j k', 'Next line or row, the one before'],
  ['n p', 'Next block, block before'],
  ['g g  G', 'First line, last line'],
  ['Enter', 'The turn of the line'],
  ['t', 'Time travel of the file'],
  ['[ ]', 'The state, or turn, before and after'],
  ['Space', 'Play the states of a file'],
  ['u', 'From a turn to its session'],
  ['y', 'Copy the link of this page'],
  ['Esc', 'Choose nothing'],
  ['?', 'These keys'],
];

/** All keys, and what the words mean. */
export function KeyHelp({ onClose }: { onClose: () => void }): JSX.Element {
  const { about } = useShown();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="key-help" aria-label="Keys and words" onClose={onClose}>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h2>What is shown</h2>
      {about.copy === undefined ? (
        <p>
          Files and differences stand here as they lie on disk. In conversations and records of traces, what looks like
          a secret is replaced by [redacted], as the commands do. Nothing leaves this machine.
        </p>
      ) : (
        <p>
          {about.copy.isRedacted
            ? 'What looks like a secret is replaced by [redacted] everywhere: in files, differences and conversations.'
            : 'Files, differences and conversations stand here as they are, with what may be secrets in them.'}
        </p>
      )}
      <Words title="How an edit is known" words={about.evidence} />
      <Words title="Where a line comes from" words={about.origins} />
      <Words title="What weakens a claim" words={about.caveats} />
    </dialog>
  );
}

function Words({ title, words }: { title: string; words: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <>
      <h2>{title}</h2>
      <dl>
        {Object.entries(words).map(([word, sentence]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{sentence}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
