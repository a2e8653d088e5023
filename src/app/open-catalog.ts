import type { Env } from '../env.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type Catalog, catalogOfTraces } from './run-catalog.js';

/** All sessions in the homes of the place. */
export function openCatalog(place: Place, env: Env, progress: Progress): Catalog {
  return catalogOfTraces(place, env, progress);
}
