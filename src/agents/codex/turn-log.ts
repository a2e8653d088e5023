import type {
  FactDetail,
  HistoryFact,
  HistoryFactType,
  ReasoningFact,
  TellVisitor,
  WholeTexts,
} from '../../model/history-fact.js';
import type { Turn } from '../../model/session.js';
import type { LineCounts } from '../fact-data.js';

type Data = HistoryFact['data'];
type Telling = readonly [HistoryFact | ReasoningFact, FactDetail, WholeTexts];

/**
 * Puts facts in order and numbers them, and tells where turns begin and end. Up to 0.99 no record tells that a turn ended well: it did
 * with the last thing that the model said in it (formats/codex.md, 7 and 9). What follows that is held back until it is clear.
 */
export class TurnLog {
  private readonly onFact: TellVisitor;
  private ordinal = 0;
  private n = 0;
  private time: string | null = null;
  private turnId: string | null = null;
  private turnIndex: number | null = null;
  private turn: Turn | null = null;
  private model: string | null = null;
  private isOpen = false;
  private isTold = true;
  private isTask = false;
  private hasFailed = false;
  /** What the error said. */
  private failure: string | null = null;
  /** What will have been the end of the turn, if nothing more is done in it, and the facts since. */
  private perhaps: { readonly end: readonly Telling[]; readonly since: Telling[] } | null = null;
  private insertions = 0;
  private deletions = 0;
  private readonly paths = new Set<string>();

  constructor(onFact: TellVisitor) {
    this.onFact = onFact;
  }

  /**
   * The record that the next facts are told by.
   * @param taskId of a task that the person's message has not been read of.
   * @param model in force.
   */
  at(
    ordinal: number,
    time: string | null,
    taskId: string | null,
    turn: Turn | null,
    model: string | null = null,
  ): void {
    if (ordinal !== this.ordinal) {
      this.ordinal = ordinal;
      this.n = 0;
    }
    this.time = time;
    this.turnId = turn === null ? taskId : turn.id;
    this.turnIndex = turn?.index ?? null;
    this.model = model;
  }

  tell(type: HistoryFactType, data: Data, detail: FactDetail = {}, whole: Omit<WholeTexts, 'model'> = {}): void {
    this.give([this.fact(type, data), detail, { model: this.model, ...whole }]);
  }

  /** The model told what it thought: no fact of the history, and numbered as none. */
  thought(text: string): void {
    const { ordinal, n, time, turnId, model } = this;
    this.give([{ ordinal, n, type: 'reasoning', time, turnId, turn: this.turnIndex, data: {} }, { text }, { model }]);
  }

  edit(data: Data, counts: LineCounts | null): void {
    this.tell('file_edit', data);
    this.paths.add(String(data.path));
    this.insertions += counts?.insertions ?? 0;
    this.deletions += counts?.deletions ?? 0;
  }

  /** A message of the person. */
  begin(turn: Turn): void {
    this.settle(true);
    this.turn = turn;
    this.isOpen = true;
    this.isTold = false;
    this.paths.clear();
    this.insertions = 0;
    this.deletions = 0;
  }

  /** What the person said in the turn that was begun. */
  said(data: Data, text: string): void {
    this.tell('user_message', data, { text, isTask: this.isTask });
  }

  /** The turn that was begun is told, once. */
  start(model: string | null): void {
    if (!this.isTold && this.turn !== null) {
      this.isTold = true;
      this.tell('step_started', { turn: this.turn.index, model });
    }
  }

  beginTask(): void {
    this.settle(true);
    this.isTask = true;
    this.hasFailed = false;
    this.failure = null;
  }

  /** @param message what the error says. */
  fails(message: string | null): void {
    this.hasFailed = true;
    this.failure = message ?? this.failure;
  }

  endTask(hasFailed: boolean, duration: number | null): void {
    this.isTask = false;
    this.settle(false);
    this.finishTurn(
      hasFailed || this.hasFailed
        ? ['step_failed', { reason: 'error' }]
        : ['step_completed', { duration_ms: duration }],
      this.failure === null ? {} : { text: this.failure },
    );
  }

  abort(reason: string | null): void {
    this.isTask = false;
    this.settle(false);
    this.finishTurn(['step_failed', { reason }]);
  }

  /** The model said something: perhaps the last thing of the turn. */
  answered(): void {
    if (this.isTask || !this.isOpen) {
      return;
    }
    this.settle(false);
    const end = [...this.sums(), this.fact('step_completed', { duration_ms: null })];
    const { model } = this;
    this.perhaps = { end: end.map((fact) => [fact, {}, { model }]), since: [] };
  }

  /** The model went on working. */
  goesOn(): void {
    this.settle(false);
  }

  finish(): void {
    this.settle(true);
    if (this.turn !== null && !this.isOpen) {
      this.tell('run_finished', { turns: this.turn.index });
    }
  }

  /** @param hasEnded whether the turn ended with what the model said last. */
  private settle(hasEnded: boolean): void {
    const held = this.perhaps;
    this.perhaps = null;
    if (held === null) {
      return;
    }
    for (const telling of hasEnded ? [...held.end, ...held.since] : held.since) {
      this.onFact(...telling);
    }
    this.isOpen &&= !hasEnded;
  }

  private finishTurn([type, data]: readonly [HistoryFactType, Data], detail: FactDetail = {}): void {
    if (this.isOpen) {
      this.isOpen = false;
      for (const fact of this.sums()) {
        this.give([fact, {}, { model: this.model }]);
      }
      this.tell(type, data, detail);
    }
  }

  private sums(): HistoryFact[] {
    const { insertions, deletions, paths } = this;
    return paths.size === 0 ? [] : [this.fact('diff_updated', { insertions, deletions, files_changed: paths.size })];
  }

  private fact(type: HistoryFactType, data: Data): HistoryFact {
    const { ordinal, time, turnId } = this;
    const fact = { ordinal, n: this.n, type, time, turnId, turn: this.turnIndex, data };
    this.n += 1;
    return fact;
  }

  private give(telling: Telling): void {
    if (this.perhaps === null) {
      this.onFact(...telling);
    } else {
      this.perhaps.since.push(telling);
    }
  }
}
