import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CWD, changesOf, commandsOf, eventLines, START } from '../agent-home.js';
import { AcpSession, type Json } from './scribe.js';
import { AcpHome } from './world.js';

let home: AcpHome;
beforeEach(() => {
  home = new AcpHome();
});
afterEach(() => home.remove());

const PATH = `${CWD}/a.py`;
const EDIT = { path: PATH, before: 'x = 1\ny = 2\n', after: 'x = 2\ny = 2\n', at: START + 2000 };
const bodies = () => changesOf(home.trace()).map((event) => home.adapter.loadChange(event));
const replaced = (old: string, text: string) => {
  return { tellings: [{ kind: 'replacements', steps: [{ old, text, all: false, takesLineEnd: false }] }] };
};

describe('files through the client (formats/acp.md, 2)', () => {
  test('a write that was answered is the whole content', () => {
    home.started().wants('fs/write_text_file', { path: PATH, content: 'x\n' }, { result: {} }, START + 2000);
    expect(eventLines(home.trace())).toEqual([`1 modify ${PATH} applied`]);
    expect(bodies()).toEqual([{ tellings: [{ kind: 'content', text: 'x\n' }] }]);
  });

  test('one that failed, or was not answered, wrote nothing', () => {
    const session = home.started();
    session.wants('fs/write_text_file', { path: PATH, content: 'x\n' }, { error: { code: 1 } }, START + 2000);
    const params = { sessionId: session.start.id, path: PATH, content: 'y\n' };
    session.send('agent_to_client', START + 3000, { id: 99, method: 'fs/write_text_file', params });
    expect(eventLines(home.trace())).toEqual([`1 modify ${PATH} failed`]);
  });

  test('a file that the client did not find was made', () => {
    const session = home.started();
    session.wants('fs/read_text_file', { path: PATH }, { error: { code: -32002 } }, START + 2000);
    session.wants('fs/write_text_file', { path: PATH, content: 'x\n' }, { result: {} }, START + 3000);
    expect(eventLines(home.trace())).toEqual([`1 read ${PATH} failed`, `1 create ${PATH} applied`]);
  });

  test('a read without a range shows the whole file', () => {
    const session = home.started();
    session.wants(
      'fs/read_text_file',
      { path: 'file:///home/dev/demo/a%20b' },
      { result: { content: 'x\ny' } },
      START + 2000,
    );
    session.wants('fs/read_text_file', { path: PATH, line: 3, limit: 2 }, { result: { content: 'y' } }, START + 3000);
    const reads = home.trace().events.flatMap((event) => (event.kind === 'read' ? [event] : []));
    expect(reads.map(({ path, whole, lines }) => [path, whole, lines])).toEqual([
      ['/home/dev/demo/a b', true, null],
      [PATH, false, { first: 3, last: 4 }],
    ]);
    expect(reads[0] && home.adapter.loadRead(reads[0])).toBe('x\ny');
  });

  test('a write and the diff of the same call are one change: the write tells it', () => {
    const session = home.started();
    const id = session.begins('edit', { content: [session.diff(EDIT)], locations: [{ path: PATH }] }, START + 2000);
    session.wants('fs/write_text_file', { path: PATH, content: EDIT.after }, { result: {} }, START + 3000);
    session.ends(id, 'completed', START + 4000);
    expect(changesOf(home.trace()).map(({ callId, time }) => [callId, time])).toEqual([
      [id, '2026-06-02T09:00:03.000Z'],
    ]);
    expect(bodies()).toEqual([{ tellings: [{ kind: 'content', text: EDIT.after }] }]);
  });

  test('both sides number their requests: an answer belongs to what the other side asked', () => {
    const session = home.started();
    const id = 77;
    const params = { sessionId: session.start.id };
    session.send('client_to_agent', START + 2000, { id, method: 'session/set_mode', params });
    const write = { ...params, path: PATH, content: 'x\n' };
    session.send('agent_to_client', START + 2000, { id, method: 'fs/write_text_file', params: write });
    session.send('agent_to_client', START + 2500, { id, result: {} });
    expect(eventLines(home.trace())).toEqual([]);
    session.send('client_to_agent', START + 3000, { id, result: null });
    expect(eventLines(home.trace())).toEqual([`1 modify ${PATH} applied`]);
  });

  test('ids that are texts are not those that are numbers', () => {
    const session = home.started();
    const params = { sessionId: session.start.id, path: PATH, content: 'x\n' };
    session.send('agent_to_client', START + 2000, { id: '5', method: 'fs/write_text_file', params });
    session.send('client_to_agent', START + 3000, { id: 5, result: {} });
    expect(eventLines(home.trace())).toEqual([]);
  });
});

describe('diffs of version 1 (formats/acp.md, 3)', () => {
  test('two texts are replaced where they stand, be they pieces or whole files', () => {
    home.started().changes({ ...EDIT, by: 'edit' });
    expect(eventLines(home.trace())).toEqual([`1 modify ${PATH} applied`]);
    expect(bodies()).toEqual([replaced('x = 1', 'x = 2')]);
  });

  test('without an old text it is the whole file, which may have been there', () => {
    home.started().changes({ ...EDIT, before: null, by: 'edit' });
    expect(eventLines(home.trace())).toEqual([`1 modify ${PATH} applied`]);
    expect(bodies()).toEqual([{ tellings: [{ kind: 'content', text: EDIT.after }] }]);
  });

  test('an agent that says what it did sends whole files; one that it emptied is still there', () => {
    const session = home.started();
    const whole = (kind: string, oldText: string, newText: string) => {
      const content = [{ type: 'diff', path: PATH, oldText, newText, _meta: { kind } }];
      session.ends(session.begins('edit', {}, START + 2000), 'completed', START + 2000, { content });
    };
    whole('modify', 'a\n', 'b\n');
    whole('add', '', 'c\n');
    whole('delete', 'c\n', '');
    expect(changesOf(home.trace()).map(({ op }) => op)).toEqual(['modify', 'create', 'modify']);
    expect(bodies()).toEqual([
      { tellings: [{ kind: 'content', text: 'b\n' }], before: 'a\n' },
      { tellings: [{ kind: 'content', text: 'c\n' }] },
      { tellings: [{ kind: 'content', text: '' }], before: 'c\n' },
    ]);
  });

  test('a call that deletes', () => {
    home.started().changes({ ...EDIT, after: null, by: 'edit' });
    expect(eventLines(home.trace())).toEqual([`1 delete ${PATH} applied`]);
    expect(bodies()).toEqual([{ tellings: [{ kind: 'deleted', text: EDIT.before }] }]);
  });

  test('the last diffs count: those at the end are one for each hunk, and some agents clear them', () => {
    const session = home.started();
    const hunk = (n: number) => ({ type: 'diff', path: PATH, oldText: `old ${n}`, newText: `new ${n}` });
    const id = session.begins('edit', { content: [hunk(0)] }, START + 2000);
    session.ends(id, 'in_progress', START + 3000, { content: [hunk(1), { type: 'content', content: {} }, hunk(2)] });
    session.ends(id, 'completed', START + 4000, { content: [] });
    expect(changesOf(home.trace()).map(({ place, time }) => [place, time])).toEqual([
      [0, '2026-06-02T09:00:04.000Z'],
      [1, '2026-06-02T09:00:04.000Z'],
    ]);
    expect(bodies()).toEqual([replaced('old 1', 'new 1'), replaced('old 2', 'new 2')]);
  });

  test('an agent that sends its own result along tells the whole file before', () => {
    const session = home.started();
    const toolResponse = { filePath: PATH, oldString: 'x = 1', newString: 'x = 2', originalFile: EDIT.before };
    const _meta = { claudeCode: { toolName: 'Edit', toolResponse } };
    session.ends(session.begins('edit', {}, START + 2000), 'completed', START + 2000, {
      content: [session.diff({ ...EDIT, by: 'edit' })],
      _meta,
    });
    expect(bodies()).toEqual([{ ...replaced('x = 1', 'x = 2'), before: EDIT.before }]);
    expect(changesOf(home.trace()).map(({ tool }) => tool)).toEqual(['Edit']);
  });

  test('a call that only names files is told as a command that may have changed them', () => {
    const session = home.started();
    session.ends(session.begins('edit', { locations: [{ path: 'a.py' }] }, START + 2000), 'completed', START + 3000);
    session.ends(session.begins('delete', { locations: [{ path: 'b.py' }] }, START + 2000), 'completed', START + 3000);
    const moved = { locations: [{ path: 'c.py' }, { path: 'd.py' }] };
    session.ends(session.begins('move', moved, START + 2000), 'completed', START + 3000);
    session.ends(session.begins('search', { locations: [{ path: 'e.py' }] }, START + 2000), 'completed', START + 3000);
    expect(commandsOf(home.trace()).map(({ targets, writes, outcome }) => [targets, writes, outcome])).toEqual([
      [[{ path: PATH, op: 'edit' }], 'named', 'applied'],
      [[{ path: `${CWD}/b.py`, op: 'delete' }], 'named', 'applied'],
      [
        [
          { path: `${CWD}/c.py`, op: 'move-from' },
          { path: `${CWD}/d.py`, op: 'move-to' },
        ],
        'named',
        'applied',
      ],
    ]);
  });

  test('reads by name, once for a file that the client read', () => {
    const session = home.started();
    session.reads(PATH, 'x\n', START + 2000);
    session.ends(session.begins('read', { locations: [{ path: 'b.py' }] }, START + 3000), 'completed', START + 3000);
    expect(eventLines(home.trace())).toEqual([`1 read ${PATH} whole applied`, `1 read ${CWD}/b.py applied`]);
  });
});

describe('what became of a call (formats/acp.md, 3.2)', () => {
  test('a proposal alone changes nothing', () => {
    const session = home.started();
    session.changes({ ...EDIT, by: 'edit' });
    session.rejected(EDIT);
    session.failed(EDIT);
    session.begins('edit', { content: [session.diff(EDIT)] }, START + 3000);
    expect(changesOf(home.trace()).map(({ outcome }) => outcome)).toEqual(['applied', 'rejected', 'failed', 'unknown']);
  });

  test('a turn that was cancelled leaves unfinished calls aborted, one that ended leaves them unconfirmed', () => {
    const session = home.started();
    session.begins('edit', { content: [session.diff(EDIT)] }, START + 2000);
    session.stops('end_turn', START + 3000);
    session.says('again', START + 4000);
    session.aborted({ ...EDIT, at: START + 5000 });
    const trace = home.trace();
    expect(changesOf(trace).map(({ outcome, time }) => [outcome, time])).toEqual([
      ['unknown', '2026-06-02T09:00:03.000Z'],
      ['aborted', '2026-06-02T09:00:05.000Z'],
    ]);
    expect(changesOf(trace).map(({ turn }) => turn?.index)).toEqual([1, 2]);
  });

  test('permission that nobody gave', () => {
    const session = home.started();
    const toolCall = { toolCallId: 'asked', kind: 'edit', content: [session.diff(EDIT)] };
    const result = { outcome: { outcome: 'cancelled' } };
    session.wants('session/request_permission', { toolCall, options: [] }, { result }, START + 2000);
    expect(changesOf(home.trace()).map(({ callId, outcome }) => [callId, outcome])).toEqual([['asked', 'rejected']]);
  });

  test('a diff that only the request for permission holds', () => {
    const session = home.started();
    const options = [{ optionId: 'yes', kind: 'allow_always' }];
    const toolCall = { toolCallId: 'asked', kind: 'edit', content: [session.diff({ ...EDIT, by: 'edit' })] };
    const result = { outcome: { outcome: 'selected', optionId: 'yes' } };
    session.wants('session/request_permission', { toolCall, options }, { result }, START + 2000);
    session.ends('asked', 'completed', START + 3000, { content: null });
    expect(changesOf(home.trace()).map(({ outcome }) => outcome)).toEqual(['applied']);
    expect(bodies()).toEqual([replaced('x = 1', 'x = 2')]);
  });
});

describe('commands', () => {
  test('in a terminal of the client, once, with its exit code', () => {
    const session = home.started();
    session.runs("printf 'q\\n' > q.txt", 0, START + 2000);
    session.runs('make', 2, START + 3000);
    session.runs('cat q.txt', 0, START + 4000);
    const commands = commandsOf(home.trace());
    expect(commands.map(({ text, exitCode, outcome, cwd }) => [text, exitCode, outcome, cwd])).toEqual([
      ["printf 'q\\n' > q.txt", 0, 'applied', CWD],
      ['make', 2, 'failed', CWD],
    ]);
    const [first] = commands;
    expect(first && home.adapter.loadCommandText(first)?.writes).toEqual([
      expect.objectContaining({ path: `${CWD}/q.txt` }),
    ]);
  });

  test('words, killed, and without an end', () => {
    const session = home.started();
    const run = (terminalId: string, more: Json) =>
      session.wants(
        'terminal/create',
        { command: 'rm', args: ['a b'], ...more },
        { result: { terminalId } },
        START + 2000,
      );
    run('t1', { cwd: '/tmp' });
    session.wants('terminal/output', { terminalId: 't1' }, { result: { output: '' } }, START + 3000);
    const exitStatus = { exitCode: null, signal: 'SIGKILL' };
    session.wants('terminal/output', { terminalId: 't1' }, { result: { output: '', exitStatus } }, START + 3000);
    run('t2', {});
    expect(commandsOf(home.trace()).map(({ cwd, targets, outcome }) => [cwd, targets, outcome])).toEqual([
      ['/tmp', [{ path: '/tmp/a b', op: 'delete' }], 'aborted'],
      [CWD, [{ path: `${CWD}/a b`, op: 'delete' }], 'unknown'],
    ]);
  });

  test('of the agent’s own: by what it was given, else it may have done anything', () => {
    const session = home.started();
    const input = { rawInput: { command: ['touch', 'n.txt'], cwd: 'sub' } };
    session.ends(session.begins('execute', input, START + 2000), 'completed', START + 3000, {
      rawOutput: { exitCode: 1 },
    });
    session.ends(session.begins('execute', { title: 'Run tests' }, START + 2000), 'completed', START + 3000);
    const commands = commandsOf(home.trace());
    expect(commands.map(({ text, cwd, writes, outcome, exitCode }) => [text, cwd, writes, outcome, exitCode])).toEqual([
      ['touch n.txt', `${CWD}/sub`, 'named', 'failed', 1],
      ['Run tests', CWD, 'any', 'applied', null],
    ]);
    expect(commands.map((event) => home.adapter.loadCommandText(event)?.command ?? null)).toEqual([
      ['touch', 'n.txt'],
      null,
    ]);
  });
});

describe('version 2 (formats/acp.md, 4)', () => {
  const done = (session: AcpSession, content: Json[], more: Json = {}) => {
    session.update(
      { sessionUpdate: 'tool_call_update', toolCallId: 'v2', kind: 'edit', status: 'pending' },
      START + 2000,
    );
    session.ends('v2', 'completed', START + 3000, { content, ...more });
  };

  test('what was done is named, and a patch tells how', () => {
    const text = `diff --git a/home/dev/demo/a.py b/home/dev/demo/a.py
--- a/home/dev/demo/a.py
+++ b/home/dev/demo/a.py
@@ -1,2 +1,2 @@
-x = 1
+x = 2
 y = 2
diff --git a/home/dev/demo/n.py b/home/dev/demo/n.py
new file mode 100644
--- /dev/null
+++ b/home/dev/demo/n.py
@@ -0,0 +1,2 @@
+one
+two
\\ No newline at end of file
diff --git a/home/dev/demo/d.py b/home/dev/demo/d.py
deleted file mode 100644
--- a/home/dev/demo/d.py
+++ /dev/null
@@ -1 +0,0 @@
-gone
`;
    const changes = [
      { operation: 'modify', path: PATH },
      { operation: 'add', path: `${CWD}/n.py` },
      { operation: 'delete', path: `${CWD}/d.py` },
      { operation: 'modify', path: `${CWD}/i.png`, fileType: 'binary' },
    ];
    done(home.started(), [{ type: 'diff', changes, patch: { format: 'git_patch', text } }]);
    const trace = home.trace();
    expect(eventLines(trace)).toEqual([
      `1 modify ${PATH} applied`,
      `1 create ${CWD}/n.py applied`,
      `1 delete ${CWD}/d.py applied`,
      '1 command edit applied null'.replace('edit', ''),
    ]);
    expect(bodies()).toEqual([
      { tellings: [{ kind: 'unified', diff: '@@ -1,2 +1,2 @@\n-x = 1\n+x = 2\n y = 2\n' }] },
      { tellings: [{ kind: 'content', text: 'one\ntwo' }] },
      { tellings: [{ kind: 'deleted', text: 'gone\n' }] },
    ]);
    expect(commandsOf(trace).map(({ targets }) => targets)).toEqual([[{ path: `${CWD}/i.png`, op: 'edit' }]]);
  });

  test('a move, and a change without a patch', () => {
    const session = home.started();
    session.moves(PATH, `${CWD}/b.py`, 'x\n', START + 2000);
    done(session, [{ type: 'diff', changes: [{ operation: 'modify', path: `${CWD}/c.py` }] }]);
    const trace = home.trace();
    expect(changesOf(trace).map(({ op, oldPath, path }) => [op, oldPath, path])).toEqual([
      ['rename', PATH, `${CWD}/b.py`],
    ]);
    expect(commandsOf(trace).map(({ targets }) => targets)).toEqual([[{ path: `${CWD}/c.py`, op: 'edit' }]]);
  });

  test('pieces of content, statuses nobody knows, and the end of a turn as a state', () => {
    const session = home.started();
    const begun = { sessionUpdate: 'tool_call_update', toolCallId: 'v2', kind: 'edit', status: 'napping' };
    session.update(begun, START + 2000);
    session.update(
      { sessionUpdate: 'tool_call_content_chunk', toolCallId: 'v2', content: session.diff({ ...EDIT, by: 'edit' }) },
      START + 2500,
    );
    session.update({ sessionUpdate: 'state_update', state: 'idle', stopReason: 'cancelled' }, START + 3000);
    expect(eventLines(home.trace())).toEqual([`1 modify ${PATH} aborted`]);
  });
});

describe('the session', () => {
  test('agent, version, directory, model and title', () => {
    const session = home.started();
    session.changes({ ...EDIT, by: 'edit' });
    session.model('default');
    session.changes({ ...EDIT, by: 'edit', at: START + 3000 });
    session.model('demo-small');
    session.update({ sessionUpdate: 'session_info_update', title: 'Bumps x' }, START + 4000);
    session.changes({ ...EDIT, by: 'edit', at: START + 5000 });
    const trace = home.trace();
    expect(trace.session).toMatchObject({
      agent: 'acp:demo-agent',
      agentVersion: '1.2.3',
      cwd: CWD,
      id: session.start.id,
    });
    expect(trace.source.agent).toBe('acp');
    expect(changesOf(trace).map(({ model }) => model)).toEqual(['demo-large', null, 'demo-small']);
    expect(home.adapter.scan(trace.source, null).summary).toMatchObject({
      title: 'Bumps x',
      firstMessage: 'go',
      lastTurn: 'open',
    });
    expect(trace.warnings).toEqual([]);
  });

  test('what is loaded is replayed: turns without a time, and no call twice', () => {
    const session = home.started();
    session.changes({ ...EDIT, by: 'edit', call: 'once' });
    session.stops('end_turn', START + 3000);
    const load = 500;
    const params = { sessionId: session.start.id, cwd: CWD, mcpServers: [] };
    session.send('client_to_agent', START + 4000, { id: load, method: 'session/load', params });
    session.update({ sessionUpdate: 'user_message_chunk', content: { type: 'text', text: 'go' } }, START + 4000);
    session.changes({ ...EDIT, by: 'edit', call: 'once', at: START + 4000 });
    session.send('agent_to_client', START + 5000, { id: load, result: {} });
    expect(changesOf(home.trace()).map(({ callId, time }) => [callId, time])).toEqual([
      ['once', '2026-06-02T09:00:02.000Z'],
    ]);
    expect(home.trace().turns).toHaveLength(1);

    const text = session.lines.slice(session.lines.findIndex((line) => line.includes('session/load')));
    writeFileSync(join(home.dir, `${session.start.id}.jsonl`), `${session.lines[0]}\n${text.join('\n')}\n`);
    const [source] = home.adapter.discover([home.dir]).sources;
    const trace = source && home.adapter.read(source);
    expect(trace?.turns.map(({ prompt, startedAt }) => [prompt, startedAt])).toEqual([['go', null]]);
    expect(trace && changesOf(trace).map(({ callId, time, turn }) => [callId, time, turn?.index])).toEqual([
      ['once', null, 1],
    ]);
  });

  test('messages without an envelope have no times; other sessions are another capture', () => {
    const session = home.started();
    session.changes({ ...EDIT, by: 'edit' });
    session.wants('fs/write_text_file', { path: `${CWD}/b`, content: 'b' }, { result: {} }, START + 3000);
    const bare = session.lines.slice(1).map((line) => JSON.stringify(JSON.parse(line).msg));
    const other = { method: 'session/update', params: { sessionId: 'other', update: { sessionUpdate: 'novelty' } } };
    home.scribe.write(home.dir);
    const file = join(home.dir, `${session.start.id}.jsonl`);
    writeFileSync(file, [...bare, 'Loading…', JSON.stringify({ jsonrpc: '2.0', ...other }), ''].join('\n'));
    const [source] = home.adapter.discover([home.dir]).sources;
    const trace = source && home.adapter.read(source);
    expect(trace && changesOf(trace).map(({ path, time, outcome }) => [path, time, outcome])).toEqual([
      [PATH, null, 'applied'],
      [`${CWD}/b`, null, 'applied'],
    ]);
    expect(trace?.session.agent).toBe('acp:unknown');
    expect(trace?.warnings.map(({ code, count }) => [code, count])).toEqual([['record_unparsable', 1]]);
  });

  test('what is not known is counted', () => {
    const session = home.started();
    session.unknown(START + 2000);
    session.update({ sessionUpdate: 'usage_update', used: 1 }, START + 2000);
    session.lines.push('noise', '{"jsonrpc":"2.0"}', '7');
    session.send('agent_to_client', START + 2000, { method: 'novelty/thing', params: {} });
    session.changes({ ...EDIT, by: 'edit' });
    session.torn();
    const trace = home.trace();
    expect(trace.warnings.map(({ code, count }) => [code, count])).toEqual([
      ['record_unknown_type', 2],
      ['record_unparsable', 3],
    ]);
    expect(changesOf(trace).map(({ outcome }) => outcome)).toEqual(['unknown']);
  });

  test('a capture without a session', () => {
    home.scribe.sessions.push(new AcpSession({ id: 'x', cwd: CWD, at: START, model: 'm' }));
    home.scribe.sessions[0]?.lines.splice(1);
    expect(home.trace().warnings.map(({ code }) => code)).toEqual(['session_unidentified']);
  });

  test('history: in order, and nothing of a file’s content', () => {
    const session = home.started();
    session.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'I will ' } }, START + 1500);
    session.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'do it.' } }, START + 1600);
    session.changes({ ...EDIT, by: 'edit' });
    session.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'Done.' } }, START + 2500);
    session.stops('end_turn', START + 3000);
    const facts: [number, number, string][] = [];
    home.adapter.history(home.trace().source, ({ ordinal, n, type }) => facts.push([ordinal, n, type]));
    expect(facts.map(([, , type]) => type)).toEqual([
      'run_started',
      'user_message',
      'step_started',
      'agent_message_complete',
      'tool_call',
      'file_edit',
      'tool_result',
      'agent_message_complete',
      'diff_updated',
      'step_completed',
      'run_finished',
    ]);
    const ordered = [...facts].sort(([a, an], [b, bn]) => a - b || an - bn);
    expect(facts).toEqual(ordered);
  });
});
