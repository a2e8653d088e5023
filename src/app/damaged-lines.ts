import type { AgentAdapter } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';
import { scanRecords } from '../scan/scan-records.js';

/** So many lines are named. */
const MOST_NAMED = 5;

const UNPARSABLE = 'record_unparsable';

/** Where it should stand is known. */
const ASSUMED = 'session_assumed';

/**
 * The warnings of a trace, with the numbers of the lines that cannot be read; and whether its last one was never finished.
 * @param warnings as its adapter gives them.
 */
export function withLines(adapter: AgentAdapter, source: TraceSource, warnings: readonly Warning[]): Warning[] {
  const problems = adapter.problems?.(source) ?? null;
  if (problems !== null) {
    const told = new Set([UNPARSABLE, 'record_unknown_type', ...problems.map(({ code }) => code)]);
    const left = warnings.filter(({ code }) => !told.has(code));
    return [
      ...left.map((each) => (each.code === ASSUMED ? { ...each, message: `${each.message} (line 1)` } : each)),
      ...problems,
    ];
  }
  if (source.kind !== 'jsonl' && source.kind !== 'jsonl.zst') return [...warnings];
  const isDamaged = warnings.some(({ code }) => code === UNPARSABLE);
  const lines: number[] = [];
  const { torn, nextLine } = scanRecords(source, {
    // The last line is looked at in any case; the others only where one of them is known to be wrong.
    test: (_bytes, _start, _end, part) => (isDamaged || part === 'last' ? 'want' : 'skip'),
    record: ({ bytes, line }) => {
      if (lines.length <= MOST_NAMED && isDamaged && !isObject(bytes)) lines.push(line);
    },
  });
  const named = warnings.map((warning) =>
    warning.code === UNPARSABLE && lines.length > 0
      ? { ...warning, message: `${warning.message} (${spelt(lines)})` }
      : warning,
  );
  const unfinished = {
    code: 'line_unfinished',
    message: `Line ${nextLine} is not finished`,
    count: 1,
    subject: source.path,
  };
  return torn ? [...named, unfinished] : named;
}

function isObject(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function spelt(lines: readonly number[]): string {
  const named = lines.slice(0, MOST_NAMED).join(', ');
  return `${lines.length === 1 ? 'line' : 'lines'} ${named}${lines.length > MOST_NAMED ? ', …' : ''}`;
}
