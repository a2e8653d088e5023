/** Characters that look alike and stand in columns side by side; columns from 0. */
export interface TerminalRun {
  readonly column: number;
  readonly cells: number;
  readonly text: string;
  readonly isWide: boolean;
  readonly color: string | number | null;
  readonly ground: string | number | null;
  readonly traits: readonly string[];
}

/** What tmux captured (`capture-pane -p -e`), row by row from above. */
export function rowsOf(capture: string): TerminalRun[][];
