import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Turn } from '../model/session.js';
import type { SessionResult } from '../model/session-list.js';
import { redact } from '../secrets/known-forms.js';
import { keyOf, sessionEntry } from './list-sessions.js';
import { openCatalog } from './open-catalog.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type Catalog, type CatalogEntry, turnsOf } from './run-catalog.js';

export interface SessionRequest {
  readonly place: Place;
  /** Id of a session, or how it begins; with or without `<agent>:` before it. */
  readonly session: string;
}

/**
 * One session with its turns.
 * @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS.
 */
export function showSession(request: SessionRequest, env: Env, progress: Progress): SessionResult {
  const catalog = openCatalog(request.place, env, progress);
  try {
    const entries = catalog.entries.filter((entry) => !entry.isSuperseded);
    const found = oneEntry(entries, request.session, keyOf, 'session');
    return sessionOf(catalog, entries, found, turnsOf(catalog, found));
  } finally {
    progress.end();
    catalog.close();
  }
}

/**
 * One session with its turns.
 * @param entries all that there are, none of which is superseded.
 */
export function sessionOf(
  catalog: Catalog,
  entries: readonly CatalogEntry[],
  found: CatalogEntry,
  turns: readonly Turn[],
): SessionResult {
  const relatives = (from: 'parentId' | 'forkedFrom'): string[] =>
    entries
      .filter(({ session }) => session.agent === found.session.agent && session[from] === found.session.id)
      .map(({ session }) => session.id)
      .sort();
  return {
    schema: 'ai-blame/session@1',
    origin: catalog.origin,
    session: sessionEntry(found),
    children: relatives('parentId'),
    forks: relatives('forkedFrom'),
    turns: turns.map(({ index, id, startedAt, prompt }) => ({ index, id, startedAt, prompt: redact(prompt) })),
    warnings: catalog.warnings,
  };
}

/** So many of those that a beginning stands for are listed. */
const MOST_LISTED = 10;

/**
 * The one entry whose id, or id behind its agent's name, is `given` or begins with it.
 * @param keyOf `<agent>:<id>`.
 * @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS (lists those that it may be).
 */
export function oneEntry<T>(entries: readonly T[], given: string, keyOf: (entry: T) => string, what: string): T {
  const spellings = (entry: T): string[] => {
    const key = keyOf(entry);
    // An agent's name may have a colon of its own.
    return key.split(':').map((_, n, parts) => parts.slice(n).join(':'));
  };
  const exact = entries.filter((entry) => spellings(entry).includes(given));
  const found =
    exact.length > 0 || given === ''
      ? exact
      : entries.filter((entry) => spellings(entry).some((spelling) => spelling.startsWith(given)));
  const [only, ...more] = found;
  if (only === undefined) {
    throw new AiBlameError('NO_SUCH_SESSION', `There is no ${what} ${given}`, {
      hint: `ai-blame ${what}s list --all shows what there is`,
    });
  }
  if (more.length > 0) {
    const listed = found.map(keyOf).sort().slice(0, MOST_LISTED);
    const rest = found.length > MOST_LISTED ? `, and ${found.length - MOST_LISTED} more` : '';
    throw new AiBlameError('AMBIGUOUS', `${given} stands for ${found.length} ${what}s`, {
      hint: `one of ${listed.join(', ')}${rest}`,
    });
  }
  return only;
}
