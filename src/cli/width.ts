import type { Env } from '../env.js';

/** Columns of a help text where nothing tells. */
export const USUAL_WIDTH = 80;

/** `COLUMNS`, else the terminal's own width. */
export function widthOf(env: Env): number {
  return toldWidth(env) ?? env.stdout.columns ?? USUAL_WIDTH;
}

/** As for git, `COLUMNS` counts also where there is no terminal. null: it does not tell. */
export function toldWidth({ variables: { COLUMNS = '' } }: Env): number | null {
  return COLUMNS !== '' && /^\d{1,5}$/.test(COLUMNS) && Number(COLUMNS) > 0 ? Number(COLUMNS) : null;
}
