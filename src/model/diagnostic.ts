/** Something that was lost, skipped or not certain (contract, section 2: `warnings`). */
export interface Warning {
  /** Stable, snake_case. */
  readonly code: string;
  /** A sentence for a person. */
  readonly message: string;
  /** How many times it happened. */
  readonly count: number;
  /** What it is about: an id, a path, a record's place. */
  readonly subject: string | null;
}
