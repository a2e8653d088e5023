import type { DraftEdit } from './draft-edit.js';

/**
 * A commit can only have brought what was written before it. `commitTime` is in whole seconds since 1970. An edit that no record tells was
 * made at any time of its turn: when a snapshot first showed it says nothing.
 */
export function cameBefore({ evidence, event, timestamp }: DraftEdit, commitTime: number): boolean {
  const isRecorded = evidence === 'exact' || evidence === 'fragment';
  const time = Date.parse((isRecorded ? null : event.turn?.startedAt) ?? timestamp ?? '');
  return Number.isNaN(time) || Math.floor(time / 1000) <= commitTime;
}
