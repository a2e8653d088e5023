import { posix } from 'node:path';
import { AiBlameError } from '../errors.js';
import type { Oid, TreeEntry } from './git-objects.js';
import type { Repository } from './repository.js';
import { MODE_TREE } from './tree-entries.js';
import { lookUp, parseTree } from './trees.js';

const MODE_LINK = 0o120000;
/** As many links one path may lead through, as on Linux. */
const MOST_LINKS = 40;

interface Folder {
  readonly path: string;
  /** null: the commit has no such folder. */
  readonly tree: Oid | null;
}

/**
 * Other names of files within one work tree: through symbolic links that the commit of HEAD has, and, where git was told that the file
 * system knows no case (`core.ignorecase`), in other letters (formats/README.md, 3.1).
 */
export class CanonicalPaths {
  readonly #repository: Repository;
  readonly #root: Oid | null;
  readonly #ignoresCase: boolean;
  readonly #folders = new Map<string, Folder>();
  /** Names that were asked for, without and with following them. */
  readonly #known = [new Map<string, string>(), new Map<string, string>()] as const;
  /** Of names that the commit does not have, by their small letters: how they were spelled first. */
  readonly #spelled = new Map<string, string>();

  /** @param tree of HEAD's commit; null: there is none. */
  constructor(repository: Repository, tree: Oid | null) {
    this.#repository = repository;
    this.#root = tree;
    this.#ignoresCase = repository.config.getBoolean('core.ignorecase') === true;
  }

  /**
   * The name by which git knows a file.
   * @param path relative to the root.
   * @param follows whether the path's own last part is followed where it is a link, as by what writes to the file.
   */
  of(path: string, follows: boolean): string {
    if (path === '' || (this.#root === null && !this.#ignoresCase)) return path;
    const known = this.#known[follows ? 1 : 0];
    let name = known.get(path);
    if (name === undefined) {
      name = this.#asSpelled(this.#file(path, follows, 0));
      known.set(path, name);
    }
    return name;
  }

  #asSpelled(name: string): string {
    if (!this.#ignoresCase) return name;
    const key = name.toLowerCase();
    const first = this.#spelled.get(key) ?? name;
    this.#spelled.set(key, first);
    return first;
  }

  #file(path: string, follows: boolean, links: number): string {
    const parent = this.#folder(above(path), links);
    const found = this.#find(parent, nameOf(path));
    const own = join(parent.path, found?.name ?? nameOf(path));
    const target = follows && found !== null ? this.#linkedTo(parent, found.entry, links) : null;
    return target === null ? own : this.#file(target, true, links + 1);
  }

  #folder(path: string, links: number): Folder {
    if (path === '') return { path, tree: this.#root };
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const parent = this.#folder(above(path), links);
    const found = this.#find(parent, nameOf(path));
    const own = join(parent.path, found?.name ?? nameOf(path));
    const target = found === null ? null : this.#linkedTo(parent, found.entry, links);
    const isTree = found?.entry.mode === MODE_TREE;
    const folder =
      target === null ? { path: own, tree: isTree ? found.entry.oid : null } : this.#folder(target, links + 1);
    this.#folders.set(path, folder);
    return folder;
  }

  #find({ tree }: Folder, name: string): { readonly name: string; readonly entry: TreeEntry } | null {
    if (tree === null) return null;
    const { objects } = this.#repository;
    try {
      const entry = lookUp(objects, tree, name);
      if (entry !== null || !this.#ignoresCase) return entry === null ? null : { name, entry };
      const data = objects.read(tree);
      const same = (data === null ? [] : parseTree(data.data, tree.length === 64 ? 32 : 20, tree)).filter(
        (other) => other.name.toLowerCase() === name.toLowerCase(),
      );
      const [only] = same;
      return only === undefined || same.length > 1 ? null : { name: only.name, entry: only };
    } catch (error) {
      if (error instanceof AiBlameError) return null;
      throw error;
    }
  }

  /** Where a link leads, relative to the root; null: it is none, or leads out. */
  #linkedTo(parent: Folder, { mode, oid }: TreeEntry, links: number): string | null {
    if (mode !== MODE_LINK || links >= MOST_LINKS) return null;
    const target = this.#repository.objects.read(oid)?.data.toString('utf8') ?? '';
    if (target === '' || posix.isAbsolute(target)) return null;
    const path = posix.normalize(join(parent.path, target)).replace(/\/$/, '');
    return path === '.' || path === '..' || path.startsWith('../') ? null : path;
  }
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
