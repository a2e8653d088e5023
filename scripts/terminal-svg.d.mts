import type { TerminalRun } from './terminal-rows.mjs';

export interface SvgLook {
  readonly columns: number;
  readonly theme: 'dark' | 'light';
  /** What somebody hears who cannot see it. */
  readonly label: string;
}

/** The whole document; the same for the same rows. */
export function terminalSvg(rows: readonly (readonly TerminalRun[])[], look: SvgLook): string;
