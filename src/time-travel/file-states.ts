import type { Oid } from '../git/git-objects.js';
import { hashObject } from '../git/oid.js';
import type { CaveatCode } from '../model/caveats.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Presence, StateKind } from '../model/time-travel.js';
import type { Step } from '../reconcile/draft-edit.js';
import type { ReconciledPath } from '../reconcile/reconcile-path.js';
import type { TimelineEntry } from '../reconcile/timeline.js';
import { shownVersions } from './shown-versions.js';

/** One state of a file: what it held after something happened to it. */
export interface FileState {
  /** From 0. */
  readonly number: number;
  readonly kind: StateKind;
  readonly path: string;
  /** Its name in the state before, where that was another. */
  readonly previousPath: string | null;
  readonly presence: Presence;
  /** The weave's version that holds the content; null where it is not known, or nothing tells of it. */
  readonly version: number | null;
  /** Where in the timeline it came about: index of an entry, their number for the end. */
  readonly place: number;
  readonly edit: EditRecord | null;
  /** Whether something that came later shows the very same content. */
  readonly isConfirmed: boolean;
  readonly commit: Oid | null;
  /** What is known of a recorded change that fits nothing. */
  readonly why: CaveatCode | null;
}

/** What the states are drawn from. */
export interface StatesInput {
  readonly entries: readonly TimelineEntry[];
  readonly file: ReconciledPath;
  /** The file's name at the end. */
  readonly path: string;
  readonly hash: 'sha1' | 'sha256';
}

type Draft = Omit<FileState, 'number' | 'previousPath'>;

/**
 * The states of a file, oldest first: before everything that is known, after each edit of an agent, and after each change that is
 * nobody's that a trace knows. One is there for every edit, also where what it left is not known.
 */
export function fileStates(input: StatesInput): FileState[] {
  return numbered(withSilentRenames(new StateList(input).make(), input));
}

class StateList {
  readonly #input: StatesInput;
  readonly #recordOf: ReadonlyMap<unknown, EditRecord>;
  readonly #places = new Map<unknown, number>();

  constructor(input: StatesInput) {
    this.#input = input;
    const { edits, records } = input.file;
    this.#recordOf = new Map(edits.map((draft, n) => [draft, records[n] as EditRecord]));
    for (const [i, entry] of input.entries.entries()) if (entry.kind !== 'head') this.#places.set(entry.event, i);
  }

  make(): Draft[] {
    const { chain } = this.#input.file;
    const count = chain.weave.versionCount;
    const own = new Set<unknown>();
    for (let version = 0; version < count; version++) {
      const step = chain.stepOf(version);
      if (step?.kind === 'agent') own.add(step.edit);
    }
    // Those without a version of their own: changes that fitted nothing, and moves that changed no line.
    const loose = this.#input.file.edits
      .filter((draft) => !own.has(draft))
      .map((draft) => ({ draft, at: this.#places.get(draft.event) ?? 0 }))
      .sort((a, b) => a.at - b.at);
    const shown = shownVersions(
      chain,
      loose.filter(({ draft }) => draft.evidence === 'fragment').map(({ draft }) => draft),
    );
    for (const [n, { draft, at }] of loose.entries()) {
      const version = shown.get(draft);
      if (version === undefined) continue;
      // What came between would be told out of its order.
      const isNext = (version === 0 || chain.placeOf(version - 1) <= at) && chain.placeOf(version) > at;
      const following = loose[n + 1]?.at ?? Number.POSITIVE_INFINITY;
      if (!isNext || following < chain.placeOf(version)) shown.delete(draft);
    }
    const states: Draft[] = [];
    let next = 0;
    const takeLoose = (before: number): void => {
      for (let one = loose[next]; one !== undefined && one.at < before; one = loose[++next]) {
        states.push(this.#looseState(one.draft, one.at, states.at(-1), shown.get(one.draft) ?? null));
      }
    };
    const taken = new Set(shown.values());
    for (let version = 0; version < count; version++) {
      takeLoose(chain.placeOf(version));
      if (taken.has(version)) continue;
      states.push(this.#versionState(version));
    }
    takeLoose(Number.POSITIVE_INFINITY);
    return this.#withFirst(withoutLateBase(this.#withPresent(states)));
  }

  #versionState(version: number): Draft {
    const { chain } = this.#input.file;
    const step = chain.stepOf(version) as Step;
    const place = chain.placeOf(version);
    const record = step.kind === 'agent' ? (this.#recordOf.get(step.edit) ?? null) : null;
    const isAbsent = chain.weave.isAbsentAt(version);
    const isConfirmed = record !== null && !isAbsent && this.#isConfirmed(version);
    const isKnown = record === null || record.after.blob !== null || record.evidence === 'exact' || isConfirmed;
    const presence = isAbsent ? 'absent' : isKnown ? 'present' : 'unknown';
    return {
      kind: this.#kindOf(step, place, record),
      path: this.#nameAt(place, step, record),
      presence,
      version: presence === 'unknown' ? null : version,
      place,
      edit: record,
      isConfirmed,
      commit: step.kind === 'git' ? step.commit : null,
      why: null,
    };
  }

  #kindOf(step: Step, place: number, record: EditRecord | null): StateKind {
    if (record !== null) return 'edit';
    if (step.kind === 'git') return 'commit';
    if (step.kind === 'base') return 'base';
    return place >= this.#input.entries.length ? 'worktree' : 'untraced';
  }

  #nameAt(place: number, step: Step, record: EditRecord | null): string {
    if (record !== null) return record.path;
    const { entries, file, path } = this.#input;
    if (place >= entries.length) return path;
    // A snapshot shows what came before it under the name that the file has there; a record finds it under the one before.
    const isShown = step.kind === 'git' || entries[place]?.kind === 'snapshot';
    return isShown ? file.plan.after(place) : file.plan.before(place);
  }

  /** @param version the one that shows what the change left; null: none does. */
  #looseState(draft: unknown, place: number, before: Draft | undefined, version: number | null): Draft {
    const edit = this.#recordOf.get(draft) as EditRecord;
    const base = { kind: 'edit', path: edit.path, place, edit, commit: null } as const;
    if (edit.evidence !== 'fragment') {
      // Moved as it was.
      const { presence = 'unknown', version: same = null } = before ?? {};
      return { ...base, presence, version: same, isConfirmed: false, why: null };
    }
    if (version !== null) return { ...base, presence: 'present', version, isConfirmed: true, why: null };
    const unplaced = this.#input.file.unplaced.find((change) => change.draft === draft);
    const isBaseless = unplaced?.why === 'base_unknown' || unplaced?.why === 'text_missing' || before === undefined;
    return {
      ...base,
      presence: 'unknown',
      version: null,
      isConfirmed: false,
      why: isBaseless ? 'base_unknown' : 'patch_inexact',
    };
  }

  /** Whether a snapshot before the next version, or the work tree, shows just this version. */
  #isConfirmed(version: number): boolean {
    const { entries, file, hash } = this.#input;
    const { chain, plan } = file;
    const isLast = version === chain.weave.versionCount - 1;
    if (isLast && file.version === version) return true;
    const blob = hashObject(hash, 'blob', chain.weave.textAt(version));
    const end = isLast ? entries.length : chain.placeOf(version + 1);
    for (let i = chain.placeOf(version) + 1; i < end; i++) {
      if (entries[i]?.kind !== 'snapshot') continue;
      const sight = plan.sight(i);
      if (sight?.kind === 'present') return sight.entry.oid === blob;
    }
    return false;
  }

  /** Where nothing tells what the last edit left, what is there now is known all the same. */
  #withPresent(states: Draft[]): Draft[] {
    const { entries, file, path } = this.#input;
    if (states.at(-1)?.presence !== 'unknown' || file.version === null) return states;
    const presence = file.chain.weave.isAbsentAt(file.version) ? 'absent' : 'present';
    const present = { path, presence, version: file.version, place: entries.length } as const;
    return [...states, { kind: 'worktree', ...present, edit: null, isConfirmed: false, commit: null, why: null }];
  }

  /** What was there before anything is known to have happened. */
  #withFirst(states: Draft[]): Draft[] {
    const [first] = states;
    if (first === undefined || (first.edit === null && first.kind !== 'commit')) {
      return first === undefined ? [] : [{ ...first, kind: 'base' }, ...states.slice(1)];
    }
    const isNew = first.edit?.action === 'create' && first.edit.evidence !== 'fragment';
    const start: Draft = {
      kind: 'base',
      path: first.edit?.previousPath ?? first.path,
      presence: isNew ? 'absent' : 'unknown',
      version: null,
      place: -1,
      edit: null,
      isConfirmed: false,
      commit: null,
      why: null,
    };
    return [start, ...states];
  }
}

/**
 * What was first seen of the file after a change that fits nothing was not there before everything: it came about meanwhile, and
 * that the file was absent is only concluded from a record that made it anew.
 */
function withoutLateBase(states: readonly Draft[]): Draft[] {
  return states.flatMap((state, n) => {
    if (state.kind !== 'base' || n === 0) return [state];
    const next = states[n + 1];
    const isConcluded = state.presence === 'absent' && next?.edit != null && next.place === state.place;
    return isConcluded ? [] : [{ ...state, kind: 'untraced' }];
  });
}

/** A name that changed without anything else gets a state of its own: whose edit comes next did not rename the file. */
function withSilentRenames(states: readonly Draft[], { path, entries }: StatesInput): Draft[] {
  const all: Draft[] = [];
  const renamed = (last: Draft, name: string, place: number): Draft => ({
    ...last,
    kind: place >= entries.length ? 'worktree' : 'untraced',
    path: name,
    place,
    edit: null,
    isConfirmed: false,
    commit: null,
    why: null,
  });
  for (const state of states) {
    const last = all.at(-1);
    const found = state.edit?.previousPath ?? state.edit?.path ?? null;
    const isThere = last !== undefined && last.presence !== 'absent' && state.presence !== 'absent';
    if (last !== undefined && isThere && found !== null && found !== last.path) {
      all.push(renamed(last, found, state.place));
    }
    all.push(state);
  }
  const last = all.at(-1);
  if (last !== undefined && last.presence !== 'absent' && last.path !== path) {
    all.push(renamed(last, path, entries.length));
  }
  return all;
}

function numbered(states: readonly Draft[]): FileState[] {
  return states.map((state, number) => {
    const before = states[number - 1];
    const isRenamed = before !== undefined && before.path !== state.path && state.presence !== 'absent';
    return { ...state, number, previousPath: isRenamed && before.presence !== 'absent' ? before.path : null };
  });
}
