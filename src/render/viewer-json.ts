import { CAVEATS } from '../model/caveats.js';
import type {
  AboutResult,
  ErrorResult,
  FilesResult,
  RepositoryDescription,
  SearchResult,
} from '../model/viewer-result.js';
import { EVIDENCE_SENTENCES, ORIGIN_SENTENCES } from './known-words.js';
import { orderedSession } from './sessions-json.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** What the viewer heads its pages with, and the words that it explains. */
export function aboutJson({ root, name, head }: RepositoryDescription, version: string): string {
  return jsonText<AboutResult>({
    schema: 'ai-blame/about@1',
    version,
    repository: { root, name, head },
    caveats: CAVEATS,
    evidence: EVIDENCE_SENTENCES,
    origins: ORIGIN_SENTENCES,
  });
}

/** The keys of `FilesResult`, in its order. */
export function filesJson({ schema, repository, paths, truncated }: FilesResult): string {
  return jsonText<FilesResult>({ schema, repository: orderedRepository(repository), paths, truncated });
}

/** The keys of `SearchResult`, in its order. */
export function searchJson({ schema, sessions, turns, isMore, warnings }: SearchResult): string {
  return jsonText<SearchResult>({
    schema,
    sessions: sessions.map(orderedSession),
    turns: turns.map(({ session, agent, turn: { index, startedAt, prompt } }) => ({
      session,
      agent,
      turn: { index, startedAt, prompt },
    })),
    isMore,
    warnings: orderedWarnings(warnings),
  });
}

/** What went wrong with a question. */
export function errorJson(error: ErrorResult['error']): string {
  const { code, message, hint } = error;
  return jsonText<ErrorResult>({ schema: 'ai-blame/error@1', error: { code, message, hint } });
}
