import { createHash } from 'node:crypto';

/**
 * The id of an edit: the first 12 hex digits of a SHA-256 over what the trace tells of it and nothing else, so that it is the
 * same on every run and every machine (contract, section 3).
 *
 * @param turn id of the turn, which with the call's tells apart the records of a session that has several traces (formats/codex.md, 12.4
 * and 16.14); null: not told.
 * @param call id of the call; null: not told.
 * @param line number of the record within its trace, from 1.
 * @param place within the record, from 0.
 */
export function editId(
  agent: string,
  session: string,
  turn: string | null,
  call: string | null,
  line: number,
  path: string,
  place: number,
): string {
  const record = [agent, session, call ?? '', line, path, place, ...(turn === null ? [] : [turn])].join('\0');
  return createHash('sha256').update(record).digest('hex').slice(0, 12);
}
