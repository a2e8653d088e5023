import type { LedgerCard } from '../model/ledger.js';
import { strictSeconds } from './times.js';

type Card = Omit<LedgerCard, 'status'>;

/**
 * The actions of a turn: a list in JSON between fences.
 * @returns null where one of them cannot be read: then none counts (formats/ledger.md, 1.5).
 */
export function cardsOf(section: string): Card[] | null {
  if (section === '') return [];
  const fenced = /^```json\n([\s\S]*?)\n?```/.exec(section)?.[1];
  if (fenced === undefined) return null;
  let list: unknown;
  try {
    list = JSON.parse(fenced);
  } catch {
    return null;
  }
  if (!Array.isArray(list)) return null;
  const cards = list.map(cardOf).filter((card) => card !== null);
  return cards.length === list.length ? cards : null;
}

function cardOf(value: unknown): Card | null {
  if (typeof value !== 'object' || value === null) return null;
  const { method, title, detail, createdAt } = value as Readonly<Record<string, unknown>>;
  if (typeof method !== 'string' || typeof title !== 'string' || typeof detail !== 'string') return null;
  const timestamp = typeof createdAt === 'string' ? strictSeconds(createdAt) : null;
  return timestamp === null ? null : { method, title, text: detail, timestamp };
}
