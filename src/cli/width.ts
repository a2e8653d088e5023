import type { Env } from '../env.js';

/** Columns of a help text where nothing tells. */
export const USUAL_WIDTH = 80;

/** `COLUMNS`, else the terminal's own width. */
export function widthOf(env: Env): number {
  const { COLUMNS = '' } = env.variables;
  const wanted = /^\d{1,5}$/.test(COLUMNS) ? Number(COLUMNS) : 0;
  return wanted > 0 ? wanted : (env.stdout.columns ?? USUAL_WIDTH);
}
