import { bareSession, type SessionDraft } from './sessions.js';
import { uuidTime } from './times.js';

/** Lines of a copied history are written within moments; a longer pause is the end of it. */
const PAUSE = 1_000;

/**
 * Tells copied history from a session's own records (formats/codex.md, 13.1 and 13.3): a fork's file begins with the lines of the file that it was
 * taken from, with new times. The copies end at the first turn whose id is not older than the session's own; where the ids tell
 * nothing (before 0.100), at the first pause.
 */
export class Ancestry {
  private readonly own: SessionDraft;
  private readonly ownTime: number | null;
  /** Sessions whose history was copied, the nearest first. */
  private readonly ancestors: SessionDraft[] = [];
  private copying: boolean;
  private idsTell = false;
  private lastTime: number | null = null;
  /** Records with a smaller ordinal are copied (formats/codex.md, 4: `subagent_history_start_ordinal`). */
  private readonly firstOwnOrdinal: number | null;

  constructor(own: SessionDraft, options: { readonly hasBase: boolean; readonly firstOwnOrdinal: number | null }) {
    this.own = own;
    this.ownTime = uuidTime(own.id);
    this.copying = own.forkedFrom !== null && !options.hasBase;
    this.firstOwnOrdinal = options.firstOwnOrdinal;
  }

  /** A `session_meta` of another id: what follows is copied from it. */
  addAncestor(session: SessionDraft): void {
    if (this.own.forkedFrom === null && this.own.parentId === null) {
      this.own.forkedFrom = session.id;
    }
    this.ancestors.push(session);
    this.copying = true;
  }

  /**
   * To be called for each record in order.
   * @param turnId that the record names itself.
   * @returns whether the record is a copy.
   */
  isCopy(record: { readonly time: string | null; readonly ordinal: number | null }, turnId: string | null): boolean {
    if (this.firstOwnOrdinal !== null && record.ordinal !== null) {
      return record.ordinal < this.firstOwnOrdinal;
    }
    if (!this.copying) {
      return this.isOlder(turnId) && this.own.parentId !== null;
    }
    const time = record.time === null ? null : Date.parse(record.time);
    const pause = time !== null && this.lastTime !== null && time - this.lastTime > PAUSE;
    this.lastTime = time ?? this.lastTime;
    const turnTime = turnId === null ? null : uuidTime(turnId);
    if (turnTime !== null && this.ownTime !== null) {
      this.idsTell = true;
      this.copying = turnTime < this.ownTime;
    } else if (pause && !this.idsTell) {
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
