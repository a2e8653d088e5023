import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { SessionTrace } from '../agents/agent-adapter.js';
import { AiBlameError } from '../errors.js';
import type { AgentEvent } from '../model/agent-event.js';
import type { Run, RunArtifact } from '../model/run.js';
import type { TracePointer } from '../model/session.js';
import { readRecordAt } from '../scan/open-source.js';
import { digestOfFile } from '../store/artifacts-state.js';

/** What a session left: its trace, the snapshots that it took, and the patches in the trace. Each once, in order of the trace. */
export function artifactsOf(run: Run, { source, session, events }: SessionTrace): RunArtifact[] {
  const own = events.filter((event) => !event.inherited && event.session.id === session.id);
  const path = join(source.home, source.path);
  const file = digestOfFile(path);
  const rollout = artifact(run, 'rollout', 'rollout', path, {
    createdAt: run.createdAt,
    sha256: file?.sha256 ?? null,
    metadata: { bytes: file?.bytes ?? null },
  });
  const rest = own.flatMap((event) => fromEvent(run, event));
  return [...new Map([rollout, ...rest].map((one) => [one.id, one])).values()];
}

function fromEvent(run: Run, event: AgentEvent): RunArtifact[] {
  const turn = event.turn?.index ?? null;
  if (event.kind === 'snapshot') {
    const { commit, parent, time } = event;
    const name = `ghost_commit:${commit}`;
    return [
      artifact(run, name, 'ghost_commit', `git:${commit}`, {
        createdAt: time,
        sha256: null,
        metadata: { parent, turn },
      }),
    ];
  }
  if (event.kind !== 'file_change') return [];
  const { body, tool, callId, time } = event;
  return [
    artifact(run, `patch:${body.line}`, 'patch', `trace:${body.source.path}#${body.line}`, {
      createdAt: time,
      sha256: digestOfRecord(body),
      metadata: { tool, call: callId, turn },
    }),
  ];
}

/** SHA-256 of a record's bytes without the line end; null where they cannot be read. */
function digestOfRecord({ source, offset, length }: TracePointer): string | null {
  try {
    return createHash('sha256')
      .update(readRecordAt(source, offset, length))
      .digest('hex');
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
}

function artifact(
  run: Run,
  name: string,
  kind: string,
  path: string,
  more: Pick<RunArtifact, 'createdAt' | 'sha256' | 'metadata'>,
): RunArtifact {
  return { id: `${run.id}:${name}`, run: run.id, kind, path, ...more, state: null, raw: null };
}
