import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { AnswerCache } from './answer-cache.js';
import { Failure, keyOf, type Parameters } from './source.js';

/** Everything that answers, and how often it changed meanwhile. */
export interface Answers {
  readonly cache: AnswerCache;
  readonly generation: number;
}

export const AnswersContext = createContext<Answers | null>(null);

export type Answer<T> =
  | { readonly state: 'loading'; readonly value: null; readonly failure: null }
  | { readonly state: 'there'; readonly value: T; readonly failure: null }
  | { readonly state: 'failed'; readonly value: null; readonly failure: Failure };

const LOADING = { state: 'loading', value: null, failure: null } as const;

export function useAnswers(): Answers {
  const answers = useContext(AnswersContext);
  if (answers === null) throw new Error('No answers here');
  return answers;
}

/** The answer to a question; null asks nothing. While it is asked anew what was answered before goes on standing there. */
export function useAnswer<T>(route: string | null, parameters: Parameters = {}): Answer<T> {
  const { cache, generation } = useAnswers();
  const key = route === null ? null : keyOf(route, parameters);
  const [known, setKnown] = useState<{ readonly key: string | null; readonly answer: Answer<T> }>({
    key: null,
    answer: LOADING,
  });
  useEffect(() => {
    if (key === null) return undefined;
    let isWanted = true;
    cache.ask(key).then(
      (value) => isWanted && setKnown({ key, answer: { state: 'there', value: value as T, failure: null } }),
      (error: unknown) =>
        isWanted && setKnown({ key, answer: { state: 'failed', value: null, failure: asFailure(error) } }),
    );
    return () => {
      isWanted = false;
    };
  }, [key, cache, generation]);
  return known.key === key ? known.answer : LOADING;
}

function asFailure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure('BUG', error instanceof Error ? error.message : String(error), null);
}
