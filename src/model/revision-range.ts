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
