import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { claudeCodeAdapter } from '../../../src/agents/claude-code/adapter.js';
import { TempDir } from '../../support/temp-dir.js';
import {
  changesOf,
  clock,
  counts,
  eventsOf,
  FILE,
  historyOf,
  inTurn,
  read,
  SESSION,
  sec,
  sourceOf,
  told,
} from './reading.js';
import { Transcript } from './transcript.js';

const FORK = '5e0c7d1a-0000-4000-8000-000000000002';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const CHANGE = { path: FILE, before: 'x = 1\n', after: 'x = 2\n', at: sec(1) };

function turns({ turns: all }: SessionTrace): string[] {
  return all.map(({ session, index, prompt }) => `${session.id}/${index} ${prompt}`);
}

describe('homes', () => {
  const env = (variables: Record<string, string>) => ({ home: '/home/ada', variables, platform: 'linux' });
  const homes = (variables: Record<string, string>, given: string[] = []) =>
    claudeCodeAdapter().homes(env(variables), { homes: given });

  test('the usual folder, and the system’s for settings', () => {
    expect(homes({})).toEqual(['/home/ada/.claude', '/home/ada/.config/claude']);
    expect(homes({ XDG_CONFIG_HOME: '/cfg' })).toEqual(['/home/ada/.claude', '/cfg/claude']);
  });

  test('the agent’s variable alone; and what the person names before all', () => {
    expect(homes({ CLAUDE_CONFIG_DIR: '/srv/claude', XDG_CONFIG_HOME: '/cfg' })).toEqual(['/srv/claude']);
    expect(homes({ CLAUDE_CONFIG_DIR: '' })).toEqual(['/home/ada/.claude', '/home/ada/.config/claude']);
    expect(homes({ CLAUDE_CONFIG_DIR: '/srv/claude' }, ['/a', '/a/', '/b'])).toEqual(['/a', '/b']);
  });
});

test('transcripts of sessions and of sub-agents, old and new; nothing else', () => {
  const home = new TempDir();
  const found = [
    `projects/-w-demo/${SESSION}/subagents/agent-a1b2c3d.jsonl`,
    `projects/-w-demo/${SESSION}/subagents/workflows/w1/agent-a9.jsonl`,
    `projects/-w-demo/${SESSION}.jsonl`,
    'projects/-w-demo/agent-ad47cca.jsonl',
  ];
  const other = [
    'history.jsonl',
    `projects/-w-demo/${SESSION}/subagents/agent-acompact-1.jsonl`,
    `projects/-w-demo/${SESSION}/subagents/agent-a1b2c3d.meta.json`,
    `projects/-w-demo/${SESSION}/subagents/workflows/w1/journal.jsonl`,
    `projects/-w-demo/${SESSION}/tool-results/x.jsonl`,
    'projects/-w-demo/memory/x.jsonl',
    'todos/x.jsonl',
  ];
  for (const path of [...found, ...other]) home.write(path, '{}\n');
  const { sources, stamps, warnings } = claudeCodeAdapter().discover([home.path, `${home.path}/`]);
  expect(sources.map(({ agent, path, kind, size }) => [agent, path, kind, size])).toEqual(
    found.map((path) => ['claude-code', path, 'jsonl', 3]),
  );
  expect([stamps.size, warnings]).toEqual([4, []]);
  home.remove();
});

describe('a session', () => {
  test('its id, release, branch and directories', () => {
    const transcript = inTurn();
    transcript.cwd = '/w/demo/sub';
    transcript.says('More', sec(60));
    const source = sourceOf(dir, transcript.text(), transcript.path);
    const { session } = claudeCodeAdapter().read(source);
    expect(session).toEqual({
      agent: 'claude-code',
      id: SESSION,
      parentId: null,
      forkedFrom: null,
      agentVersion: '2.1.39',
      provider: null,
      startedAt: clock(0),
      startedNear: null,
      cwd: '/w/demo',
      git: { commit: null, branch: 'main', remote: null },
    });
    expect(claudeCodeAdapter().probe(source)).toEqual({
      source,
      session,
      cwds: ['/w/demo', '/w/demo/sub'],
      snapshots: [],
      git: session.git,
      firstTime: clock(0),
      lastTime: clock(60),
    });
  });

  test('no branch, and a head that is on none', () => {
    const transcript = inTurn();
    transcript.lines[0] = { ...transcript.lines[0], gitBranch: '' };
    transcript.more = { gitBranch: 'HEAD' };
    transcript.says('More', sec(1));
    expect(read(dir, transcript).session.git).toBeNull();
  });

  test('a file that was renamed is the session’s that its records name', () => {
    const transcript = inTurn();
    transcript.changes(CHANGE);
    const trace = claudeCodeAdapter().read(sourceOf(dir, transcript.text(), 'projects/-w-demo/export.jsonl'));
    expect(trace.session.id).toBe(SESSION);
    expect(changesOf(trace)[0]).toMatchObject({ inherited: false, time: '2026-02-11T09:00:01.500Z' });
  });

  test('a file with nothing but notes names no session', () => {
    const text =
      '{"type":"summary","summary":"Old","leafUuid":"x"}\n{"type":"file-history-snapshot","messageId":"m"}\n';
    const source = sourceOf(dir, text, `projects/-w-demo/${FORK}.jsonl`);
    expect(claudeCodeAdapter().probe(source).session).toBeNull();
    expect(claudeCodeAdapter().read(source)).toMatchObject({ turns: [], events: [], warnings: [] });
  });

  test('tokens of each message once, and the last model', () => {
    const transcript = inTurn();
    transcript.assistant({ type: 'text', text: 'a' }, sec(1));
    transcript.lines.push({ ...transcript.lines[1], uuid: 'again' });
    transcript.modelName = 'claude-other';
    transcript.assistant({ type: 'text', text: 'b' }, sec(2));
    const { summary } = claudeCodeAdapter().scan(sourceOf(dir, transcript.text(), transcript.path), null);
    expect(summary).toMatchObject({ tokens: 76, model: 'claude-other', turns: 1, lastTurn: 'open', title: 'Do it' });
  });

  test('its name: the person’s, else the model’s, else a summary of its own', () => {
    const title = (...lines: Record<string, unknown>[]) => {
      const transcript = inTurn();
      for (const line of lines) transcript.aside(line);
      return claudeCodeAdapter().scan(sourceOf(dir, transcript.text(), transcript.path), null).summary.title;
    };
    const own = { type: 'summary', summary: 'Sum', leafUuid: `${SESSION}-r1` };
    const other = { type: 'summary', summary: 'Of another session', leafUuid: 'x' };
    const made = { type: 'ai-title', aiTitle: 'Made', sessionId: SESSION };
    const given = { type: 'custom-title', customTitle: 'Given', sessionId: SESSION };
    expect(title(other)).toBe('Do it');
    expect(title(own, other)).toBe('Sum');
    expect(title(own, made)).toBe('Made');
    expect(title(given, made, own)).toBe('Given');
    expect(title(given, { ...given, customTitle: 'Newer' })).toBe('Newer');
  });
});

describe('turns', () => {
  test('what the client puts into the conversation is no message of the person', () => {
    const transcript = inTurn();
    for (const [content, more] of [
      ['Caveat: The messages below were generated by the user while running local commands.', {}],
      ['<local-command-caveat>Caveat</local-command-caveat>', { isMeta: true }],
      [
        '<command-name>/model</command-name>\n<command-message>model</command-message>\n<command-args></command-args>',
        {},
      ],
      ['<local-command-stdout>Set model to haiku</local-command-stdout>', {}],
      ['<bash-input>ls</bash-input>', {}],
      ['<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>', {}],
      ['<task-notification>done</task-notification>', {}],
      ['<teammate-message teammate_id="b">Ready</teammate-message>', {}],
      ['3 agents were stopped', { origin: { kind: 'task-notification' } }],
      [[{ type: 'text', text: '[Request interrupted by user]' }], {}],
      ['This session is being continued from a previous conversation', { isCompactSummary: true }],
      ['Seen only here', { isVisibleInTranscriptOnly: true }],
      ['', {}],
    ] as const) {
      transcript.user(content, sec(1), more);
    }
    transcript.assistant({ type: 'text', text: 'yes' }, sec(2));
    transcript.user(
      [
        { type: 'text', text: '<ide_opened_file>a.py</ide_opened_file>' },
        { type: 'text', text: 'And now\nthis' },
      ],
      sec(3),
    );
    transcript.user([{ type: 'image', source: {} }], sec(4));
    expect(turns(read(dir, transcript))).toEqual([`${SESSION}/1 Do it`, `${SESSION}/2 And now`, `${SESSION}/3 `]);
  });

  test('a command that was typed begins a turn where the model answers it', () => {
    const typed =
      '<command-message>review</command-message>\n<command-name>/review</command-name>\n<command-args>12</command-args>';
    const transcript = inTurn();
    transcript.user(typed, sec(1));
    transcript.user([{ type: 'text', text: 'Review pull request 12' }], sec(1), { isMeta: true });
    transcript.changes({ ...CHANGE, at: sec(2) });
    const trace = read(dir, transcript);
    expect(trace.turns[1]).toMatchObject({ index: 2, prompt: '/review 12', startedAt: clock(1), id: `${SESSION}-r2` });
    expect(told(trace)).toEqual([`2 modify ${FILE} applied claude-demo`]);
  });

  test('a message that was sent while the model ran', () => {
    const transcript = inTurn();
    const attachment = {
      type: 'queued_command',
      prompt: 'Also that',
      commandMode: 'prompt',
      origin: { kind: 'human' },
    };
    transcript.put('attachment', sec(1), { attachment });
    transcript.put('attachment', sec(1), { attachment: { ...attachment, commandMode: 'task-notification' } });
    transcript.put('attachment', sec(1), { attachment: { ...attachment, origin: { kind: 'coordinator' } } });
    expect(turns(read(dir, transcript))).toEqual([`${SESSION}/1 Do it`, `${SESSION}/2 Also that`]);
  });

  test('how the last one ended', () => {
    const lastTurn = (act: (transcript: Transcript) => void) => {
      const transcript = inTurn();
      act(transcript);
      return claudeCodeAdapter().scan(sourceOf(dir, transcript.text(), transcript.path), null).summary.lastTurn;
    };
    expect(lastTurn((t) => t.put('system', sec(1), { subtype: 'turn_duration', durationMs: 5 }))).toBe('completed');
    expect(lastTurn((t) => t.assistant({ type: 'text', text: 'ok' }, sec(1), { stop_reason: 'end_turn' }))).toBe(
      'completed',
    );
    expect(lastTurn((t) => t.aborted(CHANGE))).toBe('aborted');
    expect(
      lastTurn((t) => {
        t.put('assistant', sec(1), { isApiErrorMessage: true, message: { model: '<synthetic>', content: [] } });
        t.put('system', sec(2), { subtype: 'turn_duration' });
      }),
    ).toBe('failed');
  });
});

describe('turns that were taken back', () => {
  const rewinds = (trace: SessionTrace) =>
    eventsOf(trace, 'rewind').map(({ turn, turns, files, trace: { line } }) => ({
      turn: turn?.index,
      turns,
      files,
      line,
    }));

  function threeTurns(): Transcript {
    const transcript = inTurn();
    transcript.changes(CHANGE);
    for (const n of [2, 3]) {
      transcript.says(`Turn ${n}`, sec(10 * n));
      transcript.runs('make', 0, sec(10 * n + 1));
    }
    return transcript;
  }

  test('the next message hangs above them', () => {
    const transcript = threeTurns();
    transcript.rewinds(2, sec(40));
    transcript.says('Otherwise', sec(41));
    const trace = read(dir, transcript);
    expect(rewinds(trace)).toEqual([{ turn: 3, turns: 2, files: 'unknown', line: 10 }]);
    expect(turns(trace)).toHaveLength(4);
    expect(changesOf(trace)).toHaveLength(1);
  });

  test('all of them; and once more', () => {
    const transcript = threeTurns();
    transcript.rewinds(3, sec(40));
    transcript.says('Anew', sec(41));
    transcript.runs('make', 0, sec(42));
    transcript.rewinds(1, sec(43));
    transcript.says('Once more', sec(44));
    expect(rewinds(read(dir, transcript))).toEqual([
      { turn: 3, turns: 3, files: 'unknown', line: 10 },
      { turn: 4, turns: 1, files: 'unknown', line: 13 },
    ]);
  });

  test('where progress, and calls side by side, stand between', () => {
    const transcript = inTurn();
    transcript.put('progress', sec(1), { data: { type: 'hook_progress', hookEvent: 'Stop' } });
    const between = transcript.tip;
    transcript.says('Second', sec(2));
    const first = transcript.asks('Bash', { command: 'make a' }, sec(3));
    const second = transcript.asks('Bash', { command: 'make b' }, sec(3));
    const asked = transcript.tip;
    transcript.answers(first, { stdout: '', stderr: '' }, sec(4));
    transcript.tip = asked;
    transcript.answers(second, { stdout: '', stderr: '' }, sec(4));
    transcript.says('Third', sec(5));
    expect(rewinds(read(dir, transcript))).toEqual([]);
    transcript.tip = between;
    transcript.says('Not so', sec(6));
    expect(rewinds(read(dir, transcript))).toMatchObject([{ turn: 3, turns: 2 }]);
  });

  test('a compaction takes nothing back', () => {
    const transcript = threeTurns();
    const old = transcript.lines[3]?.uuid as string;
    transcript.tip = null;
    transcript.put('system', sec(50), { subtype: 'compact_boundary', logicalParentUuid: `${SESSION}-r9` });
    transcript.user('This session is being continued', sec(50), { isCompactSummary: true });
    transcript.tip = old;
    transcript.says('Go on', sec(60));
    expect(rewinds(read(dir, transcript))).toEqual([]);
  });

  test('a parent that nobody knows takes nothing back', () => {
    const transcript = threeTurns();
    transcript.tip = 'gone';
    transcript.says('Go on', sec(60));
    expect(rewinds(read(dir, transcript))).toEqual([]);
  });
});

test('a probe parses what may name another directory, and nothing else', () => {
  const transcript = inTurn();
  for (let n = 0; n < 50; n++) transcript.changes({ ...CHANGE, at: sec(n + 2) });
  transcript.cwd = '/w/demo/sub';
  for (let n = 0; n < 50; n++) transcript.reads(FILE, 'x = 1\n', sec(n + 60));
  const source = sourceOf(dir, transcript.text(), `projects/-w-demo/${SESSION}.jsonl`);
  const parse = jest.spyOn(JSON, 'parse');
  try {
    const probe = claudeCodeAdapter().probe(source);
    expect(parse.mock.calls.length).toBeLessThan(5);
    expect(probe).toEqual(claudeCodeAdapter().scan(source, null).probe);
    expect([probe.cwds, probe.lastTime]).toEqual([['/w/demo', '/w/demo/sub'], clock(109.5)]);
  } finally {
    parse.mockRestore();
  }
});

describe('copied records', () => {
  test('a fork: what it copied belongs to the session that it came from', () => {
    const transcript = inTurn();
    transcript.changes({ ...CHANGE, call: 'toolu_A' });
    const fork = transcript.replay(FORK, sec(100));
    fork.says('Otherwise', sec(101));
    fork.changes({ ...CHANGE, call: 'toolu_B', at: sec(102) });
    const [original] = changesOf(read(dir, transcript));
    const trace = read(dir, fork);
    expect(trace.session).toMatchObject({ id: FORK, forkedFrom: SESSION });
    expect(turns(trace)).toEqual([`${SESSION}/1 Do it`, `${FORK}/1 Otherwise`]);
    expect(changesOf(trace)).toMatchObject([
      {
        callId: 'toolu_A',
        inherited: true,
        time: null,
        session: { id: SESSION, startedAt: clock(0) },
        turn: { index: 1 },
      },
      { callId: 'toolu_B', inherited: false, session: { id: FORK }, turn: { index: 1, prompt: 'Otherwise' } },
    ]);
    // By this the copy is known, though its record is longer.
    expect(changesOf(trace)[0]?.body.length).toBe(original?.body.length);
    const { summary, sessions } = claudeCodeAdapter().scan(trace.source, null);
    expect([summary.turns, summary.title, sessions.map(({ id }) => id)]).toEqual([1, 'Otherwise', [FORK, SESSION]]);
    expect(historyOf(trace.source).map(({ type }) => type)).not.toContain('thread_rolled_back');
    expect(historyOf(trace.source).filter(({ type }) => type === 'user_message')).toHaveLength(1);
  });

  // 2.1.118 and later; which fields it has is not documented.
  test.each([
    [
      'as records are that were copied',
      { sessionId: FORK, forkedFrom: { sessionId: SESSION, messageUuid: 'u-1' } },
      SESSION,
    ],
    ['by a field of its own', { sessionId: FORK, parentSessionId: SESSION }, null],
  ])(
    'a fork that only points to the session that it came from, %s: what it did is its own',
    (_how, pointer, forkedFrom) => {
      const fork = new Transcript({ id: FORK, cwd: '/w/demo', at: sec(50), model: 'claude-demo' });
      fork.lines.push({ type: 'fork-pointer', ...pointer, timestamp: clock(50) });
      fork.says('Otherwise', sec(51));
      fork.changes(CHANGE);
      const trace = read(dir, fork);
      expect(trace.session).toMatchObject({ id: FORK, forkedFrom });
      expect(turns(trace)).toEqual([`${FORK}/1 Otherwise`]);
      expect(changesOf(trace)).toMatchObject([{ inherited: false, session: { id: FORK }, turn: { index: 1 } }]);
      expect(trace.warnings.map(({ code, count }) => [code, count])).toEqual([['record_unknown_type', 1]]);
    },
  );

  test('a session that was resumed: records of the other one before its own', () => {
    const transcript = inTurn();
    transcript.changes(CHANGE);
    const resumed = new Transcript({ id: FORK, cwd: '/w/demo', at: sec(50), model: 'claude-demo' });
    resumed.lines.push(...transcript.lines);
    resumed.tip = transcript.tip;
    resumed.says('Go on', sec(51));
    const trace = read(dir, resumed);
    expect(trace.session).toMatchObject({ id: FORK, forkedFrom: SESSION });
    expect(changesOf(trace)).toMatchObject([{ inherited: true, session: { id: SESSION } }]);
    expect(turns(trace)).toEqual([`${SESSION}/1 Do it`, `${FORK}/1 Go on`]);
  });
});

describe('a sub-agent', () => {
  test('is a session of its own, told by the one that spawned it', () => {
    const agent = inTurn({ id: 'a1b2c3d', parent: SESSION });
    agent.changes(CHANGE);
    const trace = read(dir, agent);
    expect(trace.session).toMatchObject({ id: 'a1b2c3d', parentId: SESSION, forkedFrom: null });
    expect(told(trace)).toEqual([`1 modify ${FILE} applied claude-demo`]);
    const { summary } = claudeCodeAdapter().scan(trace.source, null);
    expect(summary.source).toBe('subagent');
  });

  test('one of a team is told what to do by another', () => {
    const agent = new Transcript({ id: 'c3', parent: SESSION, cwd: '/w/demo', at: sec(0), model: 'claude-demo' });
    agent.user('<teammate-message teammate_id="lead">Build it</teammate-message>', sec(0));
    agent.changes(CHANGE);
    expect(told(read(dir, agent))).toEqual([`1 modify ${FILE} applied claude-demo`]);
  });

  test('one of 2.0, in the project’s folder', () => {
    const agent = inTurn({ id: 'ad47cca', parent: SESSION });
    const trace = claudeCodeAdapter().read(sourceOf(dir, agent.text(), 'projects/-w-demo/agent-ad47cca.jsonl'));
    expect(trace.session).toMatchObject({ id: 'ad47cca', parentId: SESSION });
  });

  test('one that a sub-agent spawned', () => {
    const agent = inTurn({ id: 'b2', parent: SESSION });
    dir.write(
      agent.path.replace(/\.jsonl$/, '.meta.json'),
      '{"agentType":"x","parentAgentId":"a1b2c3d","spawnDepth":2}',
    );
    expect(read(dir, agent).session.parentId).toBe('a1b2c3d');
  });

  test('those of 1.0 stand in the session’s own file: what they are told begins no turn', () => {
    const transcript = inTurn();
    transcript.more = { isSidechain: true };
    transcript.user('Look for it', sec(1));
    transcript.changes(CHANGE);
    expect(turns(read(dir, transcript))).toEqual([`${SESSION}/1 Do it`]);
    expect(told(read(dir, transcript))).toEqual([`1 modify ${FILE} applied claude-demo`]);
  });
});

test('the history of a session', () => {
  const transcript = inTurn();
  transcript.assistant({ type: 'text', text: 'Well' }, sec(1));
  transcript.changes({ ...CHANGE, call: 'c1', at: sec(2) });
  transcript.runs('make', 2, sec(3));
  transcript.put('system', sec(4), { subtype: 'turn_duration' });
  const facts = historyOf(sourceOf(dir, transcript.text(), transcript.path));
  expect(facts.map(({ ordinal, type, turn, data }) => [ordinal, type, turn, JSON.stringify(data)])).toEqual([
    [1, 'run_started', 1, '{"cwd":"/w/demo","cli_version":"2.1.39"}'],
    [1, 'user_message', 1, '{"chars":5,"preview":"Do it"}'],
    [1, 'step_started', 1, '{"turn":1,"model":null}'],
    [2, 'agent_message_complete', 1, '{"chars":4,"preview":"Well"}'],
    [3, 'tool_call', 1, '{"call_id":"c1","tool":"Edit","command":null}'],
    [
      4,
      'file_edit',
      1,
      '{"call_id":"c1","path":"a.py","previous_path":null,"kind":"update","insertions":null,"deletions":null,"evidence":"Edit","confidence":"exact"}',
    ],
    [4, 'tool_result', 1, '{"call_id":"c1","exit_code":0,"status":"completed"}'],
    [5, 'tool_call', 1, `{"call_id":"toolu_${SESSION}_1","tool":"Bash","command":"make"}`],
    [6, 'tool_result', 1, `{"call_id":"toolu_${SESSION}_1","exit_code":2,"status":"failed"}`],
    [7, 'diff_updated', 1, '{"insertions":0,"deletions":0,"files_changed":1}'],
    [7, 'step_completed', 1, '{"duration_ms":null}'],
    [7, 'run_finished', 1, '{"turns":1}'],
  ]);
  expect(counts(read(dir, transcript))).toEqual([]);
});
