import type { FileChangeBody, FileChangeEvent, ReadEvent } from '../model/agent-event.js';
import type { FollowedFile } from './followed-file.js';

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

/**
 * Whether it is known what a whole content was written over.
 *
 * @param base what the file is taken to have held; null: it was not there.
 */
export function isBaseConfirmed(
  file: FollowedFile,
  event: FileChangeEvent,
  body: FileChangeBody,
  base: Buffer | null,
): boolean {
  if (body.before !== undefined) return true;
  // A record that says it made the file found none, unless one is known to have been there.
  if (base === null) return event.op === 'create';
  if (file.isStale) return false;
  return file.wholeKnowledge.has(event) || isOfStep(file, event);
}

/** Whether a content has lines that the file is not known to have had: only such can be a person's. */
export function bringsLines({ chain }: FollowedFile, content: Buffer | null): boolean {
  return chain.hunksTo(content).some(({ afterStart, afterEnd }) => afterEnd > afterStart);
}

/** Whether the session's own tree shows the file, and was taken when the calls after it had been asked for. */
function isOfStep({ anchor, chain }: FollowedFile, { session }: FileChangeEvent): boolean {
  const seen = anchor?.entry.event;
  return seen?.mayBeLate === true && seen.session.id === session.id && anchor?.version === chain.version;
}
