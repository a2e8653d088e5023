import type { TracePointer } from '../../model/session.js';
import type { CodexRecord } from './records.js';
import { bareSession, type SessionDraft } from './sessions.js';
import { uuidTime } from './times.js';

/**
 * Tells copied history from a session's own records (formats/codex.md, 13.1 and 13.3): a fork's file begins with the lines of the file that it was
 * taken from, with new times. The copies end at the first turn whose id is not older than the session's own. Where the ids tell
 * nothing (before 0.100) that shows only in the times of all lines: `needsTimes`.
 */
export class Ancestry {
  private readonly own: SessionDraft;
  private readonly ownTime: number | null;
  /** Sessions whose history was copied, the nearest first. */
  private readonly ancestors: SessionDraft[] = [];
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
    meta: TracePointer,
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

  /** Where the copies begin whose end no id told; null where it is known, or where there are none. */
  get needsTimes(): TracePointer | null {
    return this.copying && !this.idsTell && this.firstOwnLine === null && this.firstOwnOrdinal === null
      ? this.begin
      : null;
  }

  /** A `session_meta` of another id: what follows is copied from it. */
  addAncestor(session: SessionDraft, meta: TracePointer): void {
    if (this.own.forkedFrom === null && this.own.parentId === null) {
      this.own.forkedFrom = session.id;
    }
    this.ancestors.push(session);
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
    const named = this.ancestors.at(-1);
    if (named !== undefined) {
      return named;
    }
    const id = this.own.forkedFrom ?? this.own.parentId;
    if (id === null) {
      return this.own;
    }
    const ancestor = bareSession(id);
    this.ancestors.push(ancestor);
    return ancestor;
  }

  private isOlder(turnId: string | null): boolean {
    const turnTime = turnId === null ? null : uuidTime(turnId);
    return turnTime !== null && this.ownTime !== null && turnTime < this.ownTime;
  }
}
