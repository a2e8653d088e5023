import { idNumber } from './ids.js';
import type { StoredRecord, StoredSession } from './record.js';

/** Numbers that ids tell are far larger than any place in a session. */
const SMALLEST_NUMBER = 2 ** 32;

/** Messages, each with its parts behind it. */
export function recordsIn({ messages }: StoredSession): StoredRecord[] {
  return messages.flatMap((message) => [message, ...message.parts]);
}

/** What a record is found by again (`TracePointer.offset`): the number that its id tells, else its place among the session's records. */
export function placeOf(record: StoredRecord, records: ReadonlyMap<StoredRecord, number>): number {
  return idNumber(record.id) ?? records.get(record) ?? 0;
}

/** Whether a place is an id's number. */
export function isIdNumber(place: number): boolean {
  return place >= SMALLEST_NUMBER;
}

/** The record at a place, if it is still the same by its length. */
export function recordAmong(records: readonly StoredRecord[], place: number, length: number): StoredRecord | null {
  const found = isIdNumber(place)
    ? records.filter(({ id }) => idNumber(id) === place)
    : records.slice(place, place + 1);
  return found.find((record) => record.length === length) ?? null;
}
