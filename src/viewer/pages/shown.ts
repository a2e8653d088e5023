import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { About } from '../data/answers.js';
import type { Accents } from '../paint/accents.js';

/** What every page shares. */
export interface Shown {
  readonly about: About;
  readonly accents: Accents;
  /** Says something in the corner for a moment, to screen readers as well. */
  readonly say: (message: string) => void;
}

export const ShownContext = createContext<Shown | null>(null);

export function useShown(): Shown {
  const shown = useContext(ShownContext);
  if (shown === null) throw new Error('Outside of the page');
  return shown;
}
