import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TraceSource } from '../../model/session.js';
import { readPlainAt } from '../../scan/byte-reader.js';
import { objectOf, parsedObject } from '../json-values.js';
import { isAbsolutePath } from '../paths.js';
import { orNull } from '../whole-source.js';

const MAX_REGISTRY = 16 * 1024 ** 2;
const MAX_PATH = 64 * 1024;

/** So many directories are compared with the hash. */
const MOST_COMPARED = 20_000;

/**
 * Finds the directory that a session was started in. Its records name it by a SHA-256 of its path only: a directory whose hash it
 * is, is it for sure, wherever it is named. Where none is, the project's marker file tells it, or the registry (formats/gemini-cli.md, 1).
 */
export class ProjectRoot {
  readonly #named: readonly string[];
  readonly #compared = new Set<string>();
  #hash: string | null = null;
  #proven: string | null = null;
  /** Seen before the hash was known. */
  #waiting: string[] = [];

  constructor(source: TraceSource) {
    this.#named = namedRoots(source);
  }

  /** Absolute as recorded; null where nothing tells it. */
  get path(): string | null {
    return this.#proven ?? this.#named[0] ?? null;
  }

  get isProven(): boolean {
    return this.#proven !== null;
  }

  /** @param hash `projectHash` of the records. */
  hashIs(hash: string): void {
    if (this.#hash !== null) return;
    this.#hash = hash;
    for (const path of [...this.#named, ...this.#waiting]) this.see(path);
    this.#waiting = [];
  }

  /** A record names this path: it, or a directory above it, may be the one. */
  see(path: string): void {
    if (this.#proven !== null || !isAbsolutePath(path) || path.length > MAX_PATH) return;
    if (this.#hash === null) {
      if (this.#waiting.length < MOST_COMPARED) this.#waiting.push(path);
      return;
    }
    for (let directory = path; directory !== ''; directory = above(directory)) {
      if (this.#compared.has(directory) || this.#compared.size >= MOST_COMPARED) return;
      this.#compared.add(directory);
      if (createHash('sha256').update(directory).digest('hex') === this.#hash) {
        this.#proven = directory;
        return;
      }
    }
  }
}

/** The directory that holds a path, by the rules of POSIX and of Windows; empty where there is none. */
function above(path: string): string {
  return /^(.+?)[\\/]+[^\\/]*$/.exec(path)?.[1] ?? '';
}

/** As the marker in the project's folder and the registry name them. */
function namedRoots({ home, path }: TraceSource): string[] {
  const [before, project] = path.split('tmp/');
  const id = project?.split('/')[0];
  if (before === undefined || id === undefined) return [];
  const data = join(home, before);
  const markers = ['tmp', 'history'].map((folder) => textAt(join(data, folder, id, '.project_root'), MAX_PATH).trim());
  const registry = parsedObject(textAt(join(data, 'projects.json'), MAX_REGISTRY));
  const registered = Object.entries(objectOf(registry?.projects) ?? {}).flatMap(([root, of]) =>
    of === id ? [root] : [],
  );
  return [...new Set([...markers, ...registered].filter(isAbsolutePath))];
}

function textAt(file: string, most: number): string {
  return orNull(() => readPlainAt(file, 0, most).toString('utf8')) ?? '';
}
