import type { ComponentChildren, JSX } from 'preact';
import type { Warning } from '../../model/diagnostic.js';
import type { Answer } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';

/** What an answer gives; until then that it is coming, or why there is none. */
export function Told<T>({
  answer,
  children,
}: {
  answer: Answer<T>;
  children: (value: T) => ComponentChildren;
}): JSX.Element {
  if (answer.state === 'loading')
    return (
      <p class="quiet loading" role="status">
        Reading the traces …
      </p>
    );
  if (answer.state === 'failed') return <Trouble message={answer.failure.message} hint={answer.failure.hint} />;
  return <>{children(answer.value)}</>;
}

export function Trouble({ message, hint }: { message: string; hint: string | null }): JSX.Element {
  return (
    <div class="trouble" role="alert">
      <p>{visibleText(message)}</p>
      {hint !== null && <p class="quiet">{visibleText(hint)}</p>}
    </div>
  );
}

/** What is known not to be whole, in words. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }): JSX.Element | null {
  if (warnings.length === 0) return null;
  return (
    <details class="warnings">
      <summary>{warnings.length === 1 ? '1 thing to know' : `${warnings.length} things to know`}</summary>
      <ul>
        {warnings.map(({ code, message, count }) => (
          <li key={`${code} ${message}`}>
            {visibleText(message)} {(count ?? 1) > 1 && <span class="quiet">×{count}</span>} <code>{code}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
