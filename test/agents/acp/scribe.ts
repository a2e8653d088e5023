import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ability, Scribe, ScribedChange, SessionScribe, SessionStart } from '../scribe.js';

export type Json = Record<string, unknown>;
type Way = 'client_to_agent' | 'agent_to_client';

/** Captures of version 1 of the protocol, one file for each session (formats/acp.md, 1.1 and 2). */
export class AcpScribe implements Scribe {
  readonly agent = 'acp';
  readonly cannot = new Set<Ability>(['user-changed', 'rewind', 'sub-agent', 'replayed']);
  readonly sessions: AcpSession[] = [];

  session(start: SessionStart): AcpSession {
    const session = new AcpSession(start);
    this.sessions.push(session);
    return session;
  }

  write(home: string): void {
    mkdirSync(home, { recursive: true });
    for (const session of this.sessions) writeFileSync(join(home, `${session.start.id}.jsonl`), session.text());
  }
}

export class AcpSession implements SessionScribe {
  readonly start: SessionStart;
  readonly lines: string[] = [];
  #asked = 0;
  #calls = 0;
  #prompt: number | null = null;
  #isTorn = false;

  constructor(start: SessionStart, header = true) {
    this.start = start;
    if (header) {
      const agent = { name: 'demo-agent', version: '1.2.3' };
      this.line({ v: 1, kind: 'header', agent, client: { name: 'demo-editor', version: '9' }, protocolVersion: 1 });
    }
    const models = { currentModelId: start.model, availableModels: [] };
    const result = { sessionId: start.id, models, configOptions: this.#options(start.model) };
    this.asks('session/new', { cwd: start.cwd, mcpServers: [] }, result, start.at);
  }

  text(): string {
    const text = this.lines.map((line) => `${line}\n`).join('');
    return this.#isTorn ? text.slice(0, -20) : text;
  }

  line(value: Json): void {
    this.lines.push(JSON.stringify(value));
  }

  send(dir: Way, at: number, msg: Json): void {
    this.line({ v: 1, time: new Date(at).toISOString(), dir, conn: 'c1', msg: { jsonrpc: '2.0', ...msg } });
  }

  /** The client asks, and is answered. */
  asks(method: string, params: Json, result: Json, at: number): void {
    const id = ++this.#asked;
    this.send('client_to_agent', at, { id, method, params });
    this.send('agent_to_client', at, { id, result });
  }

  /** The agent asks, and is answered: its numbers are the client's too. */
  wants(method: string, params: Json, answer: Json, at: number): void {
    const id = ++this.#asked;
    this.send('agent_to_client', at, { id, method, params: { sessionId: this.start.id, ...params } });
    this.send('client_to_agent', at, { id, ...answer });
  }

  update(update: Json, at: number): void {
    this.send('agent_to_client', at, { method: 'session/update', params: { sessionId: this.start.id, update } });
  }

  says(prompt: string, at: number): void {
    this.stops('end_turn', at);
    this.#prompt = ++this.#asked;
    const params = { sessionId: this.start.id, prompt: [{ type: 'text', text: prompt }] };
    this.send('client_to_agent', at, { id: this.#prompt, method: 'session/prompt', params });
  }

  stops(stopReason: string, at: number): void {
    if (this.#prompt !== null) this.send('agent_to_client', at, { id: this.#prompt, result: { stopReason } });
    this.#prompt = null;
  }

  model(name: string): void {
    const params = { sessionId: this.start.id, configId: 'model', value: name };
    this.asks('session/set_config_option', params, { configOptions: this.#options(name) }, this.start.at);
  }

  #options(model: string): Json[] {
    return [{ id: 'model', category: 'model', type: 'select', currentValue: model }];
  }

  /** A call begins. @returns its id. */
  begins(kind: string, more: Json, at: number, given?: string): string {
    const toolCallId = given ?? `call-${++this.#calls}-${this.start.id}`;
    this.update({ sessionUpdate: 'tool_call', toolCallId, title: kind, kind, status: 'pending', ...more }, at);
    return toolCallId;
  }

  ends(toolCallId: string, status: string, at: number, more: Json = {}): void {
    this.update({ sessionUpdate: 'tool_call_update', toolCallId, status, ...more }, at);
  }

  diff({ path, before, after, by }: ScribedChange): Json {
    if (by === 'content' || before === null) return { type: 'diff', path, oldText: null, newText: after ?? '' };
    if (after === null) return { type: 'diff', path, oldText: before, newText: '' };
    return { type: 'diff', path, ...fragment(before, after) };
  }

  changes(change: ScribedChange): void {
    const { path, after, at } = change;
    const locations = [{ path }];
    if (after !== null && change.by === 'content') {
      const id = this.begins('edit', { locations }, at, change.call);
      // What the tool of an agent writes anew it has looked for before.
      if (change.before === null) {
        this.wants('fs/read_text_file', { path }, { error: { code: -32002, message: 'Resource not found' } }, at);
      }
      this.wants('fs/write_text_file', { path, content: after }, { result: {} }, at);
      this.ends(id, 'completed', at);
      return;
    }
    const kind = after === null ? 'delete' : 'edit';
    const content = [this.diff(change)];
    this.ends(this.begins(kind, { content, locations }, at, change.call), 'completed', at);
  }

  rejected(change: ScribedChange): void {
    const { at } = change;
    const id = this.begins('edit', { content: [this.diff(change)] }, at, change.call);
    const options = [
      { optionId: 'ok', name: 'Allow', kind: 'allow_once' },
      { optionId: 'no', name: 'Reject', kind: 'reject_once' },
    ];
    const outcome = { outcome: 'selected', optionId: 'no' };
    this.wants('session/request_permission', { toolCall: { toolCallId: id }, options }, { result: { outcome } }, at);
    this.ends(id, 'failed', at);
  }

  failed(change: ScribedChange): void {
    this.ends(this.begins('edit', { content: [this.diff(change)] }, change.at, change.call), 'failed', change.at);
  }

  aborted(change: ScribedChange): void {
    this.begins('edit', { content: [this.diff(change)] }, change.at, change.call);
    this.stops('cancelled', change.at);
  }

  amended(): void {
    throw new Error('The protocol does not tell that a person changed a proposal');
  }

  withheld(change: ScribedChange): void {
    this.changes({ ...change, by: 'edit' });
  }

  /** As version 2 tells it. */
  moves(from: string, to: string, _content: string, at: number): void {
    const text = `diff --git a${from} b${to}\nsimilarity index 100%\nrename from ${from}\nrename to ${to}\n`;
    const changes = [{ operation: 'move', path: to, oldPath: from }];
    const content = [{ type: 'diff', changes, patch: { format: 'git_patch', text } }];
    this.ends(this.begins('move', {}, at), 'completed', at, { content });
  }

  reads(path: string, content: string, at: number): void {
    const id = this.begins('read', { locations: [{ path }] }, at);
    this.wants('fs/read_text_file', { path }, { result: { content } }, at);
    this.ends(id, 'completed', at);
  }

  runs(command: string, exitCode: number, at: number): void {
    const id = this.begins('execute', { rawInput: { command } }, at);
    const terminalId = `term-${++this.#calls}`;
    this.wants('terminal/create', { command, cwd: this.start.cwd }, { result: { terminalId } }, at);
    this.update({ sessionUpdate: 'tool_call_update', toolCallId: id, content: [{ type: 'terminal', terminalId }] }, at);
    this.wants('terminal/wait_for_exit', { terminalId }, { result: { exitCode, signal: null } }, at);
    this.wants('terminal/release', { terminalId }, { result: {} }, at);
    this.ends(id, exitCode === 0 ? 'completed' : 'failed', at);
  }

  rewinds(): void {
    throw new Error('The protocol has no rewinds');
  }

  unknown(at: number): void {
    this.update({ sessionUpdate: 'novelty' }, at);
  }

  torn(): void {
    this.#isTorn = true;
  }

  replay(): SessionScribe {
    throw new Error('Another capture of the same session has the same id');
  }
}

/** The lines in which two texts differ, with so many before and behind that they stand there once; no newline at the end. */
function fragment(before: string, after: string): { oldText: string; newText: string } {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  for (; ; head = Math.max(0, head - 1), tail = Math.max(0, tail - 1)) {
    const oldText = a.slice(head, a.length - tail).join('\n');
    if (oldText !== '' && before.split(oldText).length === 2) {
      return { oldText, newText: b.slice(head, b.length - tail).join('\n') };
    }
    if (head === 0 && tail === 0) return { oldText: before, newText: after };
  }
}
