import { finders } from '../agents/finders.js';

/** An option that names homes of one agent. */
export interface HomeOption {
  readonly agent: string;
  readonly name: string;
  readonly describe: string;
}

/** One for each agent, in the order in which they are looked at. */
export const HOME_OPTIONS: readonly HomeOption[] = finders().map(({ id, option }) => ({ agent: id, ...option }));
