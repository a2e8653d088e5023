import { isUtf8 } from 'node:buffer';
import { instantOf, readCommit } from '../git/commits.js';
import { hashObject } from '../git/oid.js';
import { CAVEATS, type CaveatCode, caveat } from '../model/caveats.js';
import type { Caveat, EditRecord } from '../model/edit-record.js';
import type { Attribution, CaveatCount, Confidence, StateRecord } from '../model/time-travel.js';
import { isBinary, isTooLarge } from '../time-travel/file-diff.js';
import type { FileState } from '../time-travel/file-states.js';
import { OrderCaveats } from '../time-travel/order-caveats.js';
import type { FileHistory } from './file-history.js';

const NOBODY: Attribution = {
  agent: null,
  sessionId: null,
  threadId: null,
  parentThreadId: null,
  turnId: null,
  turn: null,
  messageDate: null,
  editDate: null,
  model: null,
  logSubject: null,
  source: null,
};

/**
 * States as they are told.
 * @param wanted some of them; not given: all.
 * @param isRolledUp the work of sub-agents and forks is credited to the session that they come from.
 */
export function stateRecords(
  history: FileHistory,
  wanted: readonly FileState[] = history.states,
  isRolledUp = false,
): StateRecord[] {
  const order = new OrderCaveats(history.states, history.entries, history.followed.file.plan);
  const parents = parentsIn(history.timelines);
  return wanted.map((state) => stateRecord(history, state, order.of(state), { parents, isRolledUp }));
}

function stateRecord(
  history: FileHistory,
  state: FileState,
  ofOrder: readonly CaveatCode[],
  origins: Origins,
): StateRecord {
  const { contents, repository, followed } = history;
  const { edit, kind, presence, version } = state;
  const content = contents.of(state);
  const counts = countsOf(state, followed.file.chain.weave);
  const isCounted = content === null || !isBinary(content);
  const base = kind === 'base' || presence === 'unknown';
  return {
    state: state.number,
    kind,
    path: state.path,
    previousPath: state.previousPath,
    presence,
    action: kind === 'base' ? null : (edit?.action ?? actionOf(state, history.states[state.number - 1])),
    edit: edit?.id ?? null,
    commit: state.commit,
    evidence: edit?.evidence ?? kind,
    confidence: confidenceOf(state),
    attribution: edit === null ? nobody(history, state) : attributionOf(edit, origins),
    added: !isCounted ? null : edit !== null ? edit.added : base || version === null ? null : counts.added,
    removed: !isCounted ? null : edit !== null ? edit.removed : base || version === null ? null : counts.removed,
    blob: content === null ? null : hashObject(repository.objects.hash, 'blob', content),
    size: content === null ? null : content.length,
    caveats: [...caveatsOf(state, content, history), ...ofOrder].map(caveat).concat(edit?.caveats ?? []),
  };
}

function actionOf(state: FileState, before: FileState | undefined): EditRecord['action'] {
  if (state.presence === 'absent') return 'delete';
  if (before === undefined || before.presence === 'absent') return 'create';
  return state.previousPath === null ? 'modify' : 'rename';
}

function countsOf(
  { version, presence }: FileState,
  weave: FileHistory['followed']['file']['chain']['weave'],
): { readonly added: number; readonly removed: number } {
  if (version === null || presence === 'unknown') return { added: 0, removed: 0 };
  let [added, removed] = [0, 0];
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of weave.hunksAt(version)) {
    added += afterEnd - afterStart;
    removed += beforeEnd - beforeStart;
  }
  return { added, removed };
}

function confidenceOf({ edit, presence, isConfirmed }: FileState): Confidence {
  if (edit === null) return 'none';
  switch (edit.evidence) {
    case 'exact':
      return presence === 'unknown' ? 'best_effort' : 'exact';
    case 'fragment':
      return isConfirmed ? 'derived' : 'best_effort';
    case 'snapshot':
      return 'derived';
    case 'inferred':
      return 'best_effort';
  }
}

function caveatsOf(state: FileState, content: Buffer | null, history: FileHistory): CaveatCode[] {
  const { edit, presence, why } = state;
  const codes: CaveatCode[] = [];
  if (edit !== null) {
    if (edit.model === null) codes.push('model_unknown');
    if (edit.evidence === 'fragment') codes.push(why ?? 'patch_inexact');
    if (edit.evidence === 'snapshot') codes.push('turn_inferred');
    if (edit.evidence === 'inferred') codes.push('shell_edit_unseen');
    if (edit.evidence === 'inferred' && edit.snapshots.after === null && takesSnapshots(edit, history)) {
      codes.push('no_final_snapshot');
    }
    if (edit.action === 'rename' && edit.evidence !== 'exact') codes.push('rename_inferred');
  }
  if (presence === 'unknown') codes.push('content_unknown');
  if (content !== null) {
    if (isBinary(content)) codes.push('binary');
    else if (!isUtf8(content)) codes.push('encoding');
    if (isTooLarge(content)) codes.push('too_large');
  }
  return codes;
}

function takesSnapshots({ session }: EditRecord, { entries }: FileHistory): boolean {
  return entries.some((entry) => entry.kind === 'snapshot' && entry.event.session.id === session);
}

function attributionOf(edit: EditRecord, { parents, isRolledUp }: Origins): Attribution {
  const { session, turn } = edit;
  return {
    agent: edit.agent,
    sessionId: isRolledUp ? ancestorOf(session, parents) : session,
    threadId: session,
    parentThreadId: parents.get(session) ?? null,
    turnId: turn?.id ?? null,
    turn: turn?.index ?? null,
    messageDate: turn?.startedAt ?? null,
    editDate: edit.timestamp,
    model: edit.model,
    logSubject: turn?.prompt ?? null,
    source: { path: edit.trace.path, record: edit.trace.line },
  };
}

/** A commit's date, and its subject, are all that is told of what no agent did. */
function nobody({ repository }: FileHistory, { commit: oid }: FileState): Attribution {
  const commit = oid === null ? null : readCommit(repository.objects, oid);
  if (commit === null) return NOBODY;
  return {
    ...NOBODY,
    editDate: instantOf(commit.committer.time),
    logSubject: commit.message.replace(/^\n+/, '').split('\n', 1)[0] ?? '',
  };
}

/** Where sessions come from, by id. */
interface Origins {
  readonly parents: ReadonlyMap<string, string>;
  readonly isRolledUp: boolean;
}

const knownParents = new WeakMap<object, ReadonlyMap<string, string>>();

/** The session that each sub-agent was begun for, and each fork was taken from. */
function parentsIn(timelines: FileHistory['timelines']): ReadonlyMap<string, string> {
  const known = knownParents.get(timelines);
  if (known !== undefined) return known;
  const parents = new Map<string, string>();
  for (const { trace } of timelines.sessions) {
    for (const { session } of [trace, ...trace.turns]) {
      const parent = session.parentId ?? session.forkedFrom;
      if (parent !== null) parents.set(session.id, parent);
    }
  }
  knownParents.set(timelines, parents);
  return parents;
}

function ancestorOf(session: string, parents: ReadonlyMap<string, string>): string {
  const passed = new Set([session]);
  let at = session;
  for (let parent = parents.get(at); parent !== undefined && !passed.has(parent); parent = parents.get(at)) {
    passed.add(parent);
    at = parent;
  }
  return at;
}

/** How often each caveat comes up, in the order in which the help lists them. */
export function countCaveats(caveats: readonly Caveat[]): CaveatCount[] {
  const counts = new Map<string, CaveatCount>();
  for (const { code, message } of caveats) {
    counts.set(code, { code, message, count: (counts.get(code)?.count ?? 0) + 1 });
  }
  const order = Object.keys(CAVEATS);
  return [...counts.values()].sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
}
