import { diffLines } from '../../diff/diff-lines.js';
import { type Lines, splitLines } from '../../diff/lines.js';
import { readCommit } from '../../git/commits.js';
import type { GitObjects, Oid } from '../../git/git-objects.js';
import { lookUp } from '../../git/trees.js';
import { pairLines } from '../../weave/pair-lines.js';
import { blameHistory, type HistoryLine } from '../history/blame-history.js';

/** A commit that gave a line the text that it has there. */
export interface LineCommit {
  readonly commit: Oid;
  /** Without its line end. */
  readonly text: Buffer;
}

/** Each costs a walk through the history: a line is followed through so many commits at most. */
const MOST_COMMITS = 50;

/**
 * The commits that made a line what it is, the newest first: the one that introduced it, then the one that introduced the line that
 * it replaced, and so on. Of a line that no commit has yet they begin with that which introduced the line that it replaced.
 *
 * @param line what blame tells of it.
 * @param present the file as it is, as git stores it.
 */
export function lineCommits(
  objects: GitObjects,
  line: HistoryLine,
  present: Lines,
  shallow: ReadonlySet<Oid>,
): LineCommit[] {
  const found: LineCommit[] = [];
  let at = line.commit === null ? replacedLine(objects, line, present, shallow) : line;
  while (at !== undefined && at.commit !== null && found.length < MOST_COMMITS) {
    const here = linesIn(objects, at.commit, at.path);
    if (here === null || at.line >= here.count) break;
    found.push({ commit: at.commit, text: here.contentOf(at.line) });
    at = replacedLine(objects, at, here, shallow);
  }
  return found;
}

/** What blame tells of the line that a line replaced; undefined where it replaced none. */
function replacedLine(
  objects: GitObjects,
  { line, previous }: HistoryLine,
  here: Lines,
  shallow: ReadonlySet<Oid>,
): HistoryLine | undefined {
  const before = previous === null ? null : linesIn(objects, previous.commit, previous.path);
  if (previous === null || before === null) return undefined;
  const replaced = counterpart(before, here, line);
  if (replaced === -1) return undefined;
  return blameHistory({ objects, start: previous.commit, path: previous.path, shallow }).lines[replaced];
}

function counterpart(before: Lines, after: Lines, line: number): number {
  const hunk = diffLines(before, after).find(({ afterStart, afterEnd }) => afterStart <= line && line < afterEnd);
  if (hunk === undefined) return -1;
  const contents = (lines: Lines, start: number, end: number): Buffer[] =>
    Array.from({ length: end - start }, (_, n) => lines.contentOf(start + n));
  const old = contents(before, hunk.beforeStart, hunk.beforeEnd);
  const pair = pairLines(old, contents(after, hunk.afterStart, hunk.afterEnd))[line - hunk.afterStart] ?? -1;
  return pair === -1 ? -1 : hunk.beforeStart + pair;
}

function linesIn(objects: GitObjects, commit: Oid, path: string): Lines | null {
  const tree = readCommit(objects, commit)?.tree;
  const entry = tree === undefined ? null : lookUp(objects, tree, path);
  const blob = entry === null ? null : objects.read(entry.oid);
  return blob?.type === 'blob' ? splitLines(blob.data) : null;
}
