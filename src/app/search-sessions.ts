import type { Env } from '../env.js';
import type { FoundTurn, SearchResult } from '../model/viewer-result.js';
import { redact } from '../secrets/known-forms.js';
import { sessionEntry } from './list-sessions.js';
import { openCatalog } from './open-catalog.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type CatalogEntry, turnsAlone } from './run-catalog.js';
import { sourcesHere } from './sources-here.js';

export interface SearchRequest {
  /** In the repository whose sessions are searched. */
  readonly place: Place;
  /** Words, all of which are to be found, in any case of letters. */
  readonly query: string;
  /** At most so many sessions, and as many turns. */
  readonly limit: number;
}

/**
 * Looks for words in the titles of a repository's sessions, and in what their turns began with. The newest sessions come first, their
 * turns in their order.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE.
 */
export function searchSessions({ place, query, limit }: SearchRequest, env: Env, progress: Progress): SearchResult {
  const isHere = sourcesHere(place, env, progress);
  const catalog = openCatalog(place, env, progress);
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const hasAll = (text: string): boolean => {
    const lower = text.toLowerCase();
    return words.length > 0 && words.every((word) => lower.includes(word));
  };
  try {
    const entries = catalog.entries.filter((entry) => !entry.isSuperseded && isHere(entry)).sort(newestFirst);
    const sessions = entries.filter(({ summary }) => hasAll(`${summary.title ?? ''}\n${summary.firstMessage ?? ''}`));
    const turns: FoundTurn[] = [];
    let isMore = sessions.length > limit;
    for (const entry of words.length === 0 ? [] : entries) {
      if (turns.length > limit) break;
      for (const { index, startedAt, prompt } of turnsAlone(catalog, entry)) {
        // What cannot be shown is not found either.
        const shown = redact(prompt);
        if (hasAll(shown))
          turns.push({
            session: entry.session.id,
            agent: entry.session.agent,
            turn: { index, startedAt, prompt: shown },
          });
      }
    }
    isMore ||= turns.length > limit;
    return {
      schema: 'ai-blame/search@1',
      sessions: sessions.slice(0, limit).map(sessionEntry),
      turns: turns.slice(0, limit),
      isMore,
      warnings: catalog.warnings,
    };
  } finally {
    progress.end();
    catalog.close();
  }
}

function newestFirst(a: CatalogEntry, b: CatalogEntry): number {
  const [of, other] = [rankOf(a), rankOf(b)];
  return of > other ? -1 : of < other ? 1 : 0;
}

function rankOf({ session, summary }: CatalogEntry): string {
  return `${summary.updatedAt ?? ''} ${session.agent} ${session.id}`;
}
