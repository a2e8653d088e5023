import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { copilotVscodeAdapter } from '../../../src/agents/copilot-vscode/adapter.js';
import type { TraceSource } from '../../../src/model/session.js';
import { corpusTest } from '../../support/corpus-test.js';
import { TempDir } from '../../support/temp-dir.js';
import { AT, bodies, changesOf, chatSession, sourcesIn, told } from './session-lab.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const A = '/w/demo/a.py';
const PLACE = 'workspaceStorage/ws1';
const CONVERSATION = '5fcddc54-3ba1-4fc4-88ac-86bd2ce74c19';

/** A transcript as the extension 0.47 writes it: no model, ids of calls without their ending, arguments as texts in messages. */
class Transcript {
  readonly #lines: string[] = [];
  #at = AT;

  constructor(id = CONVERSATION) {
    const version = { version: 1, producer: 'copilot-agent', copilotVersion: '0.47.0', vscodeVersion: '1.119.0' };
    this.record('session.start', { sessionId: id, ...version, startTime: new Date(AT).toISOString() });
  }

  record(type: string, data: object): void {
    this.#at += 1000;
    const id = `e${this.#lines.length}`;
    this.#lines.push(JSON.stringify({ type, data, id, timestamp: new Date(this.#at).toISOString(), parentId: null }));
  }

  says(content: string): this {
    this.record('user.message', { content, attachments: [] });
    return this;
  }

  /** @param told null: no result. */
  call(id: string, name: string, args: object, told: object | null = { success: true }): this {
    const request = { toolCallId: id, name, arguments: JSON.stringify(args), type: 'function' };
    this.record('assistant.turn_start', { turnId: '0' });
    this.record('assistant.message', { messageId: `m-${id}`, content: '', toolRequests: [request] });
    this.record('tool.execution_start', { toolCallId: id, toolName: name, arguments: args });
    if (told !== null) this.record('tool.execution_complete', { toolCallId: id, ...told });
    this.record('assistant.turn_end', { turnId: '0' });
    return this;
  }

  text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}

function write(text: string, id = CONVERSATION): string {
  dir.write(`${PLACE}/workspace.json`, JSON.stringify({ folder: 'file:///w/demo' }));
  return dir.write(`${PLACE}/GitHub.copilot-chat/transcripts/${id}.jsonl`, text);
}

function source(transcript: Transcript): TraceSource {
  write(transcript.text());
  const [found] = sourcesIn(dir);
  if (found === undefined) throw new Error('The transcript was not found');
  return found;
}

function read(transcript: Transcript): SessionTrace {
  return copilotVscodeAdapter().read(source(transcript));
}

describe('transcripts of the extension (formats/copilot.md, B.3)', () => {
  test('what was done, without a model, in the folder of the workspace', () => {
    const transcript = new Transcript().says('Make it').call('c1', 'create_file', { filePath: A, content: 'x = 1\n' });
    transcript
      .says('Change it')
      .call('c2', 'replace_string_in_file', { filePath: A, oldString: 'x = 1', newString: 'x = 2' });
    const trace = read(transcript);
    expect(told(trace)).toEqual([
      `1 create ${A} applied unknown create_file`,
      `2 modify ${A} applied unknown replace_string_in_file`,
    ]);
    expect(bodies(trace)).toEqual([
      { tellings: [{ kind: 'content', text: 'x = 1\n' }] },
      {
        tellings: [{ kind: 'replacements', steps: [{ old: 'x = 1', text: 'x = 2', all: false, takesLineEnd: false }] }],
      },
    ]);
    expect(trace.session).toMatchObject({ id: CONVERSATION, cwd: '/w/demo', agentVersion: '0.47.0' });
    expect(changesOf(trace).map(({ callId, time }) => [callId, time])).toEqual([
      ['c1', new Date(AT + 6000).toISOString()],
      ['c2', new Date(AT + 12_000).toISOString()],
    ]);
    expect(trace.warnings).toEqual([]);
  });

  test.each([
    ['that failed', { success: false, result: { content: 'no' } }, 'failed'],
    ['that says so in words', { success: true, result: { content: 'ERROR while calling tool: no match' } }, 'failed'],
    ['of which nothing is told', {}, 'unknown'],
    ['that has no result', null, 'unknown'],
  ])('an edit %s is not told as done', (_what, result, outcome) => {
    const transcript = new Transcript().says('Do it').call('c1', 'create_file', { filePath: A, content: 'x' }, result);
    expect(told(read(transcript.says('And?')))).toEqual([`1 create ${A} ${outcome} unknown create_file`]);
  });

  test('turns of before the file was begun are in it without results; the text of a sketch is none', () => {
    const transcript = new Transcript().says('Before');
    const args = JSON.stringify({ filePath: A, content: 'x' });
    const toolRequests = [{ toolCallId: 'c0__vscode-1', name: 'create_file', arguments: args, type: 'function' }];
    transcript.record('assistant.message', { messageId: 'm', content: 'Done.', toolRequests });
    transcript.says('Now').call('c1', 'insert_edit_into_file', { filePath: A, code: '// ...existing code...' });
    const trace = read(transcript);
    expect(told(trace)).toEqual([
      `1 create ${A} unknown unknown create_file`,
      `2 modify ${A} applied unknown insert_edit_into_file`,
    ]);
    expect(bodies(trace)[1]).toEqual({ tellings: [] });
  });

  test('copilot reader 2: a conversation that a chat or an editing session tells is told by that alone, whatever id it has there', () => {
    const transcript = new Transcript().says('Do it').call('c1', 'create_file', { filePath: A, content: 'x' });
    const session = chatSession();
    session.stores = 'chat';
    session.call('create_file', { filePath: A, content: 'x' });
    session.write(dir.path);
    const [chat] = sourcesIn(dir);
    const place = chat?.path.replace(/\/chatSessions\/.*$/, '') ?? '';
    dir.write(`${place}/GitHub.copilot-chat/transcripts/s1.jsonl`, new Transcript('s1').text());
    expect(sourcesIn(dir).map(({ path }) => path)).toEqual([chat?.path]);
    // Under the id that the answer of the chat names.
    const other = dir.write(`${place}/GitHub.copilot-chat/transcripts/${CONVERSATION}.jsonl`, transcript.text());
    const [found] = sourcesIn(dir).filter(({ path }) => path.includes('transcripts'));
    expect(found?.companions).toEqual([chat?.path, `${place}/workspace.json`]);
    const adapter = copilotVscodeAdapter();
    expect(adapter.read(found as TraceSource).events).toHaveLength(1);
    dir.write(
      `${place}/chatSessions/s2.json`,
      JSON.stringify({ requests: [{ result: { metadata: { sessionId: CONVERSATION } } }] }),
    );
    const [joined] = sourcesIn(dir).filter(({ path }) => path.includes('transcripts'));
    expect([adapter.read(joined as TraceSource).events, adapter.probe(joined as TraceSource).session]).toEqual([
      [],
      null,
    ]);
    // A chat that was written long before the transcript does not tell of it: it need not be looked into.
    utimesSync(other, new Date(AT + 1e12), new Date(AT + 1e12));
    const [later] = sourcesIn(dir).filter(({ path }) => path.includes('transcripts'));
    expect(later?.companions).toEqual([`${place}/workspace.json`]);
  });

  test('other files of the extension are passed by', () => {
    write('', 'x');
    dir.write(`${PLACE}/GitHub.copilot-chat/other.jsonl`, '');
    dir.write(`${PLACE}/GitHub.copilot-chat/transcripts/notes.txt`, '');
    expect(sourcesIn(dir).map(({ path }) => path)).toEqual([join(PLACE, 'GitHub.copilot-chat/transcripts/x.jsonl')]);
  });

  test('commands and reads', () => {
    const transcript = new Transcript().says('Look').call('c1', 'read_file', { filePath: A, startLine: 1, endLine: 4 });
    transcript.call('c2', 'run_in_terminal', { command: 'rm b.py' });
    expect(read(transcript).events.map((event) => [event.kind, 'outcome' in event ? event.outcome : null])).toEqual([
      ['read', 'applied'],
      ['command', 'applied'],
    ]);
  });

  test('damage is counted, a torn last line waits; property: nothing is thrown, and nothing is done that was not', () => {
    const transcript = new Transcript().says('Do it').call('c1', 'create_file', { filePath: A, content: 'x' });
    write(`${transcript.text()}no json\n{"type":"novelty","data":{}}\n{"type":"user.mess`);
    const [found] = sourcesIn(dir);
    const adapter = copilotVscodeAdapter();
    expect(adapter.read(found as TraceSource).warnings.map(({ code, count }) => [code, count])).toEqual([
      ['record_unknown_type', 1],
      ['record_unparsable', 1],
    ]);
    const lines = transcript.text().split('\n');
    fc.assert(
      fc.property(fc.array(fc.nat(lines.length - 1), { maxLength: 12 }), fc.nat(60), (order, cut) => {
        const text = order.map((n) => `${lines[n]}\n`).join('');
        write(text.slice(0, Math.max(0, text.length - cut)));
        const trace = adapter.read(sourcesIn(dir)[0] as TraceSource);
        const isWhole = text.slice(0, Math.max(0, text.length - cut)).includes('"success":true}');
        for (const { outcome } of changesOf(trace)) if (!isWhole) expect(outcome).not.toBe('applied');
      }),
      { numRuns: 40 },
    );
  });
});

describe('fixtures of git-ai', () => {
  const fixture = (corpus: string, name: string, id: string): SessionTrace => {
    write(readFileSync(join(corpus, 'gitai-transcript-fixtures', name), 'utf8'), id);
    return copilotVscodeAdapter().read(sourcesIn(dir)[0] as TraceSource);
  };

  corpusTest('0.47: an edit that a result tells as done', (corpus) => {
    const trace = fixture(corpus, 'copilot_vscode_event_stream.jsonl', CONVERSATION);
    expect(told(trace)).toEqual(['1 modify /Users/test/project/src/main.ts applied unknown apply_patch']);
    expect([trace.session.id, trace.session.agentVersion, trace.warnings]).toEqual([CONVERSATION, '0.47.0', []]);
  });

  corpusTest('0.37: calls without results', (corpus) => {
    const trace = fixture(corpus, 'copilot_session_event_stream.jsonl', 'event-session-1');
    const path = '/Users/svarlamov/projects/testing-git-vscode-hooks/jokes.csv';
    expect(told(trace)).toEqual([`1 modify ${path} unknown unknown replace_string_in_file`]);
    expect(trace.warnings).toEqual([]);
  });
});
