import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkLedger } from '../../src/ledger/check-ledger.js';
import { entriesOf } from '../../src/ledger/entries.js';
import { LedgerWriter } from '../../src/ledger/ledger-writer.js';
import { TurnsOfFacts } from '../../src/ledger/turns-of-facts.js';
import type { FactDetail, HistoryFact, HistoryFactType } from '../../src/model/history-fact.js';
import type { LedgerTurn } from '../../src/model/ledger.js';

const THREAD = '6F1C2A3B-0D4E-4F50-8A61-7B8C9DAEBFC0';

type Told = readonly [HistoryFact, FactDetail];

function turnsOf(told: readonly Told[]): LedgerTurn[] {
  const turns: LedgerTurn[] = [];
  const all = new TurnsOfFacts(THREAD, null, (turn) => turns.push(turn));
  for (const [fact, detail] of told) all.take(fact, detail);
  all.end();
  return turns;
}

const TYPES: HistoryFactType[] = [
  'agent_message_complete',
  'tool_call',
  'tool_result',
  'file_edit',
  'snapshot_taken',
  'context_compacted',
  'thread_rolled_back',
  'step_completed',
  'step_failed',
  'token_usage',
];

/** Histories as an adapter may tell them: numbers of turns rise, ids of calls come again, times are missing. */
const histories = fc
  .array(
    fc.record({
      type: fc.constantFrom<HistoryFactType>('user_message', ...TYPES),
      time: fc.option(fc.date({ min: new Date(0), max: new Date(Date.UTC(2100, 0, 1)), noInvalidDate: true }), {
        freq: 5,
      }),
      text: fc.string({ unit: 'binary', maxLength: 12 }),
      call: fc.constantFrom('a', 'b', null),
      status: fc.constantFrom('completed', 'failed', 'unknown'),
      exit: fc.constantFrom(null, 0, 2),
    }),
    { maxLength: 40 },
  )
  .map((parts) => {
    let turn = 0;
    return parts.map(({ type, time, text, call, status, exit }, ordinal): Told => {
      if (type === 'user_message') turn += 1;
      const data = {
        call_id: call,
        status,
        exit_code: exit,
        tool: 'x',
        kind: 'add',
        path: text,
        commit: 'c',
        parent: null,
      };
      const place = { ordinal, n: 0, type, time: time?.toISOString() ?? null, turnId: null };
      return [
        { ...place, turn: turn === 0 ? null : turn, data },
        { text, item: 'commandExecution' },
      ];
    });
  });

describe('ledgers of whatever an adapter tells', () => {
  test('are valid, have two messages and their cards for every turn, and ids of their own', () => {
    fc.assert(
      fc.property(histories, (told) => {
        const turns = turnsOf(told);
        let text = '';
        const writer = new LedgerWriter((piece) => {
          text += piece;
        });
        for (const turn of turns) for (const entry of entriesOf(turn, writer.sequence)) writer.add(entry);
        const sums = writer.end({ generatedAt: '2026-01-01T00:00:00Z', projectPath: '', threadID: THREAD });
        const checked = checkLedger(Buffer.from(text, 'utf8'));
        expect(checked.problems).toEqual([]);
        expect(checked.ledger?.sums).toEqual(sums);
        expect(sums.entryCount).toBe(turns.reduce((sum, { cards }) => sum + 2 + cards.length, 0));
        expect(new Set(turns.map(({ turnID }) => turnID)).size).toBe(turns.length);
        // No message is lost, and none is told twice.
        const said = told.filter(([{ type }]) => type === 'user_message').length;
        expect(turns.length - said).toBeGreaterThanOrEqual(0);
        expect(turns.length - said).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  test('do not change, but for their last turn, when more happens', () => {
    fc.assert(
      fc.property(histories, histories, (before, after) => {
        const shift = before.findLast(([{ turn }]) => turn !== null)?.[0].turn ?? 0;
        const more = after.map(
          ([fact, detail]): Told => [
            { ...fact, ordinal: fact.ordinal + 100, turn: shift + (fact.turn ?? 0) || null },
            detail,
          ],
        );
        const first = turnsOf(before);
        const whole = turnsOf([...before, ...more]);
        expect(whole.slice(0, Math.max(0, first.length - 1))).toEqual(first.slice(0, -1));
      }),
      { numRuns: 300 },
    );
  });

  test('a turn that the agent gave an id holds all messages of that id', () => {
    const id = '0A0B0C0D-1111-4222-8333-444455556666';
    const fact = (ordinal: number, type: HistoryFactType, turn: number): HistoryFact => {
      return { ordinal, n: 0, type, time: '2026-01-01T12:00:00.900Z', turnId: id.toLowerCase(), turn, data: {} };
    };
    expect(
      turnsOf([
        [fact(1, 'user_message', 1), { text: 'one', isTask: true }],
        [fact(2, 'agent_message_complete', 1), { text: 'a' }],
        [fact(3, 'user_message', 2), { text: 'two', isTask: true }],
        [fact(4, 'agent_message_complete', 2), { text: 'b' }],
      ]),
    ).toEqual([
      {
        turnID: id,
        timestamp: '2026-01-01T12:00:00Z',
        status: 'pending',
        userText: 'one\n\ntwo',
        assistantText: 'a\n\nb',
        cards: [],
      },
    ]);
  });
});
