import { splitLines } from '../diff/lines.js';
import { readCommit } from '../git/commits.js';
import type { GitObjects, Oid } from '../git/git-objects.js';
import { type GoneFile, goneFiles } from '../git/rename-source.js';
import { MAX_SCORE, Similarity } from '../git/similarity.js';
import { continuedLines } from './chain.js';
import type { FollowedFile } from './followed-file.js';
import { withShown } from './shown-otherwise.js';
import { countBelow, TimelineIndex } from './timeline-index.js';
import type { Bound } from './window-bound.js';
import { missingFiles } from './work-tree-rename.js';

/** How much of a new file has to be in a gone one for it to be that file perhaps. From half on it is, by git's rule. */
const MINIMUM = MAX_SCORE / 4;
const LIMIT = MAX_SCORE / 2;
const MOST_COMPARED = 100;
const LARGEST_COMPARED = 1 << 20;

/**
 * Lines of a file that was made in a window in which another one went, of which it holds less than git wants for a rename, but more
 * than by chance. If it is that file, moved and then changed by someone, these lines are older than the window.
 *
 * @returns whether a line (from 0) is such a one; null where none is.
 */
export function perhapsMoved(file: FollowedFile, bound: Bound, content: Buffer): ((line: number) => boolean) | null {
  if (content.length > LARGEST_COMPARED || isCopy(file, bound)) return null;
  const { gone, contents } = goneIn(file, bound);
  const similarity = new Similarity(content);
  let best: Buffer | null = null;
  let bestScore = MINIMUM - 1;
  for (const { path, entry } of gone.slice(0, MOST_COMPARED)) {
    const source = contents.get(entry.oid) ?? file.input.repository.objects.read(entry.oid)?.data ?? null;
    const score = source === null || source.length > LARGEST_COMPARED ? 0 : similarity.score(source, MINIMUM);
    if (score <= bestScore || isElsewhere(file, bound, path)) continue;
    best = source;
    bestScore = score;
  }
  // What is more alike is a rename, or something tells that it is none (a copy of a file that went on).
  if (best === null || bestScore >= LIMIT) return null;
  const lines = splitLines(content);
  const map = continuedLines(best, content);
  // A brace or a blank line proves nothing: every file has them.
  return (line) => (map[line] ?? -1) !== -1 && /[\p{L}\p{N}]/u.test(lines.contentOf(line).toString('utf8'));
}

/** Whether a command's text tells that the file was made as a copy in the window: what it has in common with others, it has from that. */
function isCopy({ commands }: FollowedFile, { path }: Bound): boolean {
  return commands.some(
    ({ event, targets }) =>
      event.outcome === 'applied' && targets.some((target) => target.op === 'copy-to' && target.path === path),
  );
}

/** Whether something tells that a file was gone before the window, or went to another name than the file's. */
function isElsewhere({ input, anchor }: FollowedFile, bound: Bound, gone: string): boolean {
  const { entries, view } = input;
  if (anchor !== null && view.see(anchor.entry, gone).kind === 'absent') return true;
  const naming = TimelineIndex.of(entries).naming(gone);
  const last = entries[naming[countBelow(naming, bound.at) - 1] ?? -1];
  if (last?.kind === 'change') {
    return last.event.outcome === 'applied' && last.oldPath === gone && last.path !== gone && last.path !== bound.path;
  }
  if (last?.kind !== 'command' || last.event.outcome !== 'applied') return false;
  const isHere = last.targets.some(({ path, op }) => op === 'move-to' && path === bound.path);
  return !isHere && last.targets.some(({ path, op }) => op === 'move-from' && path === gone);
}

interface Gone {
  readonly gone: readonly GoneFile[];
  /** Of those that git does not store. */
  readonly contents: ReadonlyMap<Oid, Buffer>;
}

const NONE: Gone = { gone: [], contents: new Map() };

/** Files that went in a window. */
function goneIn({ anchor, input }: FollowedFile, bound: Bound): Gone {
  const { entries, repository, texts } = input;
  const { objects } = repository;
  switch (bound.kind) {
    case 'final':
      return missingFiles(entries, repository, texts.change);
    case 'snapshot':
      return goneBetween(objects, anchor?.entry.tree ?? null, bound.snapshot?.tree ?? null);
    case 'commit': {
      const commit = bound.commit === null ? null : readCommit(objects, bound.commit);
      const parent = commit?.parents[0] === undefined ? null : readCommit(objects, commit.parents[0]);
      const { gone } = goneBetween(objects, parent?.tree ?? null, commit?.tree ?? null);
      return { ...NONE, gone: withShown(gone, entries, bound.at, objects) };
    }
    default:
      return NONE;
  }
}

/** The last answer for each repository: asked for file after file. */
const remembered = new WeakMap<GitObjects, { readonly key: string; readonly gone: Gone }>();

function goneBetween(objects: GitObjects, older: Oid | null, newer: Oid | null): Gone {
  if (older === null || newer === null) return NONE;
  const key = `${older}\0${newer}`;
  const known = remembered.get(objects);
  if (known?.key === key) return known.gone;
  const gone = { ...NONE, gone: goneFiles(objects, older, newer) };
  remembered.set(objects, { key, gone });
  return gone;
}
