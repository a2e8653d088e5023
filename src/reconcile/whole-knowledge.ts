import type { FileChangeEvent, ReadEvent } from '../model/agent-event.js';

/**
 * Which sessions know all that the file holds, in the turn that they are in. A content that an agent writes as a whole may have lines
 * of a person in it that nothing else tells of: it is known what of it the agent wrote only where the agent's own records tell what it
 * found there (`exact` in contracts/output.md, 1; formats/README.md, 2.5 and 3.5).
 */
export class WholeKnowledge {
  /** By session: its turn. */
  readonly #turns = new Map<string, number>();

  /** An agent looked at the file. What it saw of it in part may be news to it. */
  read({ session, turn, outcome, outOf }: ReadEvent, isWhole: boolean): void {
    if (outOf !== undefined || outcome === 'failed' || outcome === 'rejected') return;
    if (isWhole && turn !== null) this.#turns.set(session.id, turn.index);
    else this.#turns.delete(session.id);
  }

  /** @param isConfirmed what the file was before is known from the session's own records. */
  wrote({ session, turn }: FileChangeEvent, isConfirmed: boolean): void {
    if (isConfirmed && turn !== null) this.#turns.set(session.id, turn.index);
  }

  has({ session, turn }: FileChangeEvent): boolean {
    return turn !== null && this.#turns.get(session.id) === turn.index;
  }
}
