import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid, TreeEntry } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { resolveRevision } from '../git/revisions.js';
import { lookUp } from '../git/trees.js';
import { readWorkTreeFile } from '../git/work-tree-file.js';
import type { FileState } from '../time-travel/file-states.js';
import { parseStateName } from '../time-travel/reference.js';
import { type Resolved, resolveName } from '../time-travel/resolve-name.js';
import type { FileHistory } from './file-history.js';

/** What a name stands for: one state, or a content that git has. */
export interface NamedContent {
  readonly ref: string;
  /** null: no state holds just this. */
  readonly state: FileState | null;
  /** The state that it stands in the order by. */
  readonly number: number;
  readonly path: string;
  /** null: the file is not there. */
  readonly content: Buffer | null;
  /** As in trees. */
  readonly mode: number;
  /** The commit, where it is named by a revision. */
  readonly revision: Oid | null;
}

const PLAIN = 0o100644;

/**
 * What the file held in a state.
 * @throws AiBlameError as `resolveName`; CONTENT_UNKNOWN, OBJECT_MISSING where that is not known any more; USAGE.
 */
export function readState(history: FileHistory, ref: string): NamedContent {
  const resolved = resolveName(parseStateName(ref), history);
  switch (resolved.kind) {
    case 'state':
      return contentOf(history, ref, resolved.state);
    case 'snapshot':
      return contentOfSnapshot(history, ref, resolved);
    case 'revision':
      return contentOfRevision(history, ref, resolved.name);
  }
}

/** @throws AiBlameError CONTENT_UNKNOWN, OBJECT_MISSING. */
export function contentOf(history: FileHistory, ref: string, state: FileState): NamedContent {
  if (state.presence === 'unknown') throw unknownContent(history, ref, state);
  return {
    ref,
    state,
    number: state.number,
    path: state.path,
    content: history.contents.of(state),
    mode: modeOf(history, state),
    revision: null,
  };
}

/** Names what is missing, and the states around that are known. */
function unknownContent({ states, entries, followed, path }: FileHistory, ref: string, state: FileState): AiBlameError {
  const known = (one: FileState): boolean => one.presence !== 'unknown';
  const near = [states.slice(0, state.number).findLast(known), states.slice(state.number + 1).find(known)];
  const others = near.flatMap((one) => one?.number ?? []).join(' and ');
  const hint = others === '' ? {} : { hint: `the nearest states that are known: ${others}` };
  const from = states[state.number - 1]?.place ?? -1;
  const to = states[state.number + 1]?.place ?? entries.length;
  const lost = entries.find((entry, i) => {
    return i > from && i <= to && entry.kind === 'snapshot' && followed.file.plan.sight(i)?.kind === 'lost';
  });
  if (lost?.kind === 'snapshot') {
    const { commit } = lost.event;
    return new AiBlameError(
      'OBJECT_MISSING',
      `${path}@${ref} is not known: the snapshot ${commit} is not stored any more`,
      hint,
    );
  }
  const what =
    state.edit === null
      ? 'nothing tells what the file held before the first known edit'
      : `the change of edit ${state.edit.id} fits nothing that is known, and nothing later shows what it left`;
  return new AiBlameError('CONTENT_UNKNOWN', `${path}@${ref} is not known: ${what}`, hint);
}

function contentOfSnapshot(
  history: FileHistory,
  ref: string,
  { at, state }: Extract<Resolved, { kind: 'snapshot' }>,
): NamedContent {
  const { entries, followed, repository, path, cache } = history;
  const entry = entries[at];
  const sight = followed.file.plan.sight(at);
  const commit = entry?.kind === 'snapshot' ? entry.event.commit : ref;
  const name = followed.file.plan.after(at);
  const base = { ref, number: state.number, path: name, revision: null };
  switch (sight?.kind) {
    case 'present': {
      const { oid, mode } = sight.entry;
      const content = cache.get(oid, () => repository.objects.read(oid)?.data ?? null);
      if (content === null) throw missing(`The content ${oid} of ${name} in the snapshot ${commit}`);
      const held = history.contents.of(state);
      return { ...base, state: held?.equals(content) === true ? state : null, content, mode };
    }
    case 'absent':
      return { ...base, state: state.presence === 'absent' ? state : null, content: null, mode: PLAIN };
    case 'not_captured':
      throw new AiBlameError('NO_SUCH_STATE', `The snapshot ${commit} does not reach ${path}`, {
        hint: 'it is ignored, untracked and left out, or outside of the folder that the snapshot covers',
      });
    default:
      throw missing(`The snapshot ${commit}`);
  }
}

function missing(what: string): AiBlameError {
  return new AiBlameError('OBJECT_MISSING', `${what} is not stored any more`, {
    hint: 'ai-blame doctor tells what is lost',
  });
}

/** The file in a commit, by the name that it has there. */
function contentOfRevision(history: FileHistory, ref: string, revision: string): NamedContent {
  const { repository, followed, states, cache } = history;
  const commit = resolveRevision(repository, revision);
  const names = [history.path, ...followed.file.plan.names.toReversed()];
  for (const name of names) {
    const entry = fileIn(repository, commit, name);
    if (entry === null) continue;
    const { oid, mode } = entry;
    const content = cache.get(oid, () => repository.objects.read(oid)?.data ?? null);
    if (content === null) throw missing(`The content ${oid} of ${name} in ${revision}`);
    // The newest state that held the same.
    const state = states.findLast((one) => one.path === name && history.contents.of(one)?.equals(content) === true);
    const number = state?.number ?? states.length - 1;
    return { ref, state: state ?? null, number, path: name, content, mode, revision: commit };
  }
  const last = { number: states.length - 1, path: history.path };
  return { ref, state: null, ...last, content: null, mode: PLAIN, revision: commit };
}

function fileIn(repository: Repository, commit: string, path: string): TreeEntry | null {
  const tree = readCommit(repository.objects, commit)?.tree;
  const entry = tree === undefined ? null : lookUp(repository.objects, tree, path);
  return entry === null || isFolder(entry.mode) ? null : entry;
}

function isFolder(mode: number): boolean {
  return (mode & 0o170000) === 0o40000 || (mode & 0o170000) === 0o160000;
}

/** As the first thing shows it that saw the file in this state or later. */
export function modeOf(
  { entries, followed, repository }: Pick<FileHistory, 'entries' | 'followed' | 'repository'>,
  state: FileState,
): number {
  for (let i = Math.max(0, state.place); i < entries.length; i++) {
    if (entries[i]?.kind !== 'snapshot') continue;
    const sight = followed.file.plan.sight(i);
    if (sight?.kind === 'present') return sight.entry.mode;
  }
  const { kind, mode } = readWorkTreeFile(repository, followed.path);
  return kind === 'file' || kind === 'symlink' ? mode : PLAIN;
}
