import { CORRUPT, type SqlDatabase, SqlError, type SqlStatement } from '../sql/database.js';
import { whenRun } from '../sql/when-run.js';
import { intact } from './intact.js';
import { asBytes } from './sums.js';

/** Texts that stand in many rows, each once. The same text keeps its number until the index is emptied. */
export class Strings {
  readonly #select: SqlStatement;
  readonly #selectText: SqlStatement;
  readonly #insert: SqlStatement;
  readonly #version: SqlStatement;
  readonly #ids = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  #known: unknown = null;

  constructor(database: SqlDatabase) {
    const prepare = (sql: string): SqlStatement => whenRun(database, sql);
    this.#select = prepare('SELECT id FROM strings WHERE text = ?');
    this.#selectText = prepare(`SELECT ${asBytes('text')} FROM strings WHERE id = ?`);
    this.#version = prepare('PRAGMA data_version');
    this.#insert = prepare('INSERT INTO strings (text) VALUES (?) RETURNING id');
  }

  /** Within a transaction: what is new is written. */
  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const stored = storable(text);
    const row = this.#select.get([stored]) ?? this.#insert.get([stored]);
    const id = Number(row?.[0]);
    this.#ids.set(text, id);
    return id;
  }

  textOf(id: number): string {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const row = this.#selectText.get([id]);
    if (row === null) throw new SqlError(`text ${id} is not there`, CORRUPT, null);
    const text = intact(`text ${id}`, () => restored(String(row[0])));
    this.#texts.set(id, text);
    return text;
  }

  /** To be called at the beginning of a transaction or snapshot: another process may have emptied the index meanwhile. */
  refresh(): void {
    const version = this.#version.get([])?.[0];
    if (version !== this.#known) this.forget();
    this.#known = version;
  }

  /** To be called where a transaction was taken back: what it numbered is numbered no more. */
  forget(): void {
    this.#ids.clear();
    this.#texts.clear();
  }
}

/** A database holds neither NUL nor lone surrogates without harm: such texts, and those that look quoted, are kept quoted. */
const UNSTORABLE = /^"|\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** A text in a form that any driver gives back unharmed. */
export function storable(text: string): string {
  return UNSTORABLE.test(text) ? JSON.stringify(text) : text;
}

export function restored(stored: string): string {
  return stored.startsWith('"') ? (JSON.parse(stored) as string) : stored;
}
