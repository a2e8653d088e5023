import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { commitsOfRange } from '../git/revision-range.js';
import type { Warning } from '../model/diagnostic.js';
import type { Evidence } from '../model/evidence.js';
import type { ComparedTrailer, Disagreement, NotesCompareResult } from '../model/notes-result.js';
import { changedFiles } from './attest-commit.js';
import { NOTES_REF } from './authorship-notes.js';
import { compareFile, type OurLine } from './compare-lines.js';
import { TrailerComparison } from './compare-trailers.js';
import { destinationOf, examineFile } from './examine-file.js';
import { openTraces } from './indexed-traces.js';
import { loadTimelines } from './load-timelines.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { ToldCommits } from './told-commits.js';
import { mergeWarnings } from './warnings.js';

export interface NotesCompareRequest {
  /** `REV` or `A..B`. */
  readonly range: string;
  /** Lines of weaker evidence are nobody's. */
  readonly minEvidence: Evidence;
  readonly place: Place;
}

/**
 * Where what others say of commits (notes, imported records of Agent Trace, trailers of their messages) and the traces that are found here
 * disagree, line by line.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_REVISION, USAGE, OBJECT_MISSING …
 */
export function compareNotes(request: NotesCompareRequest, env: Env, progress: Progress): NotesCompareResult {
  const repository = openPlace(request.place, env);
  const reader = openTraces(request.place, env);
  try {
    const place = { ...request.place, directory: repository.root };
    const notes = new ToldCommits(repository, env);
    const disagreements: Disagreement[] = [];
    const trailers: ComparedTrailer[] = [];
    const compared: Oid[] = [];
    const warnings: Warning[] = [];
    let [lines, agreed] = [0, 0];
    const commits = commitsOfRange(repository, request.range);
    for (const [n, commit] of commits.entries()) {
      progress.update('Reading commits', n, commits.length);
      const tellings = notes.of(commit);
      const byTrailers = new TrailerComparison(commit, readCommit(repository.objects, commit)?.message ?? '');
      if (tellings.length === 0 && !byTrailers.areThere) continue;
      const destination = destinationOf(repository, commit, commit);
      const timelines = loadTimelines(repository, destination, place, env, progress, reader);
      compared.push(commit);
      warnings.push(...timelines.warnings);
      const changed = repository.shallow.has(commit) ? [] : changedFiles(repository, commit);
      const paths = new Set([...changed, ...tellings.flatMap(({ note }) => note.files.map(({ path }) => path))]);
      for (const path of [...paths].sort()) {
        const asked = {
          file: path,
          revision: commit,
          minEvidence: request.minEvidence,
          ranges: [],
          place,
          notes: false,
        };
        const evidence = examineOrNull(() => examineFile(repository, asked, env, progress, reader, timelines));
        const ours = (evidence?.joined ?? []).map(({ draft, line }): OurLine => {
          const edit = draft === null ? null : (evidence?.records.get(draft) ?? null);
          return { edit, isOfCommit: line.commit === commit };
        });
        byTrailers.add(path, ours);
        for (const telling of tellings) {
          const found = compareFile(telling, commit, path, ours);
          lines += found.lines;
          agreed += found.agreed;
          disagreements.push(...found.disagreements);
        }
      }
      const found = byTrailers.end();
      trailers.push(...found.trailers);
      disagreements.push(...found.disagreements);
    }
    return {
      schema: 'ai-blame/notes-compare@1',
      repository: repositoryRef(repository),
      ref: NOTES_REF,
      commits: compared,
      lines,
      agreed,
      trailers,
      disagreements,
      warnings: mergeWarnings([...warnings, ...notes.warnings()]),
    };
  } finally {
    progress.end();
    reader.close();
    repository.close();
  }
}

/** @returns null for a path that names no lines of the commit: it is not there, a folder, binary, or out of the repository. */
function examineOrNull<T>(examine: () => T): T | null {
  try {
    return examine();
  } catch (error) {
    const isNone = error instanceof AiBlameError && NO_LINES.includes(error.code);
    if (isNone) return null;
    throw error;
  }
}

const NO_LINES: readonly string[] = ['NO_SUCH_FILE', 'IS_DIRECTORY', 'IS_BINARY', 'OUTSIDE_REPOSITORY'];
