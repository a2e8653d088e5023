import { statSync } from 'node:fs';
import type { SessionTrace } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type {
  AgentEvent,
  CommandEvent,
  FileChangeEvent,
  RewindEvent,
  SnapshotEvent,
} from '../../src/model/agent-event.js';
import type { TraceSource } from '../../src/model/session.js';
import type { TempDir } from './temp-dir.js';

type Json = Readonly<Record<string, unknown>>;

/** Made of one day's milliseconds, as UUIDs of version 7 are: `time` is milliseconds after 2026-01-01T12:00:00Z. */
export function uuid7(time: number, tail = 1): string {
  const hex = (Date.UTC(2026, 0, 1, 12) + time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(tail).padStart(12, '0')}`;
}

/** `n` seconds after noon. */
export function clock(n: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12) + n * 1_000).toISOString();
}

/** Lines of a rollout, one second apart; each method adds one record in the shape of its era (formats/codex.md, 3 to 13). */
export class Rollout {
  readonly lines: string[] = [];
  /** Seconds after noon of the next record. */
  second = 0;
  /** Paginated files number their records. */
  readonly paginated: boolean;

  constructor(options: { paginated?: boolean } = {}) {
    this.paginated = options.paginated ?? false;
  }

  raw(line: string): this {
    this.lines.push(line);
    return this;
  }

  record(type: string, payload: unknown): this {
    const time = clock(this.second++);
    const ordinal = this.paginated ? { ordinal: this.lines.length } : {};
    return this.raw(JSON.stringify({ timestamp: time, ...ordinal, type, payload }));
  }

  item(payload: Json): this {
    return this.record('response_item', payload);
  }

  event(payload: Json): this {
    return this.record('event_msg', payload);
  }

  meta(more: Json = {}): this {
    return this.record('session_meta', {
      id: 'session-1',
      timestamp: clock(this.second),
      cwd: '/w/demo',
      originator: 'codex_cli_rs',
      cli_version: '0.77.0',
      source: 'cli',
      model_provider: 'openai',
      ...more,
    });
  }

  context(model: string | null, more: Json = {}): this {
    return this.record('turn_context', { cwd: '/w/demo', approval_policy: 'never', model, summary: 'auto', ...more });
  }

  /** A message of the person, as both its records. */
  says(message: string, more: Json = {}): this {
    this.item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: message }] });
    return this.event({ type: 'user_message', message, images: [], ...more });
  }

  task(id: string): this {
    return this.event({ type: 'task_started', turn_id: id, model_context_window: 1 });
  }

  done(id: string): this {
    return this.event({ type: 'task_complete', turn_id: id, last_agent_message: 'done' });
  }

  ghost(id: string, more: Json = {}): this {
    return this.item({
      type: 'ghost_snapshot',
      ghost_commit: { id, parent: null, preexisting_untracked_files: [], preexisting_untracked_dirs: [], ...more },
    });
  }

  call(name: string, args: Json | string, id: string, more: Json = {}): this {
    const text = typeof args === 'string' ? args : JSON.stringify(args);
    return this.item({ type: 'function_call', name, arguments: text, call_id: id, ...more });
  }

  custom(name: string, input: string, id: string, more: Json = {}): this {
    return this.item({ type: 'custom_tool_call', status: 'completed', call_id: id, name, input, ...more });
  }

  output(id: string, output: unknown, type = 'function_call_output'): this {
    return this.item({ type, call_id: id, output });
  }

  /** A patch by the freeform tool, applied at once. */
  patched(patch: string, id: string): this {
    return this.custom('apply_patch', patch, id).output(id, applied(patch), 'custom_tool_call_output');
  }

  text(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }

  source(dir: TempDir, name = 'rollout-2026-01-01T12-00-00-session-1.jsonl'): TraceSource {
    return sourceOf(dir, `sessions/2026/01/01/${name}`, this.text());
  }

  read(dir: TempDir): SessionTrace {
    return codexAdapter().read(this.source(dir));
  }
}

/** Writes a source; its kind is told by its name. */
export function sourceOf(dir: TempDir, path: string, content: string | Uint8Array): TraceSource {
  const size = statSync(dir.write(path, content)).size;
  const kind = path.endsWith('.zst') ? 'jsonl.zst' : path.endsWith('.jsonl') ? 'jsonl' : 'json';
  return { agent: 'codex', home: dir.path, path, kind, size };
}

export function patchOf(...hunks: string[]): string {
  return `*** Begin Patch\n${hunks.join('\n')}\n*** End Patch`;
}

/** The output of a patch that was applied: what every release writes for it. */
export function applied(patch: string): string {
  const listed = patch.split('\n').flatMap((line) => {
    const [, verb, path] = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line) ?? [];
    return verb === undefined ? [] : [`${{ Add: 'A', Update: 'M', Delete: 'D' }[verb]} ${path}`];
  });
  const output = `Success. Updated the following files:\n${listed.join('\n')}\n`;
  return JSON.stringify({ output, metadata: { exit_code: 0, duration_seconds: 0 } });
}

export function changes(trace: SessionTrace): FileChangeEvent[] {
  return trace.events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
}

export function commands(trace: SessionTrace): CommandEvent[] {
  return trace.events.filter((event): event is CommandEvent => event.kind === 'command');
}

export function snapshots(trace: SessionTrace): SnapshotEvent[] {
  return trace.events.filter((event): event is SnapshotEvent => event.kind === 'snapshot');
}

export function rewinds(trace: SessionTrace): RewindEvent[] {
  return trace.events.filter((event): event is RewindEvent => event.kind === 'rewind');
}

/** `turn op path outcome` of each change; a rename as `old → new`. */
export function changeLines(trace: SessionTrace): string[] {
  return changes(trace).map(
    ({ turn, op, path, oldPath, outcome }) =>
      `${turn?.index ?? '-'} ${op} ${oldPath === null ? '' : `${oldPath} → `}${path} ${outcome}`,
  );
}

/** `turn model` of each event. */
export function modelLines(events: readonly AgentEvent[]): string[] {
  return events.map(({ turn, model }) => `${turn?.index ?? '-'} ${model}`);
}
