/** What a piece of a program's text is, as far as it shows. */
export type SyntaxKind = 'keyword' | 'string' | 'number' | 'name' | 'type' | 'meta' | 'comment';

/** A piece of one line. */
export interface SyntaxPiece {
  /** null: nothing in particular. */
  readonly kind: SyntaxKind | null;
  readonly text: string;
}
