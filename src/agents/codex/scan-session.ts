import { isDeepStrictEqual } from 'node:util';
import type { AgentEvent } from '../../model/agent-event.js';
import type { JsonValue } from '../../model/json-value.js';
import type { TraceSource } from '../../model/session.js';
import { type ScanResult, scanRecords } from '../../scan/scan-records.js';
import type { ResumePoint, SessionTrace, SourceScan } from '../agent-adapter.js';
import { firstLineAfterCopies } from './copied-burst.js';
import { mayHaveCopiesByTime } from './meta-pass.js';
import { RECORD_BEGIN } from './record-text.js';
import { readItems } from './records.js';
import { SessionPass } from './session-pass.js';
import { TracePass } from './trace-pass.js';

/** Another one than that of a kept state: nobody can go on from it. */
const STATE_VERSION = 1;

interface KeptState {
  readonly version: number;
  readonly pass: JsonValue;
  /** Of a last line without an end, which will be read again. */
  readonly tail: Changes;
}

/** How events differ from those that were told before, by `seq`. */
interface Changes {
  /** New, or told anew. */
  readonly told: readonly number[];
  /** Told before: now told otherwise, or no more. */
  readonly gone: readonly number[];
}

const NO_CHANGES: Changes = { told: [], gone: [] };

/**
 * The session of a source, with all its turns and events.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function readSession(source: TraceSource): SessionTrace {
  const first = new TracePass(source, null).run();
  const copies = first.reader.copiesByTime();
  const firstOwnLine = copies === null ? null : firstLineAfterCopies(copies);
  return (firstOwnLine === null ? first : new TracePass(source, firstOwnLine).run()).trace();
}

/**
 * All that an index keeps of a source, in one pass over its bytes.
 * @param from where an earlier pass ended; null: from the beginning.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function scanSession(source: TraceSource, from: ResumePoint | null): SourceScan {
  if (from === null) {
    const whole = readWhole(source, { keepsState: true });
    return scanOf(source, whole, whole.pass.trace(), null);
  }
  return scanFrom(source, from) ?? scanAgain(source, from);
}

/** null: what was kept is not enough to tell what is new. */
function scanFrom(source: TraceSource, from: ResumePoint): SourceScan | null {
  const kept = keptIn(from);
  if (source.kind !== 'jsonl' || kept === null) {
    return null;
  }
  const pass = new SessionPass(source, { from: kept.pass, keepsState: true });
  const old = pass.trace().events;
  const result = scanLines(source, pass, { start: from.offset, line: from.records + 1 });
  if (pass.reader.lacks || pass.reader.copiesByTime() !== null) {
    return null;
  }
  const trace = pass.trace();
  return scanOf(source, { pass, result }, trace, changesOf(old, trace.events, kept.tail));
}

/** Reads what was read before, and the whole, and compares them. */
function scanAgain(source: TraceSource, from: ResumePoint): SourceScan {
  const before = readWhole(source, { stop: from.offset }).pass.trace();
  const whole = readWhole(source, { keepsState: true });
  const trace = whole.pass.trace();
  return scanOf(source, whole, trace, changesOf(before.events, trace.events, keptIn(from)?.tail ?? NO_CHANGES));
}

function keptIn({ state }: ResumePoint): KeptState | null {
  const kept = state as unknown as KeptState | null;
  return kept?.version === STATE_VERSION ? kept : null;
}

/**
 * Number of the first line that is a fork's own, where only the times of the lines tell it; else null.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function firstOwnLineOf(source: TraceSource): number | null {
  if (source.kind !== 'json' && !mayHaveCopiesByTime(source)) {
    return null;
  }
  const copies = new TracePass(source, null).run().reader.copiesByTime();
  return copies === null ? null : firstLineAfterCopies(copies);
}

interface ReadSource {
  readonly pass: SessionPass;
  /** null: the source is a document. */
  readonly result: ScanResult | null;
}

function readWhole(
  source: TraceSource,
  options: { readonly stop?: number; readonly keepsState?: boolean },
): ReadSource {
  const first = readOnce(source, options);
  const copies = first.pass.reader.copiesByTime();
  const firstOwnLine = copies === null ? null : firstLineAfterCopies(copies, options.stop);
  return firstOwnLine === null ? first : readOnce(source, { ...options, firstOwnLine });
}

function readOnce(
  source: TraceSource,
  options: { readonly stop?: number; readonly keepsState?: boolean; readonly firstOwnLine?: number },
): ReadSource {
  const pass = new SessionPass(source, options);
  if (source.kind !== 'json') {
    return { pass, result: scanLines(source, pass, options) };
  }
  readItems(source, pass);
  return { pass, result: null };
}

function scanLines(
  source: TraceSource,
  pass: SessionPass,
  { start, line, stop }: { readonly start?: number; readonly line?: number; readonly stop?: number },
): ScanResult {
  const result = scanRecords(source, pass, {
    inner: RECORD_BEGIN,
    start: start ?? 0,
    line: line ?? 1,
    stop: stop ?? Number.POSITIVE_INFINITY,
  });
  pass.ended(result);
  return result;
}

/** @param changes against what was told before; null: nothing was. */
function scanOf(source: TraceSource, read: ReadSource, trace: SessionTrace, changes: Changes | null): SourceScan {
  const { pass } = read;
  const { session, turns, events, warnings } = trace;
  const told = new Set(changes?.told);
  return {
    probe: pass.probed(),
    summary: pass.summary(trace),
    session,
    sessions: pass.reader.sessions(),
    turns,
    events: changes === null ? events : events.filter(({ seq }) => told.has(seq)),
    replaced: changes?.gone ?? [],
    warnings,
    resume: resumeOf(source, read, events),
  };
}

function resumeOf(
  source: TraceSource,
  { pass, result }: ReadSource,
  events: readonly AgentEvent[],
): ResumePoint | null {
  if (source.kind !== 'jsonl' || result === null || !pass.isResumable) {
    return null;
  }
  return {
    offset: result.end,
    records: result.nextLine - 1,
    get state() {
      const tail = pass.beforeTail === null ? NO_CHANGES : changesOf(pass.beforeTail, events, NO_CHANGES);
      return { version: STATE_VERSION, pass: pass.state, tail } as unknown as JsonValue;
    },
  };
}

/**
 * @param old events that were told before, without those that `tail` changed.
 * @param tail what a last line without an end told in addition.
 */
function changesOf(old: readonly AgentEvent[], now: readonly AgentEvent[], tail: Changes): Changes {
  const changed = new Set([...tail.told, ...tail.gone]);
  const before = new Map(old.filter(({ seq }) => !changed.has(seq)).map((event) => [event.seq, event]));
  const told: number[] = [];
  for (const event of now) {
    const known = before.get(event.seq);
    if (known !== undefined && isDeepStrictEqual(known, event)) {
      before.delete(event.seq);
    } else {
      told.push(event.seq);
    }
  }
  const gone = new Set([...before.keys(), ...tail.told]);
  return { told, gone: [...gone].sort((a, b) => a - b) };
}
