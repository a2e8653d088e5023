import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { counted } from '../paint/words.js';

interface PortionProps<T> {
  readonly items: readonly T[];
  /** How many are told at first, and more at each step. */
  readonly size: number;
  /** What they are: `turn`, `turns`. */
  readonly one: string;
  readonly many: string;
  readonly children: (items: readonly T[]) => ComponentChildren;
}

/** The beginning of a list that may be very long, and a button for what follows. */
export function Portion<T>({ items, size, one, many, children }: PortionProps<T>): JSX.Element {
  const [told, setTold] = useState(size);
  const left = items.length - told;
  return (
    <>
      {children(left > 0 ? items.slice(0, told) : items)}
      {left > 0 && (
        <p>
          <button type="button" onClick={() => setTold(told + size)}>
            Show more: {counted(left, one, many)}
          </button>
        </p>
      )}
    </>
  );
}
