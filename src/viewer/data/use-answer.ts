import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Advance, Advances } from './advances.js';
import type { AnswerCache } from './answer-cache.js';
import { Failure, keyOf, type Parameters } from './source.js';

/** Everything that answers, and how often it changed meanwhile. */
export interface Answers {
  readonly cache: AnswerCache;
  readonly advances: Advances;
  readonly generation: number;
}

export const AnswersContext = createContext<Answers | null>(null);

export type Answer<T> =
  | { readonly state: 'loading'; readonly value: null; readonly failure: null; readonly question: string | null }
  | { readonly state: 'there'; readonly value: T; readonly failure: null }
  | { readonly state: 'failed'; readonly value: null; readonly failure: Failure };

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
    answer: loading(null),
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
  return known.key === key ? known.answer : loading(key);
}

function loading(question: string | null) {
  return { state: 'loading', value: null, failure: null, question } as const;
}

/** How far the answer to a question has come; null: nothing was told of it. */
export function useAdvance(question: string | null): Advance | null {
  const { advances } = useAnswers();
  const [, setAdvance] = useState<Advance | null>(null);
  useEffect(() => (question === null ? undefined : advances.listen(question, setAdvance)), [question, advances]);
  return question === null ? null : advances.of(question);
}

function asFailure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure('BUG', error instanceof Error ? error.message : String(error), null);
}
