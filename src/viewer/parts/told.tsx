import type { ComponentChildren, JSX } from 'preact';
import type { Warning } from '../../model/diagnostic.js';
import { shareOf } from '../../render/percentages.js';
import { type Answer, useAdvance } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';
import { counted } from '../paint/words.js';

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
  // What is said aloud is said once, and not again with every number.
  const [, message = '', detail = ''] = /^([^:]*)(?:: )?(.*)$/.exec(advance?.message ?? 'Reading the traces') ?? [];
  return (
    <div class="loading">
      <p class="quiet" role="status">
        {message} …
      </p>
      {advance !== null && advance.total > 0 && (
        <p class="quiet advance">
          <progress max={advance.total} value={advance.done} aria-label={message} />{' '}
          {shareOf(advance.done, advance.total)} {detail}
        </p>
      )}
    </div>
  );
}

/** A line that an address names and the file has not. */
export function NoLine({ line, count }: { line: number | null; count: number }): JSX.Element | null {
  if (line === null || line <= count) return null;
  const has = count === 0 ? 'it is empty' : `it has ${counted(count, 'line', 'lines')}`;
  return <Trouble message={`There is no line ${line} in this file any more`} hint={`Here ${has}.`} />;
}

export function Trouble({ message, hint }: { message: string; hint: string | null }): JSX.Element {
  return (
    <div class="trouble" role="alert">
      <p>{visibleText(message)}</p>
      {hint !== null && <p class="quiet">{visibleText(hint)}</p>}
    </div>
  );
}

/** More than these are folded. */
const MOST_TOLD = 2;

/** What is known not to be whole, in words. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }): JSX.Element | null {
  if (warnings.length === 0) return null;
  const list = (
    <ul>
      {warnings.map(({ code, message, count }) => (
        <li key={`${code} ${message}`}>
          {visibleText(message)} {(count ?? 1) > 1 && <span class="quiet">×{count}</span>} <code>{code}</code>
        </li>
      ))}
    </ul>
  );
  if (warnings.length <= MOST_TOLD) return <div class="warnings">{list}</div>;
  return (
    <details class="warnings">
      <summary>{warnings.length} things to know</summary>
      {list}
    </details>
  );
}
