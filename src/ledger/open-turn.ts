import type { FactDetail, HistoryFact, HistoryFactType } from '../model/history-fact.js';
import type { LedgerStatus, LedgerTurn } from '../model/ledger.js';
import { CallCards } from './call-cards.js';
import { NO_TIME, wholeSeconds } from './times.js';

/** Facts that make entries, or tell how a turn ended. */
const TOLD: ReadonlySet<HistoryFactType> = new Set([
  'user_message',
  'agent_message_complete',
  'tool_call',
  'tool_result',
  'file_edit',
  'snapshot_taken',
  'context_compacted',
  'thread_rolled_back',
  'step_completed',
  'step_failed',
]);

/** A turn while its facts come in. */
export class OpenTurn {
  readonly #user: string[] = [];
  readonly #assistant: string[] = [];
  readonly #cards = new CallCards();
  #turn: number | null = null;
  #id: string | null = null;
  #messageTime: string | null = null;
  #firstTime: string | null = null;
  #ended: LedgerStatus | null = null;
  #isTask = false;
  /** The last thing that was said or done is a message of the agent's. */
  #isAnswered = false;

  static tells(type: HistoryFactType): boolean {
    return TOLD.has(type);
  }

  /** As the agent gave it. */
  get id(): string | null {
    return this.#id;
  }

  /** Only an end was told, of a turn of which nothing else was. */
  get isEmpty(): boolean {
    return this.#user.length === 0 && this.#assistant.length === 0 && this.#cards.isEmpty;
  }

  holds({ turn, turnId }: HistoryFact): boolean {
    if (turnId !== null && this.#id !== null) return turnId === this.#id;
    if (turn === null) return turnId === null || this.#turn === null;
    return this.#turn === null || turn <= this.#turn;
  }

  take(fact: HistoryFact, detail: FactDetail): void {
    const { type, time, data } = fact;
    this.#turn ??= fact.turn;
    this.#id ??= fact.turnId;
    this.#firstTime ??= time;
    const at = time ?? this.#messageTime;
    switch (type) {
      case 'user_message':
        this.#messageTime ??= time;
        this.#user.push(detail.text ?? '');
        this.#isTask ||= detail.isTask === true;
        this.#ended = null;
        this.#isAnswered = false;
        break;
      case 'agent_message_complete':
        this.#assistant.push(detail.text ?? '');
        this.#isAnswered = true;
        break;
      case 'tool_call':
        this.#cards.call(fact, detail, at);
        this.#isAnswered = false;
        break;
      case 'tool_result':
        this.#cards.result(fact, at);
        break;
      case 'file_edit':
        this.#cards.edit(fact, at);
        break;
      case 'snapshot_taken':
        this.#cards.add('snapshot/ghost', 'Ghost commit', `${data.commit} parent=${data.parent ?? 'none'}`, at);
        break;
      case 'context_compacted':
        this.#cards.add('thread/compacted', 'Context compacted', '', at);
        break;
      case 'thread_rolled_back':
        this.#cards.add('thread/rolledBack', `Rolled back ${data.turns ?? '?'} turn(s)`, '', at);
        break;
      case 'step_completed':
        this.#ended = 'completed';
        break;
      case 'step_failed':
        this.#ended = 'failed';
        if (data.reason === 'error') this.#cards.add('turn/error', 'Turn error', detail.text ?? 'error', at, 'failed');
        else this.#cards.add('turn/aborted', 'Turn aborted', String(data.reason ?? ''), at, 'failed');
        break;
    }
  }

  /**
   * @param before when what stands before it happened: for records without times. ISO 8601.
   * @param isLast the trace ends with it.
   */
  close(turnID: string, before: string | null, isLast: boolean): LedgerTurn {
    const timestamp = secondsOf(this.#messageTime ?? this.#firstTime ?? before);
    const hasOpenCalls = this.#cards.hasOpenCalls;
    return {
      turnID,
      timestamp,
      status: this.#ended ?? this.#unendedStatus(isLast, hasOpenCalls),
      userText: this.#user.join('\n\n'),
      assistantText: this.#assistant.join('\n\n'),
      cards: this.#cards.all((time) => (time === null ? timestamp : secondsOf(time))),
    };
  }

  /** No record tells an end: there should be one, or what followed tells that it ended, or the agent's last word does. */
  #unendedStatus(isLast: boolean, hasOpenCalls: boolean): LedgerStatus {
    if (this.#isTask) return 'pending';
    return !isLast || (this.#isAnswered && !hasOpenCalls) ? 'completed' : 'pending';
  }
}

function secondsOf(time: string | null): string {
  return wholeSeconds(time ?? NO_TIME) ?? NO_TIME;
}
