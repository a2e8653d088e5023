import type { SqlDatabase } from '../sql/database.js';

/** An answer as it is kept, and what it rests on. */
export interface KeptAnswer {
  /** What the traces of this repository came to when it was given (a digest). */
  readonly traces: string;
  /** JSON: what was looked at on the disk. */
  readonly looks: string;
  /** JSON: the answer without the file's text. */
  readonly answer: string;
}

/** More answers than a person asks for again; those given last are kept. */
const MOST_ANSWERS = 2000;
/** One that is larger is not worth its place: it is worked out anew. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Answers that were given before, by a digest of the question. Whether one still holds is for the caller to find out. */
export class Answers {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  find(question: Buffer): KeptAnswer | null {
    const row = this.#database.prepare('SELECT traces, looks, answer FROM answers WHERE question = ?').get([question]);
    if (row === null) return null;
    const [traces, looks, answer] = row.map(String) as [string, string, string];
    return { traces, looks, answer };
  }

  /** @throws SqlError where the database cannot be written. */
  keep(question: Buffer, { traces, looks, answer }: KeptAnswer): void {
    if (looks.length + answer.length > MOST_BYTES) return;
    this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM answers WHERE question = ?').run([question]);
      this.#database
        .prepare('INSERT INTO answers (question, traces, looks, answer) VALUES (?,?,?,?)')
        .run([question, traces, looks, answer]);
      this.#database.prepare('DELETE FROM answers WHERE n <= (SELECT max(n) FROM answers) - ?').run([MOST_ANSWERS]);
    });
  }
}
