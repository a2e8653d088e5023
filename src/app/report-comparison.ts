import { resolve } from 'node:path';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid, TreeChange } from '../git/git-objects.js';
import { type IndexEntry, readIndex, readIndexFile } from '../git/index-file.js';
import { mergeBase } from '../git/merge-base.js';
import { isThere, type Repository } from '../git/repository.js';
import { resolveRevision } from '../git/revisions.js';
import { entryOnDisk, stagedChanges, workTreeChanges, workTreeFiles } from '../git/side-files.js';
import { diffTrees, lookUp } from '../git/trees.js';
import { workTreePath } from '../git/work-tree-path.js';
import type { Warning } from '../model/diagnostic.js';
import type { Comparison } from '../model/report-result.js';
import { type RevisionRange, readRange } from '../model/revision-range.js';
import { isAtOrBelow } from './list-edits.js';

/** What the person named. */
export interface ComparisonRequest {
  /** null: what the words tell; where they name no revision but paths, the files themselves; where there are none, what is staged. */
  readonly kind: 'staged' | 'worktree' | null;
  /** A commit, `A..B`, `A...B`, or paths. */
  readonly words: readonly string[];
  /** Paths only: what stood behind `--`. */
  readonly paths: readonly string[];
  /** `--` stood behind the words, also where no path follows: what may be a revision is one. */
  readonly hasDashes?: boolean;
  /** The folder that paths start from, absolute. */
  readonly directory: string;
  /** The index that git gave to the hook that runs us; null: the repository's own. */
  readonly indexFile: string | null;
}

/** Two sides of a repository, and in which files they differ. */
export interface ComparedSides {
  readonly comparison: Comparison;
  readonly base: Oid | null;
  /** null: the index, or the work tree. */
  readonly target: Oid | null;
  readonly changes: readonly TreeChange[];
  /** What is staged, by path; only where that is the new side. */
  readonly staged: ReadonlyMap<string, IndexEntry>;
  /** Files in conflict: what is staged of them is not decided. */
  readonly unmerged: readonly string[];
  readonly warnings: readonly Warning[];
}

/** @throws AiBlameError USAGE, NO_SUCH_REVISION, NO_SUCH_FILE, OUTSIDE_REPOSITORY, OBJECT_MISSING … */
export function compareSides(repository: Repository, request: ComparisonRequest): ComparedSides {
  const { revisions, paths } = readWords(repository, request);
  const named = paths.map((path) => workTreePath(repository, request.directory, path));
  const sides = sidesOf(repository, request, revisions, paths.length > 0);
  const missing = named.findIndex((path) => !isKnown(repository, sides, path));
  if (missing !== -1) {
    throw new AiBlameError(
      'NO_SUCH_FILE',
      `There is no file ${paths[missing]} ${sides.comparison.kind === 'files' ? 'in the work tree' : 'on either side'}`,
    );
  }
  return { ...sides, comparison: { ...sides.comparison, paths: named.filter((path) => path !== '') } };
}

type Revisions =
  | { readonly kind: 'none' }
  | { readonly kind: 'commit'; readonly revision: string }
  | ({ readonly kind: 'range' } & RevisionRange);

/** The first word may be a revision; the others are paths. What can be both is for the person to tell, as with git. */
function readWords(
  repository: Repository,
  { kind, words, paths, hasDashes = false, directory }: ComparisonRequest,
): { readonly revisions: Revisions; readonly paths: readonly string[] } {
  const [first, ...others] = words;
  if (first === undefined || kind !== null) return { revisions: { kind: 'none' }, paths: [...words, ...paths] };
  const isPath = isThere(resolve(directory, first));
  const range = readRange(first);
  const isFolderAbove = /^(\.{1,2}\/)*\.{1,2}\/?$/.test(first);
  if (range !== null && !isFolderAbove && !(isPath && !first.includes('...') && !isRange(repository, range))) {
    return { revisions: { kind: 'range', ...range }, paths: [...others, ...paths] };
  }
  const isRevision = names(repository, first, isPath);
  if (isRevision && isPath && !hasDashes) {
    throw new AiBlameError('USAGE', `${first} is a revision and a file`, {
      hint: `Say which: ai-blame report ${first} -- , or ai-blame report -- ${first}`,
    });
  }
  if (isRevision) return { revisions: { kind: 'commit', revision: first }, paths: [...others, ...paths] };
  if (isPath) return { revisions: { kind: 'none' }, paths: [...words, ...paths] };
  // The files may be gone, and still be what is asked about.
  throw new AiBlameError('NO_SUCH_REVISION', `There is neither a revision nor a file ${first}`, {
    hint: 'Before a file that is gone goes what is compared: --staged, --worktree, or a revision',
  });
}

/** Whether a word names a commit, or a range of them. */
export function namesRevisions(repository: Repository, word: string): boolean {
  const range = readRange(word);
  return range === null ? names(repository, word, true) : isRange(repository, range);
}

function isRange(repository: Repository, { from, to }: RevisionRange): boolean {
  return names(repository, from, true) && names(repository, to, true);
}

/** @param isPath whether it may be meant as a path: then what is wrong with the revision need not be told. */
function names(repository: Repository, text: string, isPath: boolean): boolean {
  try {
    resolveRevision(repository, text);
    return true;
  } catch (error) {
    // Of what has the form of a revision it is told what is wrong with it.
    const isPlain = !/[~^@]|^HEAD$/.test(text);
    if (error instanceof AiBlameError && (isPath || (isPlain && error.code === 'NO_SUCH_REVISION'))) return false;
    throw error;
  }
}

function sidesOf(
  repository: Repository,
  request: ComparisonRequest,
  revisions: Revisions,
  hasPaths: boolean,
): ComparedSides {
  const none = { staged: new Map<string, IndexEntry>(), unmerged: [], warnings: [] };
  switch (revisions.kind) {
    case 'commit': {
      const target = resolveRevision(repository, revisions.revision);
      const [base = null, ...more] = parentsOf(repository, target, revisions.revision);
      const warnings = more.length === 0 ? [] : [mergeWarning(target)];
      const comparison = {
        kind: 'commit',
        base: base === null ? null : { revision: `${revisions.revision}^`, commit: base },
        target: { revision: revisions.revision, commit: target },
        paths: [],
      } as const;
      return { ...none, comparison, base, target, changes: between(repository, base, target), warnings };
    }
    case 'range': {
      const { from, to, isSymmetric } = revisions;
      const [first, target] = [resolveRevision(repository, from), resolveRevision(repository, to)];
      const base = isSymmetric ? commonAncestor(repository, first, target, from, to) : first;
      const comparison = {
        kind: 'range',
        base: { revision: isSymmetric ? `${from}...${to}` : from, commit: base },
        target: { revision: to, commit: target },
        paths: [],
      } as const;
      return { ...none, comparison, base, target, changes: between(repository, base, target) };
    }
    case 'none':
      return request.kind === null && hasPaths ? wholeFiles(repository, none) : uncommitted(repository, request, none);
  }
}

function uncommitted(
  repository: Repository,
  { kind, indexFile }: ComparisonRequest,
  none: Pick<ComparedSides, 'staged' | 'unmerged' | 'warnings'>,
): ComparedSides {
  const base = repository.head().commit;
  const tree = base === null ? null : treeOf(repository, base);
  const { hash } = repository.objects;
  const index =
    indexFile === null ? readIndex(repository.gitDir, hash) : readIndexFile(indexFile, hash, repository.gitDir);
  const merging = repository.mergeHeads().length > 0 ? [underWay()] : [];
  const named = base === null ? null : { revision: 'HEAD', commit: base };
  if (kind === 'worktree') {
    const comparison = { kind, base: named, target: null, paths: [] } as const;
    const changes = workTreeChanges(repository, tree, index);
    return { ...none, comparison, base, target: null, changes, warnings: merging };
  }
  const unmerged = [...new Set(index.filter(({ stage }) => stage !== 0).map(({ path }) => path))];
  return {
    comparison: { kind: 'staged', base: named, target: null, paths: [] },
    base,
    target: null,
    changes: stagedChanges(repository, tree, index),
    staged: new Map(index.map((entry) => [entry.path, entry])),
    unmerged,
    warnings: merging,
  };
}

function wholeFiles(
  repository: Repository,
  none: Pick<ComparedSides, 'staged' | 'unmerged' | 'warnings'>,
): ComparedSides {
  const index = readIndex(repository.gitDir, repository.objects.hash);
  const changes = workTreeFiles(repository, index).flatMap((path) => {
    const after = entryOnDisk(repository, path);
    return after === null ? [] : [{ path, before: null, after }];
  });
  const comparison = { kind: 'files', base: null, target: null, paths: [] } as const;
  return { ...none, comparison, base: null, target: null, changes };
}

function between(repository: Repository, base: Oid | null, target: Oid): TreeChange[] {
  const { objects } = repository;
  const before = base === null ? null : treeOf(repository, base);
  const isGitlink = (mode: number | undefined): boolean => mode === 0o160000;
  return diffTrees(objects, before, treeOf(repository, target)).flatMap(({ path, before: old, after }) => {
    const change = { path, before: isGitlink(old?.mode) ? null : old, after: isGitlink(after?.mode) ? null : after };
    return change.before === null && change.after === null ? [] : [change];
  });
}

function treeOf(repository: Repository, commit: Oid): Oid {
  const tree = readCommit(repository.objects, commit)?.tree;
  if (tree === undefined) throw new AiBlameError('OBJECT_MISSING', `The commit ${commit} is not in the repository`);
  return tree;
}

/** @throws AiBlameError OBJECT_MISSING where a shallow clone ends: without its parent a commit seems to have brought everything. */
function parentsOf(repository: Repository, commit: Oid, revision: string): readonly Oid[] {
  if (repository.shallow.has(commit)) {
    throw new AiBlameError('OBJECT_MISSING', `The parents of ${revision} are not here: this clone is shallow`, {
      hint: 'Run `git fetch --unshallow`, or `git fetch --deepen=1`',
    });
  }
  const parents = readCommit(repository.objects, commit)?.parents ?? [];
  const [first] = parents;
  if (first !== undefined) treeOf(repository, first);
  return parents;
}

function commonAncestor(repository: Repository, first: Oid, second: Oid, from: string, to: string): Oid {
  const base = mergeBase(repository.objects, first, second);
  if (base !== null) return base;
  if (repository.shallow.size > 0) {
    throw new AiBlameError('OBJECT_MISSING', `No common ancestor of ${from} and ${to} is here: this clone is shallow`, {
      hint: 'Run `git fetch --unshallow`',
    });
  }
  throw new AiBlameError('NO_SUCH_REVISION', `${from} and ${to} have no common ancestor`, {
    hint: `Compare them as they are: ${from}..${to}`,
  });
}

function isKnown(repository: Repository, { base, target, changes }: ComparedSides, path: string): boolean {
  if (path === '' || isThere(`${repository.root}/${path}`)) return true;
  if (changes.some((change) => isAtOrBelow(change.path, path))) return true;
  return [base, target].some(
    (commit) => commit !== null && lookUp(repository.objects, treeOf(repository, commit), path) !== null,
  );
}

function mergeWarning(commit: Oid): Warning {
  const message = 'The commit is a merge: it is compared with its first parent, and what was merged counts as added';
  return { code: 'merge_commit', message, count: 1, subject: commit };
}

function underWay(): Warning {
  const message = 'A merge is in progress: what it brings is counted as added';
  return { code: 'merge_in_progress', message, count: 1, subject: null };
}
