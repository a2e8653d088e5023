import type { JoinedLine } from '../blame/join-lines.js';
import { sha256 } from '../digest/canonical-json.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { EditRecord } from '../model/edit-record.js';
import type { DigestFile, DigestInputs, DigestNote, DigestObject, DigestRecord } from '../model/evidence-digest.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import type { ReconciledFile } from './reconcile-everywhere.js';
import { recordsOf, textOfRecord } from './record-bytes.js';
import { blobOf, isPresent } from './stored-objects.js';

/** What of an examined file bears on what is told of its lines (`FileEvidence`). */
export interface UsedEvidence {
  readonly path: string;
  readonly revision: Oid | null;
  readonly stored: Buffer;
  readonly reconciled: readonly [ReconciledFile, ...ReconciledFile[]];
  readonly joined: readonly JoinedLine[];
  readonly wanted: (line: number) => boolean;
  readonly history: { readonly lines: readonly { readonly commit: Oid | null; readonly path: string }[] };
  readonly records: ReadonlyMap<DraftEdit, EditRecord>;
}

/**
 * Gathers what answers about files rest on: their contents, the records of every edit of them that the work tree's own timeline
 * holds and of those of others that lines name, the snapshots that these edits lie between, the commits that lines name, and the notes that tell whose lines are.
 */
export class UsedInputs {
  readonly #repository: Repository;
  readonly #tellsPlaces: boolean;
  readonly #files = new Map<string, DigestFile>();
  readonly #records = new Map<string, DigestRecord>();
  readonly #snapshots = new Map<string, DigestObject>();
  readonly #commits = new Map<string, DigestObject>();
  readonly #notes = new Map<string, DigestNote>();

  /** @param tellsPlaces whether the paths of traces, which may tell of the machine, are told. */
  constructor(repository: Repository, tellsPlaces = true) {
    this.#repository = repository;
    this.#tellsPlaces = tellsPlaces;
  }

  /** A file of which nothing else is used. @param content in the form that git stores. */
  addFile(path: string, from: string, content: Buffer): void {
    this.#files.set(`${path}\0${from}`, { path, from, bytes: content.length, sha256: sha256(content) });
  }

  /** @param commits the commit of each line that is told, and the name that the file has in it. */
  add(
    evidence: UsedEvidence,
    commits: readonly { readonly commit: Oid | null; readonly path: string }[],
    from = evidence.revision ?? 'work-tree',
  ): void {
    const { path, revision, stored, reconciled, joined, records, wanted } = evidence;
    this.addFile(path, from, stored);
    const named = joined.filter((_, line) => wanted(line)).flatMap(({ draft }) => (draft === null ? [] : [draft]));
    for (const draft of new Set([...reconciled[0].file.edits, ...named])) {
      const record = records.get(draft);
      if (record === undefined) continue;
      if (record.note !== undefined) {
        const { commit, blob } = record.note;
        this.#notes.set(commit, { commit, blob });
        continue;
      }
      this.#addRecords(draft, record.id);
      this.#addObject(this.#snapshots, record.snapshots.before, record.previousPath ?? record.path);
      this.#addObject(this.#snapshots, record.snapshots.after, record.path);
    }
    if (revision !== null) this.#addObject(this.#commits, revision, path);
    for (const { commit, path: name } of commits) this.#addObject(this.#commits, commit, name);
  }

  all(): DigestInputs {
    return {
      files: sorted(this.#files),
      records: [...this.#records.values()].sort(inOrder),
      snapshots: sorted(this.#snapshots),
      commits: sorted(this.#commits),
      notes: sorted(this.#notes),
    };
  }

  #addRecords(draft: DraftEdit, edit: string): void {
    for (const { role, at } of recordsOf(draft.event)) {
      const { source, line, offset } = at;
      const key = [source.agent, source.home, source.path, line, role].join('\0');
      const known = this.#records.get(key);
      if (known !== undefined) {
        const edits = [...new Set([...known.edits, edit])].sort();
        this.#records.set(key, { ...known, edits });
        continue;
      }
      const { form, bytes } = textOfRecord(draft.event, at);
      this.#records.set(key, {
        agent: source.agent,
        session: draft.event.session.id,
        path: this.#tellsPlaces ? source.path : '',
        line,
        offset,
        role,
        form,
        bytes: bytes?.length ?? 0,
        sha256: bytes === null ? null : sha256(bytes),
        edits: [edit],
      });
    }
  }

  /** What is not stored was no evidence. */
  #addObject(list: Map<string, DigestObject>, id: Oid | null, path: string): void {
    if (id === null || list.has(`${id}\0${path}`)) return;
    const { objects } = this.#repository;
    if (isPresent(objects, id, path)) list.set(`${id}\0${path}`, { id, path, blob: blobOf(objects, id, path) });
  }
}

/** The commit of each line, and the name that the file has in it. */
export function committedLines({ path, joined, history }: UsedEvidence): { commit: Oid | null; path: string }[] {
  return joined.map(({ line: { commit } }, n) => {
    const told = history.lines[n];
    return { commit, path: told?.commit === commit ? told.path : path };
  });
}

function sorted<T>(list: ReadonlyMap<string, T>): T[] {
  return [...list].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

/** Not by the place of the trace, which may change. */
function inOrder(a: DigestRecord, b: DigestRecord): number {
  const keys = (one: DigestRecord): string[] => [
    one.agent,
    one.session,
    one.role,
    one.sha256 ?? '',
    one.edits.join(' '),
  ];
  const [of, to] = [keys(a), keys(b)];
  const first = of.findIndex((key, n) => key !== to[n]);
  const byPlace = a.agent === b.agent && a.session === b.session ? a.line - b.line : 0;
  return byPlace || (first === -1 ? 0 : (of[first] ?? '') < (to[first] ?? '') ? -1 : 1);
}
