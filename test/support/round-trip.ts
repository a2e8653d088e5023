import { expect } from '@jest/globals';
import { applied, bytesOf, type TravelLab } from './travel-lab.js';

/**
 * For every state of a file: the difference from the state before, applied to what that held, gives what this holds.
 * @returns how many pairs were compared, and how many have a side that is not known.
 */
export async function roundTrip(lab: TravelLab, file: string): Promise<{ compared: number; unknown: number }> {
  const states = await lab.states(file);
  const contents = new Map<number, Buffer | null>();
  for (const { state, presence } of states) {
    if (presence === 'unknown') continue;
    contents.set(state, presence === 'absent' ? null : await lab.bytes(`${file}@${state}`, '--force'));
  }
  let compared = 0;
  for (const after of states.slice(1)) {
    const before = states[after.state - 1];
    const [old, young] = [contents.get(after.state - 1), contents.get(after.state)];
    if (before === undefined || old === undefined || young === undefined) continue;
    const patch = bytesOf(await lab.answer('diff', '--force', '--', `${file}@${before.state}..${after.state}`));
    const names = [...new Set([before.path, after.path])];
    const made = applied(patch, { [before.path]: old }, names);
    const wanted = Object.fromEntries(names.map((name) => [name, name === after.path ? young : null]));
    expect({ file, state: after.state, ...made }).toEqual({ file, state: after.state, ...wanted });
    compared++;
  }
  return { compared, unknown: states.length - contents.size };
}
