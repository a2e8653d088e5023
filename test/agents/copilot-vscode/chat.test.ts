import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copilotVscodeAdapter } from '../../../src/agents/copilot-vscode/adapter.js';
import type { CommandEvent, ReadEvent } from '../../../src/model/agent-event.js';
import { TempDir } from '../../support/temp-dir.js';
import { type ChatSession, uriOf } from './scribe.js';
import { AT, bodies, changesOf, chatSession, read, told } from './session-lab.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const A = '/w/demo/a.py';

/** A session of which only the chat is left. */
function chatOnly(): ChatSession {
  const session = chatSession();
  session.stores = 'chat';
  return session;
}

/** A call whose answer names the files that it changed. */
function edited(session: ChatSession, name: string, args: object, ...paths: string[]): void {
  session.call(name, args);
  for (const path of paths)
    session.request.response.push({ kind: 'textEditGroup', uri: uriOf(path), edits: [[]], done: true });
}

describe('calls that change files', () => {
  test('what each asked for; a sketch is never a content', () => {
    const session = chatOnly();
    edited(session, 'create_file', { filePath: A, content: 'one\n' }, A);
    edited(session, 'replace_string_in_file', { filePath: A, oldString: 'one', newString: '$1' }, A);
    const replacements = [
      { filePath: A, oldString: 'a', newString: 'b' },
      { filePath: '/w/demo/b.py', oldString: 'c', newString: '' },
    ];
    edited(session, 'multi_replace_string_in_file', { explanation: 'x', replacements }, A, '/w/demo/b.py');
    edited(session, 'insert_edit_into_file', { filePath: A, code: '// ...existing code...' }, A);
    edited(session, 'edit_notebook_file', { filePath: '/w/demo/n.ipynb', newCode: 'x' }, '/w/demo/n.ipynb');
    const trace = read(dir, session);
    expect(
      changesOf(trace).map(({ op, path, tool, place, outcome }) => `${op} ${path} ${tool} ${place} ${outcome}`),
    ).toEqual([
      `create ${A} create_file 0 applied`,
      `modify ${A} replace_string_in_file 0 applied`,
      `modify ${A} multi_replace_string_in_file 0 applied`,
      'modify /w/demo/b.py multi_replace_string_in_file 1 applied',
      `modify ${A} insert_edit_into_file 0 applied`,
      'modify /w/demo/n.ipynb edit_notebook_file 0 applied',
    ]);
    const steps = (old: string, text: string) => [
      { kind: 'replacements', steps: [{ old, text, all: false, takesLineEnd: false }] },
    ];
    expect(bodies(trace).map(({ tellings }) => tellings)).toEqual([
      [{ kind: 'content', text: 'one\n' }],
      steps('one', '$1'),
      steps('a', 'b'),
      steps('c', ''),
      [],
      [],
    ]);
  });

  test('a patch, with what it adds, moves and deletes', () => {
    const input = [
      '*** Begin Patch',
      `*** Add File: ${A}`,
      '+x',
      '*** Update File: /w/demo/b.py',
      '*** Move to: /w/demo/c.py',
      '@@',
      '-x',
      '+y',
      '*** Delete File: /w/demo/d.py',
      '*** End Patch',
    ].join('\n');
    const session = chatOnly();
    edited(session, 'apply_patch', { input, explanation: 'x' }, A, '/w/demo/c.py');
    const gone = { oldResource: uriOf('/w/demo/d.py') };
    session.request.response.push({ kind: 'workspaceEdit', edits: [gone] });
    expect(told(read(dir, session))).toEqual([
      `1 create ${A} applied gpt-demo apply_patch`,
      '1 rename /w/demo/b.py → /w/demo/c.py applied gpt-demo apply_patch',
      '1 delete /w/demo/d.py applied gpt-demo apply_patch',
    ]);
  });

  test('a text that was too long to be kept is none', () => {
    const cut = '[JustRide: value truncated for persistence; original 2000000 chars]';
    const session = chatOnly();
    edited(session, 'create_file', { filePath: A, content: cut }, A);
    edited(session, 'replace_string_in_file', { filePath: A, oldString: 'x', newString: cut }, A);
    expect(bodies(read(dir, session))).toEqual([{ tellings: [] }, { tellings: [] }]);
  });

  test('ids are joined with and without their ending', () => {
    const session = chatOnly();
    edited(session, 'create_file', { filePath: A, content: 'x' }, A);
    const [call] = session.request.result.metadata.toolCallRounds[0]?.toolCalls ?? [];
    Object.assign(call ?? {}, { id: 'call_s1_1' });
    session.request.result.metadata.toolCallResults = { call_s1_1: {} };
    expect(changesOf(read(dir, session)).map(({ callId, outcome }) => [callId, outcome])).toEqual([
      ['call_s1_1', 'applied'],
    ]);
  });
});

describe('what became of them', () => {
  const outcomes = (session: ChatSession) => changesOf(read(dir, session)).map(({ outcome }) => outcome);
  const args = { filePath: A, oldString: 'x', newString: 'y' };

  test('copilot reader 4: done where the message was answered and the answer names the file; else not known', () => {
    const session = chatOnly();
    session.call('replace_string_in_file', args);
    expect(outcomes(session)).toEqual(['unknown']);
    session.request.response.push({ kind: 'textEditGroup', uri: uriOf(A), edits: [], done: true });
    expect(outcomes(session)).toEqual(['applied']);
    for (const [value, outcome] of [
      [0, 'unknown'],
      [2, 'unknown'],
      [3, 'unknown'],
      [1, 'applied'],
    ] as const) {
      session.request.modelState = { value };
      expect(outcomes(session)).toEqual([outcome]);
    }
  });

  test('before answers had a state: cancelled, failed, or answered', () => {
    const session = chatOnly();
    session.chatForm = 'document';
    edited(session, 'replace_string_in_file', args, A);
    const request = session.request as unknown as Record<string, unknown>;
    delete request.modelState;
    expect(outcomes(session)).toEqual(['applied']);
    request.isCanceled = true;
    expect(outcomes(session)).toEqual(['unknown']);
    request.isCanceled = false;
    request.result = { ...(request.result as object), errorDetails: { message: 'no' } };
    expect(outcomes(session)).toEqual(['unknown']);
  });

  test.each([[false], [{ type: 0 }], [{ type: 5 }]])('a call that was not allowed (%j)', (isConfirmed) => {
    const session = chatOnly();
    session.call('replace_string_in_file', args, undefined, { isConfirmed });
    expect(outcomes(session)).toEqual(['rejected']);
  });
});

describe('whose it is', () => {
  test('the model without its vendor; `auto` is none, and what it came to counts', () => {
    const models = (change: (session: ChatSession) => void) => {
      const session = chatOnly();
      edited(session, 'create_file', { filePath: A, content: 'x' }, A);
      change(session);
      return changesOf(read(dir, session)).map(({ model }) => model);
    };
    expect(models(() => {})).toEqual(['gpt-demo']);
    const auto = (session: ChatSession): void => {
      session.request.modelId = 'copilot/auto';
    };
    expect(models(auto)).toEqual([null]);
    expect(
      models((session) => {
        auto(session);
        Object.assign(session.request.result.metadata, { resolvedModel: 'gpt-5-mini' });
      }),
    ).toEqual(['gpt-5-mini']);
    expect(
      models((session) => {
        auto(session);
        session.request.response.push({ autoModeResolution: { resolved: { id: 'claude-demo' } } });
      }),
    ).toEqual(['claude-demo']);
  });

  test('other participants’ calls are not Copilot’s', () => {
    const session = chatOnly();
    edited(session, 'create_file', { filePath: A, content: 'x' }, A);
    session.request.agent.id = 'claude-code';
    const trace = read(dir, session);
    expect([trace.events, trace.turns.length]).toEqual([[], 1]);
  });

  test('log and document tell the same; of both the log counts', () => {
    const session = chatOnly();
    edited(session, 'create_file', { filePath: A, content: 'x' }, A);
    const log = told(read(dir, session));
    session.chatForm = 'document';
    session.write(dir.path);
    expect(told(read(dir, session))).toEqual(log);
    const other = new TempDir();
    try {
      expect(told(read(other, session))).toEqual(log);
    } finally {
      other.remove();
    }
  });
});

describe('reads and commands', () => {
  test('a file that was looked at: its lines, never its text', () => {
    const session = chatSession();
    session.call('read_file', { filePath: A, startLine: 3, endLine: 9 });
    session.call('read_file', { filePath: A });
    const reads = read(dir, session).events.filter((event): event is ReadEvent => event.kind === 'read');
    expect(reads.map(({ path, lines, whole, outcome }) => [path, lines, whole, outcome])).toEqual([
      [A, { first: 3, last: 9 }, false, 'applied'],
      [A, null, false, 'applied'],
    ]);
    expect(reads.map((event) => copilotVscodeAdapter().loadRead(event))).toEqual([null, null]);
  });

  test('commands as they ran; a terminal stays where a command left it', () => {
    const session = chatSession();
    session.runs('ls', 0, 0);
    const commandLine = { original: 'touch x', userEdited: 'touch y' };
    const toolSpecificData = { kind: 'terminal', commandLine, cwd: uriOf('/w/demo/sub') };
    session.call('run_in_terminal', { command: 'touch x' }, undefined, { toolSpecificData });
    session.runs('cd sub && make', 2, 0);
    session.runs('make', 0, 0);
    session.changes({ path: A, before: 'x\n', after: 'y\n', at: AT });
    const { events } = read(dir, session);
    expect(events.map(({ kind }) => kind)).toEqual(['command', 'command', 'command', 'file_change']);
    const commands = events.filter((event): event is CommandEvent => event.kind === 'command');
    expect(commands.map(({ text, cwd, outcome, exitCode }) => [text, cwd, outcome, exitCode])).toEqual([
      ['touch y', '/w/demo/sub', 'applied', null],
      ['cd sub && make', '/w/demo', 'failed', 2],
      ['make', null, 'applied', 0],
    ]);
    expect(copilotVscodeAdapter().loadCommandText(commands[0] as CommandEvent)?.command).toBe('touch y');
  });
});
