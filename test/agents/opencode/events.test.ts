import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { openCodeAdapter } from '../../../src/agents/opencode/adapter.js';
import type { AgentEvent, FileChangeBody, FileChangeEvent, ReadEvent } from '../../../src/model/agent-event.js';
import type { HistoryFact } from '../../../src/model/history-fact.js';
import { type Json, OpenCodeScribe, type OpenCodeSession, type StoreKind } from './scribe.js';

const START = Date.UTC(2026, 5, 2, 9);
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const adapter = openCodeAdapter();

class Lab {
  readonly home = mkdtempSync(join(tmpdir(), 'ai-blame-opencode-'));
  readonly scribe: OpenCodeScribe;
  at = START;

  constructor(store: StoreKind) {
    this.scribe = new OpenCodeScribe(store);
  }

  session(id = 'ses_a', more: { parent?: string } = {}): OpenCodeSession {
    const session = this.scribe.session({ id, cwd: '/w/demo', at: this.tick(), model: 'model-one', ...more });
    session.says('Do it', this.tick());
    return session;
  }

  tick(): number {
    this.at += 1000;
    return this.at;
  }

  /** One step with a call of a tool. */
  call(session: OpenCodeSession, tool: string, input: Json, state: Json): void {
    const at = this.tick();
    session.step(at, [
      session.call(tool, input, { status: 'completed', output: 'ok', metadata: {}, ...state }, at, 'c1'),
    ]);
  }

  traces(): SessionTrace[] {
    this.scribe.write(this.home);
    const found = adapter.discover([this.home]);
    return (adapter.sessionsIn?.(found) ?? found).sources.map((source) => adapter.read(source));
  }

  events(): readonly AgentEvent[] {
    const [trace] = this.traces();
    return trace?.events ?? [];
  }

  /** The texts of all changes. */
  bodies(): FileChangeBody[] {
    return this.changes().map((event) => adapter.loadChange(event));
  }

  changes(): FileChangeEvent[] {
    return this.events().filter((event) => event.kind === 'file_change');
  }
}

describe.each(['database', 'files'] as const)('calls in a store that is a %s', (store) => {
  let lab: Lab;
  beforeEach(() => {
    lab = new Lab(store);
  });
  afterEach(() => rmSync(lab.home, { recursive: true, force: true }));

  test('opencode reader 1: up to 1.3 an edit holds the whole content on both sides', () => {
    const filediff = { file: '/w/demo/a', before: 'x = 1\n', after: 'x = 2\n', additions: 1, deletions: 1 };
    const input = { filePath: '/w/demo/a', oldString: 'x = 1', newString: 'x = 2' };
    lab.call(lab.session(), 'edit', input, { metadata: { filediff } });
    expect(lab.bodies()).toEqual([{ tellings: [{ kind: 'content', text: 'x = 2\n' }], before: 'x = 1\n' }]);
  });

  test('opencode reader 1: the patch of a later edit lost its indentation: only what was asked for is told', () => {
    const filediff = { file: '/w/demo/a', patch: '@@ -1,1 +1,1 @@\n-x = 1\n+x = 2\n', additions: 1, deletions: 1 };
    const input = { filePath: '/w/demo/a', oldString: '    x = 1', newString: '    x = 2', replaceAll: true };
    lab.call(lab.session(), 'edit', input, { metadata: { diff: 'Index', filediff } });
    const step = { old: '    x = 1', text: '    x = 2', all: true, takesLineEnd: false };
    expect(lab.bodies()).toEqual([{ tellings: [{ kind: 'replacements', steps: [step] }] }]);
  });

  test('sides with bytes that are no text, and an empty one that need not have been there, are not believed', () => {
    const session = lab.session();
    const input = { filePath: '/w/demo/a', oldString: 'x', newString: 'y' };
    lab.call(session, 'edit', input, { metadata: { filediff: { before: 'x\uFFFD', after: 'y\uFFFD' } } });
    const made = { filePath: '/w/demo/b', oldString: '', newString: 'new\n' };
    lab.call(session, 'edit', made, { metadata: { filediff: { before: '', after: 'new\n' } } });
    const step = { old: 'x', text: 'y', all: false, takesLineEnd: false };
    expect(lab.bodies()).toEqual([
      { tellings: [{ kind: 'replacements', steps: [step] }] },
      { tellings: [{ kind: 'content', text: 'new\n' }] },
    ]);
    expect(lab.changes().map(({ op }) => op)).toEqual(['modify', 'create']);
  });

  test('opencode reader 1: a write holds the content after it, and whether there was a file', () => {
    const session = lab.session();
    const input = { filePath: 'src/a', content: 'one\n' };
    lab.call(session, 'write', input, { metadata: { exists: false } });
    lab.call(session, 'write', input, { metadata: { exists: true } });
    const tellings = [{ kind: 'content', text: 'one\n' }];
    expect(lab.bodies()).toEqual([{ tellings, before: null }, { tellings }]);
    expect(lab.changes().map(({ op, path }) => [op, path])).toEqual([
      ['create', '/w/demo/src/a'],
      ['modify', '/w/demo/src/a'],
    ]);
  });

  test('a patch: added, changed, moved and deleted files, each with its own text', () => {
    const patchText =
      '*** Begin Patch\n*** Update File: a\n@@\n one\n+two\n*** Add File: b\n+new\n*** Delete File: c\n' +
      '*** Update File: d\n*** Move to: e\n@@\n-old\n+young\n*** End Patch';
    const files = [
      { filePath: '/w/demo/a', type: 'update', before: 'one\n', after: 'one\ntwo\n' },
      { filePath: '/w/demo/b', type: 'add', before: '', after: 'new\n' },
      { filePath: '/w/demo/c', type: 'delete', before: 'gone\n', after: '' },
      { filePath: '/w/demo/d', type: 'move', before: 'old\n', after: 'young\n', movePath: '/w/demo/e' },
    ];
    lab.call(lab.session(), 'apply_patch', { patchText }, { metadata: { files } });
    expect(lab.changes().map(({ op, path, oldPath, place }) => [op, path, oldPath, place])).toEqual([
      ['modify', '/w/demo/a', null, 0],
      ['create', '/w/demo/b', null, 1],
      ['delete', '/w/demo/c', null, 2],
      ['rename', '/w/demo/e', '/w/demo/d', 3],
    ]);
    expect(lab.bodies()).toEqual([
      { tellings: [{ kind: 'content', text: 'one\ntwo\n' }], before: 'one\n' },
      { tellings: [{ kind: 'content', text: 'new\n' }] },
      { tellings: [{ kind: 'deleted', text: 'gone\n' }], before: 'gone\n' },
      { tellings: [{ kind: 'content', text: 'young\n' }], before: 'old\n' },
    ]);
  });

  test('where the list of files has no texts, the patch that was asked for tells them', () => {
    const patchText =
      '*** Begin Patch\n*** Update File: a\n@@ def f\n-  one\n+  two\n*** Add File: b\n+new\n*** End Patch';
    const files = [
      { filePath: '/w/demo/b', type: 'add', patch: '+new' },
      { filePath: '/w/demo/a', type: 'update', patch: '-one\n+two' },
    ];
    lab.call(lab.session(), 'apply_patch', { patchText }, { metadata: { files } });
    const lines = [
      { op: '-', text: '  one' },
      { op: '+', text: '  two' },
    ];
    expect(lab.bodies()).toEqual([
      { tellings: [{ kind: 'content', text: 'new\n' }] },
      {
        tellings: [
          { kind: 'apply_patch', chunks: [{ anchor: 'def f', lines, endOfFile: false }], dialect: 'rewrite-context' },
        ],
      },
    ]);
  });

  test('several edits of one call', () => {
    const edits = [
      { oldString: 'a', newString: 'b' },
      { oldString: 'b', newString: 'c', replaceAll: true },
    ];
    lab.call(lab.session(), 'multiedit', { filePath: '/w/demo/a', edits }, {});
    expect(lab.bodies()).toEqual([
      {
        tellings: [
          {
            kind: 'replacements',
            steps: [
              { old: 'a', text: 'b', all: false, takesLineEnd: false },
              { old: 'b', text: 'c', all: true, takesLineEnd: false },
            ],
          },
        ],
      },
    ]);
  });

  test.each([
    ['completed', undefined, 'applied'],
    ['error', 'Error: The user rejected permission to use this specific tool call.', 'rejected'],
    [
      'error',
      'The user rejected permission to use this specific tool call with the following feedback: no',
      'rejected',
    ],
    ['error', 'The user has specified a rule which prevents you from using this specific tool call.', 'rejected'],
    ['error', 'Tool execution aborted', 'aborted'],
    ['error', 'Error: oldString not found in content', 'failed'],
    ['running', undefined, 'unknown'],
    ['pending', undefined, 'unknown'],
  ])('a state %s (%s) is told as it is: %s', (status, error, outcome) => {
    lab.call(lab.session(), 'write', { filePath: '/w/demo/a', content: 'x' }, { status, error });
    expect(lab.changes().map((event) => event.outcome)).toEqual([outcome]);
  });

  test('commands: what they may write, where they ran, how they ended', () => {
    const session = lab.session();
    lab.call(session, 'bash', { command: 'make' }, { metadata: { exit: 2 } });
    lab.call(session, 'bash', { command: 'echo x > a', workdir: 'sub' }, { metadata: { exit: 0 } });
    lab.call(session, 'bash', { command: 'cat a' }, { metadata: { exit: 0 } });
    const commands = lab.events().filter((event) => event.kind === 'command');
    expect(
      commands.map(({ text, cwd, writes, targets, outcome, exitCode }) => [
        text,
        cwd,
        writes,
        targets,
        outcome,
        exitCode,
      ]),
    ).toEqual([
      ['make', '/w/demo', 'any', [], 'failed', 2],
      ['echo x > a', '/w/demo/sub', 'named', [{ path: '/w/demo/sub/a', op: 'write' }], 'applied', 0],
    ]);
    const [, second] = commands;
    expect(second === undefined ? null : adapter.loadCommandText(second)).toMatchObject({
      command: 'echo x > a',
      writes: [{ path: '/w/demo/sub/a', content: 'x\n', op: 'write' }],
    });
  });

  test('reads: which lines, and whole where they were shown to the end; a folder is none', () => {
    const session = lab.session();
    const output =
      '<path>/w/demo/a</path>\n<type>file</type>\n<content>\n11: x\n12: y\n\n(File has more lines)\n</content>';
    lab.call(session, 'read', { filePath: '/w/demo/a', offset: 10 }, { output });
    lab.call(
      session,
      'read',
      { filePath: '/w/demo/a' },
      { output: '<file>\n00001| x\n00002| \n\n(End of file)\n</file>' },
    );
    lab.call(
      session,
      'read',
      { filePath: '/w/demo' },
      { output: '<path>/w/demo</path>\n<type>directory</type>\n<entries>' },
    );
    for (const [path, output] of [
      ['old', '<file>\n00001| x\n00002|   y | z\n00003| \n\n(End of file - total 3 lines)\n</file>'],
      [
        'new',
        '<type>file</type>\n<content>1: \n2: 2: y\n\n(End of file - total 2 lines)\n</content>\n\n<hint>x</hint>',
      ],
      ['rest', '<type>file</type>\n<content>\n2: y\n\n(End of file - total 2 lines)\n</content>'],
      [
        'cut',
        `<content>\n1: ${'x'.repeat(2000)}... (line truncated to 2000 chars)\n\n(End of file - total 1 lines)\n</content>`,
      ],
      ['bytes', '<content>\n1: \uFFFD\n\n(End of file - total 1 lines)\n</content>'],
    ] as const) {
      lab.call(session, 'read', { filePath: path }, { output });
    }
    const reads = lab.events().filter((event): event is ReadEvent => event.kind === 'read');
    expect(reads.map(({ path, lines, whole }) => [path, lines, whole])).toEqual([
      ['/w/demo/a', { first: 11, last: 12 }, false],
      ['/w/demo/a', { first: 1, last: 2 }, false],
      ['/w/demo/old', { first: 1, last: 3 }, true],
      ['/w/demo/new', { first: 1, last: 2 }, true],
      ['/w/demo/rest', { first: 2, last: 2 }, false],
      ['/w/demo/cut', { first: 1, last: 1 }, false],
      ['/w/demo/bytes', { first: 1, last: 1 }, false],
    ]);
    expect(reads.filter(({ whole }) => whole).map((read) => adapter.loadRead(read))).toEqual([
      'x\n  y | z\n',
      '\n2: y\n',
    ]);
  });

  test('a tool that OpenCode does not bring: one that writes names its file', () => {
    const session = lab.session();
    lab.call(session, 'serena_replace_lines', { relative_path: 'src/a' }, {});
    lab.call(session, 'context7_query-docs', { path: 'src/a' }, {});
    lab.call(session, 'todowrite', { path: 'src/a' }, {});
    const commands = lab.events().filter((event) => event.kind === 'command');
    expect(commands.map(({ text, targets }) => [text, targets])).toEqual([
      ['serena_replace_lines', [{ path: '/w/demo/src/a', op: 'edit' }]],
    ]);
  });

  test('calls of one step stand in the order in which they ended', () => {
    const session = lab.session();
    const at = lab.tick();
    const completed = { status: 'completed', metadata: { exit: 0 } };
    const slow = session.call('bash', { command: 'make' }, completed, at + 500);
    const quick = session.call('write', { filePath: '/w/demo/a', content: '' }, { ...completed, metadata: {} }, at);
    session.step(at + 500, [slow, quick]);
    expect(lab.events().map(({ kind }) => kind)).toEqual(['file_change', 'command']);
  });

  test('opencode reader 4: trees: before a step, which may be late, and after it; an id that is none is counted', () => {
    const session = lab.session();
    const message = session.step(lab.tick(), [], { start: A });
    message.parts.at(-1)?.data && Object.assign(message.parts.at(-1)?.data as Json, { snapshot: B });
    session.step(lab.tick(), [], { start: '../../etc' });
    const [trace] = lab.traces();
    const store = join(lab.home, 'snapshot/34f45d9db56a503044ac3f92166fcbc006170816');
    const snapshots = (trace?.events ?? []).filter((event) => event.kind === 'snapshot');
    expect(snapshots.map(({ commit, store: at, cwd, mayBeLate }) => [commit, at, cwd, mayBeLate])).toEqual([
      [A, store, '/w/demo', true],
      [B, store, '/w/demo', undefined],
    ]);
    expect(trace?.warnings.map(({ code }) => code)).toEqual(['snapshot_invalid']);
  });

  test('sub-agents name their parent; turns, models and times are the messages’', () => {
    lab.session('ses_a');
    const child = lab.session('ses_b', { parent: 'ses_a' });
    child.model('model-two');
    lab.call(child, 'write', { filePath: '/w/demo/a', content: '' }, {});
    const trace = lab.traces().find(({ session }) => session.id === 'ses_b');
    expect(trace?.session).toMatchObject({ parentId: 'ses_a', cwd: '/w/demo', provider: 'stub' });
    expect(trace?.turns.map(({ index, prompt }) => [index, prompt])).toEqual([[1, 'Do it']]);
    expect(trace?.events.map(({ model, turn, time }) => [model, turn?.index, time])).toEqual([
      ['model-two', 1, new Date(lab.at).toISOString()],
    ]);
  });

  test('what OpenCode itself writes as the person begins no turn', () => {
    const session = lab.session();
    const at = lab.tick();
    session.says('unused', at);
    const part = session.messages.at(-1)?.parts[0];
    if (part !== undefined) part.data = { type: 'text', text: 'Continue if you have next steps', synthetic: true };
    lab.call(session, 'write', { filePath: '/w/demo/a', content: '' }, {});
    expect(lab.traces()[0]?.turns).toHaveLength(1);
  });

  test('the history of a run, in order', () => {
    const session = lab.session();
    lab.call(session, 'write', { filePath: '/w/demo/a', content: 'one\n' }, { metadata: { exists: false } });
    session.step(lab.tick(), [{ type: 'text', text: 'Done.' }]).data.finish = 'stop';
    const [trace] = lab.traces();
    const facts: HistoryFact[] = [];
    if (trace !== undefined) adapter.history(trace.source, (fact) => facts.push(fact));
    expect(facts.map(({ type }) => type)).toEqual([
      'run_started',
      'user_message',
      'step_started',
      'tool_call',
      'tool_result',
      'file_edit',
      'agent_message_complete',
      'diff_updated',
      'step_completed',
      'run_finished',
    ]);
    const places = facts.map(({ ordinal, n }) => [ordinal, n] as const);
    expect(places).toEqual([...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
  });

  test('opencode reader 1: notes of a turn: both sides of each file, out of the trees around it', () => {
    const session = lab.session();
    session.step(lab.tick(), [], { start: A });
    const last = session.step(lab.tick(), []);
    const finish = last.parts.find(({ data }) => data.type === 'step-finish');
    if (finish !== undefined) finish.data.snapshot = B;
    const message = session.prompt();
    const whole = '@@ -1,2 +1,2 @@\n-old\n+young\n same\n\\ No newline at end of file\n';
    const diffs = [
      { file: 'both', before: 'old\n', after: 'young\n', status: 'modified' },
      { file: 'a dir/whole', patch: `Index: x\n===\n--- x\t\n+++ x\t\n${whole}`, status: 'modified' },
      { file: '"\\303\\274"', before: '', after: 'new\n', status: 'added' },
      { file: 'gone', before: 'old\n', after: '', status: 'deleted' },
      { file: 'binary', before: '', after: '', additions: 0, deletions: 0 },
      { file: 'part', patch: '@@ -5,1 +5,1 @@\n-old\n+young\n' },
      { file: 'cut', patch: '@@ -1,4 +1,4 @@\n-old\n+young\n 2\n 3\n 4\n' },
    ];
    message.data = { ...message.data, summary: { diffs } };
    message.updated = lab.tick();
    const notes = lab.events().filter((event): event is ReadEvent => event.kind === 'read');
    expect(notes.map((event) => [event.path, event.outOf, adapter.loadRead(event)])).toEqual([
      ['/w/demo/both', A, 'old\n'],
      ['/w/demo/a dir/whole', A, 'old\nsame'],
      ['/w/demo/gone', A, 'old\n'],
      ['/w/demo/both', B, 'young\n'],
      ['/w/demo/a dir/whole', B, 'young\nsame'],
      ['/w/demo/ü', B, 'new\n'],
    ]);
  });
});

test('notes that are older than the turn’s end are not believed', () => {
  const lab = new Lab('database');
  const session = lab.session();
  const step = session.step(lab.tick(), [], { start: A });
  const finish = step.parts.find(({ data }) => data.type === 'step-finish');
  if (finish !== undefined) finish.data.snapshot = B;
  const message = session.prompt();
  message.data = { ...message.data, summary: { diffs: [{ file: 'f', before: 'old\n', after: 'young\n' }] } };
  expect(lab.events().filter(({ kind }) => kind === 'read')).toEqual([]);
  rmSync(lab.home, { recursive: true, force: true });
});
