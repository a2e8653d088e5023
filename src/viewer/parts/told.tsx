import type { ComponentChildren, JSX } from 'preact';
import type { Warning } from '../../model/diagnostic.js';
import { type Answer, useAdvance } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';

/** What an answer gives; until then that it is coming, or why there is none. */
export function Told<T>({
  answer,
  children,
}: {
  answer: Answer<T>;
  children: (value: T) => ComponentChildren;
}): JSX.Element {
  if (answer.state === 'loading') return <Waiting question={answer.question} />;
  if (answer.state === 'failed') return <Trouble message={answer.failure.message} hint={answer.failure.hint} />;
  return <>{children(answer.value)}</>;
}

/** That an answer is coming, and how far it is. */
function Waiting({ question }: { question: string | null }): JSX.Element {
  const advance = useAdvance(question);
  const message = advance?.message ?? 'Reading the traces';
  return (
    <div class="loading">
      <p class="quiet" role="status">
        {message} …
      </p>
      {advance !== null && advance.total > 0 && (
        <p class="quiet advance">
          <progress max={advance.total} value={advance.done} aria-label={message} /> {advance.done.toLocaleString('en')}{' '}
          of {advance.total.toLocaleString('en')}
        </p>
      )}
    </div>
  );
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
