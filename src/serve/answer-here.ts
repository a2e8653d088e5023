import { AiBlameError, type ErrorCode } from '../errors.js';
import { type Questioned, readQuestion } from './routes.js';

/** A question in the words of the request. */
export interface AskedWords {
  /** What stands behind `/api/`. */
  readonly name: string;
  /** Without `?`. */
  readonly query: string;
}

/** What came of a question, as something that can go from one thread to another: errors lose what they are on the way. */
export type Answered =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'trouble'; readonly code: ErrorCode; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'bug'; readonly told: string };

/** Works an answer out in this thread. Never rejects. */
export async function answerHere({ name, query }: AskedWords, from: Questioned): Promise<Answered> {
  try {
    const question = readQuestion(name, query);
    if (question === null) throw new Error(`There is no question ${name}`);
    return { kind: 'answer', text: await question.answer(from) };
  } catch (error) {
    if (error instanceof AiBlameError) {
      const { code, message, hint } = error;
      return { kind: 'trouble', code, message, hint };
    }
    return { kind: 'bug', told: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** @throws AiBlameError, or a bug. */
export function textOf(answered: Answered): string {
  switch (answered.kind) {
    case 'answer':
      return answered.text;
    case 'trouble':
      throw new AiBlameError(answered.code, answered.message, answered.hint === null ? {} : { hint: answered.hint });
    case 'bug':
      throw Object.assign(new Error(answered.told.split('\n')[0]), { stack: answered.told });
  }
}
