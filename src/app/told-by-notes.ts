import { createHash } from 'node:crypto';
import type { JoinedLine } from '../blame/join-lines.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { caveat } from '../model/caveats.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import { type Evidence, isAtLeast } from '../model/evidence.js';
import type { Session, TraceSource } from '../model/session.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import { editRecord } from '../reconcile/edit-record.js';
import type { AuthorshipNote } from '../sharing/authorship-note.js';
import { modelOf, type NotedLine, notedLines } from '../sharing/noted-lines.js';
import { agentOf, toolOf } from '../sharing/tool-names.js';
import { AuthorshipNotes, NOTES_REF } from './authorship-notes.js';

/** What a note proves is another program's word, which no trace confirms: the weakest there is. */
const EVIDENCE: Evidence = 'inferred';

/** Where a line stands in the commit that introduced it; lines from 0. */
interface CommittedLine {
  readonly commit: Oid | null;
  readonly path: string;
  readonly line: number;
}

interface Told {
  readonly joined: readonly JoinedLine[];
  /** Of the edits that notes tell of. */
  readonly records: ReadonlyMap<DraftEdit, EditRecord>;
  readonly warnings: readonly Warning[];
}

/**
 * Names agents for lines of commits that were made elsewhere, as notes of these commits tell (case G15). A commit is made here where
 * a trace explains a line of it: then the traces know better than any note.
 * @param committed of each line.
 */
export function toldByNotes(
  repository: Repository,
  joined: readonly JoinedLine[],
  committed: readonly CommittedLine[],
  named: { readonly minEvidence: Evidence; readonly agents: readonly string[] },
): Told {
  const notes = new AuthorshipNotes(repository);
  const records = new Map<DraftEdit, EditRecord>();
  if (!notes.areThere || !isAtLeast(EVIDENCE, named.minEvidence)) return { joined, records, warnings: notes.warnings };
  const madeHere = new Set(joined.flatMap(({ isTraced }, n) => (isTraced ? (committed[n]?.commit ?? []) : [])));
  const tools = named.agents.map(toolOf);
  const found = new Map<number, NotedEdit>();
  for (const { commit, path, places } of byFile(joined, committed)) {
    const read = madeHere.has(commit) ? null : notes.of(commit);
    if (read?.parsed.kind !== 'note') continue;
    const edits = new NotedEdits(repository, read.parsed.note, { commit, path, blob: read.blob });
    const told = notedLines(
      read.parsed.note,
      path,
      [...places.keys()].sort((a, b) => a - b),
    );
    edits.count(told.values());
    for (const [line, noted] of told) {
      const { record } = noted;
      if (record.kind !== 'agent' || (tools.length > 0 && !tools.includes(record.tool))) continue;
      const edit = edits.of(noted);
      records.set(edit.draft, edit.record);
      for (const place of places.get(line) ?? []) found.set(place, edit);
    }
  }
  return {
    joined: joined.map((each, place): JoinedLine => {
      const edit = found.get(place);
      if (edit === undefined) return each;
      return { ...each, draft: edit.draft, line: { ...each.line, origin: 'agent', edit: edit.record.id } };
    }),
    records,
    warnings: notes.warnings,
  };
}

/** Lines that nothing but a commit is known of, by the file of the commit: where each of its lines (from 1) stands. */
function byFile(
  joined: readonly JoinedLine[],
  committed: readonly CommittedLine[],
): { commit: Oid; path: string; places: Map<number, number[]> }[] {
  const files = new Map<string, { commit: Oid; path: string; places: Map<number, number[]> }>();
  for (const [place, { line }] of joined.entries()) {
    const { commit = null, path = '', line: at = 0 } = committed[place] ?? {};
    if (line.origin !== 'commit' || commit === null) continue;
    const key = `${commit}:${path}`;
    const file = files.get(key) ?? { commit, path, places: new Map<number, number[]>() };
    files.set(key, file);
    file.places.set(at + 1, [...(file.places.get(at + 1) ?? []), place]);
  }
  return [...files.values()];
}

interface NotedEdit {
  readonly draft: DraftEdit;
  readonly record: EditRecord;
}

/** What a note tells of one file as edits: one for each key. */
class NotedEdits {
  readonly #source: TraceSource;
  readonly #note: AuthorshipNote;
  readonly #of: { readonly commit: Oid; readonly path: string; readonly blob: Oid };
  readonly #lines = new Map<string, number>();
  readonly #made = new Map<string, NotedEdit>();

  constructor(repository: Repository, note: AuthorshipNote, of: { commit: Oid; path: string; blob: Oid }) {
    this.#note = note;
    this.#of = of;
    this.#source = { agent: '', home: repository.commonDir, path: NOTES_REF, kind: 'json', size: 0 };
  }

  count(told: Iterable<NotedLine>): void {
    for (const { entry } of told) this.#lines.set(entry.key, (this.#lines.get(entry.key) ?? 0) + 1);
  }

  of(noted: NotedLine): NotedEdit {
    const { key } = noted.entry;
    const made = this.#made.get(key) ?? this.#make(noted);
    this.#made.set(key, made);
    return made;
  }

  #make(noted: NotedLine): NotedEdit {
    const { entry, record } = noted;
    const { commit, path, blob } = this.#of;
    const [tool, conversation] = record.kind === 'agent' ? [record.tool, record.id] : ['', ''];
    const agent = agentOf(tool);
    const model = modelOf(noted);
    const added = this.#lines.get(entry.key) ?? 0;
    const session: Session = { ...NOTHING_KNOWN, agent, id: conversation };
    const trace = { source: { ...this.#source, agent }, line: entry.line, offset: 0, length: 0 };
    const draft: DraftEdit = {
      event: {
        kind: 'file_change',
        session,
        turn: null,
        seq: 0,
        time: null,
        model,
        trace,
        inherited: false,
        op: 'modify',
        path,
        oldPath: null,
        outcome: 'unknown',
        callId: null,
        tool: TOOL,
        body: trace,
        place: 0,
      },
      place: 0,
      path,
      previousPath: null,
      action: 'modify',
      evidence: EVIDENCE,
      timestamp: null,
      callIsKnown: false,
      before: null,
      after: null,
      snapshotBefore: null,
      snapshotAfter: null,
      added,
      removed: 0,
      caveats: [caveat('from_note'), ...(model === null ? [caveat('model_unknown')] : [])],
    };
    const id = createHash('sha256').update([agent, conversation, commit, path, entry.key].join('\0')).digest('hex');
    const note = { ref: NOTES_REF, commit, blob, writer: this.#note.writer };
    return { draft, record: { ...editRecord(draft, []), id: id.slice(0, 12), note } };
  }
}

const TOOL = 'git-notes';

const NOTHING_KNOWN = {
  parentId: null,
  forkedFrom: null,
  agentVersion: null,
  provider: null,
  startedAt: null,
  startedNear: null,
  cwd: null,
  git: null,
} satisfies Partial<Session>;
