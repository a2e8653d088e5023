import { createHash } from 'node:crypto';
import type { SnapshotEvent } from '../../model/agent-event.js';
import type { SessionTrace } from '../agent-adapter.js';

/**
 * Trees that the desktop app and the IDE extension leave at the END of a turn (formats/codex.md, 10.11):
 * `refs/codex/turn-diffs/checkpoints/<sha256 of a key>/<sha256 of the turn's id>/<unix ms>/<uuid>`. Who they belong to is found by
 * the hash of each known turn id.
 */
const FOLDER = 'refs/codex/turn-diffs/';
const CHECKPOINT = /^refs\/codex\/turn-diffs\/checkpoints\/[0-9a-f]{64}\/([0-9a-f]{64})\/(\d{1,16})\/[^/]+$/;

/** Latest time that a JavaScript date can hold. */
const LATEST = 8.64e15;

/**
 * @param refs of the repository, by full name.
 * @returns a snapshot for each checkpoint of a turn of this trace, in order of time; they cover the whole work tree.
 */
export function checkpointsOf(trace: SessionTrace, refs: ReadonlyMap<string, string>): SnapshotEvent[] {
  const checkpoints = [...refs].filter(([name]) => name.startsWith(FOLDER));
  if (checkpoints.length === 0) return [];
  const turns = new Map(
    trace.turns.flatMap((turn) =>
      turn.id === null ? [] : [[createHash('sha256').update(turn.id).digest('hex'), turn]],
    ),
  );
  const found: SnapshotEvent[] = [];
  for (const [name, oid] of checkpoints) {
    const match = CHECKPOINT.exec(name);
    const turn = turns.get(match?.[1] ?? '');
    const time = Number(match?.[2]);
    if (turn === undefined || !(time <= LATEST)) continue;
    found.push({
      kind: 'snapshot',
      session: turn.session,
      turn,
      // Of its own: it is no record of the trace.
      seq: Number.MAX_SAFE_INTEGER,
      time: new Date(time).toISOString(),
      model: null,
      trace: { source: trace.source, line: 0, offset: 0, length: 0 },
      inherited: false,
      commit: oid,
      parent: null,
      store: null,
      cwd: null,
    });
  }
  return found.sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1));
}

/** Whether a commit's author is the one that Codex gives its ghost commits (formats/codex.md, 10.3 and 16.12). */
export function isGhostAuthor(author: { readonly name: string; readonly email: string }): boolean {
  return author.name === 'Codex Snapshot' && author.email === 'snapshot@codex.local';
}
