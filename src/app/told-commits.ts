import type { Env } from '../env.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { TraceSource } from '../model/session.js';
import type { AuthorshipNote } from '../sharing/authorship-note.js';
import { noteOfRecord } from '../sharing/trace-record.js';
import { AuthorshipNotes, NOTES_REF, type ReadNote } from './authorship-notes.js';
import { type KeptRecord, KeptRecords } from './kept-records.js';

/** What another program says of a commit: a note, or a record of Agent Trace in the words of one. */
export interface Telling {
  readonly by: 'note' | 'record';
  readonly note: AuthorshipNote;
  readonly source: TraceSource;
  /** Which one it is: the id of the note's text, or the record's file below the folder of all. */
  readonly proof: string;
  /** How edits that it tells of are marked. */
  readonly mark: (commit: Oid) => Pick<EditRecord, 'note' | 'record'>;
}

/** What notes of authorship and imported records tell of commits. */
export class ToldCommits {
  readonly #notes: AuthorshipNotes;
  readonly #records: KeptRecords;
  readonly #repository: Repository;

  constructor(repository: Repository, env: Env) {
    this.#notes = new AuthorshipNotes(repository);
    this.#records = new KeptRecords(env);
    this.#repository = repository;
  }

  /** Whether there may be any. */
  get areThere(): boolean {
    return this.#notes.areThere || this.#records.areThere;
  }

  /** Whether there are any of this repository; records are kept for all of them in one place. */
  tellOfThis(): boolean {
    if (this.#notes.areThere) return true;
    for (const commit of this.#records.commits()) if (this.#repository.objects.has(commit)) return true;
    return false;
  }

  /** In the order in which they are believed. A note travels with the history: it comes first. @throws AiBlameError as `AuthorshipNotes.of`. */
  of(commit: Oid): Telling[] {
    const note = this.#notes.of(commit);
    const noted = note?.parsed.kind === 'note' ? [this.#ofNote(note, note.parsed.note)] : [];
    return [...noted, ...this.#records.of(commit).map((kept) => this.#ofRecord(kept))];
  }

  warnings(): Warning[] {
    return [...this.#notes.warnings, ...this.#records.warnings];
  }

  #ofNote({ blob }: ReadNote, note: AuthorshipNote): Telling {
    const source = {
      agent: 'git-notes',
      home: this.#repository.commonDir,
      path: NOTES_REF,
      kind: 'json',
      size: 0,
    } as const;
    const { writer } = note;
    return {
      by: 'note',
      note,
      source,
      proof: blob,
      mark: (commit) => ({ note: { ref: NOTES_REF, commit, blob, writer } }),
    };
  }

  #ofRecord({ record, path, bytes }: KeptRecord): Telling {
    const source = { agent: 'agent-trace', home: this.#records.folder, path, kind: 'jsonl', size: bytes } as const;
    const { id, tool: writer, timestamp } = record;
    return {
      by: 'record',
      note: noteOfRecord(record),
      source,
      proof: path,
      mark: (commit) => ({ record: { id, commit, writer, timestamp } }),
    };
  }
}
