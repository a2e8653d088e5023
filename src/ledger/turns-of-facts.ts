import type { FactDetail, HistoryFact } from '../model/history-fact.js';
import type { LedgerTurn } from '../model/ledger.js';
import { OpenTurn } from './open-turn.js';
import { turnIdOf } from './uuid.js';

/**
 * Makes turns of what happened in a session (formats/ledger.md, 6). Holds one turn at a time.
 *
 * A turn that the agent gave an id holds all facts of that id, several messages of the person included. Facts before the first
 * message belong to the first turn.
 */
export class TurnsOfFacts {
  /** The time of the last record that is part of the history; null: none has one. */
  lastTime: string | null = null;
  readonly #thread: string;
  readonly #onTurn: (turn: LedgerTurn) => void;
  #open: OpenTurn | null = null;
  #number = 0;
  #startedAt: string | null;

  /**
   * @param thread a UUID.
   * @param startedAt of the session, ISO 8601: for facts without times.
   */
  constructor(thread: string, startedAt: string | null, onTurn: (turn: LedgerTurn) => void) {
    this.#thread = thread;
    this.#startedAt = startedAt;
    this.#onTurn = onTurn;
  }

  take(fact: HistoryFact, detail: FactDetail = {}): void {
    if (fact.time !== null && (this.lastTime === null || fact.time > this.lastTime)) this.lastTime = fact.time;
    if (!OpenTurn.tells(fact.type)) return;
    if (this.#open !== null && !this.#open.holds(fact)) this.#close(false);
    this.#open ??= new OpenTurn();
    this.#open.take(fact, detail);
  }

  /** The trace ends here. */
  end(): void {
    this.#close(true);
  }

  #close(isLast: boolean): void {
    const open = this.#open;
    this.#open = null;
    if (open === null || open.isEmpty) return;
    this.#number += 1;
    const turn = open.close(turnIdOf(this.#thread, open.id, this.#number), this.#startedAt, isLast);
    // What has no time of its own is as late as what stands before it.
    this.#startedAt = turn.timestamp;
    this.#onTurn(turn);
  }
}
