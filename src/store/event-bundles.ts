import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EventRow } from './event-rows.js';
import { VarintReader, VarintWriter } from './varints.js';

/** So many events stand in one row: each row, and each value in it, costs the database more than what it holds. */
const MOST_EVENTS = 512;

/** Some successive events of a source, as they are written. */
export interface EventBundle {
  readonly count: number;
  /**
   * The length of a JSON, in 4 bytes whose highest bit tells whether it is deflated, and that: all texts but ids of calls, each once. Behind
   * it the events, as numbers: how they differ from the event before, and which texts are theirs.
   */
  readonly data: Buffer;
  /** Of what is not deflated: what is may differ by the release of zlib. */
  readonly digest: string;
}

/** Which parts of a row are not null. */
const HAS = {
  time: 1,
  turn: 1 << 1,
  path: 1 << 2,
  model: 1 << 3,
  tool: 1 << 4,
  call: 1 << 5,
  commit: 1 << 6,
  parent: 1 << 7,
  text: 1 << 8,
  exitCode: 1 << 9,
  body: 1 << 10,
  rest: 1 << 11,
} as const;

/** Most events take some 60 bytes beside their texts, half of them the id of a call. */
const USUAL_BYTES = 80;

/** Shorter texts are not worth the time: names of files and tools. Longer ones are commands. */
const WORTH_DEFLATING = 1024;
const DEFLATED = 2 ** 31;

/** Ids of calls are random, mostly: among texts that are deflated they would cost time, and save nothing. */
const ASCII = /^[ -~]*$/;

/** @param rows in order of `seq`. @returns bundles whose digests are the same if and only if the rows are. */
export function bundlesOf(rows: readonly EventRow[]): EventBundle[] {
  const bundles: EventBundle[] = [];
  for (let n = 0; n < rows.length; n += MOST_EVENTS) bundles.push(bundleOf(rows.slice(n, n + MOST_EVENTS)));
  return bundles;
}

function bundleOf(rows: readonly EventRow[]): EventBundle {
  const texts = new Map<string, number>();
  const numbers = new VarintWriter(rows.length * USUAL_BYTES);
  const text = (given: string | null): void => {
    if (given === null) return;
    const known = texts.get(given);
    if (known === undefined) texts.set(given, texts.size);
    numbers.number(known ?? texts.size - 1);
  };
  const before = { seq: 0, time: 0, line: 0, start: 0 };
  for (const row of rows) {
    numbers.number(presentIn(row));
    numbers.number(row.flags);
    numbers.number(row.seq - before.seq);
    numbers.number(row.line - before.line);
    numbers.number(row.start - before.start);
    numbers.number(row.length);
    before.seq = row.seq;
    before.line = row.line;
    before.start = row.start;
    if (row.time !== null) {
      numbers.number(row.time - before.time);
      before.time = row.time;
    }
    if (row.turn !== null) numbers.number(row.turn);
    text(row.path);
    text(row.model);
    text(row.tool);
    if (row.call !== null && ASCII.test(row.call)) {
      numbers.number(row.call.length);
      numbers.ascii(row.call);
    } else if (row.call !== null) {
      numbers.number(-1);
      text(row.call);
    }
    if (row.commit !== null) {
      numbers.number(row.commit.length / 2);
      numbers.hex(row.commit);
    }
    text(row.parent);
    text(row.text);
    if (row.exitCode !== null) numbers.number(row.exitCode);
    if (row.body !== null) {
      numbers.number(row.body.line - row.line);
      numbers.number(row.body.offset - row.start);
      numbers.number(row.body.length);
    }
    text(row.rest);
  }
  const plain = Buffer.from(JSON.stringify([...texts.keys()]));
  const isDeflated = plain.length >= WORTH_DEFLATING;
  const head = isDeflated ? deflateRawSync(plain, { level: 1 }) : plain;
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(head.length + (isDeflated ? DEFLATED : 0));
  const data = Buffer.concat([length, head, numbers.written()]);
  const digest = hash('sha256', isDeflated ? Buffer.concat([plain, numbers.written()]) : data);
  return { count: rows.length, data, digest };
}

function presentIn(row: EventRow): number {
  return (
    (row.time === null ? 0 : HAS.time) |
    (row.turn === null ? 0 : HAS.turn) |
    (row.path === null ? 0 : HAS.path) |
    (row.model === null ? 0 : HAS.model) |
    (row.tool === null ? 0 : HAS.tool) |
    (row.call === null ? 0 : HAS.call) |
    (row.commit === null ? 0 : HAS.commit) |
    (row.parent === null ? 0 : HAS.parent) |
    (row.text === null ? 0 : HAS.text) |
    (row.exitCode === null ? 0 : HAS.exitCode) |
    (row.body === null ? 0 : HAS.body) |
    (row.rest === null ? 0 : HAS.rest)
  );
}

/** The events of a bundle. @param count of them. @throws where it is none. */
export function rowsIn(data: Buffer, count: number): EventRow[] {
  const told = data.readUInt32LE();
  const start = 4 + (told % DEFLATED);
  const head = data.subarray(4, start);
  const texts = JSON.parse((told >= DEFLATED ? inflateRawSync(head) : head).toString()) as string[];
  const numbers = new VarintReader(data, start);
  const text = (): string => {
    const found = texts[numbers.number()];
    if (found === undefined) throw new RangeError('An event names a text that its bundle does not hold');
    return found;
  };
  const call = (): string => {
    const length = numbers.number();
    return length === -1 ? text() : numbers.ascii(length);
  };
  const before = { seq: 0, time: 0, line: 0, start: 0 };
  const rows: EventRow[] = [];
  for (let n = 0; n < count; n++) {
    const has = numbers.number();
    const flags = numbers.number();
    before.seq += numbers.number();
    before.line += numbers.number();
    before.start += numbers.number();
    const length = numbers.number();
    if ((has & HAS.time) !== 0) before.time += numbers.number();
    const { seq, line, start: offset } = before;
    rows.push({
      seq,
      flags,
      line,
      start: offset,
      length,
      time: (has & HAS.time) === 0 ? null : before.time,
      turn: (has & HAS.turn) === 0 ? null : numbers.number(),
      path: (has & HAS.path) === 0 ? null : text(),
      model: (has & HAS.model) === 0 ? null : text(),
      tool: (has & HAS.tool) === 0 ? null : text(),
      call: (has & HAS.call) === 0 ? null : call(),
      commit: (has & HAS.commit) === 0 ? null : numbers.hex(numbers.number()),
      parent: (has & HAS.parent) === 0 ? null : text(),
      text: (has & HAS.text) === 0 ? null : text(),
      exitCode: (has & HAS.exitCode) === 0 ? null : numbers.number(),
      body:
        (has & HAS.body) === 0
          ? null
          : { line: line + numbers.number(), offset: offset + numbers.number(), length: numbers.number() },
      rest: (has & HAS.rest) === 0 ? null : text(),
    });
  }
  if (!numbers.isAtEnd) throw new RangeError('A bundle holds more than its events');
  return rows;
}
