import type { GitObjects, Oid, TreeEntry } from './git-objects.js';
import { hashObject, isOid } from './oid.js';
import { MODE_TREE, openTree } from './tree-entries.js';

/**
 * Trees of notes, as git keeps them (git 2.39, `notes.c`): the note of an object is the file with its id as the path, cut after
 * each second digit as often as there are many notes. Of several notes of one object git makes one, a blank line between them.
 */

const REGULAR = 0o100000;
const FILE_TYPE = 0o170000;

/** What a tree of notes holds. */
export interface NotesTree {
  /** Blobs by the object that they are notes of; mostly one. */
  readonly notes: Map<Oid, Oid[]>;
  /** Whatever else lies there, which git leaves where it is. Names as bytes (latin1), as they may be no text. */
  readonly others: readonly { readonly path: string; readonly entry: TreeEntry }[];
}

/** @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT. */
export function readNotesTree(objects: GitObjects, tree: Oid | null): NotesTree {
  const notes = new Map<Oid, Oid[]>();
  const others: { path: string; entry: TreeEntry }[] = [];
  const visit = (oid: Oid, digits: string, prefix: string): void => {
    const cursor = openTree(objects, oid);
    while (cursor.next()) {
      const name = cursor.data.toString('latin1', cursor.nameStart, cursor.nameEnd);
      const id = digits + name;
      if (isNote(cursor.entry) && id.length === idLength(objects) && isOid(id)) {
        notes.set(id, [...(notes.get(id) ?? []), cursor.oid]);
      } else if (cursor.isTree && isFanout(name, id, objects)) {
        visit(cursor.oid, id, `${prefix}${name}/`);
      } else {
        others.push({ path: prefix + name, entry: cursor.entry });
      }
    }
  };
  if (tree !== null) visit(tree, '', '');
  return { notes, others };
}

/** One note. */
export interface NoteText {
  readonly blob: Oid;
  /** null: it is not stored here. */
  readonly text: string | null;
}

/** An object's note; null where it has none. @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT. */
export function readNote(objects: GitObjects, tree: Oid, of: Oid): NoteText | null {
  const blobs: Oid[] = [];
  const visit = (oid: Oid, rest: string): void => {
    const cursor = openTree(objects, oid);
    const whole = Buffer.from(rest);
    const part = whole.subarray(0, 2);
    while (cursor.next()) {
      if (isNote(cursor.entry) && cursor.nameIs(whole)) blobs.push(cursor.oid);
      else if (cursor.isTree && rest.length > 2 && cursor.nameIs(part)) visit(cursor.oid, rest.slice(2));
    }
  };
  visit(tree, of);
  return blobs.length === 0 ? null : combined(objects, blobs);
}

/** The one note that git makes of an object's notes, of which there is one at least. */
export function combined(objects: GitObjects, blobs: readonly Oid[]): NoteText {
  const [blob = '', ...more] = new Set(blobs);
  const texts = [blob, ...more].map((each) => objects.read(each)?.data.toString('utf8') ?? null);
  if (!texts.every((text) => text !== null)) return { blob, text: null };
  const text = texts.map((one, n) => (n < more.length ? one.replace(/\n$/, '') : one)).join('\n\n');
  return { blob: more.length === 0 ? blob : hashObject(objects.hash, 'blob', Buffer.from(text)), text };
}

/** The paths of notes, with as many folders as git would make (`determine_fanout`): one more where every digit leads to several. */
export function notePaths(ids: Iterable<Oid>): Map<Oid, string> {
  const paths = new Map<Oid, string>();
  const visit = (group: readonly Oid[], depth: number, folders: number): void => {
    const byDigit = new Map<string, Oid[]>();
    for (const id of group) {
      const digit = id[depth] as string;
      const same = byDigit.get(digit);
      if (same === undefined) byDigit.set(digit, [id]);
      else same.push(id);
    }
    const isDense = byDigit.size === 16 && [...byDigit.values()].every((same) => same.length > 1);
    const cuts = depth === 2 * folders && isDense ? folders + 1 : folders;
    for (const same of byDigit.values()) {
      const [only] = same as [Oid, ...Oid[]];
      if (same.length > 1) visit(same, depth + 1, cuts);
      else paths.set(only, cut(only, cuts));
    }
  };
  visit([...new Set(ids)].sort(), 0, 0);
  return paths;
}

/** A tree that is to be stored: what it is made of, the innermost first. */
export interface NewTree {
  readonly oid: Oid;
  readonly data: Buffer;
}

/** @param entries by path (names as bytes, latin1). @returns the last one is the root. */
export function buildTrees(hash: GitObjects['hash'], entries: ReadonlyMap<string, TreeEntry>): NewTree[] {
  const made: NewTree[] = [];
  const build = (inside: ReadonlyMap<string, TreeEntry>): Oid => {
    const rows = new Map<string, TreeEntry>();
    const folders = new Map<string, Map<string, TreeEntry>>();
    for (const [path, entry] of inside) {
      const end = path.indexOf('/');
      if (end < 0) {
        rows.set(path, entry);
        continue;
      }
      const name = path.slice(0, end);
      const folder = folders.get(name) ?? new Map<string, TreeEntry>();
      folder.set(path.slice(end + 1), entry);
      folders.set(name, folder);
    }
    for (const [name, folder] of folders) rows.set(name, { mode: MODE_TREE, oid: build(folder) });
    const sorted = [...rows]
      .map(([name, entry]) => ({ name, entry, key: entry.mode === MODE_TREE ? `${name}/` : name }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const data = Buffer.concat(
      sorted.flatMap(({ name, entry }) => [
        Buffer.from(`${entry.mode.toString(8)} ${name}\0`, 'latin1'),
        Buffer.from(entry.oid, 'hex'),
      ]),
    );
    const oid = hashObject(hash, 'tree', data);
    made.push({ oid, data });
    return oid;
  };
  build(entries);
  return made;
}

function isNote({ mode }: TreeEntry): boolean {
  return (mode & FILE_TYPE) === REGULAR;
}

function isFanout(name: string, id: string, objects: GitObjects): boolean {
  return /^[0-9a-f]{2}$/.test(name) && id.length < idLength(objects);
}

function idLength({ hash }: GitObjects): number {
  return hash === 'sha1' ? 40 : 64;
}

function cut(id: Oid, folders: number): string {
  const parts = Array.from({ length: folders }, (_, n) => id.slice(2 * n, 2 * n + 2));
  return [...parts, id.slice(2 * folders)].join('/');
}
