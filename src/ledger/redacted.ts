import type { JsonValue } from '../model/json-value.js';
import type { LedgerTurn } from '../model/ledger.js';

/** A turn whose texts have gone through `redact`. */
export function redactedTurn(turn: LedgerTurn, redact: (text: string) => string): LedgerTurn {
  return {
    ...turn,
    userText: redact(turn.userText),
    assistantText: redact(turn.assistantText),
    cards: turn.cards.map((card) => ({ ...card, text: redactedDetail(card.text, redact) })),
  };
}

/** The texts within JSON are looked at as they are, too: escapes hide the form of a secret. */
function redactedDetail(text: string, redact: (text: string) => string): string {
  const clean = redact(text);
  if (!/^[[{]/.test(text)) return clean;
  try {
    const value: JsonValue = JSON.parse(text);
    const told = redactedValue(value, redact);
    return JSON.stringify(told) === JSON.stringify(value) ? clean : redact(JSON.stringify(told));
  } catch {
    return clean;
  }
}

/** The same value without secrets: each text is looked at by itself, and with the name that it bears. */
export function redactedJson(value: JsonValue, redact: (text: string) => string): JsonValue {
  const text = JSON.stringify(value);
  try {
    return JSON.parse(redactedDetail(text, redact));
  } catch {
    return redact(text);
  }
}

function redactedValue(value: JsonValue, redact: (text: string) => string): JsonValue {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => redactedValue(member, redact));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactedValue(member, redact)]));
}
