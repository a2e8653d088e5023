import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copilotCliAdapter } from '../../../src/agents/copilot-cli/adapter.js';
import { TempDir } from '../../support/temp-dir.js';
import { AT, bodies, changesOf, historyOf, logInTurn, read, recordAt, sourceOf, told } from './log-reading.js';
import type { Told } from './scribe.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const OK: Told = { success: true, result: { content: 'done' } };

describe('what a call asked for', () => {
  test('edit and its older name are literal replacements; no line end goes with them', () => {
    const log = logInTurn();
    log.call(AT + 2000, 'edit', { path: '/w/demo/a.py', old_str: 'x = 1', new_str: 'x = $&' }, OK);
    log.call(AT + 3000, 'str_replace', { path: 'b.py', old_str: 'y\n', new_str: '' }, OK);
    const trace = read(dir, log);
    expect(told(trace)).toEqual(['1 modify /w/demo/a.py applied gpt-demo', '1 modify /w/demo/b.py applied gpt-demo']);
    expect(bodies(trace)).toEqual([
      {
        tellings: [
          { kind: 'replacements', steps: [{ old: 'x = 1', text: 'x = $&', all: false, takesLineEnd: false }] },
        ],
      },
      { tellings: [{ kind: 'replacements', steps: [{ old: 'y\n', text: '', all: false, takesLineEnd: false }] }] },
    ]);
  });

  test('str_replace_editor does what its command says; its `view` is a read, and no creation', () => {
    const log = logInTurn();
    const call = (args: object): void =>
      log.call(AT + 2000, 'str_replace_editor', { path: '/w/demo/a.py', ...args }, OK);
    call({ command: 'view' });
    call({ command: 'create', file_text: 'a\n' });
    call({ command: 'str_replace', old_str: 'a', new_str: 'b' });
    call({ command: 'edit', old_str: 'b', new_str: 'c' });
    call({ command: 'insert', insert_line: 1, new_str: 'd' });
    call({ command: 'undo_edit' });
    const trace = read(dir, log);
    expect(trace.events.map(({ kind }) => kind)).toEqual(['read', ...Array(4).fill('file_change')]);
    expect(bodies(trace).map(({ tellings }) => tellings[0]?.kind)).toEqual([
      'content',
      'replacements',
      'replacements',
      'insertion',
    ]);
  });

  test('a created file was not there where the diff says that it is new; else that is not known', () => {
    const log = logInTurn();
    log.changes({ path: '/w/demo/a.py', before: null, after: 'a\n', at: AT + 2000 });
    log.call(AT + 3000, 'create', { path: '/w/demo/b.py', file_text: 'b\n' }, OK);
    const trace = read(dir, log);
    expect(told(trace)).toEqual(['1 create /w/demo/a.py applied gpt-demo', '1 create /w/demo/b.py applied gpt-demo']);
    expect(bodies(trace)).toEqual([
      { tellings: [{ kind: 'content', text: 'a\n' }], before: null },
      { tellings: [{ kind: 'content', text: 'b\n' }] },
    ]);
  });

  test('an insertion ends where its last line does; where the diff shows an empty line behind it, that is there too', () => {
    const log = logInTurn();
    const args = { path: '/w/demo/a.py', insert_line: 1, new_str: 'two\n' };
    const detail = (added: string): Told => {
      const detailedContent = `\ndiff --git a/w/demo/a.py b/w/demo/a.py\nindex 0..0 100644\n--- a/x\n+++ b/x\n@@ -1,3 +1,5 @@\n one\n${added} three\n \n`;
      return { success: true, result: { content: 'File updated.', detailedContent } };
    };
    log.call(AT + 2000, 'insert', args, OK);
    log.call(AT + 3000, 'insert', args, detail('+two\n'));
    log.call(AT + 4000, 'insert', args, detail('+two\n+\n'));
    expect(bodies(read(dir, log)).flatMap(({ tellings }) => tellings)).toEqual([
      { kind: 'insertion', line: 1, text: 'two\n' },
      { kind: 'insertion', line: 1, text: 'two\n' },
      { kind: 'insertion', line: 1, text: 'two\n\n' },
    ]);
  });

  test('apply_patch takes its text as it is, or in `input` or `patch`; one event for each file', () => {
    const patch = [
      '*** Begin Patch',
      '*** Add File: new.py',
      '+n',
      '*** Update File: a.py',
      '*** Move to: b.py',
      '@@',
      '-x',
      '+y',
      '*** Delete File: /w/demo/c.py',
      '*** End Patch',
    ].join('\n');
    const log = logInTurn();
    log.call(AT + 2000, 'apply_patch', patch, OK);
    log.call(AT + 3000, 'apply_patch', { input: patch, explanation: 'why' }, OK);
    log.call(AT + 4000, 'apply_patch', JSON.stringify({ patch }), OK);
    const trace = read(dir, log);
    const once = [
      '1 create /w/demo/new.py applied gpt-demo',
      '1 rename /w/demo/a.py → /w/demo/b.py applied gpt-demo',
      '1 delete /w/demo/c.py applied gpt-demo',
    ];
    expect(told(trace)).toEqual([...once, ...once, ...once]);
    expect(changesOf(trace).map(({ place }) => place)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    const chunk = {
      anchor: null,
      lines: [
        { op: '-', text: 'x' },
        { op: '+', text: 'y' },
      ],
      endOfFile: false,
    };
    expect(bodies(trace).slice(0, 3)).toEqual([
      { tellings: [{ kind: 'content', text: 'n\n' }] },
      { tellings: [{ kind: 'apply_patch', chunks: [chunk], dialect: 'keep-context' }] },
      { tellings: [{ kind: 'deleted', text: null }] },
    ]);
  });

  test('arguments are an object or its text', () => {
    const log = logInTurn();
    log.call(AT + 2000, 'edit', JSON.stringify({ path: 'a.py', old_str: 'x', new_str: 'y' }), OK);
    expect(told(read(dir, log))).toEqual(['1 modify /w/demo/a.py applied gpt-demo']);
  });

  test('tools of MCP servers change nothing that is known, whatever their names', () => {
    const log = logInTurn();
    const args = { path: 'a.py', old_str: 'x', new_str: 'y' };
    log.event(AT, 'tool.execution_start', {
      toolCallId: 'm',
      toolName: 'edit',
      mcpServerName: 'files',
      arguments: args,
    });
    log.event(AT, 'tool.execution_complete', { toolCallId: 'm', ...OK });
    expect(read(dir, log).events).toEqual([]);
  });

  test('a file of the session’s own folder is no edit of the work tree', () => {
    const log = logInTurn();
    log.event(AT + 2000, 'session.workspace_file_changed', { path: 'plan.md', operation: 'create' });
    expect(read(dir, log)).toMatchObject({ events: [], warnings: [] });
  });
});

describe('what became of it', () => {
  const change = { path: '/w/demo/a.py', before: 'x = 1\n', after: 'x = 2\n', at: AT + 2000 };

  test('copilot reader 4: only a result that says so tells that a change was done', () => {
    const log = logInTurn();
    log.changes(change);
    log.rejected(change);
    log.failed(change);
    log.aborted(change);
    expect(changesOf(read(dir, log)).map(({ outcome }) => outcome)).toEqual([
      'applied',
      'rejected',
      'failed',
      'unknown',
    ]);
  });

  test.each<[string, object, string]>([
    ['the other stream tells it in the result', { result: { result_type: 'success' } }, 'applied'],
    ['and its failures', { result: { result_type: 'failure' } }, 'failed'],
    ['and its denials', { result: { result_type: 'denied' } }, 'rejected'],
    ['nothing at all', {}, 'unknown'],
    ['a hook', { success: false, error: { message: 'Denied by preToolUse hook from "x"' } }, 'rejected'],
    [
      'a file that is not there',
      { success: false, error: { message: 'Path does not exist', code: 'failure' } },
      'failed',
    ],
  ])('%s', (_name, data, outcome) => {
    const log = logInTurn();
    const args = { path: 'a.py', old_str: 'x', new_str: 'y' };
    log.event(AT, 'tool.execution_start', { toolCallId: 'c', toolName: 'edit', arguments: args });
    log.event(AT, 'tool.execution_complete', { toolCallId: 'c', ...data });
    expect(changesOf(read(dir, log)).map((event) => event.outcome)).toEqual([outcome]);
  });

  test('a record of its own tells that the person did not allow it', () => {
    const log = logInTurn();
    const args = { path: 'a.py', old_str: 'x', new_str: 'y' };
    log.event(AT, 'tool.execution_start', { toolCallId: 'c', toolName: 'edit', arguments: args });
    log.event(AT, 'permission.completed', { toolCallId: 'c', result: { kind: 'denied-interactively-by-user' } });
    log.event(AT, 'tool.execution_complete', { toolCallId: 'c', success: false, error: { message: 'not done' } });
    expect(changesOf(read(dir, log)).map((event) => event.outcome)).toEqual(['rejected']);
  });

  test.each<[string, string, object]>([
    ['the person goes on', 'user.message', { content: 'next' }],
    ['the person stops it', 'abort', { reason: 'user_abort' }],
    ['the session ends', 'session.shutdown', {}],
    ['the session is taken up again', 'session.resume', {}],
  ])('a call without a result is aborted where %s; else nobody knows', (_name, type, data) => {
    const log = logInTurn();
    log.aborted(change);
    expect(changesOf(read(dir, log)).map((event) => event.outcome)).toEqual(['unknown']);
    log.event(AT + 9000, type, data);
    expect(changesOf(read(dir, log)).map((event) => event.outcome)).toEqual(['aborted']);
  });

  test('a change stands at its result, its text at its call; both are told by bytes', () => {
    const log = logInTurn();
    log.changes({ ...change, call: 'c1' });
    const source = sourceOf(dir, log.text());
    const [event] = changesOf(copilotCliAdapter().read(source));
    expect(event).toMatchObject({ callId: 'c1', tool: 'edit', time: new Date(AT + 2200).toISOString() });
    expect(recordAt(source, event?.trace ?? { offset: 0, length: 0 }).type).toBe('tool.execution_complete');
    expect(recordAt(source, event?.body ?? { offset: 0, length: 0 }).type).toBe('tool.execution_start');
  });

  test('a call whose start is lost is known by the message that made it', () => {
    const log = logInTurn();
    log.changes({ ...change, call: 'c1' });
    log.records.splice(
      log.records.findIndex(({ type }) => type === 'tool.execution_start'),
      1,
    );
    const trace = read(dir, log);
    expect(told(trace)).toEqual(['1 modify /w/demo/a.py applied gpt-demo']);
    expect(bodies(trace)[0]?.tellings).toHaveLength(1);
  });

  test('a result that is told twice is one event', () => {
    const log = logInTurn();
    log.changes({ ...change, call: 'c1' });
    log.changes({ ...change, call: 'c1', at: AT + 5000 });
    expect(told(read(dir, log))).toHaveLength(1);
  });

  test('numbers and places stay as they are when the log grows', () => {
    const log = logInTurn();
    log.changes(change);
    const before = changesOf(read(dir, log)).map(({ seq, trace }) => [seq, trace.line]);
    log.changes({ ...change, at: AT + 8000 });
    const after = changesOf(read(dir, log)).map(({ seq, trace }) => [seq, trace.line]);
    expect(after.slice(0, 1)).toEqual(before);
    expect(after).toHaveLength(2);
  });
});

describe('whose it is', () => {
  test('the model: the result’s, else the call’s, else the message’s, else the one in force; `auto` is none', () => {
    const log = logInTurn();
    const args = { path: 'a.py', old_str: 'x', new_str: 'y' };
    const call = (id: string, own: object, done: object, message: object | null): void => {
      if (message !== null) {
        const toolRequests = [{ toolCallId: id, name: 'edit', arguments: args }];
        log.event(AT, 'assistant.message', { messageId: id, content: '', toolRequests, ...message });
      }
      log.event(AT, 'tool.execution_start', { toolCallId: id, toolName: 'edit', arguments: args, ...own });
      log.event(AT, 'tool.execution_complete', { toolCallId: id, ...OK, ...done });
    };
    call('1', { model: 'of-call' }, { model: 'of-result' }, { model: 'of-message' });
    call('2', { model: 'of-call' }, {}, { model: 'of-message' });
    call('3', {}, {}, { model: 'of-message' });
    log.event(AT, 'session.model_change', { newModel: 'chosen' });
    call('4', {}, {}, null);
    log.event(AT, 'session.model_change', { newModel: 'auto' });
    call('5', { model: 'auto' }, {}, null);
    log.event(AT, 'session.auto_mode_resolved', { chosenModel: 'resolved' });
    call('6', {}, {}, null);
    expect(changesOf(read(dir, log)).map(({ model }) => model)).toEqual([
      'of-result',
      'of-call',
      'of-message',
      'chosen',
      null,
      'resolved',
    ]);
  });

  test('a turn goes from one message of the person to the next; others’ prompts begin none', () => {
    const log = logInTurn();
    const change = { path: '/w/demo/a.py', before: 'x\n', after: 'y\n', at: AT + 2000 };
    log.changes(change);
    log.event(AT, 'user.message', { content: 'look around' }, { agentId: 'sub-1' });
    log.event(AT, 'user.message', { content: 'a skill', source: 'skill-pdf' });
    log.event(AT, 'user.message', { content: 'go on', isAutopilotContinuation: true });
    log.changes(change);
    log.says('Second', AT + 4000);
    log.changes(change);
    const trace = read(dir, log);
    expect(trace.turns.map(({ index, prompt }) => [index, prompt])).toEqual([
      [1, 'Do it'],
      [2, 'Second'],
    ]);
    expect(changesOf(trace).map(({ turn }) => turn?.index)).toEqual([1, 1, 2]);
  });

  test('the model of a sub-agent is its own, or unknown: never that of the session', () => {
    const log = logInTurn();
    const args = { path: 'a.py', old_str: 'x', new_str: 'y' };
    const call = (id: string, agentId: string): void => {
      log.event(AT, 'tool.execution_start', { toolCallId: id, toolName: 'edit', arguments: args }, { agentId });
      log.event(AT, 'tool.execution_complete', { toolCallId: id, ...OK }, { agentId });
    };
    call('1', 'a');
    log.event(AT, 'subagent.started', { toolCallId: 't', agentName: 'explore', model: 'small' }, { agentId: 'b' });
    call('2', 'b');
    expect(changesOf(read(dir, log)).map(({ model, session }) => [model, session.id])).toEqual([
      [null, 's1'],
      ['small', 's1'],
    ]);
  });
});

test('the history tells messages, calls, results and what the edits did', () => {
  const log = logInTurn();
  log.changes({ path: '/w/demo/a.py', before: null, after: 'a\nb\n', at: AT + 2000, call: 'c1' });
  log.event(AT + 9000, 'session.shutdown', {});
  const facts = historyOf(sourceOf(dir, log.text()));
  expect(facts.map(({ type, turn }) => [type, turn])).toEqual([
    ['run_started', 1],
    ['user_message', 1],
    ['step_started', 1],
    ['tool_call', 1],
    ['tool_result', 1],
    ['file_edit', 1],
    ['diff_updated', 1],
    ['step_completed', 1],
    ['run_finished', 1],
  ]);
  expect(facts[5]?.data).toEqual({
    call_id: 'c1',
    path: 'a.py',
    previous_path: null,
    kind: 'add',
    insertions: 2,
    deletions: 0,
    evidence: 'create',
    confidence: 'exact',
  });
});
