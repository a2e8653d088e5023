import { createHash } from 'node:crypto';
import type { Lines } from '../diff/lines.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { diffTrees } from '../git/trees.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import type { Redactor } from '../secrets/redactor.js';
import type { TracedLines } from '../sharing/agent-trace.js';
import type { Attestation } from '../sharing/merge-note.js';
import { destinationOf, examineFile } from './examine-file.js';
import { loadTimelines } from './load-timelines.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import type { TraceReader } from './trace-reader.js';

const REGULAR = 0o100000;
const FILE_TYPE = 0o170000;

/** Lines of one file that one edit wrote, for every format that tells them. */
type AttestedLines = Attestation & TracedLines;

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
  redactor: Redactor,
): { readonly attested: AttestedLines[]; readonly warnings: Warning[] } {
  const timelines = loadTimelines(repository, destinationOf(repository, commit, commit), place, env, progress, reader);
  const attested: AttestedLines[] = [];
  const warnings: Warning[] = [...timelines.warnings];
  // A model's name may be an address with a password in it.
  const clean = (name: string | null): string | null => (name === null ? null : redactor.clean(name));
  if (timelines.all.every(({ entries }) => entries.every((entry) => entry.kind === 'head'))) {
    return { attested, warnings };
  }
  for (const path of changedFiles(repository, commit)) {
    try {
      const request = { file: path, revision: commit, minEvidence, ranges: [], place, notes: false };
      const { joined, records, lines: content } = examineFile(repository, request, env, progress, reader, timelines);
      const byEdit = new Map<EditRecord, number[]>();
      for (const { line, draft } of joined) {
        const record = draft === null || line.commit !== commit ? undefined : records.get(draft);
        if (record !== undefined) byEdit.set(record, [...(byEdit.get(record) ?? []), line.line]);
      }
      if (byEdit.size === 0) continue;
      for (const [{ id, agent, session, evidence, ...edit }, lines] of byEdit) {
        const [model, provider] = [clean(edit.model), clean(edit.provider)];
        const ranges = rangesOf(lines).map((range) => ({ ...range, hash: hashOf(content, range) }));
        attested.push({ path, agent, session, model, provider, edit: id, evidence, lines, ranges });
      }
    } catch (error) {
      if (!(error instanceof AiBlameError && error.code === 'IS_BINARY')) throw error;
    }
  }
  return { attested, warnings };
}

/** Runs of lines that follow each other. */
function rangesOf(lines: readonly number[]): { first: number; last: number }[] {
  const ranges: { first: number; last: number }[] = [];
  for (const line of lines) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last + 1 === line) range.last = line;
    else ranges.push({ first: line, last: line });
  }
  return ranges;
}

/** SHA-256 of lines as the commit has them, their line ends left out but for one LF between each two. */
function hashOf(content: Lines, { first, last }: { readonly first: number; readonly last: number }): string {
  const hash = createHash('sha256');
  for (let line = first; line <= last; line++) {
    if (line > first) hash.update('\n');
    hash.update(content.contentOf(line - 1));
  }
  return hash.digest('hex');
}

/** Files whose lines can be new with a commit: of a merge those that are as in none of its parents. */
export function changedFiles({ objects }: Repository, commit: Oid): string[] {
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
