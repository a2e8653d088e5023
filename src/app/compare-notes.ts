import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Oid } from '../git/git-objects.js';
import { commitsOfRange } from '../git/revision-range.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import type { Disagreement, NotesCompareResult } from '../model/notes-result.js';
import type { AuthorshipNote } from '../sharing/authorship-note.js';
import { modelOf, type NotedLine, notedLines } from '../sharing/noted-lines.js';
import { toolOf } from '../sharing/tool-names.js';
import { changedFiles } from './attest-commit.js';
import { AuthorshipNotes, NOTES_REF } from './authorship-notes.js';
import { destinationOf, examineFile } from './blame-file.js';
import { openTraces } from './indexed-traces.js';
import { loadTimelines } from './load-timelines.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { shownEntry } from './show-note.js';
import { mergeWarnings } from './warnings.js';

export interface NotesCompareRequest {
  /** `REV` or `A..B`. */
  readonly range: string;
  /** Lines of weaker evidence are nobody's. */
  readonly minEvidence: Evidence;
  readonly place: Place;
}

/**
 * Where the notes of commits and the traces that are found here disagree, line by line.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_REVISION, USAGE, OBJECT_MISSING …
 */
export function compareNotes(request: NotesCompareRequest, env: Env, progress: Progress): NotesCompareResult {
  const repository = openPlace(request.place, env);
  const reader = openTraces(request.place, env);
  try {
    const place = { ...request.place, directory: repository.root };
    const notes = new AuthorshipNotes(repository);
    const disagreements: Disagreement[] = [];
    const compared: Oid[] = [];
    const warnings: Warning[] = [];
    let [lines, agreed] = [0, 0];
    const commits = commitsOfRange(repository, request.range);
    for (const [n, commit] of commits.entries()) {
      progress.update('Reading commits', n, commits.length);
      const read = notes.of(commit);
      if (read?.parsed.kind !== 'note') continue;
      const { note } = read.parsed;
      const destination = destinationOf(repository, commit, commit);
      const timelines = loadTimelines(repository, destination, place, env, progress, reader);
      compared.push(commit);
      warnings.push(...timelines.warnings);
      const changed = repository.shallow.has(commit) ? [] : changedFiles(repository, commit);
      const paths = new Set([...changed, ...note.files.map(({ path }) => path)]);
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
        const found = compareFile(note, commit, path, ours);
        lines += found.lines;
        agreed += found.agreed;
        disagreements.push(...found.disagreements);
      }
    }
    return {
      schema: 'ai-blame/notes-compare@1',
      repository: repositoryRef(repository),
      ref: NOTES_REF,
      commits: compared,
      lines,
      agreed,
      disagreements,
      warnings: mergeWarnings([...warnings, ...notes.warnings]),
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

interface OurLine {
  readonly edit: EditRecord | null;
  readonly isOfCommit: boolean;
}

/** @param ours one for each line of the file. */
function compareFile(
  note: AuthorshipNote,
  commit: Oid,
  path: string,
  ours: readonly OurLine[],
): { lines: number; agreed: number; disagreements: Disagreement[] } {
  const theirs = notedLines(
    note,
    path,
    ours.map((_, place) => place + 1),
  );
  const disagreements: Disagreement[] = [];
  let [lines, agreed] = [0, 0];
  for (const [place, { edit, isOfCommit }] of ours.entries()) {
    const noted = theirs.get(place + 1) ?? null;
    // What older commits brought a note need not attest.
    if (noted === null && (edit === null || !isOfCommit)) continue;
    lines++;
    const kind = disagreementOf(edit, noted);
    if (kind === null) {
      agreed++;
      continue;
    }
    const here = edit === null ? null : hereOf(edit);
    const told = noted === null ? null : { line: noted.entry.line, ...withoutLines(note, noted) };
    const last = disagreements.at(-1);
    if (
      last?.last === place &&
      last.kind === kind &&
      last.here?.edit === here?.edit &&
      last.note?.line === told?.line
    ) {
      disagreements[disagreements.length - 1] = { ...last, last: place + 1 };
    } else disagreements.push({ commit, path, first: place + 1, last: place + 1, kind, here, note: told });
  }
  for (const entry of note.files.filter((file) => file.path === path).flatMap(({ entries }) => entries)) {
    for (const { first, last } of entry.spans) {
      if (last <= ours.length) continue;
      const { lines: _, ...told } = shownEntry(note, entry);
      const from = Math.max(first, ours.length + 1);
      const span = { first: from, last, kind: 'no-such-line', here: null } as const;
      disagreements.push({ commit, path, ...span, note: { line: entry.line, ...told } });
    }
  }
  return { lines, agreed, disagreements };
}

function withoutLines(note: AuthorshipNote, { entry }: NotedLine) {
  const { lines: _, ...told } = shownEntry(note, entry);
  return told;
}

function disagreementOf(edit: EditRecord | null, noted: NotedLine | null): Disagreement['kind'] | null {
  if (noted === null) return 'only-here';
  const { record } = noted;
  // No trace tells that a line is a person's: nothing contradicts it.
  if (record.kind === 'human') return edit === null ? null : 'person-in-note';
  if (edit === null) return 'only-in-note';
  if (toolOf(edit.agent) !== record.tool || edit.session !== record.id) return 'other-session';
  const model = modelOf(noted);
  return edit.model !== null && model !== null && edit.model !== model ? 'other-model' : null;
}

function hereOf({ agent, model, session, id, evidence, trace }: EditRecord): NonNullable<Disagreement['here']> {
  return { agent, model, session, edit: id, evidence, trace };
}
