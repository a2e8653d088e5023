import type { Chain } from '../reconcile/chain.js';
import type { ContentCache } from './content-cache.js';
import type { FileState } from './file-states.js';

/** What a file held in its states. Few contents are held at a time. */
export class StateContents {
  readonly #path: string;
  readonly #chain: Chain;
  readonly #cache: ContentCache;

  constructor(path: string, chain: Chain, cache: ContentCache) {
    this.#path = path;
    this.#chain = chain;
    this.#cache = cache;
  }

  /** null: the file was not there, or it is not known what it held. */
  of({ presence, version }: FileState): Buffer | null {
    if (presence !== 'present' || version === null) return null;
    return this.#cache.get(`${this.#path}\0${version}`, () => this.#chain.contentAt(version));
  }
}
