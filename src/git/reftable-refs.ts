import { join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { readFileSync, statSync } from './disk.js';
import { errorCode, isOutOfRange } from './error-code.js';
import type { HashName } from './oid.js';
import { isPerWorkTree, isRefName, type ReflogEntry, type RefStore, type RefValue } from './ref-store.js';
import { Reftable } from './reftable.js';

const MAX_TABLE_BYTES = 1024 * 1024 * 1024;
const MAX_TABLES = 10_000;

/** Refs in a stack of reftables (`extensions.refStorage = reftable`): a later table overrides the earlier ones. */
export class ReftableRefs implements RefStore {
  readonly #gitDir: string;
  readonly #commonDir: string;
  readonly #hash: HashName;
  readonly #stacks = new Map<string, Stack>();

  constructor(gitDir: string, commonDir: string, hash: HashName) {
    this.#gitDir = gitDir;
    this.#commonDir = commonDir;
    this.#hash = hash;
  }

  read(name: string): RefValue | null {
    return isRefName(name) ? (this.#stackOf(name).refs.get(name) ?? null) : null;
  }

  list(): Map<string, RefValue> {
    const refs = new Map<string, RefValue>();
    for (const dir of new Set([this.#commonDir, this.#gitDir])) {
      for (const [name, value] of this.#stack(dir).refs) {
        if (name.startsWith('refs/') && isRefName(name) && this.#dirOf(name) === dir) {
          refs.set(name, value);
        }
      }
    }
    return refs;
  }

  reflog(name: string): ReflogEntry[] {
    const entries = new Map<bigint, ReflogEntry | null>();
    const { tables, file } = this.#stackOf(name);
    reading(file, () => {
      for (const table of tables) {
        for (const { ref, update, entry } of table.logs()) {
          if (ref === name) {
            entries.set(update, entry);
          }
        }
      }
    });
    return (
      [...entries]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        // An entry from nothing to nothing only marks that there is a log.
        .flatMap(([, entry]) => (entry === null || (entry.before === null && entry.after === null) ? [] : [entry]))
    );
  }

  #stackOf(name: string): Stack {
    return this.#stack(this.#dirOf(name));
  }

  #dirOf(name: string): string {
    return isPerWorkTree(name) ? this.#gitDir : this.#commonDir;
  }

  #stack(dir: string): Stack {
    let stack = this.#stacks.get(dir);
    if (stack === undefined) {
      stack = readStack(join(dir, 'reftable'), this.#hash);
      this.#stacks.set(dir, stack);
    }
    return stack;
  }
}

interface Stack {
  /** The list of the tables, for messages. */
  readonly file: string;
  /** The oldest first. */
  readonly tables: readonly Reftable[];
  readonly refs: ReadonlyMap<string, RefValue>;
}

function readStack(dir: string, hash: HashName): Stack {
  const file = join(dir, 'tables.list');
  return reading(file, () => {
    const tables = readTables(dir, file).map((data) => new Reftable(data, hash));
    const refs = new Map<string, RefValue>();
    for (const table of tables) {
      for (const [name, value] of table.refs()) {
        if (value === null) {
          refs.delete(name);
        } else {
          refs.set(name, value);
        }
      }
    }
    return { file, tables, refs };
  });
}

function readTables(dir: string, file: string): Buffer[] {
  for (let attempt = 0; ; attempt++) {
    const names = readFileSync(file, 'utf8')
      .split('\n')
      .filter((name) => name !== '');
    if (names.length > MAX_TABLES || names.some((name) => !/^[\w.-]+$/.test(name))) {
      throw new RangeError('not a list of tables');
    }
    try {
      return names.map((name) => {
        if (statSync(join(dir, name)).size > MAX_TABLE_BYTES) {
          throw new RangeError('a table is too large');
        }
        return readFileSync(join(dir, name));
      });
    } catch (error) {
      // git has just joined some tables to one: the list names it now.
      if (errorCode(error) !== 'ENOENT' || attempt >= 4) {
        throw error;
      }
    }
  }
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isOutOfRange(error) || errorCode(error) !== null) {
      throw new AiBlameError('UNREADABLE', `The refs in ${file} cannot be read: they are damaged or gone`, {
        cause: error,
      });
    }
    throw error;
  }
}
