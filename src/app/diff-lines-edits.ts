import type { EditRecord } from '../model/edit-record.js';
import type { FileDiff } from '../model/time-travel.js';
import type { Step } from '../reconcile/draft-edit.js';
import type { FileState } from '../time-travel/file-states.js';
import type { FollowedPath } from './follow-paths.js';
import { editsOf } from './log-file.js';

/** The edit that wrote each line (from 0) of a state; null: no agent's, or not known. */
export function lineEdits({ file }: FollowedPath, state: FileState | null): (line: number) => string | null {
  if (state === null || state.version === null) return () => null;
  const { chain } = file;
  const idOf = editIds(file);
  const steps = chain.stepsAt(state.version);
  return (line) => idOf(chain.steps[steps[line] ?? -1]);
}

/** The edit that took each line (from 0) of a state away before another one; null: no agent's, or the states are turned round. */
export function removers(
  { file }: FollowedPath,
  from: FileState | null,
  to: FileState | null,
): (line: number) => string | null {
  const [older, newer] = [from?.version ?? null, to?.version ?? null];
  if (older === null || newer === null || older >= newer) return () => null;
  const { chain } = file;
  const idOf = editIds(file);
  const by = new Map(chain.weave.deletedBetween(older, newer).map(({ line, by: step }) => [line, step]));
  return (line) => idOf(chain.steps[by.get(line) ?? -1]);
}

function editIds({ edits, records }: FollowedPath['file']): (step: Step | undefined) => string | null {
  const ids = new Map(edits.map((draft, n) => [draft, records[n]?.id ?? null]));
  return (step) => (step?.kind === 'agent' ? (ids.get(step.edit) ?? null) : null);
}

/** The records of the edits that differences name, and of some others. */
export function diffedEdits(
  files: readonly FileDiff[],
  others: readonly string[],
  states: readonly FileState[],
): Record<string, EditRecord> {
  const lines = files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
  const named = new Set([...others, ...lines.flatMap(({ edit, removedBy }) => [edit ?? [], removedBy ?? []].flat())]);
  return Object.fromEntries(Object.entries(editsOf(states)).filter(([id]) => named.has(id)));
}
