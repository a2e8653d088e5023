import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TempDir } from '../../support/temp-dir.js';
import { type ChatSession, editOf, hashOf, uriOf } from './scribe.js';
import { AT, bodies, changesOf, chatSession, historyOf, read, sourceOf, told } from './session-lab.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const A = '/w/demo/a.py';

describe('operations', () => {
  /** One literal replacement. */
  const replaced = (old: string, text: string) => ({
    tellings: [{ kind: 'replacements', steps: [{ old, text, all: false, takesLineEnd: false }], isDerived: true }],
  });

  test('whole contents where the store has what was there before, else what was changed; in the order of epochs', () => {
    const session = chatSession();
    session.changes({ path: A, before: null, after: 'one\n', at: 0 });
    session.changes({ path: A, before: 'one\n', after: 'one\ntwo\n', at: 0 });
    session.operation({ type: 'rename', uri: uriOf(A), oldUri: uriOf(A), newUri: uriOf('/w/demo/b.py') });
    session.operation({ type: 'delete', uri: uriOf('/w/demo/b.py'), finalContent: 'one\ntwo\n' });
    session.operations.reverse();
    const trace = read(dir, session);
    expect(told(trace)).toEqual([
      `1 create ${A} applied gpt-demo create`,
      `1 modify ${A} applied gpt-demo edit`,
      `1 rename ${A} → /w/demo/b.py applied gpt-demo rename`,
      '1 delete /w/demo/b.py applied gpt-demo delete',
    ]);
    expect(bodies(trace)).toEqual([
      { tellings: [{ kind: 'content', text: 'one\n' }], before: null },
      replaced('one\n', 'one\ntwo\n'),
      { tellings: [{ kind: 'apply_patch', chunks: [], dialect: 'keep-context' }] },
      { tellings: [{ kind: 'deleted', text: 'one\ntwo\n' }], before: 'one\ntwo\n' },
    ]);
    expect(changesOf(trace).map(({ callId }) => callId)).toEqual([2, 6, 7, 8].map((epoch) => `request_s1_1:${epoch}`));
  });

  test('pieces of one answer are one change; a point to go back to, or another file, ends it', () => {
    const session = chatSession();
    const edit = (path: string, before: string, after: string): void => {
      session.operation({ type: 'textEdit', uri: uriOf(path), edits: [editOf(before, after)] });
    };
    session.operation({ type: 'create', uri: uriOf(A), initialContent: '' });
    session.baseline(A, '');
    edit(A, '', 'one\n');
    edit(A, 'one\n', 'one\ntwo\n');
    session.checkpoint();
    edit(A, 'one\ntwo\n', 'one\n2\n');
    session.operation({ type: 'create', uri: uriOf('/w/demo/b.py'), initialContent: 'b\n' });
    edit(A, 'one\n2\n', '1\n2\n');
    expect(bodies(read(dir, session))).toEqual([
      { tellings: [{ kind: 'content', text: 'one\ntwo\n' }], before: null },
      replaced('two\n', '2\n'),
      { tellings: [{ kind: 'content', text: 'b\n' }], before: null },
      replaced('one\n', '1\n'),
    ]);
  });

  test('the latest baseline counts: what a person did between two messages is in it', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'ONE\n', at: 0 });
    session.says('More', AT + 5000);
    session.changes({ path: A, before: 'ONE\nperson\n', after: 'ONE\nperson\ntwo\n', at: 0 });
    expect(bodies(read(dir, session)).map(({ before }) => before)).toEqual(['one\n', 'ONE\nperson\n']);
  });

  test('an edit without a baseline, or one that does not fit together, is told without a text', () => {
    const session = chatSession();
    session.operation({ type: 'textEdit', uri: uriOf(A), edits: [editOf('x', 'y')] });
    session.baseline('/w/demo/b.py', 'x\n');
    const [edit] = [editOf('x\n', 'y\n')];
    session.operation({ type: 'textEdit', uri: uriOf('/w/demo/b.py'), edits: [edit, edit] });
    session.checkpoint();
    session.operation({ type: 'textEdit', uri: uriOf('/w/demo/b.py'), edits: [edit] });
    const trace = read(dir, session);
    expect(told(trace)).toHaveLength(3);
    expect(bodies(trace)).toEqual([{ tellings: [] }, { tellings: [], before: 'x\n' }, { tellings: [] }]);
  });

  test('those of the current epoch and behind it were undone', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: 0 });
    session.currentEpoch = session.epoch;
    session.changes({ path: A, before: 'two\n', after: 'three\n', at: 0 });
    expect(changesOf(read(dir, session)).map(({ outcome }) => outcome)).toEqual(['applied', 'rejected']);
  });

  test('copilot reader 3: what is no file of this machine is passed by; an edit of a notebook is told by its name', () => {
    const session = chatSession();
    for (const scheme of ['untitled', 'vscode-notebook-cell', 'vscode-chat-code-block', 'vscode-remote'])
      session.operation({ type: 'create', uri: uriOf(A, scheme), initialContent: 'x' });
    session.operation({ type: 'notebookEdit', uri: uriOf('/w/demo/n.ipynb'), cellEdits: [] });
    session.operation({ type: 'textEdit', uri: uriOf('/w/demo/n.ipynb'), cellIndex: 0, edits: [editOf('x', 'y')] });
    session.baselines.push([
      'n',
      { uri: uriOf('/w/demo/n.ipynb'), requestId: 'r', content: '{}', notebookViewType: 'jupyter', epoch: 0 },
    ]);
    const trace = read(dir, session);
    expect(changesOf(trace).map(({ path }) => path)).toEqual(['/w/demo/n.ipynb']);
    expect(bodies(trace)).toEqual([{ tellings: [] }]);
    expect(trace.warnings).toEqual([]);
  });

  test('copilot reader 3: paths of Windows and of a share', () => {
    const session = chatSession();
    session.operation({ type: 'create', uri: uriOf('/c:/w/a b.py'), initialContent: 'x' });
    session.operation({ type: 'create', uri: { ...uriOf('/share/a.py'), authority: 'host' }, initialContent: 'x' });
    expect(changesOf(read(dir, session)).map(({ path }) => path)).toEqual(['c:/w/a b.py', '\\\\host\\share\\a.py']);
  });

  test('unknown kinds, and those without a place in the order, are counted', () => {
    const session = chatSession();
    session.unknown();
    session.operations.push({ type: 'create', uri: uriOf(A), requestId: 'r', epoch: 'soon', initialContent: 'x' });
    const trace = read(dir, session);
    expect(trace.events).toEqual([]);
    expect(trace.warnings.map(({ code, count }) => [code, count])).toEqual([
      ['record_unknown_type', 1],
      ['record_unparsable', 1],
    ]);
  });

  test('those of other participants of the chat are not Copilot’s', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: 0 });
    const [[, baseline] = []] = session.baselines;
    Object.assign(baseline ?? {}, {
      telemetryInfo: { requestId: 'request_s1_1', agentId: 'claude-code', modelId: 'x' },
    });
    expect(read(dir, session).events).toEqual([]);
  });
});

describe('joined with the chat', () => {
  test('copilot reader 2: time, message and model come from there; nothing counts twice', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: 0 });
    const trace = read(dir, session);
    expect(changesOf(trace)).toMatchObject([
      { time: new Date(AT + 1000).toISOString(), turn: { prompt: 'Do it', id: 'request_s1_1' }, model: 'gpt-demo' },
    ]);
  });

  test('alone it has the model, and no time', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: 0 });
    session.says('More', AT);
    session.changes({ path: A, before: 'two\n', after: 'three\n', at: 0 });
    session.stores = 'editing';
    const trace = read(dir, session);
    expect(trace.session).toMatchObject({ id: 's1', startedAt: null });
    expect(changesOf(trace).map(({ time, model, turn }) => [time, model, turn?.index, turn?.prompt])).toEqual([
      [null, 'gpt-demo', 1, ''],
      [null, 'gpt-demo', 2, ''],
    ]);
  });

  test('messages that the chat does not hold any more stand where their operations put them', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: 0 });
    session.says('Gone', AT + 2000);
    session.changes({ path: A, before: 'two\n', after: 'three\n', at: 0 });
    session.says('Last', AT + 3000);
    session.changes({ path: A, before: 'three\n', after: 'four\n', at: 0 });
    session.requests.splice(1, 1);
    const trace = read(dir, session);
    expect(trace.turns.map(({ prompt }) => prompt)).toEqual(['Do it', '', 'Last']);
    expect(changesOf(trace).map(({ turn }) => turn?.index)).toEqual([1, 2, 3]);
  });

  test('calls that were not carried out are told from the chat', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: 0 });
    session.rejected({ path: A, before: 'two\n', after: 'no\n', at: 0 });
    session.failed({ path: A, before: 'two\n', after: 'nor\n', at: 0 });
    expect(told(read(dir, session))).toEqual([
      `1 modify ${A} applied gpt-demo edit`,
      `1 modify ${A} rejected gpt-demo replace_string_in_file`,
      `1 modify ${A} failed gpt-demo replace_string_in_file`,
    ]);
  });

  test('operations stand with the calls that made them, and have their times; where both do not agree, before all calls', () => {
    const session = chatSession();
    session.runs('make', 0, AT + 2000);
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: AT + 3000 });
    session.failed({ path: A, before: 'two\n', after: 'no\n', at: AT + 4000 });
    session.changes({ path: '/w/demo/b.py', before: null, after: 'b\n', at: AT + 5000 });
    session.changes({ path: A, before: 'two\n', after: 'three\n', at: AT + 6000 });
    session.runs('make again', 0, AT + 7000);
    const order = () =>
      read(dir, session).events.map((event) => {
        const what = event.kind === 'file_change' ? `${event.path} ${event.outcome}` : event.kind;
        return `${what} ${(Date.parse(event.time ?? '') - AT) / 1000}`;
      });
    expect(order()).toEqual([
      'command 2',
      `${A} applied 3`,
      `${A} failed 4`,
      '/w/demo/b.py applied 5',
      `${A} applied 6`,
      'command 7',
    ]);
    session.operation({ type: 'create', uri: uriOf('/w/demo/c.py'), initialContent: 'c\n' });
    expect(order()).toEqual([
      `${A} applied 1`,
      '/w/demo/b.py applied 1',
      `${A} applied 1`,
      '/w/demo/c.py applied 1',
      'command 2',
      `${A} failed 4`,
      'command 7',
    ]);
  });

  test('what the program asks by itself is no message of the person', () => {
    const session = chatSession();
    session.says('[A command has ended]', AT + 5000);
    Object.assign(session.request, { isSystemInitiated: true });
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: AT + 6000 });
    const trace = read(dir, session);
    expect(trace.turns.map(({ prompt }) => prompt)).toEqual(['Do it']);
    expect(changesOf(trace).map(({ turn }) => turn?.index)).toEqual([1]);
  });

  test('numbers of events stay as they are when the session goes on', () => {
    const session = chatSession();
    session.changes({ path: A, before: 'one\n', after: 'two\n', at: 0 });
    session.runs('make', 0, 0);
    const before = read(dir, session).events.map(({ seq }) => seq);
    session.changes({ path: A, before: 'two\n', after: 'three\n', at: 0 });
    session.runs('make again', 0, 0);
    session.says('More', AT + 9000);
    session.changes({ path: A, before: 'three\n', after: 'four\n', at: 0 });
    const after = read(dir, session).events.map(({ seq }) => seq);
    expect(after.filter((seq) => before.includes(seq))).toEqual(before);
    expect(after).toHaveLength(5);
    expect(after).toEqual([...new Set(after)].sort((a, b) => a - b));
  });
});

describe('the first version of the store', () => {
  /** A session whose state has no timeline: texts before and after the edits that are not decided yet. */
  function firstVersion(session: ChatSession, before: string, after: string, more: object = {}): void {
    const state = `workspaceStorage/${hashOf('/w/demo').slice(0, 32)}/chatEditingSessions/s1`;
    const keep = (text: string): string => {
      dir.write(`${state}/contents/${hashOf(text).slice(0, 7)}`, text);
      return hashOf(text).slice(0, 7);
    };
    const entry = {
      resource: `file://${A}`,
      originalHash: keep(before),
      currentHash: keep(after),
      state: 0,
      telemetryInfo: { requestId: 'request_s1_1', agentId: 'github.copilot.editsAgent', modelId: 'copilot/gpt-demo' },
      ...more,
    };
    const text = JSON.stringify({ version: 1, initialFileContents: [], recentSnapshot: { entries: [entry] } });
    const source = sourceOf(dir, session);
    dir.write(source.path.endsWith('state.json') ? source.path : `${state}/state.json`, text);
    session.editingState = () => JSON.parse(text);
  }

  test('the edits that the person has not decided on are one change, with both texts', () => {
    const session = chatSession();
    firstVersion(session, 'one\n', 'two\n');
    const trace = read(dir, session);
    expect(told(trace)).toEqual([`1 modify ${A} applied gpt-demo edit`]);
    expect(bodies(trace)).toEqual([{ tellings: [{ kind: 'content', text: 'two\n' }], before: 'one\n' }]);
  });

  test('what was kept or undone is in both texts, or in none: that tells nothing', () => {
    const session = chatSession();
    firstVersion(session, 'one\n', 'two\n', { state: 1 });
    expect(read(dir, session).events).toEqual([]);
  });

  test('a text that is not the one that its name tells does not count', () => {
    const session = chatSession();
    firstVersion(session, 'one\n', 'two\n');
    const folder = `workspaceStorage/${hashOf('/w/demo').slice(0, 32)}/chatEditingSessions/s1/contents`;
    dir.write(`${folder}/${hashOf('two\n').slice(0, 7)}`, 'other\n');
    expect(bodies(read(dir, session))).toEqual([{ tellings: [], before: 'one\n' }]);
  });

  test('where the chat tells the calls they count, and not the sum of them', () => {
    const session = chatSession();
    session.call('replace_string_in_file', { filePath: A, oldString: 'one', newString: 'two' });
    session.request.response.push({ kind: 'textEditGroup', uri: uriOf(A), edits: [[]], done: true });
    firstVersion(session, 'one\n', 'two\n');
    expect(told(read(dir, session))).toEqual([`1 modify ${A} applied gpt-demo replace_string_in_file`]);
  });
});

test('the history', () => {
  const session = chatSession();
  session.changes({ path: A, before: null, after: 'one\n', at: 0 });
  expect(historyOf(sourceOf(dir, session)).map(({ type, turn }) => [type, turn])).toEqual([
    ['run_started', 1],
    ['user_message', 1],
    ['step_started', 1],
    ['file_edit', 1],
    ['tool_call', 1],
    ['tool_result', 1],
    ['agent_message_complete', 1],
    ['diff_updated', 1],
    ['step_completed', 1],
    ['run_finished', 1],
  ]);
});
