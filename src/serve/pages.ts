import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tagOf } from './answers.js';

/** A file of the viewer. */
export interface Page {
  readonly type: string;
  readonly body: Buffer;
  readonly tag: string;
  readonly zipped: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * The files of the viewer, by what they are asked for as. Which there are is known once, when the server starts: what is asked for
 * never becomes a part of a path.
 */
export class Pages {
  readonly #files: ReadonlyMap<string, string>;
  readonly #read = new Map<string, Page>();

  /** @param folder of the built viewer; where it is not there, there is no page. */
  constructor(folder: string) {
    const files = [...namesIn(folder), ...namesIn(join(folder, 'grammars')).map((name) => `grammars/${name}`)];
    this.#files = new Map(files.map((name) => [`/${name === 'index.html' ? '' : name}`, join(folder, name)]));
  }

  /** @param asked as it stands in the request: `/`, `/viewer.js`. @returns null where there is none. */
  find(asked: string): Page | null {
    const known = this.#read.get(asked);
    if (known !== undefined) return known;
    const file = this.#files.get(asked);
    if (file === undefined) return null;
    const body = readFileSync(file);
    const type = TYPES[extensionOf(file)] ?? '';
    const page = { type, body, tag: tagOf(body), zipped: gzipSync(body) };
    this.#read.set(asked, page);
    return page;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && extensionOf(entry.name) in TYPES)
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
