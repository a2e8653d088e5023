import { AiBlameError } from '../errors.js';
import { readCommit } from './commits.js';
import type { Oid } from './git-objects.js';
import type { Repository } from './repository.js';
import { resolveRevision } from './revisions.js';

/** `A..B`, or `A...B`: an end that is left out is HEAD. */
export interface RevisionRange {
  readonly from: string;
  readonly to: string;
  /** `A...B`: both sides are meant. */
  readonly isSymmetric: boolean;
}

/** Takes a range apart, without asking whether its ends are revisions; null: it has not the form of one. */
export function readRange(text: string): RevisionRange | null {
  const [, from, dots, to] = /^(.*?)(\.{2,3})(.*)$/s.exec(text) ?? [];
  return dots === undefined ? null : { from: from || 'HEAD', to: to || 'HEAD', isSymmetric: dots === '...' };
}

/**
 * The commits that a revision or a range names: `REV` that one, `A..B` those that lead to B and not to A; an end that is left out
 * is HEAD.
 * @returns the oldest first, as far as their clocks tell; the same order on every run.
 * @throws AiBlameError as `resolveRevision`; USAGE for `A...B`.
 */
export function commitsOfRange(repository: Repository, text: string): Oid[] {
  const range = readRange(text);
  if (range === null) return [resolveRevision(repository, text)];
  if (range.isSymmetric) throw new AiBlameError('USAGE', `Which of both sides does ${text} mean? Name A..B`);
  const [from, to] = [resolveRevision(repository, range.from), resolveRevision(repository, range.to)];
  const left = new Set(reachable(repository, from, new Set()));
  return reachable(repository, to, left)
    .map((oid) => ({ oid, time: readCommit(repository.objects, oid)?.committer.time ?? 0 }))
    .sort((a, b) => a.time - b.time || (a.oid < b.oid ? -1 : 1))
    .map(({ oid }) => oid);
}

/** @param without and nothing that comes after these. */
function reachable({ objects }: Repository, start: Oid, without: ReadonlySet<Oid>): Oid[] {
  const seen = new Set(without);
  const found: Oid[] = [];
  const open = [start];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    if (seen.has(oid)) continue;
    seen.add(oid);
    const commit = readCommit(objects, oid);
    if (commit === null) continue;
    found.push(oid);
    open.push(...commit.parents);
  }
  return found;
}
