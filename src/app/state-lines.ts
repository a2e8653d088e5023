import { type JoinedLine, joinLines } from '../blame/join-lines.js';
import { splitLines } from '../diff/lines.js';
import type { Env } from '../env.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { CommitDetails } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import type { StateLines, StateSpan } from '../model/time-travel.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import type { ReconciledPath } from '../reconcile/reconcile-path.js';
import type { TimelineEntry } from '../reconcile/timeline.js';
import { detailsOf, wordingOf } from './commit-details.js';
import { examineFile, linesOfCommits, pathInCommit } from './examine-file.js';
import { isLinkIn } from './file-content.js';
import type { FileHistory } from './file-history.js';
import { namedCommits, namedEdits } from './named-origins.js';
import type { Place } from './place.js';
import type { NamedContent } from './read-state.js';
import { reconcileElsewhere } from './reconcile-everywhere.js';
import { toldByNotes } from './told-by-notes.js';
import { historyOf } from './told-history.js';

const EVERYBODY = { minEvidence: 'inferred', agents: [] } as const;

/** What is known of the lines of one content. */
interface Lines {
  readonly joined: readonly JoinedLine[];
  readonly records: ReadonlyMap<DraftEdit, EditRecord>;
  readonly details: ReadonlyMap<string, CommitDetails>;
}

/**
 * Who wrote each line of a state, as blame would have told it then: by the edits before, and by the commit that HEAD stood at. Of what
 * the work tree holds now it is what blame tells.
 * @param shown its content is known.
 */
export function stateLines(history: FileHistory, shown: NamedContent, place: Place, env: Env): StateLines {
  const { joined, records, details } = linesOf(history, shown, place, env);
  return { lines: spansOf(joined), edits: namedEdits(joined, records), commits: namedCommits(joined, details) };
}

function linesOf(history: FileHistory, shown: NamedContent, place: Place, env: Env): Lines {
  const { repository, timelines, progress, states, followed } = history;
  const { state, content, path, revision } = shown;
  const ask = (of: Oid | null): Lines => {
    const file = {
      file: path,
      revision: of,
      ranges: [],
      ...EVERYBODY,
      place: { ...place, directory: repository.root },
    };
    return examineFile(repository, file, env, progress, null, of === null ? timelines : null);
  };
  if (revision !== null) return ask(revision);
  const isNow = state !== null && state === states.at(-1) && followed.timeline === timelines.all[0];
  return isNow ? ask(null) : linesThen(history, shown, content ?? Buffer.alloc(0), env);
}

/** Of a content that the work tree no longer holds. */
function linesThen(history: FileHistory, { state, number, path }: NamedContent, content: Buffer, env: Env): Lines {
  const { repository, timelines, followed, states } = history;
  const lines = splitLines(content);
  const start = headAt(history, (state ?? states[number])?.place ?? -1);
  const committedPath = start === null ? path : pathInCommit(repository, start, path, followed.file);
  const isLink = start !== null && isLinkIn(repository, start, committedPath);
  const committed = historyOf(repository, start, committedPath, content, lines.count, {}, isLink, false).lines;
  const asked = { repository, timelines, path, content, from: 'work-tree' } as const;
  const here = { ...followed.file, version: state?.version ?? null };
  const elsewhere =
    timelines.all[0] === followed.timeline
      ? reconcileElsewhere(asked, linesOfCommits(repository, committed), here)
      : [];
  const records = recordsOf([here, ...elsewhere.map(({ file }) => file)]);
  const traced = joinLines(
    { lines, here, elsewhere, ...EVERYBODY, commitOf: (line) => commitOf(history, committed[line]?.commit ?? null) },
    (draft) => records.get(draft)?.id ?? '',
  );
  const noted = toldByNotes(repository, traced, committed, EVERYBODY, env);
  for (const [draft, record] of noted.records) records.set(draft, record);
  return {
    joined: noted.joined,
    records,
    details: detailsOf(repository, committed, wordingOf(repository, env.home, null)),
  };
}

/** The commit that HEAD stood at when a state came about; null: there was none, or it is not known. */
function headAt({ repository, followed }: FileHistory, place: number): Oid | null {
  const { entries } = followed.timeline;
  const isMove = (entry: TimelineEntry): entry is Extract<TimelineEntry, { kind: 'head' }> => entry.kind === 'head';
  const before = entries.slice(0, place + 1).findLast(isMove);
  if (before !== undefined) return before.move.after;
  const later = entries.slice(place + 1).find(isMove);
  return later === undefined ? repository.head().commit : later.move.before;
}

function commitOf({ repository }: FileHistory, id: Oid | null): { readonly id: Oid; readonly time: number } | null {
  const commit = id === null ? null : readCommit(repository.objects, id);
  return commit === null ? null : { id: commit.oid, time: commit.committer.time };
}

function recordsOf(files: readonly ReconciledPath[]): Map<DraftEdit, EditRecord> {
  const records = new Map<DraftEdit, EditRecord>();
  for (const { edits, records: told } of files) {
    for (const [n, draft] of edits.entries()) {
      const record = told[n];
      if (record !== undefined) records.set(draft, record);
    }
  }
  return records;
}

/** Lines that follow each other and have everything in common are one span. */
function spansOf(joined: readonly JoinedLine[]): StateSpan[] {
  const spans: {
    start: number;
    count: number;
    origin: StateSpan['origin'];
    edit: string | null;
    commit: string | null;
  }[] = [];
  for (const {
    line: { line, origin, edit, commit },
  } of joined) {
    const last = spans.at(-1);
    if (last !== undefined && last.origin === origin && last.edit === edit && last.commit === commit) last.count++;
    else spans.push({ start: line, count: 1, origin, edit, commit });
  }
  return spans;
}
