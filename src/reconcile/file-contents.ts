import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { hashObject } from '../git/oid.js';
import type { Repository } from '../git/repository.js';
import type { Content } from './draft-edit.js';
import type { SnapshotView } from './snapshot-view.js';
import type { WarningList } from './warning-list.js';

/** Contents of a file as git stores them, and their ids. */
export class FileContents {
  readonly #repository: Repository;
  readonly #view: SnapshotView;
  readonly #warnings: WarningList;
  readonly #ids = new WeakMap<Buffer, Oid>();

  constructor(repository: Repository, view: SnapshotView, warnings: WarningList) {
    this.#repository = repository;
    this.#view = view;
    this.#warnings = warnings;
  }

  /** @returns null, with a warning, where the content is not stored any more. */
  read(blob: Oid, path: string): Buffer | null {
    const object = this.#repository.objects.read(blob);
    if (object === null) {
      this.#warnings.add('object_missing', `The content ${blob} of ${path} is not stored any more`, blob);
      return null;
    }
    this.#ids.set(object.data, blob);
    return object.data;
  }

  /** Blob id of a file in a commit; null where it is not there. */
  idIn(commit: Oid | null, path: string): Oid | null {
    if (commit === null) return null;
    const read = readCommit(this.#repository.objects, commit);
    return read === null ? null : (this.#view.treeEntry(read.tree, path)?.oid ?? null);
  }

  /** A file's content in a commit; null where it is not there, or not stored. */
  in(commit: Oid | null, path: string): Buffer | null {
    const blob = this.idIn(commit, path);
    return blob === null ? null : this.read(blob, path);
  }

  /** git's blob id of a content; null where there is none or it is not known. */
  idOf(content: Content): Oid | null {
    if (content == null) return null;
    const id = this.#ids.get(content) ?? hashObject(this.#repository.objects.hash, 'blob', content);
    this.#ids.set(content, id);
    return id;
  }
}
