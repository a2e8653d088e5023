import type { Zone } from './dates.js';
import type { Style } from './style.js';

/** What text for people depends on beside the answer itself. */
export interface TextOptions {
  /** Columns of the terminal; null: there is none, nothing is cut off. */
  readonly width: number | null;
  readonly style: Style;
  readonly zone: Zone;
}
