import type { JsonValue } from '../model/json-value.js';
import type { RawColumns } from '../model/run.js';

/** A value as some database or file holds it. */
export type Cell = null | number | string | Buffer | JsonValue | undefined;

/**
 * Reads the columns of one row of a foreign table. What is not as it should be becomes null (or stays as it is), and is kept as it
 * is under `raw`: one bad row never hides the others (formats/run-history.md, "What ours must do", 17).
 */
export class ForeignRow {
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #raw: Record<string, string | number | null> = {};

  constructor(cells: ReadonlyMap<string, Cell>) {
    this.#cells = cells;
  }

  /** What could not be read, by column; null where all could. */
  get raw(): RawColumns | null {
    return Object.keys(this.#raw).length === 0 ? null : { ...this.#raw };
  }

  /** A text that must be there. */
  text(name: string): string | null {
    const value = this.#cells.get(name);
    return typeof value === 'string' ? value : this.#bad(name, value);
  }

  /** A text, or NULL. */
  optionalText(name: string): string | null {
    const value = this.#cells.get(name) ?? null;
    return value === null || typeof value === 'string' ? value : this.#bad(name, value);
  }

  /** A text of a set that is known; another is told as it is, and counts as bad. */
  word(name: string, known: readonly string[]): string | null {
    const value = this.text(name);
    if (value !== null && !known.includes(value)) this.#bad(name, value);
    return value;
  }

  /** ISO 8601 UTC with milliseconds, of a text that must be there. */
  time(name: string): string | null {
    const text = this.text(name);
    return text === null ? null : this.#instant(name, text);
  }

  optionalTime(name: string): string | null {
    const text = this.optionalText(name);
    return text === null ? null : this.#instant(name, text);
  }

  integer(name: string): number {
    const value = this.#cells.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    this.#bad(name, value);
    return 0;
  }

  /** A text that holds JSON, or (in an archive) the value itself. */
  json(name: string): JsonValue {
    const value = this.#cells.get(name);
    if (value !== null && typeof value === 'object' && !Buffer.isBuffer(value)) return value;
    const text = this.text(name);
    if (text === null) return null;
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      return this.#bad(name, text);
    }
  }

  #instant(name: string, text: string): string | null {
    // A time without a zone is UTC, as all of the store are.
    const isDated = /^\d{4}-\d{2}-\d{2}/.test(text);
    const milliseconds = isDated ? Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`) : Number.NaN;
    return Number.isNaN(milliseconds) ? this.#bad(name, text) : new Date(milliseconds).toISOString();
  }

  #bad(name: string, value: Cell): null {
    this.#raw[name] =
      value === null || value === undefined || typeof value === 'string' || typeof value === 'number'
        ? (value ?? null)
        : Buffer.isBuffer(value)
          ? value.toString()
          : JSON.stringify(value);
    return null;
  }
}
