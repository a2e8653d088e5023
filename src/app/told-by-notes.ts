import { createHash } from 'node:crypto';
import type { JoinedLine } from '../blame/join-lines.js';
import type { Env } from '../env.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { isAgentAsked } from '../model/agent-name.js';
import { caveat } from '../model/caveats.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import { type Evidence, isAtLeast } from '../model/evidence.js';
import type { Session } from '../model/session.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import { editRecord } from '../reconcile/edit-record.js';
import { modelOf, type NotedLine, notedLines } from '../sharing/noted-lines.js';
import { agentOf, toolOf } from '../sharing/tool-names.js';
import { type Telling, ToldCommits } from './told-commits.js';

/** What a note or a record proves is another program's word, which no trace confirms: the weakest there is. */
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
 * Names agents for lines of commits that were made elsewhere, as notes of these commits, or imported records of Agent Trace, tell (case
 * G15). A commit is made here where a trace explains a line of it: then the traces know better than any of these.
 * @param committed of each line.
 */
export function toldByNotes(
  repository: Repository,
  joined: readonly JoinedLine[],
  committed: readonly CommittedLine[],
  named: { readonly minEvidence: Evidence; readonly agents: readonly string[] },
  env: Env,
): Told {
  const notes = new ToldCommits(repository, env);
  const records = new Map<DraftEdit, EditRecord>();
  if (!notes.areThere || !isAtLeast(EVIDENCE, named.minEvidence)) {
    return { joined, records, warnings: notes.warnings() };
  }
  const madeHere = new Set(joined.flatMap(({ isTraced }, n) => (isTraced ? (committed[n]?.commit ?? []) : [])));
  const tools = named.agents.map(toolOf);
  const found = new Map<number, NotedEdit>();
  for (const { commit, path, places } of byFile(joined, committed)) {
    const open = new Set(madeHere.has(commit) ? [] : places.keys());
    for (const telling of open.size === 0 ? [] : notes.of(commit)) {
      const edits = new NotedEdits(telling, { commit, path });
      const told = notedLines(
        telling.note,
        path,
        [...open].sort((a, b) => a - b),
      );
      edits.count(told.values());
      for (const [line, noted] of told) {
        // Whoever tells of a line first is believed: of those that follow only what it says nothing of.
        open.delete(line);
        const { record } = noted;
        if (record.kind !== 'agent' || !isAgentAsked(tools, toolOf(record.tool))) continue;
        const edit = edits.of(noted);
        records.set(edit.draft, edit.record);
        for (const place of places.get(line) ?? []) found.set(place, edit);
      }
    }
  }
  return {
    joined: joined.map((each, place): JoinedLine => {
      const edit = found.get(place);
      if (edit === undefined) return each;
      return { ...each, draft: edit.draft, line: { ...each.line, origin: 'agent', edit: edit.record.id } };
    }),
    records,
    warnings: notes.warnings(),
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

/** What a note or a record tells of one file as edits: one for each key. */
class NotedEdits {
  readonly #telling: Telling;
  readonly #of: { readonly commit: Oid; readonly path: string };
  readonly #lines = new Map<string, number>();
  readonly #made = new Map<string, NotedEdit>();

  constructor(telling: Telling, of: { commit: Oid; path: string }) {
    this.#telling = telling;
    this.#of = of;
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
    const { commit, path } = this.#of;
    const { by, source, mark } = this.#telling;
    const [tool, conversation, provider] =
      record.kind === 'agent' ? [record.tool, record.id, record.provider] : ['', '', null];
    const agent = agentOf(tool);
    const model = modelOf(noted);
    const added = this.#lines.get(entry.key) ?? 0;
    const session: Session = { ...NOTHING_KNOWN, provider, agent, id: conversation };
    // A note's entry is a line of it; a record is one line.
    const line = by === 'note' ? entry.line : 1;
    const trace = { source, line, offset: 0, length: source.size };
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
        tool: TOOLS[by],
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
      means: null,
      before: null,
      after: null,
      snapshotBefore: null,
      snapshotAfter: null,
      added,
      removed: 0,
      caveats: [
        caveat(by === 'note' ? 'from_note' : 'from_record'),
        ...(model === null ? [caveat('model_unknown')] : []),
      ],
    };
    const id = createHash('sha256').update([agent, conversation, commit, path, entry.key].join('\0')).digest('hex');
    const shown = { ...editRecord(draft, []), id: id.slice(0, 12) };
    return { draft, record: { ...shown, ...mark(commit) } };
  }
}

const TOOLS = { note: 'git-notes', record: 'agent-trace' } as const;

const NOTHING_KNOWN = {
  parentId: null,
  forkedFrom: null,
  agentVersion: null,
  startedAt: null,
  startedNear: null,
  cwd: null,
  git: null,
} satisfies Partial<Session>;
