import type { LedgerCard, LedgerEntry, LedgerTurn } from '../model/ledger.js';

/**
 * A turn as entries: what the person said, what the agent said, and then what it did, in the order of the trace.
 * @param sequence of the first one.
 */
export function entriesOf(turn: LedgerTurn, sequence: number): LedgerEntry[] {
  const { turnID, timestamp, status, userText, assistantText, cards } = turn;
  const shared = { status, timestamp, turnID };
  return [
    { kind: 'user_message', sequence, ...shared, text: userText },
    { kind: 'assistant_message', sequence: sequence + 1, ...shared, text: assistantText },
    ...cards.map((card, place) => cardEntry(card, turnID, sequence + 2 + place)),
  ];
}

function cardEntry(
  { method, title, text, timestamp, status }: LedgerCard,
  turnID: string,
  sequence: number,
): LedgerEntry {
  return { kind: 'action_card', method, sequence, status, text, timestamp, title, turnID };
}

/** The latest time that turns tell; null: there are none. ISO 8601. */
export function lastTimeOf(turns: readonly LedgerTurn[]): string | null {
  const times = turns.flatMap(({ timestamp, cards }) => [timestamp, ...cards.map((card) => card.timestamp)]);
  return times.sort().at(-1) ?? null;
}

/** An entry that tells what happened, and not what was said. */
export function withoutText(entry: LedgerEntry): LedgerEntry {
  const { text: _, ...rest } = entry;
  return rest;
}
