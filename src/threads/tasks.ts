import type { AgentAdapter, SessionTrace, SourceProbe } from '../agents/agent-adapter.js';
import { adapters } from '../agents/registry.js';
import type { TraceSource } from '../model/session.js';
import { type ScannedSource, type ScanTask, scanSource } from '../store/scanned-source.js';
import type { HistoryTask } from './history-ahead.js';

/** What a helper can do: the task and what comes of it. Both can be handed from thread to thread as they are. */
export interface TaskKinds {
  readonly probe: { readonly task: TraceSource; readonly result: SourceProbe };
  readonly read: { readonly task: TraceSource; readonly result: SessionTrace };
  readonly scan: { readonly task: ScanTask; readonly result: ScannedSource };
}

export type TaskKind = keyof TaskKinds;

/** What the helper is given to do, a part of it at least. */
export interface JobMessage<K extends TaskKind = TaskKind> {
  readonly job: number;
  readonly kind: K;
  /** The agent's id. */
  readonly agent: string;
  readonly tasks: readonly TaskKinds[K]['task'][];
  readonly claims: SharedArrayBuffer;
  /** From the last task on: the other thread begins with the first. */
  readonly backwards: boolean;
}

/** What it is told: to share a job, to read objects ahead, to read so many more bytes of them; null: nothing more comes. */
export type HelperMessage = JobMessage | HistoryTask | { readonly more: number } | null;

export interface ResultMessage {
  readonly job: number;
  readonly n: number;
  /** null: it could not be done. */
  readonly result: unknown;
}

/** @returns null where there is no such agent. */
export function taskRunner({ kind, agent, tasks }: JobMessage): ((n: number) => unknown) | null {
  const adapter = adapters().find(({ id }) => id === agent);
  if (adapter === undefined) return null;
  const done = RUN[kind] as (adapter: AgentAdapter, task: unknown) => unknown;
  return (n) => done(adapter, tasks[n]);
}

const RUN: { readonly [K in TaskKind]: (adapter: AgentAdapter, task: TaskKinds[K]['task']) => TaskKinds[K]['result'] } =
  {
    probe: (adapter, source) => adapter.probe(source),
    read: (adapter, source) => adapter.read(source),
    scan: (adapter, task) => withBytes(scanSource(adapter, task, null), alone),
  };

/** Without the larger memory that they are a part of, which would be copied with them. */
function alone(bytes: Uint8Array): Buffer {
  return Buffer.from(Uint8Array.from(bytes).buffer);
}

/** @param replace gives what stands in the place of bytes: between threads they lose what makes them buffers. */
function withBytes(scanned: ScannedSource, replace: (bytes: Uint8Array) => Buffer): ScannedSource {
  const { head, tail, told } = scanned;
  const events = told?.encoded.events.map((bundle) => ({ ...bundle, data: replace(bundle.data) }));
  return {
    ...scanned,
    head: head && replace(head),
    tail: tail && replace(tail),
    told: told === null || events === undefined ? null : { ...told, encoded: { ...told.encoded, events } },
  };
}

/** A result as the other thread gave it. */
export function received<K extends TaskKind>(kind: K, result: unknown): TaskKinds[K]['result'] | null {
  if (kind !== 'scan' || result === null) return result as TaskKinds[K]['result'] | null;
  const view = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);
  return withBytes(result as ScannedSource, view) as TaskKinds[K]['result'];
}
