import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { diffTrees } from '../git/trees.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import { type Attestation, isTellable } from '../sharing/merge-note.js';
import { destinationOf, examineFile } from './blame-file.js';
import { loadTimelines } from './load-timelines.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import type { TraceReader } from './trace-reader.js';

const REGULAR = 0o100000;
const FILE_TYPE = 0o170000;

/**
 * The lines that a commit introduced and that a trace proves to be an agent's, as `blame --rev` tells them.
 * @param place in the root of the repository.
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT.
 */
export function attestCommit(
  repository: Repository,
  commit: Oid,
  minEvidence: Evidence,
  place: Place,
  env: Env,
  progress: Progress,
  reader: TraceReader,
): { readonly attested: Attestation[]; readonly warnings: Warning[] } {
  const timelines = loadTimelines(repository, destinationOf(repository, commit, commit), place, env, progress, reader);
  const attested: Attestation[] = [];
  const warnings: Warning[] = [...timelines.warnings];
  if (timelines.all.every(({ entries }) => entries.every((entry) => entry.kind === 'head'))) {
    return { attested, warnings };
  }
  for (const path of changedFiles(repository, commit)) {
    try {
      const request = { file: path, revision: commit, minEvidence, ranges: [], place, notes: false };
      const { joined, records } = examineFile(repository, request, env, progress, reader, timelines);
      const byEdit = new Map<EditRecord, number[]>();
      for (const { line, draft } of joined) {
        const record = draft === null || line.commit !== commit ? undefined : records.get(draft);
        if (record !== undefined) byEdit.set(record, [...(byEdit.get(record) ?? []), line.line]);
      }
      if (byEdit.size === 0) continue;
      if (!isTellable(path)) {
        const message = 'A note of this schema cannot name this path: it holds a line break, or is not UTF-8';
        warnings.push({ code: 'path_not_tellable', message, count: 1, subject: path });
        continue;
      }
      for (const [{ id, agent, session, model }, lines] of byEdit) {
        attested.push({ path, agent, session, model, edit: id, lines });
      }
    } catch (error) {
      if (!(error instanceof AiBlameError && error.code === 'IS_BINARY')) throw error;
    }
  }
  return { attested, warnings };
}

/** Files whose lines can be new with a commit: of a merge those that are as in none of its parents. */
function changedFiles({ objects }: Repository, commit: Oid): string[] {
  const found = readCommit(objects, commit);
  if (found === null) return [];
  const parents = found.parents.length === 0 ? [null] : found.parents;
  const changed = parents.map((parent) => {
    const before = parent === null ? null : (readCommit(objects, parent)?.tree ?? null);
    const files = diffTrees(objects, before, found.tree).filter(
      ({ after }) => after !== null && (after.mode & FILE_TYPE) === REGULAR,
    );
    return new Set(files.map(({ path }) => path));
  });
  const [first = new Set<string>(), ...more] = changed;
  return [...first].filter((path) => more.every((other) => other.has(path)));
}
