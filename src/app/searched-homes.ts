import type { TraceFinder } from '../agents/agent-adapter.js';
import { finders } from '../agents/finders.js';
import type { Env } from '../env.js';
import type { Place } from './place.js';

/** Homes of an agent, in the order in which they count. */
export function homesFor(finder: TraceFinder, place: Place, env: Env): readonly string[] {
  const homes = place.homes[finder.id] ?? [];
  const runners = place.car === true ? { runners: { directory: place.directory } } : {};
  return finder.homes(env, { homes, ...runners });
}

/** Where traces of an agent are looked for. */
export interface Searched {
  readonly finder: TraceFinder;
  readonly homes: readonly string[];
}

/** Where traces are looked for, of every agent. */
export function searchedHomes(place: Place, env: Env): Searched[] {
  return finders().map((finder) => ({ finder, homes: homesFor(finder, place, env) }));
}
