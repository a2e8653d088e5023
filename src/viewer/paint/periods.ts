import type { DayTotals } from '../../model/stats-result.js';

/** A bar of the chart: what was added from `start` (UTC, 2026-03-04) on, until the next one. */
interface Period {
  readonly start: string;
  readonly total: number;
  /** Models that added lines in it, sorted by name. */
  readonly parts: readonly { readonly agent: string; readonly model: string | null; readonly added: number }[];
}

export interface Periods {
  readonly unit: 'day' | 'week' | 'month';
  /** Without a gap, in order. */
  readonly bars: readonly Period[];
}

const DAY = 86_400_000;
/** More bars than this cannot be told apart. */
const MOST = 62;

/** Days put together to weeks (from Monday) or months where there are too many of them. */
export function periodsOf(days: readonly DayTotals[]): Periods {
  const times = days.map(({ day }) => Date.parse(day)).filter((time) => !Number.isNaN(time));
  if (times.length === 0) return { unit: 'day', bars: [] };
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const span = (last - first) / DAY + 1;
  const unit = span <= MOST ? 'day' : span <= MOST * 7 ? 'week' : 'month';
  const sums = new Map<string, Map<string, { agent: string; model: string | null; added: number }>>();
  for (let time = startOf(first, unit); time <= last; time = nextOf(time, unit)) sums.set(dayText(time), new Map());
  for (const { day, agent, model, edits } of days) {
    const time = Date.parse(day);
    if (Number.isNaN(time)) continue;
    const bar = sums.get(dayText(startOf(time, unit)));
    const key = `${agent} ${model}`;
    const known = bar?.get(key);
    if (known !== undefined) known.added += edits.added;
    else bar?.set(key, { agent, model, added: edits.added });
  }
  const bars = [...sums].map(([start, models]) => {
    const parts = [...models].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
    return { start, total: parts.reduce((sum, { added }) => sum + added, 0), parts };
  });
  return { unit, bars };
}

function startOf(time: number, unit: Periods['unit']): number {
  const date = new Date(time);
  if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return unit === 'week' ? time - ((date.getUTCDay() + 6) % 7) * DAY : time;
}

function nextOf(time: number, unit: Periods['unit']): number {
  const date = new Date(time);
  if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  return time + (unit === 'week' ? 7 : 1) * DAY;
}

function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
