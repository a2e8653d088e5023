import type { LogRecord } from '../model/log-record.js';
import { fittingTable } from './fitting-table.js';
import type { TextOptions } from './text-options.js';

/** Longest name of a level, and of a time. */
const LEVEL_WIDTH = 5;
const TIME_WIDTH = 23;

/** One record for a person, as it comes: `2026-03-04 05:06:07.120  WARN   index  …`. */
export function logLine(record: LogRecord, { width, style, zone }: TextOptions): string {
  const { time, level, target, module, thread, message } = record;
  return fittingTable(
    [
      { cells: [timeIn(time, zone).padEnd(TIME_WIDTH)], paint: style.quiet, leaves: 3 },
      { cells: [(level ?? '').toUpperCase().padEnd(LEVEL_WIDTH)] },
      { cells: [target ?? module ?? ''], paint: style.quiet, leaves: 1 },
      { cells: [thread?.slice(0, 13) ?? ''], paint: style.quiet, leaves: 2 },
      { cells: [message ?? ''] },
    ],
    width,
  );
}

/** To the millisecond, in the zone of the reader. */
function timeIn(time: string | null, zone: TextOptions['zone']): string {
  const instant = Date.parse(time ?? '');
  if (Number.isNaN(instant)) return '';
  return new Date(instant + zone(instant) * 60_000).toISOString().replace('T', ' ').slice(0, -1);
}
