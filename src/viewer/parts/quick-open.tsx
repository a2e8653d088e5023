import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FilesResult } from '../../model/viewer-result.js';
import { useAnswer } from '../data/use-answer.js';
import { bestMatches } from '../paint/best-matches.js';
import { visibleText } from '../paint/visible-text.js';
import { go } from '../route/use-view.js';

const MOST = 12;

/** Goes to a file by some letters of its name: `g f`. */
export function QuickOpen({ onClose }: { onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const files = useAnswer<FilesResult>('files');
  const found = bestMatches(files.value?.paths ?? [], text, MOST);
  useEffect(() => dialog.current?.showModal(), []);
  const open = (file: string | undefined): void => {
    if (file === undefined) return;
    onClose();
    go({ kind: 'file', file, line: null, only: null });
  };
  return (
    <dialog ref={dialog} class="quick-open" aria-label="Go to a file" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="quick-found"
        aria-activedescendant={found.length === 0 ? undefined : `quick-${chosen}`}
        aria-label="Name of a file"
        placeholder="Go to file"
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setChosen(Math.min(found.length - 1, chosen + 1));
          else if (event.key === 'ArrowUp') setChosen(Math.max(0, chosen - 1));
          else if (event.key === 'Enter') open(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="quick-found" role="listbox" aria-label="Files">
        {found.map((path, at) => (
          <li key={path} id={`quick-${at}`} role="option" aria-selected={at === chosen} onClick={() => open(path)}>
            {visibleText(path)}
          </li>
        ))}
      </ul>
    </dialog>
  );
}
