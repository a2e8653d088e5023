import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changedFragment } from '../../support/changed-fragment.js';
import type { Ability, Scribe, ScribedChange, SessionScribe, SessionStart } from '../scribe.js';

type Json = Record<string, unknown>;

/** Writes rollouts as Codex 0.165 leaves them: without snapshots, and patches leave line ends as they are (formats/codex.md, 2 to 11). */
export function codexScribe(): Scribe {
  const sessions: RolloutScribe[] = [];
  return {
    agent: 'codex',
    // Its patches are its own words; a person takes them or not. Files are read by commands of a shell.
    cannot: new Set<Ability>(['read', 'user-changed', 'withheld']),
    session(start) {
      const session = new RolloutScribe(start, (other) => sessions.push(other));
      sessions.push(session);
      return session;
    },
    write(home) {
      for (const session of sessions) session.write(home);
    },
  };
}

class RolloutScribe implements SessionScribe {
  readonly lines: string[] = [];
  readonly #start: SessionStart;
  readonly #add: (session: RolloutScribe) => void;
  #model: string;
  #turns = 0;
  #calls = 0;
  #isTorn = false;

  constructor(start: SessionStart, add: (session: RolloutScribe) => void, copied: readonly string[] = [], from = '') {
    this.#start = start;
    this.#add = add;
    this.#model = start.model;
    const spawned = { subagent: { thread_spawn: { parent_thread_id: start.parent, depth: 1 } } };
    this.record(start.at, 'session_meta', {
      id: start.id,
      ...(from === '' ? {} : { forked_from_id: from }),
      timestamp: iso(start.at),
      cwd: start.cwd,
      originator: 'codex_cli_rs',
      cli_version: '0.165.0',
      source: start.parent === undefined ? 'cli' : spawned,
      model_provider: 'openai',
    });
    // Copies bear the time of the copying (formats/codex.md, 13).
    for (const line of copied) this.lines.push(JSON.stringify({ ...JSON.parse(line), timestamp: iso(start.at) }));
  }

  record(at: number, type: string, payload: Json): void {
    this.lines.push(JSON.stringify({ timestamp: iso(at), type, payload }));
  }

  says(prompt: string, at: number): void {
    const turn = `turn-${this.#start.id}-${++this.#turns}`;
    const { cwd } = this.#start;
    this.record(at, 'event_msg', { type: 'task_started', turn_id: turn, model_context_window: 258_400 });
    const context = { turn_id: turn, cwd, approval_policy: 'never', model: this.#model, summary: 'auto' };
    this.record(at, 'turn_context', context);
    const content = [{ type: 'input_text', text: prompt }];
    this.record(at, 'response_item', { type: 'message', role: 'user', content });
    this.record(at, 'event_msg', { type: 'user_message', message: prompt, images: [] });
  }

  model(name: string): void {
    this.#model = name;
  }

  changes(change: ScribedChange): void {
    const call = this.#asks(change);
    const output = JSON.stringify({
      output: `Success. Updated the following files:\n${letterOf(change)} ${change.path}\n`,
      metadata: { exit_code: 0, duration_seconds: 0.1 },
    });
    this.record(change.at, 'response_item', { type: 'custom_tool_call_output', call_id: call, output });
  }

  rejected(change: ScribedChange): void {
    this.#comesToNothing(change, 'patch rejected by user');
  }

  failed(change: ScribedChange): void {
    this.#comesToNothing(change, `apply_patch verification failed: Failed to find expected lines in ${change.path}`);
  }

  aborted(change: ScribedChange): void {
    this.#asks(change);
    this.record(change.at, 'event_msg', { type: 'turn_aborted', reason: 'interrupted' });
  }

  amended(): void {
    throw new Error('Codex applies a patch as it is, or not at all');
  }

  withheld(): void {
    throw new Error('A patch never holds what the file was');
  }

  moves(from: string, to: string, content: string, at: number): void {
    const [first = ''] = content.split('\n');
    this.#patch(`*** Update File: ${from}\n*** Move to: ${to}\n@@\n ${first}`, `M ${to}`, at);
  }

  reads(path: string, _content: string, at: number): void {
    this.runs(`cat ${path}`, 0, at);
  }

  runs(command: string, exitCode: number, at: number): void {
    const call = this.#call();
    const args = JSON.stringify({ cmd: command });
    this.record(at, 'response_item', { type: 'function_call', name: 'exec_command', arguments: args, call_id: call });
    const output = `Wall time: 0.1 seconds\nProcess exited with code ${exitCode}\nOutput:\n`;
    this.record(at, 'response_item', { type: 'function_call_output', call_id: call, output });
  }

  rewinds(turns: number, at: number): void {
    this.record(at, 'event_msg', { type: 'thread_rolled_back', num_turns: turns });
  }

  unknown(at: number): void {
    this.record(at, 'novelty', { of: 'a later release' });
  }

  torn(): void {
    this.#isTorn = true;
  }

  replay(id: string, at: number): SessionScribe {
    const { parent: _parent, ...start } = this.#start;
    const fork = new RolloutScribe({ ...start, id, at }, this.#add, this.lines, this.#start.id);
    this.#add(fork);
    return fork;
  }

  write(home: string): void {
    const { id, at } = this.#start;
    const time = iso(at);
    const name = `rollout-${time.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`;
    const path = join(home, 'sessions', time.slice(0, 10).replaceAll('-', '/'), name);
    mkdirSync(dirname(path), { recursive: true });
    const text = this.lines.map((line) => `${line}\n`).join('');
    writeFileSync(path, this.#isTorn ? text.slice(0, -30) : text);
  }

  #asks(change: ScribedChange): string {
    const call = this.#call();
    const input = `*** Begin Patch\n${bodyOf(change)}\n*** End Patch`;
    const item = { type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input };
    this.record(change.at, 'response_item', item);
    return call;
  }

  #comesToNothing(change: ScribedChange, output: string): void {
    const call = this.#asks(change);
    this.record(change.at, 'response_item', { type: 'custom_tool_call_output', call_id: call, output });
  }

  #patch(body: string, listed: string, at: number): void {
    const call = this.#call();
    const input = `*** Begin Patch\n${body}\n*** End Patch`;
    const item = { type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input };
    this.record(at, 'response_item', item);
    const output = JSON.stringify({
      output: `Success. Updated the following files:\n${listed}\n`,
      metadata: { exit_code: 0, duration_seconds: 0.1 },
    });
    this.record(at, 'response_item', { type: 'custom_tool_call_output', call_id: call, output });
  }

  #call(): string {
    return `call_${this.#start.id.slice(0, 8)}_${++this.#calls}`;
  }
}

function letterOf({ before, after }: ScribedChange): string {
  return after === null ? 'D' : before === null ? 'A' : 'M';
}

/** A patch in Codex's own grammar (formats/codex.md, 11.2). */
function bodyOf({ path, before, after }: ScribedChange): string {
  if (after === null) return `*** Delete File: ${path}`;
  if (before === null) return [`*** Add File: ${path}`, ...linesOf(after).map((line) => `+${line}`)].join('\n');
  const { old, text } = changedFragment(before, after);
  const removed = linesOf(old).map((line) => `-${line}`);
  const added = linesOf(text).map((line) => `+${line}`);
  return [`*** Update File: ${path}`, '@@', ...removed, ...added].join('\n');
}

/** Without line ends, of which the tool makes LF. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
