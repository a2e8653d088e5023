import { expect } from '@jest/globals';
import type { StateRecord } from '../../src/model/time-travel.js';
import { applied, bytesOf, type Contents, type TravelLab } from './travel-lab.js';

/** By path. */
export type KnownStates = Map<string, readonly StateRecord[]>;

/**
 * The patch of one turn, applied to what its first edit of every file found, gives what its last one left, and nothing of what others
 * did between.
 * @param turn `SESSION:N`.
 * @param paths that its edits name.
 * @param known what is known of files' states from other turns; asked for once.
 * @returns how many files were compared.
 */
export async function turnTrip(
  lab: TravelLab,
  turn: string,
  paths: Iterable<string>,
  known: KnownStates,
): Promise<number> {
  const start: Record<string, Buffer | null> = {};
  const wanted: Record<string, Buffer | null> = {};
  for (const path of new Set(paths)) {
    const states = known.get(path) ?? (await lab.states(path));
    known.set(path, states);
    const own = states.filter(({ attribution: { sessionId, turn: n } }) => `${sessionId}:${n}` === turn);
    const [first, last] = [own[0], own.at(-1)];
    const before = first === undefined ? undefined : states[first.state - 1];
    if (first === undefined || last === undefined || before === undefined) continue;
    if (before.presence === 'unknown' || last.presence === 'unknown') continue;
    start[before.path] = await contentOf(lab, path, before);
    if (states.slice(first.state, last.state).some((state) => !own.includes(state))) continue;
    if (before.presence === 'present') wanted[before.path] = null;
    wanted[last.path] = await contentOf(lab, path, last);
  }
  const patch = bytesOf(await lab.answer('diff', '--force', '--turn', turn));
  const made: Contents = applied(patch, start, Object.keys(wanted));
  expect({ turn, ...made }).toEqual({ turn, ...wanted });
  return Object.keys(wanted).length;
}

async function contentOf(lab: TravelLab, file: string, { state, presence }: StateRecord): Promise<Buffer | null> {
  return presence === 'present' ? await lab.bytes(`${file}@${state}`, '--force') : null;
}
