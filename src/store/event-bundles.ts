import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EventRow } from './event-rows.js';

/** So many events stand in one row: each row, and each value in it, costs the database more than what it holds. */
const MOST_EVENTS = 512;

/** Some successive events of a source, as they are written. */
export interface EventBundle {
  readonly count: number;
  /** JSON, deflated: the texts that stand in many events, each once; then the events. */
  readonly data: Buffer;
  /** Of the JSON: what is deflated may differ by the release of zlib. */
  readonly digest: string;
}

type Packed = readonly [
  seq: number,
  flags: number,
  time: number | null,
  turn: number | null,
  line: number,
  start: number,
  length: number,
  path: number | null,
  model: number | null,
  tool: number | null,
  call: string | null,
  oids: string | null,
  rest: string | null,
];

/** @param rows in order of `seq`. @returns bundles whose digests are the same if and only if the rows are. */
export function bundlesOf(rows: readonly EventRow[]): EventBundle[] {
  const bundles: EventBundle[] = [];
  for (let n = 0; n < rows.length; n += MOST_EVENTS) bundles.push(bundleOf(rows.slice(n, n + MOST_EVENTS)));
  return bundles;
}

function bundleOf(rows: readonly EventRow[]): EventBundle {
  const texts = new Map<string, number>();
  const number = (text: string | null): number | null => {
    if (text === null) return null;
    const known = texts.get(text);
    if (known === undefined) texts.set(text, texts.size);
    return known ?? texts.size - 1;
  };
  const packed = rows.map((row): Packed => {
    const { seq, flags, time, turn, line, start, length, call, oids, rest } = row;
    const [path, model, tool] = [number(row.path), number(row.model), number(row.tool)];
    return [seq, flags, time, turn, line, start, length, path, model, tool, call, oids?.toString('hex') ?? null, rest];
  });
  const text = JSON.stringify([[...texts.keys()], packed]);
  return { count: rows.length, data: deflateRawSync(text, { level: 1 }), digest: hash('sha256', text) };
}

/** The events of a bundle. @throws where it is none. */
export function rowsIn(data: Buffer): EventRow[] {
  const [texts, packed] = JSON.parse(inflateRawSync(data).toString()) as [string[], Packed[]];
  const text = (number: number | null): string | null => (number === null ? null : (texts[number] ?? null));
  return packed.map(([seq, flags, time, turn, line, start, length, path, model, tool, call, oids, rest]) => ({
    seq,
    flags,
    time,
    turn,
    line,
    start,
    length,
    path: text(path),
    model: text(model),
    tool: text(tool),
    call,
    rest,
    oids: oids === null ? null : Buffer.from(oids, 'hex'),
  }));
}
