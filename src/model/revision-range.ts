import { AiBlameError } from '../errors.js';

/** `A..B`, or `A...B`: an end that is left out is HEAD. */
export interface RevisionRange {
  readonly from: string;
  readonly to: string;
  /** `A...B`: both sides are meant. */
  readonly isSymmetric: boolean;
}

/** Takes a range apart, without asking whether its ends are revisions; null: it has not the form of one. */
export function readRange(text: string): RevisionRange | null {
  const [, from, dots, to] = /^(.*?)(\.{2,3})(.*)$/s.exec(text) ?? [];
  return dots === undefined ? null : { from: from || 'HEAD', to: to || 'HEAD', isSymmetric: dots === '...' };
}

/** For who asks where one side ends and the other begins. @throws AiBlameError USAGE for `A...B`. */
export function refuseSymmetric({ isSymmetric }: RevisionRange, text: string): void {
  if (isSymmetric) throw new AiBlameError('USAGE', `Which of both sides does ${text} mean? Name A..B`);
}
