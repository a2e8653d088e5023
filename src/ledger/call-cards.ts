import type { FactDetail, HistoryFact, ItemType } from '../model/history-fact.js';
import type { JsonValue } from '../model/json-value.js';
import type { LedgerCard, LedgerStatus } from '../model/ledger.js';

/** What a result is called that did not come to what was asked. */
const FAILED: readonly JsonValue[] = ['failed', 'rejected', 'aborted', 'partial'];

/** A card while what belongs to it comes in. */
interface Draft {
  item: ItemType | null;
  method: string;
  title: string;
  text: string;
  time: string | null;
  status: LedgerStatus;
  readonly tool: string | null;
  readonly command: { readonly text: string; readonly cwd: string | null } | null;
  exitCode: JsonValue;
  readonly changes: { readonly kind: string; readonly path: string }[];
}

/** The cards of a turn. A call has one, where its result stands; or where it was asked for, if none came. */
export class CallCards {
  readonly #cards: Draft[] = [];
  readonly #open = new Map<string, Draft>();
  /** Cards that changes of a call go to, by the call's id. */
  readonly #edited = new Map<string, Draft>();

  get isEmpty(): boolean {
    return this.#cards.length === 0 && this.#open.size === 0;
  }

  get hasOpenCalls(): boolean {
    return this.#cards.some(({ status, item }) => item !== null && status === 'pending');
  }

  add(method: string, title: string, text: string, time: string | null, status: LedgerStatus = 'completed'): void {
    this.#cards.push({ ...draft(null, time), method, title, text, status });
  }

  call(
    { data, ordinal, n }: HistoryFact,
    { item = 'dynamicToolCall', text, cwd = null }: FactDetail,
    time: string | null,
  ): void {
    const key = keyOf(data.call_id, ordinal, n);
    // A call that is told again is no second one.
    if (this.#open.has(key)) return;
    const tool = typeof data.tool === 'string' ? data.tool : null;
    const card: Draft = {
      ...draft(item, time),
      status: 'pending',
      tool,
      command: text === undefined ? null : { text, cwd },
    };
    this.#open.set(key, card);
    this.#cards.push(card);
    if (item !== 'commandExecution') this.#edited.set(key, card);
  }

  result({ data, ordinal, n }: HistoryFact, time: string | null): void {
    // One without an id belongs to the call that the same record tells just before it.
    const key =
      [n, n - 1].map((place) => keyOf(data.call_id, ordinal, place)).find((each) => this.#open.has(each)) ?? '';
    const card = this.#open.get(key);
    if (card === undefined) return;
    this.#open.delete(key);
    card.time = time;
    card.exitCode = data.exit_code ?? null;
    const isFailed = FAILED.includes(data.status ?? null) || (card.exitCode !== null && card.exitCode !== 0);
    card.status = isFailed ? 'failed' : 'completed';
    // It stands where it ended.
    this.#cards.splice(this.#cards.indexOf(card), 1);
    this.#cards.push(card);
  }

  edit({ data, ordinal }: HistoryFact, time: string | null): void {
    const key = keyOf(data.call_id, ordinal, 0);
    let card = this.#edited.get(key);
    if (card === undefined) {
      card = { ...draft('fileChange', time), status: 'completed' };
      this.#edited.set(key, card);
      this.#cards.push(card);
    }
    card.item = 'fileChange';
    card.changes.push({ kind: String(data.kind ?? ''), path: String(data.path ?? '') });
  }

  /** In their order. @param at gives a time in the form of a ledger. */
  all(at: (time: string | null) => string): LedgerCard[] {
    return this.#cards.map((card) => {
      const { status, time, item } = card;
      const shared = { status, timestamp: at(time) };
      if (item === null) return { ...shared, method: card.method, title: card.title, text: card.text };
      const [method, word] = status === 'pending' ? ['item/started', 'Started'] : ['item/completed', 'Completed'];
      return { ...shared, method, title: `${word} ${item}`, text: JSON.stringify(detailOf(card, item)) };
    });
  }
}

function draft(item: ItemType | null, time: string | null): Draft {
  const said = { method: '', title: '', text: '', tool: null, command: null, exitCode: null };
  return { ...said, item, time, status: 'completed', changes: [] };
}

/** Keys in the order of their letters. */
function detailOf({ command, exitCode, changes, tool }: Draft, item: ItemType): JsonValue {
  if (item === 'commandExecution') return { command: command?.text ?? null, cwd: command?.cwd ?? null, exitCode };
  if (item !== 'fileChange') return { tool };
  return { changes: [...changes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) };
}

/** A call without an id is told by its own record alone. */
function keyOf(id: JsonValue | undefined, ordinal: number, n: number): string {
  return typeof id === 'string' ? `id ${id}` : `record ${ordinal}.${n}`;
}
