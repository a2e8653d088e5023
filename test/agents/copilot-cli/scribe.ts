import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedFragment } from '../../support/changed-fragment.js';
import type { Ability, Scribe, ScribedChange, SessionScribe, SessionStart } from '../scribe.js';

/** Writes event logs as Copilot CLI 1.0.64 leaves them. */
export function copilotCliScribe(): Scribe {
  const sessions: EventLog[] = [];
  return {
    agent: 'copilot-cli',
    // Sub-agents have no session of their own; nobody can change a proposal.
    cannot: new Set<Ability>(['user-changed', 'sub-agent']),
    session(start) {
      const log = new EventLog(start, sessions);
      sessions.push(log);
      return log;
    },
    write(home) {
      for (const log of sessions) log.write(home);
    },
  };
}

export interface Told {
  readonly success: boolean;
  readonly result?: object;
  readonly error?: object;
  readonly shellExecution?: object;
}

interface EventRecord {
  readonly type: string;
  readonly data: object;
  readonly id: string;
  readonly timestamp: string;
  readonly parentId: string | null;
}

/** One session's log. */
export class EventLog implements SessionScribe {
  readonly records: EventRecord[] = [];
  readonly id: string;
  readonly #start: SessionStart;
  #model: string;
  #turn = 0;
  #calls = 0;
  #isTorn = false;
  /** The records that began turns. */
  readonly #turns: string[] = [];

  /** All logs of the home. */
  readonly #all: EventLog[];

  constructor(start: SessionStart, all: EventLog[] = []) {
    this.#start = start;
    this.#all = all;
    this.#model = start.model;
    this.id = start.id;
    const context = { cwd: start.cwd, gitRoot: start.cwd, branch: 'main' };
    const startTime = new Date(start.at).toISOString();
    const version = { version: 1, producer: 'copilot-agent', copilotVersion: '1.0.64' };
    this.event(start.at, 'session.start', { sessionId: start.id, ...version, startTime, context });
    this.event(start.at, 'session.model_change', { newModel: start.model });
  }

  /** @returns its id. */
  event(at: number, type: string, data: object, more: object = {}): string {
    const id = `${this.id}-e${this.records.length + 1}`;
    const parentId = this.records.at(-1)?.id ?? null;
    this.records.push({ type, data, id, timestamp: new Date(at).toISOString(), parentId, ...more });
    return id;
  }

  says(prompt: string, at: number): void {
    this.#turns.push(this.event(at, 'user.message', { content: prompt, attachments: [] }));
    this.#turn = 0;
  }

  model(name: string): void {
    this.#model = name;
    const at = Date.parse(this.records.at(-1)?.timestamp ?? '');
    this.event(at, 'session.model_change', { previousModel: this.#start.model, newModel: name });
  }

  changes(change: ScribedChange): void {
    const { tool, args } = callOf(change);
    const isNew = change.before === null;
    const content = isNew
      ? `Created file ${change.path} with ${change.after?.length} characters`
      : `File ${change.path} updated with changes.`;
    const detailedContent = isNew && change.after !== null ? newFileDiff(change.path, change.after) : content;
    this.call(change.at, tool, args, { success: true, result: { content, detailedContent } }, change.call);
  }

  rejected(change: ScribedChange): void {
    const { tool, args } = callOf(change);
    const error = { message: 'The user rejected this tool call.', code: 'denied' };
    this.call(change.at, tool, args, { success: false, error }, change.call);
  }

  failed(change: ScribedChange): void {
    const { tool, args } = callOf(change);
    this.call(
      change.at,
      tool,
      args,
      { success: false, error: { message: 'No match found', code: 'failure' } },
      change.call,
    );
  }

  aborted(change: ScribedChange): void {
    const { tool, args } = callOf(change);
    this.call(change.at, tool, args, null, change.call);
  }

  amended(): void {
    throw new Error('Copilot CLI writes what was proposed');
  }

  withheld(change: ScribedChange): void {
    this.changes(change);
  }

  moves(from: string, to: string, content: string, at: number): void {
    const first = content.split('\n')[0];
    const input = `*** Begin Patch\n*** Update File: ${from}\n*** Move to: ${to}\n@@\n ${first}\n*** End Patch`;
    this.call(at, 'apply_patch', input, { success: true, result: { content: 'Modified 1 file(s)' } });
  }

  reads(path: string, content: string, at: number): void {
    const lines = content.split('\n');
    const name = path.replace(/^\//, '');
    const head = `\ndiff --git a/${name} b/${name}\nindex 0000000..0000000 100644\n--- a/${name}\n+++ b/${name}`;
    const shown = lines.map((line, at) => `${at + 1}. ${line}`).join('\n');
    const range = `@@ -1,${lines.length} +1,${lines.length} @@`;
    const detailedContent = `${head}\n${range}\n${lines.map((line) => ` ${line}`).join('\n')}\n`;
    this.call(at, 'view', { path }, { success: true, result: { content: shown, detailedContent } });
  }

  runs(command: string, exitCode: number, at: number): void {
    const content = `done\n<shellId: ${this.#calls} completed with exit code ${exitCode}>`;
    this.call(at, 'bash', { command, description: 'Run it' }, { success: true, result: { content } });
  }

  /** The events are taken out of the file. */
  rewinds(turns: number, at: number): void {
    const upToEventId = this.#turns.splice(-turns, turns)[0];
    const from = this.records.findIndex(({ id }) => id === upToEventId);
    const removed = this.records.splice(from);
    this.event(at, 'session.snapshot_rewind', { upToEventId, eventsRemoved: removed.length });
  }

  unknown(at: number): void {
    this.event(at, 'novelty.happened', { what: 'nobody knows' });
  }

  torn(): void {
    this.#isTorn = true;
  }

  /** A fork: a log of its own, with the events so far as they were. */
  replay(id: string): SessionScribe {
    const fork = new EventLog({ ...this.#start, id }, this.#all);
    fork.records.splice(1, fork.records.length, ...this.records.slice(1));
    this.#all.push(fork);
    return fork;
  }

  /** @param told null: no result. */
  call(at: number, toolName: string, args: unknown, told: Told | null, id?: string): void {
    this.#calls++;
    const toolCallId = id ?? `toolu_${this.id}_${this.#calls}`;
    const turnId = String(this.#turn++);
    this.event(at, 'assistant.turn_start', { turnId });
    const type = typeof args === 'string' ? 'custom' : 'function';
    const toolRequests = [{ toolCallId, name: toolName, arguments: args, type }];
    this.event(at, 'assistant.message', {
      messageId: `m-${toolCallId}`,
      model: this.#model,
      content: '',
      toolRequests,
      turnId,
    });
    this.event(at, 'tool.execution_start', { toolCallId, toolName, arguments: args, model: this.#model, turnId });
    if (told !== null) {
      this.event(at + 200, 'tool.execution_complete', { toolCallId, model: this.#model, turnId, ...told });
      this.event(at + 200, 'assistant.turn_end', { turnId });
    }
  }

  text(): string {
    const text = this.records.map((record) => `${JSON.stringify(record)}\n`).join('');
    return this.#isTorn ? text.slice(0, -20) : text;
  }

  write(home: string): void {
    const folder = join(home, 'session-state', this.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'events.jsonl'), this.text());
    writeFileSync(join(folder, 'workspace.yaml'), `id: ${this.id}\ncwd: ${this.#start.cwd}\nsummary_count: 0\n`);
  }
}

function callOf({ path, before, after }: ScribedChange): { tool: string; args: unknown } {
  if (after === null) return { tool: 'apply_patch', args: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` };
  if (before === null) return { tool: 'create', args: { path, file_text: after } };
  if (before === '') return { tool: 'apply_patch', args: patchOf(path, after) };
  const { old, text } = changedFragment(before, after);
  return { tool: 'edit', args: { path, old_str: old, new_str: text } };
}

/** What fills an empty file. */
function patchOf(path: string, content: string): string {
  const added = content
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `+${line}\n`)
    .join('');
  return `*** Begin Patch\n*** Update File: ${path}\n@@\n${added}*** End Patch`;
}

function newFileDiff(path: string, content: string): string {
  const name = path.replace(/^\//, '');
  const lines = content.split('\n');
  const head = `\ndiff --git a/${name} b/${name}\ncreate file mode 100644\nindex 0000000..0000000\n--- a/dev/null\n+++ b/${name}`;
  return `${head}\n@@ -1,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}\n`;
}
