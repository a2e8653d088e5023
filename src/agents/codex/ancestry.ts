import type { JsonValue } from '../../model/json-value.js';
import type { TracePointer } from '../../model/session.js';
import { bareSession, type SessionDraft } from '../session-draft.js';
import { uuidTime } from '../times.js';
import type { CodexRecord } from './records.js';

interface AncestryState {
  readonly latest: number;
  readonly copying: boolean;
  readonly idsTell: boolean;
  readonly firstOwnOrdinal: number | null;
}

/**
 * Tells copied history from a session's own records (formats/codex.md, 13.1 and 13.3): a fork's file begins with the lines of the file that it was
 * taken from, with new times. The copies end at the first turn whose id is not older than the session's own. Where the ids tell
 * nothing (before 0.100) that shows only in the times of all lines: `needsTimes`.
 */
export class Ancestry {
  private readonly own: SessionDraft;
  private readonly ownTime: number | null;
  /** Sessions whose history was copied, the nearest first. */
  readonly ancestors: SessionDraft[] = [];
  /** The one that a record named last. */
  private latest: SessionDraft | null = null;
  private copying: boolean;
  private idsTell = false;
  /** The record that the copies follow. */
  private begin: TracePointer | null = null;
  /** Records with a smaller ordinal are copied (formats/codex.md, 4: `subagent_history_start_ordinal`). */
  private readonly firstOwnOrdinal: number | null;
  private readonly firstOwnLine: number | null;

  /** @param options.firstOwnLine from 1, where it is known; null: ids tell. */
  constructor(
    own: SessionDraft,
    meta: TracePointer | null,
    options: {
      readonly hasBase: boolean;
      readonly firstOwnOrdinal: number | null;
      readonly firstOwnLine: number | null;
    },
  ) {
    this.own = own;
    this.ownTime = uuidTime(own.id);
    this.copying = own.forkedFrom !== null && !options.hasBase;
    this.begin = this.copying ? meta : null;
    this.firstOwnOrdinal = options.firstOwnOrdinal;
    this.firstOwnLine = options.firstOwnLine;
  }

  /** All that it knows, to go on later; `ancestors` are written by themselves. */
  state(): JsonValue {
    return {
      latest: this.latest === null ? -1 : this.ancestors.indexOf(this.latest),
      copying: this.copying,
      idsTell: this.idsTell,
      firstOwnOrdinal: this.firstOwnOrdinal,
    };
  }

  static restored(own: SessionDraft, ancestors: readonly SessionDraft[], given: JsonValue): Ancestry {
    const state = given as unknown as AncestryState;
    const { firstOwnOrdinal } = state;
    const ancestry = new Ancestry(own, null, { hasBase: true, firstOwnOrdinal, firstOwnLine: null });
    ancestry.ancestors.push(...ancestors);
    ancestry.latest = ancestors[state.latest] ?? null;
    ancestry.copying = state.copying;
    ancestry.idsTell = state.idsTell;
    return ancestry;
  }

  /** Where the copies begin whose end no id told; null where it is known, or where there are none. */
  get needsTimes(): TracePointer | null {
    return this.copying && !this.idsTell && this.firstOwnLine === null && this.firstOwnOrdinal === null
      ? this.begin
      : null;
  }

  /** No record is a copy, as far as the file is read, and only another `session_meta` can change that. */
  get isPlain(): boolean {
    return !this.copying && this.own.parentId === null && this.firstOwnOrdinal === null;
  }

  /** A `session_meta` of another id: what follows is copied from it. */
  addAncestor(session: SessionDraft, meta: TracePointer): void {
    if (this.own.forkedFrom === null && this.own.parentId === null) {
      this.own.forkedFrom = session.id;
    }
    const known = this.ancestors.find(({ id }) => id === session.id);
    if (known === undefined) {
      this.ancestors.push(session);
    }
    this.latest = known ?? session;
    this.copying = true;
    this.begin = meta;
  }

  /**
   * To be called for each record in order.
   * @param turnId that the record names itself.
   * @returns whether the record is a copy.
   */
  isCopy({ ordinal, pointer }: CodexRecord, turnId: string | null): boolean {
    if (this.firstOwnOrdinal !== null && ordinal !== null) {
      return ordinal < this.firstOwnOrdinal;
    }
    if (!this.copying) {
      return this.isOlder(turnId) && this.own.parentId !== null;
    }
    const turnTime = turnId === null ? null : uuidTime(turnId);
    if (turnTime !== null && this.ownTime !== null) {
      this.idsTell = true;
      this.copying = turnTime < this.ownTime;
    } else if (this.firstOwnLine !== null && pointer.line >= this.firstOwnLine) {
      this.copying = false;
    }
    return this.copying;
  }

  /** The session that a copy of the given turn came from: the youngest that is not younger than the turn, where ids tell. */
  originOf(turnId: string | null): SessionDraft {
    const turnTime = turnId === null ? null : uuidTime(turnId);
    if (turnTime !== null) {
      const origin = this.ancestors.find((ancestor) => (uuidTime(ancestor.id) ?? Number.POSITIVE_INFINITY) <= turnTime);
      if (origin !== undefined) {
        return origin;
      }
    }
    if (this.latest !== null) {
      return this.latest;
    }
    const id = this.own.forkedFrom ?? this.own.parentId;
    if (id === null || id === this.own.id) {
      return this.own;
    }
    this.latest = bareSession('codex', id);
    this.ancestors.push(this.latest);
    return this.latest;
  }

  private isOlder(turnId: string | null): boolean {
    const turnTime = turnId === null ? null : uuidTime(turnId);
    return turnTime !== null && this.ownTime !== null && turnTime < this.ownTime;
  }
}
