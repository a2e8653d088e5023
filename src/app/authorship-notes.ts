import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { type NoteText, readNote } from '../git/notes-tree.js';
import type { Repository } from '../git/repository.js';
import type { Warning } from '../model/diagnostic.js';
import { type ParsedNote, parseNote } from '../sharing/authorship-note.js';

/** Where notes of AI authorship are kept (formats/interop.md, 1). */
export const NOTES_REF = 'refs/notes/ai';

/** A note and what it says. */
export interface ReadNote extends NoteText {
  readonly parsed: ParsedNote;
}

/** The notes of AI authorship of a repository, each read when it is first asked for. */
export class AuthorshipNotes {
  /** What could not be read, or is not known here; grows with what is asked. */
  readonly warnings: Warning[] = [];
  readonly #repository: Repository;
  readonly #tree: Oid | null;
  readonly #read = new Map<Oid, ReadNote | null>();

  constructor(repository: Repository) {
    this.#repository = repository;
    const ref = repository.readRef(NOTES_REF);
    const commit = ref === null ? null : readCommit(repository.objects, ref);
    this.#tree = commit?.tree ?? null;
    if (ref !== null && commit === null) this.#warn('notes_missing', `${NOTES_REF} is ${ref}, which is no commit`, ref);
  }

  /** Whether there may be any. */
  get areThere(): boolean {
    return this.#tree !== null;
  }

  /** @returns null where the commit has none. @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT. */
  of(commit: Oid): ReadNote | null {
    const known = this.#read.get(commit);
    if (known !== undefined) return known;
    const found = this.#tree === null ? null : readNote(this.#repository.objects, this.#tree, commit);
    const read = found === null ? null : { ...found, parsed: parsedOf(found) };
    this.#read.set(commit, read);
    if (read !== null && read.parsed.kind !== 'note') {
      this.#warn(`note_${read.parsed.kind.replace('-', '_')}`, sentence(commit, read.parsed), commit);
    }
    return read;
  }

  #warn(code: string, message: string, subject: string): void {
    this.warnings.push({ code, message, count: 1, subject });
  }
}

export function parsedOf({ blob, text }: NoteText): ParsedNote {
  return text === null ? { kind: 'malformed', reason: `its text ${blob} is not stored here` } : parseNote(text);
}

/** What is wrong with a note. */
export function sentence(commit: Oid, parsed: Exclude<ParsedNote, { kind: 'note' }>): string {
  const note = `The note of ${commit} in ${NOTES_REF}`;
  return parsed.kind === 'malformed'
    ? `${note} cannot be read: ${parsed.reason}`
    : `${note} is of another schema than is known here: ${parsed.schema.slice(0, 60)}`;
}
