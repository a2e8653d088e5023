import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changedFragment } from '../../support/changed-fragment.js';
import type { ScribedChange, SessionScribe, SessionStart } from '../scribe.js';

type Json = Readonly<Record<string, unknown>>;
type Line = Record<string, unknown>;

/** What the result of a call is told with, beside its structured form. */
interface Shown {
  readonly content?: string;
  readonly isError?: boolean;
}

/** One transcript, as Claude Code 2.1.39 writes it: one block of a message in each record, results in records of their own. */
export class Transcript implements SessionScribe {
  readonly lines: Line[] = [];
  readonly id: string;
  readonly start: SessionStart;
  /** Further members of each record: `forkedFrom`, `version` … */
  more: Json = {};
  modelName: string;
  cwd: string;
  /** The record that the next one hangs on. */
  tip: string | null = null;
  #records = 0;
  #calls = 0;
  #messages = 0;
  #isTorn = false;
  readonly #turns: { readonly uuid: string; readonly parent: string | null }[] = [];

  constructor(start: SessionStart) {
    this.start = start;
    this.id = start.id;
    this.cwd = start.cwd;
    this.modelName = start.model;
  }

  get isSubAgent(): boolean {
    return this.start.parent !== undefined;
  }

  /** A record of the conversation. @returns its uuid. */
  put(type: string, at: number, own: Json): string {
    const uuid = `${this.id}-r${++this.#records}`;
    this.lines.push({
      parentUuid: this.tip,
      isSidechain: this.isSubAgent,
      userType: 'external',
      cwd: this.cwd,
      sessionId: this.start.parent ?? this.id,
      version: '2.1.39',
      gitBranch: 'main',
      ...(this.isSubAgent ? { agentId: this.id } : {}),
      type,
      ...own,
      uuid,
      timestamp: new Date(at).toISOString(),
      ...this.more,
    });
    this.tip = uuid;
    return uuid;
  }

  /** A record that stands beside the conversation. */
  aside(line: Json): void {
    this.lines.push({ ...line });
  }

  user(content: unknown, at: number, more: Json = {}): string {
    return this.put('user', at, { message: { role: 'user', content }, ...more });
  }

  assistant(block: Json, at: number, more: Json = {}): string {
    const id = `msg_${this.id}_${++this.#messages}`;
    const usage = { input_tokens: 3, cache_creation_input_tokens: 10, cache_read_input_tokens: 20, output_tokens: 5 };
    const message = { model: this.modelName, id, type: 'message', role: 'assistant', content: [block] };
    return this.put('assistant', at, {
      message: { ...message, stop_reason: null, stop_sequence: null, usage, ...more },
      requestId: `req_${id}`,
    });
  }

  /** @returns the call's id. */
  asks(tool: string, input: Json, at: number, call = `toolu_${this.id}_${++this.#calls}`): string {
    this.assistant({ type: 'tool_use', id: call, name: tool, input }, at);
    return call;
  }

  /** @param result the structured one; undefined: there is none. */
  answers(call: string, result: unknown, at: number, { content = 'done', isError }: Shown = {}): void {
    const block = {
      tool_use_id: call,
      type: 'tool_result',
      content,
      ...(isError === undefined ? {} : { is_error: isError }),
    };
    this.user([block], at, result === undefined ? {} : { toolUseResult: result });
  }

  says(prompt: string, at: number): void {
    const parent = this.tip;
    this.#turns.push({ uuid: this.user(prompt, at), parent });
  }

  model(name: string): void {
    this.modelName = name;
  }

  changes(change: ScribedChange): void {
    const { tool, input, result } = callOf(change);
    const call = this.asks(tool, input, change.at, change.call);
    const content =
      change.before === null ? `File created successfully at: ${change.path}` : 'The file has been updated.';
    this.answers(call, this.isSubAgent ? undefined : result, change.at + 500, {
      content,
      ...(tool === 'Bash' ? { isError: false } : {}),
    });
  }

  rejected(change: ScribedChange): void {
    const { tool, input } = callOf(change);
    const call = this.asks(tool, input, change.at, change.call);
    this.answers(call, 'User rejected tool use', change.at + 500, {
      content: "The user doesn't want to proceed with this tool use. The tool use was rejected.",
      isError: true,
    });
    this.user([{ type: 'text', text: '[Request interrupted by user for tool use]' }], change.at + 500);
  }

  failed(change: ScribedChange): void {
    const { tool, input } = callOf(change);
    const call = this.asks(tool, input, change.at, change.call);
    const content = '<tool_use_error>String to replace not found in file.</tool_use_error>';
    this.answers(call, 'Error: String to replace not found in file.', change.at + 500, { content, isError: true });
  }

  aborted(change: ScribedChange): void {
    const { tool, input } = callOf(change);
    this.asks(tool, input, change.at, change.call);
    this.user([{ type: 'text', text: '[Request interrupted by user]' }], change.at + 500);
  }

  amended(change: ScribedChange & { readonly proposed: string }): void {
    const { tool, input } = callOf({ ...change, after: change.proposed });
    const { result } = callOf({ ...change, by: tool === 'Write' ? 'content' : 'edit' });
    const call = this.asks(tool, input, change.at, change.call);
    this.answers(call, { ...result, userModified: true }, change.at + 500);
  }

  withheld(change: ScribedChange): void {
    const { tool, input, result } = callOf(change);
    const call = this.asks(tool, input, change.at, change.call);
    this.answers(call, { ...result, originalFile: null }, change.at + 500);
  }

  moves(from: string, to: string, _content: string, at: number): void {
    this.runs(`mv ${from} ${to}`, 0, at);
  }

  reads(path: string, content: string, at: number): void {
    const call = this.asks('Read', { file_path: path }, at);
    const lines = content.split('\n').length;
    const file = { filePath: path, content, numLines: lines, startLine: 1, totalLines: lines };
    this.answers(call, this.isSubAgent ? undefined : { type: 'text', file }, at + 500, { content: numbered(content) });
  }

  runs(command: string, exitCode: number, at: number): void {
    const call = this.asks('Bash', { command, description: 'Run it' }, at);
    if (exitCode !== 0) {
      this.answers(call, `Error: Exit code ${exitCode}\nfailed`, at + 500, {
        content: `Exit code ${exitCode}`,
        isError: true,
      });
      return;
    }
    const result = { stdout: 'ok', stderr: '', interrupted: false, isImage: false, noOutputExpected: false };
    this.answers(call, this.isSubAgent ? undefined : result, at + 500, { isError: false });
  }

  /** The next message hangs where the first one that is taken back did. */
  rewinds(turns: number, _at: number): void {
    const [first] = this.#turns.splice(-turns);
    this.tip = first?.parent ?? null;
  }

  unknown(at: number): void {
    this.aside({ type: 'novelty', data: { size: 7 }, timestamp: new Date(at).toISOString() });
  }

  torn(): void {
    this.#isTorn = true;
  }

  /** One that is written beside this. */
  protected another(start: SessionStart): Transcript {
    return new Transcript(start);
  }

  replay(id: string, at: number): Transcript {
    const fork = this.another({ ...this.start, id, at });
    for (const line of this.lines) {
      if (line.uuid === undefined) continue;
      const forkedFrom = { sessionId: this.id, messageUuid: line.uuid };
      fork.lines.push({ ...line, sessionId: id, forkedFrom });
    }
    fork.tip = this.tip;
    fork.modelName = this.modelName;
    fork.#turns.push(...this.#turns);
    return fork;
  }

  text(): string {
    const text = this.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return this.#isTorn ? text.slice(0, -20) : text;
  }

  /** Relative to the home. */
  get path(): string {
    const project = `projects/${this.start.cwd.replace(/[^A-Za-z0-9-]/g, '-')}`;
    const { parent } = this.start;
    return parent === undefined
      ? `${project}/${this.id}.jsonl`
      : `${project}/${parent}/subagents/agent-${this.id}.jsonl`;
  }

  write(home: string): void {
    const file = join(home, this.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, this.text());
    if (this.isSubAgent)
      writeFileSync(file.replace(/\.jsonl$/, '.meta.json'), JSON.stringify({ agentType: 'general-purpose' }));
  }
}

interface ScribedCall {
  readonly tool: string;
  readonly input: Json;
  readonly result: Json;
}

function callOf({ path, before, after, by }: ScribedChange): ScribedCall {
  if (after === null) {
    return {
      tool: 'Bash',
      input: { command: `rm ${path}`, description: 'Remove it' },
      result: { stdout: '', stderr: '', interrupted: false, isImage: false },
    };
  }
  if (before === null || by === 'content' || before === '') {
    const type = before === null ? 'create' : 'update';
    const structuredPatch = before === null ? [] : patchOf(before, after);
    return {
      tool: 'Write',
      input: { file_path: path, content: after },
      result: { type, filePath: path, content: after, structuredPatch, originalFile: before },
    };
  }
  const { old, text } = changedFragment(before, after);
  return {
    tool: 'Edit',
    input: { file_path: path, old_string: old, new_string: text },
    result: {
      filePath: path,
      oldString: old,
      newString: text,
      originalFile: before,
      structuredPatch: patchOf(before, after),
      userModified: false,
      replaceAll: false,
    },
  };
}

/** For display: tabs are expanded. */
function patchOf(before: string, after: string): Json[] {
  const [from, to] = [before, after].map((text) => text.replaceAll('\t', '    ').replace(/\n$/, '').split('\n'));
  const lines = [...(from ?? []).map((line) => `-${line}`), ...(to ?? []).map((line) => `+${line}`)];
  return [{ oldStart: 1, oldLines: from?.length, newStart: 1, newLines: to?.length, lines }];
}

function numbered(content: string): string {
  return content
    .split('\n')
    .map((line, at) => `${String(at + 1).padStart(6)}→${line}`)
    .join('\n');
}
