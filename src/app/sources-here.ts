import type { Env } from '../env.js';
import type { TraceSource } from '../model/session.js';
import { openTraces } from './indexed-traces.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import type { CatalogEntry } from './run-catalog.js';
import { selectTracesFor } from './select-traces.js';

/**
 * Which sessions bear on the repository of the place: those whose edits blame tells of, also where they ran before it was moved.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE.
 */
export function sourcesHere(place: Place, env: Env, progress: Progress): (entry: CatalogEntry) => boolean {
  const reader = openTraces(place, env);
  try {
    const { traces } = selectTracesFor('.', place, env, reader, progress);
    const here = new Set(traces.map(({ source }) => keyOf(source.probe.source)));
    return ({ source }) => here.has(keyOf(source));
  } finally {
    reader.close();
  }
}

function keyOf({ home, path }: TraceSource): string {
  return `${home}\0${path}`;
}
