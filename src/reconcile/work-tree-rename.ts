import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { readIndex } from '../git/index-file.js';
import { hashObject } from '../git/oid.js';
import type { GoneFile } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import { diffTrees, lookUp, walkTree } from '../git/trees.js';
import { isInWorkTree } from '../git/work-tree-presence.js';
import { committedFirst, isFile, likelyRename } from './likely-rename.js';
import type { LoadChange } from './moved-by-patch.js';
import { stashedRemovals } from './stashed-removals.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';

const REGULAR = 0o100644;

/**
 * The name that a file of the work tree had before, where it was renamed and that is not committed yet: by git's rule, of the
 * files that HEAD, the last snapshot or a recorded change has and the work tree has no more.
 *
 * @param content of the file, in the form that git stores.
 * @returns null where HEAD has the file by this name, or nothing that is gone is like it.
 */
export function workTreeRename(
  entries: readonly TimelineEntry[],
  repository: Repository,
  path: string,
  content: Buffer,
  load: LoadChange,
): string | null {
  const { objects } = repository;
  const head = repository.head().commit;
  const tree = head === null ? null : (readCommit(objects, head)?.tree ?? null);
  if (tree !== null && lookUp(objects, tree, path) !== null) return null;
  const { staged, gone, contents } = missingFiles(entries, repository, load);
  // `git mv` stages what HEAD had by the old name, whatever the work tree holds by now.
  const blob = staged.get(path);
  const moved = blob === undefined ? null : likelyRename(objects, gone, path, { mode: REGULAR, oid: blob }, contents);
  if (moved !== null) return moved;
  const oid = hashObject(objects.hash, 'blob', content);
  return likelyRename(objects, gone, path, { mode: REGULAR, oid }, new Map([...contents, [oid, content]]));
}

export interface MissingFiles {
  /** Ids of the contents that the index has. */
  readonly staged: ReadonlyMap<string, Oid>;
  /** Those that HEAD has first, each in the order of their paths; what is known of one at several times is there several times. */
  readonly gone: readonly GoneFile[];
  /** Of those that git does not store. */
  readonly contents: ReadonlyMap<Oid, Buffer>;
}

/** What the work tree tells of a file's earlier names. */
export interface WorkTreeNames {
  /** The name before a rename that is not committed yet, or null. */
  readonly renamedFrom: string | null;
  /** What it holds of the file, in the form that git stores; null: nothing, or another version is asked about. */
  readonly content: Buffer | null;
  /** Files that are gone by now. */
  readonly missing: () => MissingFiles;
}

/** Asked for file after file of one timeline. */
const remembered = new WeakMap<readonly TimelineEntry[], MissingFiles>();

/** Files that HEAD, the last snapshot or a recorded change has and the work tree has no more, or had not when it was stashed. */
export function missingFiles(
  entries: readonly TimelineEntry[],
  repository: Repository,
  load: LoadChange,
): MissingFiles {
  let known = remembered.get(entries);
  if (known === undefined) {
    const head = repository.head().commit;
    const tree = head === null ? null : (readCommit(repository.objects, head)?.tree ?? null);
    known = findMissing(entries, repository, tree, load);
    remembered.set(entries, known);
  }
  return known;
}

function findMissing(
  entries: readonly TimelineEntry[],
  repository: Repository,
  tree: Oid | null,
  load: LoadChange,
): MissingFiles {
  const { objects, gitDir, root } = repository;
  const gone = new Map<string, GoneFile>();
  const contents = new Map<Oid, Buffer>();
  for (const [path, entry] of tree === null ? [] : filesOf(repository, tree)) {
    if (!isInWorkTree(root, path)) gone.set(path, { path, entry });
  }
  for (const { path, text } of createdFiles(entries, load)) {
    if (gone.has(path) || isInWorkTree(root, path)) continue;
    const content = Buffer.from(text, 'utf8');
    const oid = hashObject(objects.hash, 'blob', content);
    contents.set(oid, content);
    gone.set(path, { path, entry: { mode: REGULAR, oid } });
  }
  const isSeen = (entry: TimelineEntry): entry is SnapshotEntry =>
    entry.kind === 'snapshot' && entry.tree !== null && isStored(repository, entry.tree);
  const last = entries.findLast(isSeen);
  // One of a folder shows the rest as HEAD has it.
  const whole = entries.findLast((entry) => entry.kind === 'snapshot' && coversAll(entry) && isSeen(entry));
  // Of a file that is committed too either may be the newer one: it was renamed if it is like any of them.
  const seen: GoneFile[] = [];
  for (const snapshot of new Set([last, whole])) {
    if (snapshot?.kind !== 'snapshot' || snapshot.tree === null) continue;
    const parent = snapshot.event.parent === null ? null : readCommit(objects, snapshot.event.parent);
    // A file that was committed when the snapshot was taken and is not in HEAD: its end was committed too.
    const wasCommittedThen = (path: string): boolean =>
      parent !== null &&
      lookUp(objects, parent.tree, path) !== null &&
      (tree === null || lookUp(objects, tree, path) === null);
    for (const [path, entry] of filesBesides(repository, tree, snapshot.tree)) {
      if (isFile(entry.mode) && !wasCommittedThen(path) && !isInWorkTree(root, path)) seen.push({ path, entry });
    }
  }
  // What a stash shows as gone is back, and is gone from where it went all the same.
  const lastAt = last === undefined ? -1 : entries.indexOf(last);
  for (const { at, gone: stashed } of stashedRemovals(entries, repository)) if (at > lastAt) seen.push(...stashed);
  const isInHead = (path: string): boolean => tree !== null && lookUp(objects, tree, path) !== null;
  const staged = new Map(readIndex(gitDir, objects.hash).map((entry) => [entry.path, entry.oid]));
  return { staged, contents, gone: committedFirst([...gone.values(), ...seen].sort(byPath), isInHead) };
}

function byPath(a: GoneFile, b: GoneFile): number {
  return a.path < b.path ? -1 : 1;
}

function coversAll({ scope }: SnapshotEntry): boolean {
  return scope === null || scope === '';
}

function isStored({ objects }: Repository, tree: Oid): boolean {
  return objects.has(tree);
}

function* filesOf({ objects }: Repository, tree: Oid): Generator<[string, GoneFile['entry']]> {
  for (const { path, entry } of walkTree(objects, tree)) if (isFile(entry.mode)) yield [path, entry];
}

/** Files of a tree that another has not, or has otherwise. */
function filesBesides(repository: Repository, base: Oid | null, tree: Oid): Iterable<[string, GoneFile['entry']]> {
  if (base === null) return filesOf(repository, tree);
  return diffTrees(repository.objects, base, tree).flatMap(({ path, after }) =>
    after === null ? [] : [[path, after]],
  );
}

/** Files that recorded changes created, with the text that they had then. */
function createdFiles(entries: readonly TimelineEntry[], load: LoadChange): { path: string; text: string }[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'change' || entry.event.op !== 'create' || entry.event.outcome !== 'applied') return [];
    const whole = load(entry.event).tellings.find((telling) => telling.kind === 'content');
    return whole === undefined ? [] : [{ path: entry.path, text: whole.text }];
  });
}
