/** Lines from 1, inclusive; `end` null: to the last line. */
export interface LineRange {
  readonly start: number;
  readonly end: number | null;
}

/** Where a range begins or ends: a line; the first line from there on in which a pattern matches; so many lines. */
export type LineAnchor =
  | { readonly line: number }
  | {
      /** A basic regular expression of POSIX. */
      readonly pattern: string;
      /** Sought from the first line on; else from the line behind the range before (for an end: behind the start). */
      readonly fromTop: boolean;
    }
  /** Lines that the range has, counted with the start; less than 0: those that end there. Of an end only. */
  | { readonly lines: number };

/** What one `-L` asks for, as git reads it (git-blame(1), 2.39). */
export type LineSpan =
  | LineRange
  | {
      /** null: the first line. */
      readonly from: LineAnchor | null;
      /** null: the last line. */
      readonly to: LineAnchor | null;
    }
  /** A function whose first line matches the pattern, up to the line before the next function. */
  | { readonly function: string; readonly fromTop: boolean };
