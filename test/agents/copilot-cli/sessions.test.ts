import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { copilotCliAdapter } from '../../../src/agents/copilot-cli/adapter.js';
import type { CommandEvent, ReadEvent } from '../../../src/model/agent-event.js';
import type { TraceSource } from '../../../src/model/session.js';
import { TempDir } from '../../support/temp-dir.js';
import { AT, logInTurn, read, sourceOf } from './log-reading.js';
import { EventLog, type Told } from './scribe.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const OK: Told = { success: true, result: { content: 'done' } };

describe('homes', () => {
  const homes = (variables: Record<string, string>, given: string[] = []) =>
    copilotCliAdapter().homes({ home: '/home/ada', variables, platform: 'linux' }, { homes: given });

  test('COPILOT_HOME alone counts where it is set; else the person’s own, and that of XDG_STATE_HOME; what is named wins', () => {
    expect(homes({})).toEqual(['/home/ada/.copilot']);
    expect(homes({ XDG_STATE_HOME: '/state' })).toEqual(['/home/ada/.copilot', '/state/.copilot']);
    expect(homes({ COPILOT_HOME: '/c', XDG_STATE_HOME: '/state' })).toEqual(['/c']);
    expect(homes({ COPILOT_HOME: '/c' }, ['/a', '/b', '/a'])).toEqual(['/a', '/b']);
  });
});

test('logs of both forms are found, each session once; what else lies there is passed by', () => {
  for (const path of [
    'session-state/b/events.jsonl',
    'session-state/b/workspace.yaml',
    'session-state/b/files/notes.jsonl',
    'session-state/b/other.jsonl',
    'session-state/a.jsonl',
    'session-state/b.jsonl',
    'history-session-state/c.jsonl',
    'logs/d.jsonl',
  ]) {
    dir.write(path, 'x');
  }
  const { sources, stamps, warnings } = copilotCliAdapter().discover([dir.path]);
  expect(sources.map(({ agent, path, kind, size }) => [agent, path, kind, size])).toEqual([
    ['copilot-cli', 'session-state/a.jsonl', 'jsonl', 1],
    ['copilot-cli', 'session-state/b/events.jsonl', 'jsonl', 2],
  ]);
  expect(sources.map((source) => [stamps.get(source)?.size, source.companions])).toEqual([
    [1, undefined],
    [2, ['session-state/b/workspace.yaml']],
  ]);
  expect(warnings).toEqual([]);
});

test('the session, where it worked, and the repository that it saw', () => {
  const log = new EventLog({ id: 'any', cwd: '/nowhere', at: AT, model: 'm' });
  const context = {
    cwd: '/w/demo/sub',
    gitRoot: '/w/demo',
    branch: 'main',
    headCommit: 'a'.repeat(40),
    repository: 'ada/demo',
    repositoryHost: 'github.com',
  };
  log.records.splice(0);
  log.event(AT, 'session.start', {
    sessionId: 's9',
    copilotVersion: '1.0.64',
    startTime: new Date(AT - 500).toISOString(),
    selectedModel: 'gpt-demo',
    context,
  });
  log.says('Hello\nthere', AT + 1000);
  log.event(AT + 2000, 'session.context_changed', { ...context, cwd: '/w/other' });
  log.call(AT + 3000, 'edit', { path: 'a.py', old_str: 'x', new_str: 'y' }, OK);
  const source = sourceOf(dir, log.text());
  const { probe, summary, events } = copilotCliAdapter().scan(source, null);
  expect(probe).toMatchObject({
    session: { id: 's9', agentVersion: '1.0.64', startedAt: '2026-05-12T07:59:59.500Z', cwd: '/w/demo/sub' },
    cwds: ['/w/demo/sub', '/w/other'],
    git: { commit: 'a'.repeat(40), branch: 'main', remote: 'https://github.com/ada/demo' },
    firstTime: '2026-05-12T08:00:00.000Z',
    lastTime: '2026-05-12T08:00:03.200Z',
  });
  expect(summary).toMatchObject({ title: 'Hello there', turns: 1, model: 'm' });
  expect(events).toMatchObject([{ path: '/w/other/a.py' }]);
  expect(copilotCliAdapter().probe(source)).toEqual(probe);
});

test('a probe parses what may name another directory, and nothing else', () => {
  const log = logInTurn();
  for (let n = 0; n < 50; n++) log.reads('/w/demo/a.py', 'x = 1\n', AT + 2000 + n);
  log.event(AT + 3000, 'session.context_changed', { cwd: '/w/demo/sub' });
  for (let n = 0; n < 50; n++) log.reads('/w/demo/a.py', 'x = 1\n', AT + 4000 + n);
  const source = sourceOf(dir, log.text());
  const parse = jest.spyOn(JSON, 'parse');
  try {
    const probe = copilotCliAdapter().probe(source);
    expect(parse.mock.calls.length).toBeLessThan(5);
    expect(probe).toEqual(copilotCliAdapter().scan(source, null).probe);
    expect(probe.cwds).toEqual(['/w/demo', '/w/demo/sub']);
  } finally {
    parse.mockRestore();
  }
});

test('a log that does not tell its directory (2025): workspace.yaml does, else the paths of its edits', () => {
  const log = logInTurn();
  log.records[0] = { ...log.records[0], data: { sessionId: 's1', copilotVersion: '0.0.354' } } as never;
  log.call(AT + 2000, 'create', { path: '/w/demo/src/a.py', file_text: 'x' }, OK);
  log.call(AT + 3000, 'edit', { path: 'b.py', old_str: 'x', new_str: 'y' }, OK);
  const told = () => {
    const [source] = copilotCliAdapter().discover([dir.path]).sources;
    const { probe, events } = copilotCliAdapter().scan(source as TraceSource, null);
    return [probe.cwds, events.map((event) => (event.kind === 'file_change' ? event.path : null))];
  };
  dir.write('session-state/s1/events.jsonl', log.text());
  expect(told()).toEqual([['/w/demo/src'], ['/w/demo/src/a.py', 'b.py']]);
  for (const cwd of ['/w/it', "'/w/it'", '"/w/it"']) {
    dir.write('session-state/s1/workspace.yaml', `id: s1\ncwd: ${cwd}\ngit_root: /w\n`);
    expect(told()).toEqual([['/w/it'], ['/w/demo/src/a.py', '/w/it/b.py']]);
  }
});

describe('reads', () => {
  const reads = (log: EventLog): ReadEvent[] =>
    read(dir, log).events.filter((event): event is ReadEvent => event.kind === 'read');

  test.each<[string, string]>([
    ['a file', 'one\n\n  two\n'],
    ['a file without a last line end', 'one\ntwo'],
    ['a file with CRLF', 'one\r\ntwo\r\n'],
  ])('%s that was viewed whole is told to the letter', (_name, content) => {
    const log = logInTurn();
    log.reads('/w/demo/a.py', content, AT + 2000);
    const [event, ...more] = reads(log);
    expect(event).toMatchObject({ path: '/w/demo/a.py', whole: true, lines: null, outcome: 'applied' });
    expect(event === undefined ? '' : copilotCliAdapter().loadRead(event)).toBe(content);
    expect(more).toEqual([]);
  });

  const detail = (body: string, range = '@@ -1,2 +1,2 @@', head = 'index 0..0 100644\n--- a/x\n+++ b/x'): string =>
    `\ndiff --git a/x b/x\n${head}\n${range}\n${body}`;

  test.each<[string, object, object]>([
    ['a part of a file', { view_range: [2, 3] }, { content: '2. b\n3. c', detailedContent: detail(' b\n c\n') }],
    [
      'a directory',
      {},
      {
        content: 'a\nb',
        detailedContent: detail(
          ' a\n b\n',
          '@@ -1,0 +1,2 @@',
          'create file mode 100644\nindex 0..0\n--- a/dev/null\n+++ b/x',
        ),
      },
    ],
    ['a file that was cut for the model', {}, { content: '1. a\n…', detailedContent: detail(' a\n b\n') }],
    ['a diff with fewer lines than it says', {}, { content: detail(' a\n'), detailedContent: detail(' a\n') }],
    [
      'a diff with more lines than it says',
      {},
      { content: detail(' a\n b\n c\n'), detailedContent: detail(' a\n b\n c\n') },
    ],
    ['a diff that changes something', {}, { content: detail(' a\n+b\n'), detailedContent: detail(' a\n+b\n') }],
    ['no diff at all', {}, { content: '1. a' }],
  ])('%s is no whole content', (_name, args, result) => {
    const log = logInTurn();
    log.call(AT + 2000, 'view', { path: 'x', ...args }, { success: true, result });
    expect(reads(log).map(({ whole }) => whole)).toEqual([false]);
  });

  test('the lines of a part; to the end is not told as lines', () => {
    const log = logInTurn();
    log.call(AT + 2000, 'view', { path: 'x', view_range: [2, 30] }, OK);
    log.call(AT + 3000, 'view', { path: 'x', view_range: [2, -1] }, OK);
    expect(reads(log).map(({ lines }) => lines)).toEqual([{ first: 2, last: 30 }, null]);
  });
});

describe('commands', () => {
  const commands = (log: EventLog): CommandEvent[] =>
    read(dir, log).events.filter((event): event is CommandEvent => event.kind === 'command');

  test('what they can write, and how they ended; those that only read are not told', () => {
    const log = logInTurn();
    log.runs('cat a.py', 0, AT + 2000);
    log.runs("printf 'x\\n' > a.py", 0, AT + 3000);
    log.runs('make all', 2, AT + 4000);
    const found = commands(log);
    expect(found.map(({ text, cwd, writes, outcome, exitCode }) => [text, cwd, writes, outcome, exitCode])).toEqual([
      ["printf 'x\\n' > a.py", '/w/demo', 'named', 'applied', 0],
      ['make all', '/w/demo', 'any', 'failed', 2],
    ]);
    expect(found[0]?.targets).toEqual([{ path: '/w/demo/a.py', op: 'write' }]);
    expect(found.map((event) => copilotCliAdapter().loadCommandText(event)?.command)).toEqual([
      "printf 'x\\n' > a.py",
      'make all',
    ]);
    expect(copilotCliAdapter().loadCommandText(found[0] as CommandEvent)?.writes).toHaveLength(1);
  });

  test('one that still runs has not ended; the newest releases tell the exit code apart', () => {
    const log = logInTurn();
    const running = '<command with shellId: 2 is still running after 30 seconds. Use read_bash to wait.>';
    log.call(AT + 2000, 'bash', { command: 'make' }, { success: true, result: { content: running } });
    log.call(AT + 3000, 'bash', { command: 'make' }, { success: true, shellExecution: { exitCode: 3 } });
    expect(commands(log).map(({ outcome, exitCode }) => [outcome, exitCode])).toEqual([
      ['unknown', null],
      ['failed', 3],
    ]);
  });

  test('a shell of its own name goes on where a command left it: where, nobody knows', () => {
    const log = logInTurn();
    for (const command of ['cd sub && make', 'make', 'touch b'])
      log.call(AT + 2000, 'bash', { command, sessionId: command === 'touch b' ? 'two' : 'one' }, OK);
    expect(commands(log).map(({ cwd }) => cwd)).toEqual(['/w/demo', null, '/w/demo']);
  });

  test('what is typed into a running program may do anything; PowerShell is none of POSIX', () => {
    const log = logInTurn();
    log.call(AT + 2000, 'write_bash', { shellId: '1', input: 'y' }, OK);
    log.call(AT + 3000, 'powershell', { command: 'Get-Content a.py' }, OK);
    log.call(AT + 4000, 'powershell', { command: 'Set-Content a.py x' }, OK);
    expect(commands(log).map(({ tool, text, writes }) => [tool, text, writes])).toEqual([
      ['write_bash', 'y', 'any'],
      ['powershell', 'Set-Content a.py x', 'any'],
    ]);
  });

  test('what the person ran is none of the agent’s', () => {
    const log = logInTurn();
    log.event(AT, 'tool.execution_start', { toolCallId: 'p1', toolName: 'bash', arguments: { command: 'make' } });
    log.event(AT, 'tool.execution_complete', { toolCallId: 'p1', ...OK, isUserRequested: true });
    log.event(AT, 'tool.user_requested', { toolCallId: 'p2', toolName: 'bash', arguments: { command: 'make' } });
    log.event(AT, 'tool.execution_start', { toolCallId: 'p2', toolName: 'bash', arguments: { command: 'make' } });
    log.event(AT, 'tool.execution_complete', { toolCallId: 'p2', ...OK });
    expect(commands(log)).toEqual([]);
  });
});

describe('rewinds', () => {
  const rewinds = (log: EventLog) =>
    read(dir, log).events.flatMap((event) => (event.kind === 'rewind' ? [[event.files, event.turns]] : []));

  test('where the events are still in the log their turns were taken back', () => {
    const log = logInTurn();
    log.says('two', AT + 2000);
    const third = log.event(AT + 3000, 'user.message', { content: 'three' });
    log.event(AT + 4000, 'session.snapshot_rewind', { upToEventId: third, eventsRemoved: 1 });
    expect(rewinds(log)).toEqual([['unknown', 1]]);
  });

  test('where they are gone, no turn that is left was', () => {
    const log = logInTurn();
    log.says('two', AT + 2000);
    log.rewinds(1, AT + 3000);
    expect(rewinds(log)).toEqual([['unknown', 0]]);
    expect(read(dir, log).turns.map(({ prompt }) => prompt)).toEqual(['Do it']);
  });
});
