import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid, TreeEntry } from '../git/git-objects.js';
import { buildTrees, combined, type NotesTree, type NoteText, notePaths, readNotesTree } from '../git/notes-tree.js';
import { hashObject } from '../git/oid.js';
import type { Repository } from '../git/repository.js';
import { commitsOfRange } from '../git/revision-range.js';
import { type NewObject, writeObjects } from '../git/write-objects.js';
import { replaceRef } from '../git/write-refs.js';
import type { Warning } from '../model/diagnostic.js';
import type { Evidence } from '../model/evidence.js';
import type { LeftNote, NotesWriteResult, WrittenNote } from '../model/notes-result.js';
import { loadSecrets, type Redactor } from '../secrets/redactor.js';
import {
  type Attestation,
  isTellable,
  type MergedNote,
  mergeNote,
  NOTE_WRITER,
  newNote,
} from '../sharing/merge-note.js';
import { attestCommit } from './attest-commit.js';
import { NOTES_REF, parsedOf, sentence } from './authorship-notes.js';
import { identityOf } from './git-identity.js';
import { openTraces } from './indexed-traces.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { mergeWarnings } from './warnings.js';

export interface NotesWriteRequest {
  /** `REV` or `A..B`. */
  readonly range: string;
  /** Lines of weaker evidence are not attested. */
  readonly minEvidence: Evidence;
  /** Whether lines are added to notes of other programs that these leave open. */
  readonly merge: boolean;
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  readonly place: Place;
}

/** How often it is tried while others write the same ref, and how long it waits in between. */
const MOST_TRIES = 40;
const PAUSE_MS = 50;

const NOT_TELLABLE = {
  code: 'path_not_tellable',
  message: 'A note of this schema cannot name this path: it holds a line break, or is not UTF-8',
};
const NOTE_MODE = 0o100644;
const REASON = 'Notes added by ai-blame notes write';

/**
 * Writes down, as notes of commits, which lines agents wrote (formats/interop.md, 1): nothing that is there already is changed or
 * lost, whoever writes the ref at the same time.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_REVISION, USAGE, UNSUPPORTED_REPOSITORY, LOCKED, NOT_WRITABLE, OBJECT_MISSING …
 */
export async function writeNotes(request: NotesWriteRequest, env: Env, progress: Progress): Promise<NotesWriteResult> {
  const redactor = (await loadSecrets())();
  const { attested, left, warnings } = attestRange(request, env, progress, redactor);
  for (let tries = 1; ; tries++) {
    // Opened anew each time: what others wrote meanwhile is to be seen.
    const repository = openPlace(request.place, env);
    let trouble = new AiBlameError('LOCKED', `Others keep writing ${NOTES_REF}: nothing was written`);
    try {
      const plan = planNotes(repository, request, attested, env);
      const result = resultOf(repository, request, plan, left, warnings, redactor.replaced);
      if (request.dryRun || plan.after === plan.before) return result;
      if (await env.undisturbed(() => write(repository, plan, env))) return result;
    } catch (error) {
      if (!(error instanceof AiBlameError && error.code === 'LOCKED')) throw error;
      trouble = error;
    } finally {
      repository.close();
    }
    if (tries >= MOST_TRIES || !(await pause(env))) throw trouble;
  }
}

/** @returns false where the person does not want to wait. */
async function pause(env: Env): Promise<boolean> {
  const patience = env.patience();
  try {
    return await patience.wait(PAUSE_MS);
  } finally {
    patience.end();
  }
}

interface Attested {
  /** By commit, the oldest first. */
  readonly attested: ReadonlyMap<Oid, readonly Attestation[]>;
  readonly left: readonly LeftNote[];
  readonly warnings: readonly Warning[];
}

function attestRange(request: NotesWriteRequest, env: Env, progress: Progress, redactor: Redactor): Attested {
  const repository = openPlace(request.place, env);
  const reader = openTraces(request.place, env);
  try {
    const commits = commitsOfRange(repository, request.range);
    const place = { ...request.place, directory: repository.root };
    const attested = new Map<Oid, readonly Attestation[]>();
    const left: LeftNote[] = [];
    const warnings: Warning[] = [];
    for (const [n, commit] of commits.entries()) {
      progress.update('Reading commits', n, commits.length);
      if (repository.shallow.has(commit)) {
        const message = `What ${commit} changed is not known: the history is cut off there (shallow clone)`;
        left.push({ commit, reason: 'shallow', message });
        continue;
      }
      const found = attestCommit(repository, commit, request.minEvidence, place, env, progress, reader, redactor);
      const told = found.attested.filter(({ path }) => isTellable(path));
      attested.set(commit, told);
      warnings.push(...found.warnings);
      const untold = found.attested.map(({ path }) => path).filter((path) => !isTellable(path));
      for (const subject of new Set(untold)) warnings.push({ ...NOT_TELLABLE, count: 1, subject });
    }
    return { attested, left, warnings: mergeWarnings(warnings) };
  } finally {
    progress.end();
    reader.close();
    repository.close();
  }
}

/** What is to be written, worked out for the ref as it is now. */
interface Plan {
  readonly before: Oid | null;
  readonly after: Oid | null;
  readonly objects: readonly NewObject[];
  readonly written: readonly WrittenNote[];
  readonly unchanged: readonly Oid[];
  readonly unexplained: readonly Oid[];
  readonly left: readonly LeftNote[];
}

function planNotes(
  repository: Repository,
  { merge }: NotesWriteRequest,
  attested: ReadonlyMap<Oid, readonly Attestation[]>,
  env: Env,
): Plan {
  const { objects } = repository;
  const before = repository.readRef(NOTES_REF);
  const base = before === null ? null : readCommit(objects, before);
  if (before !== null && base === null) throw missing(before);
  const tree = readNotesTree(objects, base?.tree ?? null);
  const written: WrittenNote[] = [];
  const unchanged: Oid[] = [];
  const unexplained: Oid[] = [];
  const left: LeftNote[] = [];
  const texts: NewObject[] = [];
  for (const [commit, lines] of attested) {
    const stored = tree.notes.get(commit);
    const made = stored === undefined ? newNote(commit, lines) : added(combined(objects, stored), commit, lines, merge);
    if (lines.length === 0 || made === null) unexplained.push(commit);
    else if ('reason' in made) left.push(made);
    else if (made.added === 0) unchanged.push(commit);
    else {
      const text = textObject(made.text);
      const blob = hashObject(objects.hash, 'blob', text.data);
      texts.push(text);
      tree.notes.set(commit, [blob]);
      const action = stored === undefined ? 'created' : 'merged';
      written.push({ commit, blob, action, files: made.files, lines: made.added });
    }
  }
  const told = { before, written, unchanged, unexplained, left };
  if (written.length === 0) return { ...told, after: before, objects: [] };
  const dates = [...written.map(({ commit }) => commit), ...(before === null ? [] : [before])];
  // Not the clock's: where the same is written again, it is the same commit.
  const time = Math.max(...dates.map((oid) => readCommit(objects, oid)?.committer.time ?? 0));
  const made = treeObjects(repository, tree);
  const commit = commitObject(made.root, before, identityOf(repository, env), time);
  return {
    ...told,
    after: hashObject(objects.hash, 'commit', commit.data),
    objects: [...texts, ...made.objects, commit],
  };
}

/** What becomes of a note that is there already. */
function added(
  { text, blob }: NoteText,
  commit: Oid,
  lines: readonly Attestation[],
  merge: boolean,
): MergedNote | LeftNote {
  const parsed = parsedOf({ text, blob });
  if (text === null || parsed.kind !== 'note') {
    const reason = parsed.kind === 'other-schema' ? parsed.kind : 'malformed';
    return { commit, reason, message: parsed.kind === 'note' ? '' : sentence(commit, parsed) };
  }
  const merged = mergeNote(text, parsed.note, lines);
  if (merged === null) {
    const message = `The note of ${commit} in ${NOTES_REF} holds numbers that would not survive being written again`;
    return { commit, reason: 'malformed', message };
  }
  const { writer } = parsed.note;
  if (writer === NOTE_WRITER || merge || merged.added === 0) return merged;
  const open = `${merged.added} ${merged.added === 1 ? 'line' : 'lines'}`;
  const message = `${writer ?? 'Another program'} wrote the note of ${commit}; --merge adds ${open} that it leaves open`;
  return { commit, reason: 'foreign', message };
}

/** The trees of all notes, as far as they are not stored. */
function treeObjects(repository: Repository, { notes, others }: NotesTree): { root: Oid; objects: NewObject[] } {
  const { objects } = repository;
  const paths = notePaths(notes.keys());
  const entries = new Map<string, TreeEntry>(others.map(({ path, entry }) => [path, entry]));
  const joined: NewObject[] = [];
  for (const [commit, blobs] of notes) {
    const [first = ''] = blobs;
    let oid = first;
    if (blobs.length > 1) {
      // As git does, which keeps one for each.
      const note = combined(objects, blobs);
      if (note.text === null) throw missing(note.blob);
      joined.push(textObject(note.text));
      oid = note.blob;
    }
    entries.set(paths.get(commit) ?? commit, { mode: NOTE_MODE, oid });
  }
  const trees = buildTrees(objects.hash, entries);
  const fresh = trees.filter(({ oid }) => !objects.has(oid)).map(({ data }): NewObject => ({ type: 'tree', data }));
  return { root: trees.at(-1)?.oid ?? '', objects: [...joined, ...fresh] };
}

function textObject(text: string): NewObject {
  return { type: 'blob', data: Buffer.from(text) };
}

function commitObject(tree: Oid, parent: Oid | null, by: string, time: number): NewObject {
  const headers = [
    `tree ${tree}`,
    ...(parent === null ? [] : [`parent ${parent}`]),
    `author ${by} ${time} +0000`,
    `committer ${by} ${time} +0000`,
  ];
  return { type: 'commit', data: Buffer.from(`${headers.join('\n')}\n\n${REASON}\n`) };
}

async function write(repository: Repository, { before, after, objects }: Plan, env: Env): Promise<boolean> {
  if (after === null) return true;
  writeObjects(repository, objects);
  const by = identityOf(repository, env);
  const name = repository.followRef(NOTES_REF);
  return replaceRef(repository, name, before, after, { by, time: Math.floor(env.now() / 1000), reason: REASON });
}

function resultOf(
  repository: Repository,
  { dryRun }: NotesWriteRequest,
  plan: Plan,
  left: readonly LeftNote[],
  warnings: readonly Warning[],
  redacted: number,
): NotesWriteResult {
  const { before, after, written, unchanged, unexplained } = plan;
  return {
    schema: 'ai-blame/notes-write@1',
    repository: repositoryRef(repository),
    ref: NOTES_REF,
    dryRun,
    before,
    after,
    written,
    unchanged,
    unexplained,
    left: [...left, ...plan.left],
    redacted,
    warnings,
  };
}

function missing(oid: Oid): AiBlameError {
  return new AiBlameError('OBJECT_MISSING', `${NOTES_REF} needs ${oid}, which is not stored here`, {
    hint: `fetch the notes: git fetch REMOTE ${NOTES_REF}`,
  });
}
