import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { catalogOfIndex } from './indexed-catalog.js';
import { note, sentenceOf } from './notes.js';
import { requireFolder } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type Catalog, catalogOfTraces } from './run-catalog.js';

/** All sessions in the homes of the place: by way of the index, where there can be one; else from the traces, which is told. */
export function openCatalog(place: Place, env: Env, progress: Progress): Catalog {
  requireFolder(place);
  if (place.index === undefined) return catalogOfTraces(place, env, progress);
  try {
    return catalogOfIndex(place.index.file, place, env, progress);
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    note(`${sentenceOf(error)}; the traces themselves are read`, env);
    return catalogOfTraces(place, env, progress);
  }
}
