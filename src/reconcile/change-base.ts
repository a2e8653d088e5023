import type { Oid } from '../git/git-objects.js';
import type { FileChangeBody } from '../model/agent-event.js';
import type { Content } from './draft-edit.js';
import { mergeChange } from './merge-change.js';
import { replayChange } from './replay.js';
import type { ChangeEntry } from './timeline.js';

/** A content that a recorded change fits. */
export interface ChangeBase {
  /** null: the file does not exist. */
  readonly content: Buffer | null;
  /** HEAD, if what the file was known to be is given up for what HEAD holds, with what was recorded since. */
  readonly head: Oid | null;
  /** Nothing but the agent's own copy tells that the file held this. */
  readonly isCandidate: boolean;
}

interface KnownOfFile {
  /** What the file is known to be. */
  readonly known: Content;
  /** What it was known to be when HEAD came to be where it is. */
  readonly knownAtHead: Content;
  /** The commit of the work tree then, and whether it became so since the file was seen. */
  readonly head: Oid | null;
  readonly headMoved: boolean;
  /** The file's content in a commit; null where the file is not there; undefined where the commit is not stored. */
  readonly contentIn: (commit: Oid) => Content;
  /** Whether the file was known to hold this before. */
  readonly wasHeld: (content: Buffer | null) => boolean;
}

/** A content that the change fits: what the file is known to be, else what HEAD or the session's own commit held. */
export function findChangeBase({ event }: ChangeEntry, body: FileChangeBody, file: KnownOfFile): ChangeBase | null {
  const { known, head, headMoved, contentIn } = file;
  if (known !== undefined) {
    if (replayChange(known, body) !== null) return found(known, null);
    // A content that is known is not given up for what a commit holds, unless HEAD moved since it was seen, or the file held that
    // before: what was changed since was discarded.
    const committed = head === null ? undefined : contentIn(head);
    if (committed === undefined || !(headMoved || file.wasHeld(committed))) return candidateOf(body);
    const isDiscarded = !headMoved || file.knownAtHead === undefined;
    const since = isDiscarded ? undefined : mergeChange(file.knownAtHead, known, committed);
    const content = [since, committed].find((guess) => guess !== undefined && fitsToTheLetter(guess, body));
    return content === undefined ? candidateOf(body) : found(content, head);
  }
  for (const commit of [head, event.session.git?.commit ?? null]) {
    const content = commit === null ? undefined : contentIn(commit);
    // A base that is only guessed must be it to the letter: else the agent would have written what a person re-indented.
    if (content !== undefined && replayChange(content, body)?.rewritesContext === false) return found(content, null);
  }
  // A file that is added needs no base; where nothing tells of an older one there was none.
  return event.op === 'create' ? found(null, null) : candidateOf(body);
}

function found(content: Buffer | null, head: Oid | null): ChangeBase {
  return { content, head, isCandidate: false };
}

/** The newest of the contents that the agent kept which the change fits. */
function candidateOf(body: FileChangeBody): ChangeBase | null {
  const texts = (body.candidates ?? []).map((text) => Buffer.from(text, 'utf8'));
  const content = texts.findLast((text) => fitsToTheLetter(text, body));
  return content === undefined ? null : { content, head: null, isCandidate: true };
}

/** Whether all tellings of a change fit a content: some quote less of what stands around it than others. */
function fitsToTheLetter(content: Buffer | null, body: FileChangeBody): boolean {
  return body.tellings.every((telling) => {
    return replayChange(content, { ...body, tellings: [telling] })?.rewritesContext === false;
  });
}
