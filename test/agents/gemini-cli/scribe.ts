import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Ability, Scribe, ScribedChange, SessionScribe, SessionStart } from '../scribe.js';

export type Json = Record<string, unknown>;

/** Transcripts as Gemini CLI 0.61 leaves them (seen of a real run; formats/gemini-cli.md). */
export class GeminiScribe implements Scribe {
  readonly agent = 'gemini-cli';
  readonly cannot = new Set<Ability>(['delete', 'rename', 'replayed']);
  readonly sessions: GeminiSession[] = [];

  session(start: SessionStart): GeminiSession {
    const session = new GeminiSession(start);
    this.sessions.push(session);
    return session;
  }

  write(home: string): void {
    const projects: Record<string, string> = {};
    for (const session of this.sessions) {
      const { cwd } = session.start;
      const id = projects[cwd] ?? slugOf(cwd, Object.values(projects));
      projects[cwd] = id;
      put(home, `tmp/${id}/.project_root`, cwd);
      put(home, `tmp/${id}/chats/${session.file}`, session.text());
    }
    put(home, 'projects.json', JSON.stringify({ projects }, null, 2));
  }
}

function slugOf(cwd: string, taken: readonly string[]): string {
  const name =
    basename(cwd)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'project';
  for (let n = 0; ; n++) {
    const slug = n === 0 ? name : `${name}-${n}`;
    if (!taken.includes(slug)) return slug;
  }
}

function put(home: string, path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}

export class GeminiSession implements SessionScribe {
  readonly start: SessionStart;
  readonly lines: string[] = [];
  /** Messages of the conversation: id, and whether a person's. */
  readonly #messages: { id: string; isPerson: boolean }[] = [];
  #model: string;
  #made = 0;
  #isTorn = false;
  /** When the model asked for the calls that come next; null: when they end. */
  asked: number | null = null;

  constructor(start: SessionStart) {
    this.start = start;
    this.#model = start.model;
    const time = iso(start.at);
    const kind = start.parent === undefined ? 'main' : 'subagent';
    const projectHash = createHash('sha256').update(start.cwd).digest('hex');
    this.record({ sessionId: start.id, projectHash, startTime: time, lastUpdated: time, kind });
    const context = `<session_context>\nThis is the Gemini CLI.\n- **Workspace Directories:**\n  - ${start.cwd}\n</session_context>`;
    const message = { id: `context-${start.id}`, timestamp: time, type: 'user', content: [{ text: context }] };
    this.record({ $set: { messages: [message], lastUpdated: time } });
  }

  /** Its place below `chats`. */
  get file(): string {
    const { id, at, parent } = this.start;
    if (parent !== undefined) return `${parent}/${id}.jsonl`;
    return `session-${iso(at).slice(0, 16).replace(':', '-')}-${id.slice(0, 8)}.jsonl`;
  }

  text(): string {
    const text = this.lines.map((line) => `${line}\n`).join('');
    return this.#isTorn ? text.slice(0, -20) : text;
  }

  record(record: Json): void {
    this.lines.push(JSON.stringify(record));
  }

  says(prompt: string, at: number): void {
    this.message({ type: 'user', content: [{ text: prompt }] }, at);
  }

  answers(text: string, at: number): void {
    this.message({ type: 'gemini', content: text, thoughts: [], tokens: null, model: this.#model }, at);
  }

  model(name: string): void {
    this.#model = name;
  }

  /** Writes a message; of one with calls first the version without them. */
  message(message: Json, at: number, id = `m${++this.#made}-${this.start.id.slice(0, 8)}`): string {
    if (!this.#messages.some((known) => known.id === id)) {
      this.#messages.push({ id, isPerson: message.type === 'user' });
    }
    const { toolCalls, ...bare } = message;
    const asked = toolCalls === undefined ? at : (this.asked ?? at);
    this.record({ id, timestamp: iso(asked), ...bare });
    this.record({ $set: { lastUpdated: iso(asked) } });
    this.asked = null;
    if (toolCalls !== undefined) this.record({ id, timestamp: iso(at), ...message });
    return id;
  }

  /** A message of the model with calls; and what the tools answered, as releases since 0.5x record it. */
  calls(calls: readonly Json[], at: number): void {
    const timed = calls.map((call) => ({ ...call, timestamp: iso(at) }));
    this.message({ type: 'gemini', content: '', thoughts: [], tokens: null, model: this.#model, toolCalls: timed }, at);
    const parts = calls.flatMap(({ result }) => (Array.isArray(result) ? result : []));
    if (parts.length > 0) this.record({ id: `r${++this.#made}`, timestamp: iso(at), type: 'user', content: parts });
  }

  changes(change: ScribedChange): void {
    this.calls([this.edit(change)], change.at);
  }

  rejected(change: ScribedChange): void {
    const call = this.edit(change);
    const error = '[Operation Cancelled] User denied execution.';
    this.calls([{ ...call, status: 'cancelled', result: answer(call, { error }) }], change.at);
  }

  failed(change: ScribedChange): void {
    const call = this.edit(change);
    const error = 'Could not find an exact match.';
    this.calls(
      [{ ...call, status: 'error', result: answer(call, { error }), resultDisplay: `Error: ${error}` }],
      change.at,
    );
  }

  aborted(change: ScribedChange): void {
    const { id, name, args } = this.edit(change);
    this.calls([{ id, name, args, result: null, status: 'executing' }], change.at);
  }

  amended(change: ScribedChange & { readonly proposed: string }): void {
    const call = this.edit({ ...change, by: 'content' });
    const args = { ...(call.args as Json), modified_by_user: true, ai_proposed_content: change.proposed };
    this.calls([{ ...call, args }], change.at);
  }

  /** Before 0.25 only texts of results were recorded. */
  withheld(change: ScribedChange): void {
    const { resultDisplay: _, ...call } = this.edit({ ...change, by: 'edit' });
    this.calls([call], change.at);
  }

  moves(): void {
    throw new Error('Gemini CLI moves files by commands only');
  }

  reads(path: string, content: string, at: number): void {
    const call = { id: this.callId('read_file', at), name: 'read_file', args: { file_path: this.relative(path) } };
    this.calls([{ ...call, result: answer(call, { output: content }), status: 'success', resultDisplay: '' }], at);
  }

  runs(command: string, exitCode: number, at: number, more: Json = {}): void {
    const name = 'run_shell_command';
    const call = { id: this.callId(name, at), name, args: { command, description: 'Run it', ...more } };
    const code = exitCode === 0 ? '' : `Exit Code: ${exitCode}\n`;
    const output = `<untrusted_context>\nOutput: (empty)\n${code}Process Group PGID: 4711\n</untrusted_context>`;
    this.calls([{ ...call, result: answer(call, { output }), status: 'success', resultDisplay: '' }], at);
  }

  rewinds(turns: number): void {
    const persons = this.#messages.filter(({ isPerson }) => isPerson);
    const to = persons.at(-turns);
    if (to === undefined) throw new Error(`There are no ${turns} turns`);
    this.#messages.splice(this.#messages.indexOf(to));
    this.record({ $rewindTo: to.id });
  }

  unknown(at: number): void {
    this.record({ $novelty: { at: iso(at) } });
  }

  torn(): void {
    this.#isTorn = true;
  }

  replay(): SessionScribe {
    throw new Error('Gemini CLI goes on in the same file');
  }

  callId(name: string, at: number): string {
    return `${name}__${name}_${at}_${this.#made}`;
  }

  relative(path: string): string {
    const below = relative(this.start.cwd, path);
    return below.startsWith('..') ? path : below;
  }

  /** A call that changed a file, without its time. */
  edit({ path, before, after, at, by, call: given }: ScribedChange): Json {
    const name = by === 'edit' ? 'replace' : 'write_file';
    const id = given ?? this.callId(name, at);
    const file_path = this.relative(path);
    const text = after ?? '';
    const told = {
      fileName: basename(path),
      filePath: path,
      newContent: text,
      diffStat: stat(),
      isNewFile: before === null,
    };
    const diff = { fileDiff: '', originalContent: before ?? '', ...told };
    const base = { id, name, status: 'success' };
    if (name === 'write_file') {
      const what = before === null ? 'created and wrote to new file' : 'overwrote file';
      const output = `Successfully ${what}: ${path}. Here is the updated code:\n${text}`;
      return {
        ...base,
        args: { file_path, content: text },
        result: answer({ id, name }, { output }),
        resultDisplay: diff,
      };
    }
    if (before === null) {
      const args = { file_path, instruction: 'Make it', old_string: '', new_string: text };
      const output = `Created new file: ${path} with provided content. Here is the updated code:\n${text}`;
      return { ...base, args, result: answer({ id, name }, { output }), resultDisplay: `Created ${file_path}` };
    }
    const args = { file_path, instruction: 'Change it', ...replaced(before, text) };
    const output = `Successfully modified file: ${path} (1 replacements). Here is the updated code:\n${text}`;
    return { ...base, args, result: answer({ id, name }, { output }), resultDisplay: diff };
  }
}

/** The lines in which two texts differ, with so many around them that they stand there once. */
function replaced(before: string, after: string): { old_string: string; new_string: string } {
  const [a, b] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  for (; ; head = Math.max(0, head - 1), tail = Math.max(0, tail - 1)) {
    const old_string = a.slice(head, a.length - tail).join('');
    if (old_string !== '' && before.split(old_string).length === 2) {
      return { old_string, new_string: b.slice(head, b.length - tail).join('') };
    }
    if (head === 0 && tail === 0) return { old_string: before, new_string: after };
  }
}

export function answer({ id, name }: Json, response: Json): Json[] {
  return [{ functionResponse: { id, name, response } }];
}

function stat(): Json {
  const zero = ['added', 'removed'].flatMap((what) => [`${what}_lines`, `${what}_chars`]);
  return Object.fromEntries(['model', 'user'].flatMap((who) => zero.map((key) => [`${who}_${key}`, 0])));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
