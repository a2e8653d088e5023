import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CWD, changesOf, eventLines, START } from '../agent-home.js';
import { answer, type GeminiSession, type Json } from './scribe.js';
import { GeminiHome } from './world.js';

let home: GeminiHome;
beforeEach(() => {
  home = new GeminiHome();
});
afterEach(() => home.remove());

const PATH = `${CWD}/a.py`;
const EDIT = { path: PATH, before: 'x = 1\ny = 2\n', after: 'x = 2\ny = 2\n', at: START + 2000, by: 'edit' as const };

function started(): GeminiSession {
  const session = home.session();
  session.says('bump x', START + 1000);
  return session;
}

/** The body of the only change. */
function onlyBody() {
  const [change, ...more] = changesOf(home.trace());
  if (change === undefined || more.length > 0) throw new Error('There is not one change');
  return home.body(change);
}

describe('what an edit holds (formats/gemini-cli.md, 3)', () => {
  test('gemini-cli reader 4: a replacement has the whole content before and after', () => {
    started().changes(EDIT);
    expect(eventLines(home.trace())).toEqual([`1 modify ${PATH} applied`]);
    expect(onlyBody()).toEqual({ tellings: [{ kind: 'content', text: EDIT.after }], before: EDIT.before });
  });

  test('a file that is written anew was not there', () => {
    started().changes({ path: PATH, before: null, after: 'x\n', at: START + 2000 });
    expect(eventLines(home.trace())).toEqual([`1 create ${PATH} applied`]);
    expect(onlyBody()).toEqual({ tellings: [{ kind: 'content', text: 'x\n' }], before: null });
  });

  test('a file that `replace` makes has no texts in its result; its path is relative to the project', () => {
    started().changes({ ...EDIT, before: null });
    expect(eventLines(home.trace())).toEqual([`1 create ${PATH} applied`]);
    expect(onlyBody()).toEqual({ tellings: [{ kind: 'content', text: EDIT.after }], before: null });
  });

  test('an empty text before stands for no file only where the result tells that', () => {
    const session = started();
    const call = session.edit({ ...EDIT, by: 'content' });
    const bare = (more: Json) => ({ ...(call.resultDisplay as Json), originalContent: '', ...more });
    const silent = answer(call, { output: 'Done.' });
    session.calls([{ ...call, id: 'a', resultDisplay: bare({ isNewFile: false }) }], START + 2000);
    session.calls([{ ...call, id: 'b', resultDisplay: bare({ isNewFile: true }) }], START + 3000);
    session.calls([{ ...call, id: 'c', result: silent, resultDisplay: bare({ isNewFile: undefined }) }], START + 4000);
    const trace = home.trace();
    expect(changesOf(trace).map((event) => [event.op, home.body(event).before])).toEqual([
      ['modify', ''],
      ['create', null],
      ['modify', undefined],
    ]);
  });

  test('bytes that were no UTF-8 before are not told as what the file held', () => {
    started().changes({ ...EDIT, before: 'x = \ufffd\n' });
    expect(onlyBody()).toEqual({ tellings: [{ kind: 'content', text: EDIT.after }] });
  });

  test('gemini-cli reader 4: before 0.25 only arguments are recorded: a fragment, or a whole file', () => {
    const session = started();
    session.withheld(EDIT);
    const { resultDisplay: _, ...call } = session.edit({ ...EDIT, by: 'content', at: START + 3000 });
    session.calls([call], START + 3000);
    const [replaced, written] = changesOf(home.trace()).map((event) => home.body(event));
    expect(replaced).toEqual({
      tellings: [
        { kind: 'replacements', steps: [{ old: 'x = 1\n', text: 'x = 2\n', all: false, takesLineEnd: false }] },
      ],
    });
    expect(written).toEqual({ tellings: [{ kind: 'content', text: EDIT.after }] });
  });

  test.each([
    ['allow_multiple', { allow_multiple: true }, undefined],
    ['older: expected_replacements', { expected_replacements: 2 }, undefined],
    ['the result counts', {}, 'Successfully modified file: /home/dev/demo/a.py (3 replacements).'],
  ])('several replacements: %s', (_name, more, output) => {
    const session = started();
    const { resultDisplay: _, ...call } = session.edit(EDIT);
    const result = answer(call, output === undefined ? { output: 'ok' } : { output });
    session.calls([{ ...call, result, args: { ...(call.args as Json), ...more } }], START + 2000);
    expect(onlyBody().tellings).toEqual([
      { kind: 'replacements', steps: [{ old: 'x = 1\n', text: 'x = 2\n', all: true, takesLineEnd: false }] },
    ]);
  });

  test('a person changes what is to be written: the whole proposal is told', () => {
    started().amended({ ...EDIT, proposed: 'x = 3\n' });
    expect(onlyBody()).toEqual({
      tellings: [{ kind: 'content', text: EDIT.after }],
      before: EDIT.before,
      amended: { proposed: 'x = 3\n' },
    });
  });

  test('a person changes a replacement: where the proposal would have stood is not told', () => {
    const session = started();
    const call = session.edit(EDIT);
    const args = {
      ...(call.args as Json),
      old_string: EDIT.before,
      new_string: EDIT.after,
      modified_by_user: true,
      ai_proposed_content: 'x = 3',
    };
    const { resultDisplay: _, ...older } = call;
    session.calls([{ ...call, args }], START + 2000);
    session.calls([{ ...older, id: 'older', args }], START + 3000);
    const told = {
      tellings: [{ kind: 'content', text: EDIT.after }],
      before: EDIT.before,
      amended: { proposed: null },
    };
    expect(changesOf(home.trace()).map((event) => home.body(event))).toEqual([told, told]);
  });

  test('counted lines of a person without their text: nobody knows whose a line is', () => {
    const session = started();
    const call = session.edit(EDIT);
    const shown = call.resultDisplay as Json;
    const diffStat = { ...(shown.diffStat as Json), user_added_lines: 1 };
    session.calls([{ ...call, resultDisplay: { ...shown, diffStat } }], START + 2000);
    expect(onlyBody().amended).toEqual({ proposed: null });
  });
});

describe('what became of a call', () => {
  test('gemini-cli reader 3: only what succeeded is applied: a declined call holds the same texts', () => {
    const session = started();
    session.changes(EDIT);
    session.rejected({ ...EDIT, at: START + 3000 });
    session.failed({ ...EDIT, at: START + 4000 });
    session.aborted({ ...EDIT, at: START + 5000 });
    const stopped = session.edit({ ...EDIT, at: START + 6000 });
    const error = '[Operation Cancelled] User cancelled tool execution.';
    session.calls([{ ...stopped, status: 'cancelled', result: answer(stopped, { error }) }], START + 6000);
    expect(changesOf(home.trace()).map(({ outcome }) => outcome)).toEqual([
      'applied',
      'rejected',
      'failed',
      'unknown',
      'aborted',
    ]);
  });

  test('no status at all tells nothing', () => {
    const session = started();
    const { status: _, resultDisplay: __, result: ___, ...call } = session.edit(EDIT);
    session.calls([call], START + 2000);
    expect(changesOf(home.trace()).map(({ outcome }) => outcome)).toEqual(['unknown']);
  });

  test('gemini-cli reader 6: time is the call’s own, the model the message’s; none is guessed', () => {
    const session = started();
    session.changes(EDIT);
    session.model('auto-gemini-3');
    session.changes({ ...EDIT, at: START + 3000 });
    expect(changesOf(home.trace()).map(({ time, model }) => [time, model])).toEqual([
      ['2026-06-02T09:00:02.000Z', 'gemini-3-pro'],
      ['2026-06-02T09:00:03.000Z', null],
    ]);
  });
});

describe('messages are written again and again (formats/gemini-cli.md, 4)', () => {
  test('gemini-cli reader 2: a call counts once, at the record that first says how it ended', () => {
    const session = started();
    const call: Json = { ...session.edit(EDIT), timestamp: '2026-06-02T09:00:02.000Z' };
    const message = { type: 'gemini', content: '', model: 'gemini-3-pro' };
    const id = session.message({ ...message, toolCalls: [{ ...call, status: 'awaiting_approval' }] }, START + 2000);
    const before = changesOf(home.trace());
    expect(before.map(({ outcome }) => outcome)).toEqual(['unknown']);
    session.message({ ...message, toolCalls: [call] }, START + 2000, id);
    const done = changesOf(home.trace());
    expect(done.map(({ outcome, trace: { line } }) => [outcome, line])).toEqual([['applied', session.lines.length]]);
    session.message({ ...message, toolCalls: [call], tokens: { total: 9 } }, START + 2000, id);
    session.says('more', START + 9000);
    expect(changesOf(home.trace())).toEqual(
      done.map((event) => ({ ...event, trace: expect.anything(), body: expect.anything() })),
    );
    expect(changesOf(home.trace()).map(({ seq }) => seq)).toEqual(done.map(({ seq }) => seq));
  });

  test('calls of one message have places of their own, finished or not', () => {
    const session = started();
    const open = { ...session.edit({ ...EDIT, call: 'open' }), status: 'executing', resultDisplay: undefined };
    session.calls([open, session.edit({ ...EDIT, call: 'done' })], START + 2000);
    const events = changesOf(home.trace());
    expect(new Set(events.map(({ seq }) => seq)).size).toBe(2);
    expect(events.map(({ callId }) => callId).sort()).toEqual(['done', 'open']);
  });

  test('gemini-cli reader 2: a list that replaces all messages takes no call away, and its summary is no turn', () => {
    const session = started();
    session.changes(EDIT);
    const summary = {
      id: 'summary',
      timestamp: '2026-06-02T09:00:05.000Z',
      type: 'user',
      content: [{ text: 'So far: x' }],
    };
    session.record({ $set: { messages: [summary] } });
    session.says('go on', START + 6000);
    session.changes({ ...EDIT, path: `${CWD}/b.py`, at: START + 7000 });
    const trace = home.trace();
    expect(eventLines(trace)).toEqual([`1 modify ${PATH} applied`, `2 modify ${CWD}/b.py applied`]);
    expect(trace.turns.map(({ index, prompt }) => [index, prompt])).toEqual([
      [1, 'bump x'],
      [2, 'go on'],
    ]);
  });

  test('a call that only such a list holds is told; masked outputs change nothing', () => {
    const session = started();
    session.changes(EDIT);
    const kept = {
      ...session.edit({ ...EDIT, call: 'kept', path: `${CWD}/c.py` }),
      timestamp: '2026-06-02T09:00:04.000Z',
    };
    const message = {
      id: 'old',
      timestamp: '2026-06-02T09:00:04.000Z',
      type: 'gemini',
      content: '',
      toolCalls: [kept],
    };
    session.record({ $set: { messages: [message] } });
    const changes = changesOf(home.trace());
    expect(changes.map(({ path, callId }) => [path, callId])).toEqual([
      [PATH, expect.any(String)],
      [`${CWD}/c.py`, 'kept'],
    ]);
    expect(changes.map((event) => home.body(event).before)).toEqual([EDIT.before, EDIT.before]);
  });

  test('gemini-cli reader 2: a rewind keeps the calls, and counts the turns that it drops', () => {
    const session = started();
    session.changes(EDIT);
    session.says('and y', START + 3000);
    session.changes({ ...EDIT, at: START + 4000, call: 'second' });
    session.rewinds(2);
    session.says('again', START + 6000);
    session.rewinds(1);
    const trace = home.trace();
    expect(eventLines(trace)).toEqual([
      `1 modify ${PATH} applied`,
      `2 modify ${PATH} applied`,
      '2 rewind 2 unknown',
      '3 rewind 1 unknown',
    ]);
    expect(trace.turns.map(({ index }) => index)).toEqual([1, 2, 3]);
  });

  test('a rewind to a message that is not known drops all', () => {
    const session = started();
    session.says('two', START + 3000);
    session.record({ $rewindTo: 'nothing' });
    expect(eventLines(home.trace())).toEqual(['2 rewind 2 unknown']);
  });

  test('answers of tools and notes of the program are no turns', () => {
    const session = started();
    session.reads(PATH, 'x\n', START + 2000);
    session.message({ type: 'info', content: 'Update available' }, START + 3000);
    session.message({ type: 'user', content: [{ text: '<hook_context>note</hook_context>' }] }, START + 4000);
    session.message({ type: 'user', content: 'plain text', displayContent: 'as it was typed' }, START + 5000);
    expect(home.trace().turns.map(({ prompt }) => prompt)).toEqual(['bump x', 'as it was typed']);
  });
});

describe('reads and commands', () => {
  test('a read of a whole file tells its content; one of a part, or one that was cut, does not', () => {
    const session = started();
    session.reads(PATH, 'x\ny', START + 2000);
    const read = (id: string, args: Json, output: string) => {
      const call = { id, name: 'read_file', args: { file_path: 'a.py', ...args }, status: 'success' };
      session.calls([{ ...call, result: answer(call, { output }) }], START + 3000);
    };
    read('part', { start_line: 2, end_line: 3 }, 'y');
    read('older', { offset: 4, limit: 2 }, 'y');
    read('cut', {}, '\nIMPORTANT: The file content has been truncated.\nStatus: …');
    read('long', {}, 'abc... [truncated]\n');
    read('more', {}, 'x\n\n\n--- Newly Discovered Project Context ---\nZ');
    const { events } = home.trace();
    const reads = events.flatMap((event) => (event.kind === 'read' ? [event] : []));
    expect(reads.map(({ lines, whole }) => [lines, whole])).toEqual([
      [null, true],
      [{ first: 2, last: 3 }, false],
      [{ first: 5, last: 6 }, false],
      [null, false],
      [null, false],
      [null, false],
    ]);
    expect(reads[0] && home.adapter.loadRead(reads[0])).toBe('x\ny');
  });

  test('commands run in the project, or where they say; those that only read are not told', () => {
    const session = started();
    session.runs("printf 'q\\n' > q.txt", 0, START + 2000);
    session.runs('cat q.txt', 0, START + 3000);
    session.runs('make', 2, START + 4000, { dir_path: 'sub' });
    const trace = home.trace();
    const commands = trace.events.flatMap((event) => (event.kind === 'command' ? [event] : []));
    expect(commands.map(({ text, cwd, exitCode, outcome }) => [text, cwd, exitCode, outcome])).toEqual([
      ["printf 'q\\n' > q.txt", CWD, 0, 'applied'],
      ['make', `${CWD}/sub`, 2, 'failed'],
    ]);
    expect(commands[0] && home.adapter.loadCommandText(commands[0])?.writes).toEqual([
      expect.objectContaining({ path: `${CWD}/q.txt` }),
    ]);
  });

  test('in the background, and in older words', () => {
    const session = started();
    const run = (id: string, args: Json, output: string) => {
      const call = { id, name: 'run_shell_command', args: { command: 'make', ...args }, status: 'success' };
      session.calls([{ ...call, result: answer(call, { output }) }], START + 2000);
    };
    const older = (code: string) =>
      `Command: make\nDirectory: (root)\nOutput: Exit Code: 7\nError: (none)\nExit Code: ${code}\nSignal: 0\nBackground PIDs: (none)\nProcess Group PGID: 12`;
    run('a', {}, older('0'));
    run('b', {}, older('1'));
    run('c', {}, older('(none)'));
    run('d', { is_background: true }, 'Command is running in background. PID: 7.');
    run(
      'e',
      {},
      'Command was cancelled by user before it could complete. There was no output before it was cancelled.',
    );
    const { events } = home.trace();
    expect(events.flatMap((event) => (event.kind === 'command' ? [[event.exitCode, event.outcome]] : []))).toEqual([
      [0, 'applied'],
      [1, 'failed'],
      [null, 'applied'],
      [null, 'applied'],
      [null, 'aborted'],
    ]);
  });
});
