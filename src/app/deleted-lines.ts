import { diffLines } from '../diff/diff-lines.js';
import { splitLines } from '../diff/lines.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { type FileOfSide, pairRenames } from '../git/pair-renames.js';
import type { Repository } from '../git/repository.js';
import type { Evidence } from '../model/evidence.js';
import type { Redactor } from '../secrets/redactor.js';
import type { DeletedLines } from '../sharing/agent-trace.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { compareSides } from './report-comparison.js';
import { sideBlames } from './side-blame.js';

/**
 * The lines that a commit takes away and that agents had written, as `report` tells them. A merge takes nothing away itself.
 * @param place in the root of the repository.
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT.
 */
export function deletedLines(
  repository: Repository,
  commit: Oid,
  minEvidence: Evidence,
  place: Place,
  env: Env,
  progress: Progress,
  redactor: Redactor,
): DeletedLines[] {
  if ((readCommit(repository.objects, commit)?.parents.length ?? 0) !== 1) return [];
  const asked = { kind: null, words: [commit], paths: [], indexFile: null, directory: repository.root };
  const sides = compareSides(repository, asked);
  const content = ({ entry }: FileOfSide): Buffer | null => repository.objects.read(entry.oid)?.data ?? null;
  const blames = sideBlames(
    repository,
    sides,
    { place, agents: [], minEvidence, notes: false, inputs: null },
    env,
    progress,
  );
  const found = new Map<
    string,
    Omit<DeletedLines, 'ranges'> & { readonly ranges: { first: number; last: number }[] }
  >();
  try {
    for (const { before, after } of pairRenames(sides.changes, content)) {
      if (before === null) continue;
      const gone = goneLines(content(before), after === null ? Buffer.alloc(0) : content(after));
      const lines = gone.length === 0 ? [] : linesOrNone(() => blames.ofOld(before));
      for (const line of gone) {
        const edit = lines[line]?.edit ?? null;
        if (edit === null) continue;
        const key = `${before.path}\0${edit.id}`;
        const { agent, session, evidence, id } = edit;
        const model = edit.model === null ? null : redactor.cleanName(edit.model);
        const told = found.get(key) ?? { path: before.path, agent, session, model, edit: id, evidence, ranges: [] };
        const last = told.ranges.at(-1);
        if (last?.last === line) last.last = line + 1;
        else told.ranges.push({ first: line + 1, last: line + 1 });
        found.set(key, told);
      }
    }
  } finally {
    blames.close();
  }
  return [...found.values()];
}

/** Places, from 0, of lines that are only in the older content; none where one of both is binary or not known. */
function goneLines(older: Buffer | null, newer: Buffer | null): number[] {
  if (older === null || newer === null || [older, newer].some(isBinary)) return [];
  return diffLines(splitLines(older), splitLines(newer)).flatMap(({ beforeStart, beforeEnd }) =>
    Array.from({ length: beforeEnd - beforeStart }, (_, n) => beforeStart + n),
  );
}

/** git's rule (`xdiff-interface.c`, `buffer_is_binary`). */
function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8000).includes(0);
}

/** Of what has no lines nobody wrote any. */
function linesOrNone<T>(lines: () => readonly T[]): readonly T[] {
  try {
    return lines();
  } catch (error) {
    if (error instanceof AiBlameError && ['IS_BINARY', 'TOO_LARGE', 'UNREADABLE'].includes(error.code)) return [];
    throw error;
  }
}
