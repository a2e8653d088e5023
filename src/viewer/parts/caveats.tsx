import type { JSX } from 'preact';
import type { Caveat } from '../../model/edit-record.js';
import { visibleText } from '../paint/visible-text.js';

/** What weakens a claim: a badge for each code, with its sentence to hover, and as text for the keyboard. */
export function Caveats({
  caveats,
}: {
  caveats: readonly (Caveat & { readonly count?: number })[];
}): JSX.Element | null {
  if (caveats.length === 0) return null;
  return (
    <ul class="caveats" aria-label="Best effort">
      {caveats.map(({ code, message, count }) => (
        <li key={code}>
          <details>
            <summary class="badge" title={visibleText(message)}>
              {code}
              {count !== undefined && count > 1 && ` ×${count}`}
            </summary>
            <p>{visibleText(message)}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}
