import type { HistoryFactType } from '../model/history-fact.js';
import type { JsonValue } from '../model/json-value.js';
import type { Turn } from '../model/session.js';
import type { TranscriptEntry, TranscriptTurn } from '../model/transcript.js';
import type { TranscriptItem } from '../model/transcript-item.js';
import type { Redactor } from '../secrets/redactor.js';
import { inputText } from './call-input.js';
import { foldedText } from './folded-text.js';

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type CallEntry = Draft<Extract<TranscriptEntry, { kind: 'call' }>>;
type ResultEntry = Draft<Extract<TranscriptEntry, { kind: 'result' }>>;
type Item<K extends TranscriptItem['kind']> = Extract<TranscriptItem, { kind: K }>;

/** What of a history a transcript tells beside messages and calls. */
const TOLD: ReadonlySet<HistoryFactType> = new Set([
  'file_edit',
  'plan_updated',
  'approval_requested',
  'context_compacted',
  'thread_rolled_back',
]);

export interface GatherForm {
  /** Numbers of those that are asked for; empty: all. */
  readonly turns: readonly number[];
  readonly isFull: boolean;
  readonly withReasoning: boolean;
  /** Takes secrets out of a text; null: they stay in. */
  readonly redactor: Redactor | null;
}

interface OpenTurn {
  readonly index: number | null;
  status: TranscriptTurn['status'];
  readonly entries: TranscriptEntry[];
}

/** Puts the items of a session into turns, and folds what is long as soon as it comes: whole texts are not kept. */
export class TranscriptGatherer {
  readonly #form: GatherForm;
  readonly #clean: (text: string) => string;
  readonly #turns: OpenTurn[] = [];
  readonly #models = new Map<string | null, string | null>();
  readonly #calls = new Map<string, CallEntry>();
  readonly #results = new Map<string, ResultEntry>();

  constructor(form: GatherForm) {
    this.#form = form;
    const { redactor } = form;
    this.#clean = redactor === null ? asIs : (text) => redactor.clean(text);
  }

  take(item: TranscriptItem): void {
    const turn = this.#turn(item.turn);
    if (turn === null) return;
    const { record, time } = item;
    const place = { record, time, model: this.#model(item.model) };
    switch (item.kind) {
      case 'reasoning':
        if (!this.#form.withReasoning) return;
        turn.entries.push({ ...place, kind: item.kind, text: this.#clean(item.text) });
        break;
      case 'message':
      case 'answer':
        turn.entries.push({ ...place, kind: item.kind, text: this.#clean(item.text) });
        break;
      case 'call':
        turn.entries.push(this.#call(item, place));
        break;
      case 'result':
        turn.entries.push(this.#result(item, place));
        break;
      case 'notice':
        this.#notice(item, place, turn);
    }
  }

  /**
   * The turns, in order.
   * @param told turns of the session, as its trace tells them.
   * @param edits ids of the session's edits, with call and number of the turn.
   */
  end(
    told: readonly Turn[],
    edits: readonly { readonly id: string; readonly call: string | null; readonly turn: number | null }[],
  ): TranscriptTurn[] {
    const left = edits.filter(({ id, call }) => {
      const entry = call === null ? undefined : (this.#results.get(call) ?? this.#calls.get(call));
      if (entry === undefined) return true;
      entry.edits = [...entry.edits, id];
      return false;
    });
    return this.#turns
      .filter(({ index, entries }) => index !== null || entries.length > 0)
      .map(({ index, status, entries }) => {
        const turn = told.find((one) => one.index === index);
        const ids = left.filter((edit) => edit.turn === index).map(({ id }) => id);
        return { index, id: turn?.id ?? null, startedAt: turn?.startedAt ?? null, status, entries, edits: ids };
      });
  }

  /** null: it is not asked for. Records of a turn may come after those of the next one. */
  #turn(index: number | null): OpenTurn | null {
    const { turns } = this.#form;
    if (turns.length > 0 && (index === null || !turns.includes(index))) return null;
    const known = this.#turns.findLast((turn) => turn.index === index);
    if (known !== undefined) return known;
    const turn: OpenTurn = { index, status: 'open', entries: [] };
    this.#turns.push(turn);
    return turn;
  }

  #model(name: string | null): string | null {
    const known = this.#models.get(name);
    if (known !== undefined) return known;
    const model = this.#form.redactor === null ? name : this.#form.redactor.cleanName(name);
    this.#models.set(name, model);
    return model;
  }

  #call(item: Item<'call'>, place: Pick<CallEntry, 'record' | 'time' | 'model'>): CallEntry {
    const { callId, tool, command } = item;
    const entry: CallEntry = {
      ...place,
      kind: 'call',
      call: callId,
      tool,
      isCommand: command !== null,
      input: null,
      edits: [],
      text: '',
      lines: 0,
      folded: 0,
    };
    this.#given(entry, item.input as JsonValue, command);
    if (callId !== null) {
      this.#calls.set(callId, entry);
      // The same id again is another call.
      this.#results.delete(callId);
    }
    return entry;
  }

  #given(entry: CallEntry, input: JsonValue, command: string | null): void {
    const { isFull, redactor } = this.#form;
    const text = command ?? (input === null ? '' : inputText(input));
    Object.assign(entry, foldedText(text, isFull, this.#clean));
    const isWhole = entry.folded === 0 && (isFull || isShort(input));
    entry.input = !isWhole || input === null ? null : redactor === null ? input : redactor.cleanCopy(input);
  }

  #result(item: Item<'result'>, place: Pick<ResultEntry, 'record' | 'time' | 'model'>): ResultEntry {
    const { callId, status, exitCode, output, input } = item;
    const call = callId === null ? undefined : this.#calls.get(callId);
    // Some calls are told before what they were given is.
    if (call !== undefined && !call.isCommand && input !== null) this.#given(call, input as JsonValue, null);
    const { isFull } = this.#form;
    const entry: ResultEntry = {
      ...place,
      kind: 'result',
      call: callId,
      tool: call?.tool ?? null,
      status,
      // Of what runs nothing, a code of zero says nothing.
      exitCode: exitCode === 0 && call?.isCommand === false ? null : exitCode,
      edits: [],
      ...foldedText(output ?? '', isFull, this.#clean),
    };
    if (callId !== null) this.#results.set(callId, entry);
    return entry;
  }

  #notice(item: Item<'notice'>, place: Pick<TranscriptEntry, 'record' | 'time' | 'model'>, turn: OpenTurn): void {
    const { type, data } = item;
    if (type === 'step_completed') turn.status = 'completed';
    if (type === 'step_failed') turn.status = data.reason === 'error' ? 'failed' : 'aborted';
    if (TOLD.has(type)) turn.entries.push({ ...place, kind: 'notice', type, data });
  }
}

const MOST_OF_INPUT = 16_000;

/** A command may hide how much else the tool was given. */
function isShort(input: JsonValue): boolean {
  return (JSON.stringify(input) ?? '').length <= MOST_OF_INPUT;
}

function asIs(text: string): string {
  return text;
}
