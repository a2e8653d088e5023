import { pieceFile } from '../../model/page-pieces.js';
import { loadScript } from '../highlight/load-script.js';
import { Failure } from './source.js';

/** Pieces that are kept: what several answers are made of. */
const KEPT = 24;

/** What the scripts below `data/` hand over, since a page that was opened as a file may not fetch others. */
export class Pieces {
  readonly #came = new Map<string, unknown>();
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor() {
    const page = window as { aiBlame?: object };
    page.aiBlame = { ...page.aiBlame, put: (key: string, value: unknown) => this.#came.set(key, value) };
  }

  /** A piece that the pages hold. @throws Failure */
  async read<T>(key: string): Promise<T> {
    const known = this.#kept.get(key);
    const piece = known ?? this.#load(key);
    this.#kept.delete(key);
    this.#kept.set(key, piece);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return (await piece) as T;
  }

  async #load(key: string): Promise<unknown> {
    const file = `data/${pieceFile(key)}`;
    await loadScript(file).catch(() => undefined);
    const value = this.#came.get(key);
    this.#came.delete(key);
    if (value !== undefined) return value;
    this.#kept.delete(key);
    throw new Failure('NOT_THERE', `These pages are not whole: ${file} cannot be read`, 'Write them again');
  }
}
