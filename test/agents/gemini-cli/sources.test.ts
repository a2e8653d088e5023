import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { geminiCliFinder } from '../../../src/agents/gemini-cli/finder.js';
import type { TraceSource } from '../../../src/model/session.js';
import { CWD, changesOf, START } from '../agent-home.js';
import { GeminiHome } from './world.js';

let home: GeminiHome;
beforeEach(() => {
  home = new GeminiHome();
});
afterEach(() => home.remove());

function put(path: string, text: string): void {
  const file = join(home.dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const found = (): string[] => home.adapter.discover([home.dir]).sources.map(({ path }) => path);
const hashOf = (path: string): string => createHash('sha256').update(path).digest('hex');
const EDIT = { path: `${CWD}/a.py`, before: 'x = 1\n', after: 'x = 2\n', at: START + 2000 };

test('the home is named by the person, by the variable that stands in for the home folder, or usual', () => {
  const env = { home: '/home/dev', variables: {}, platform: 'linux' };
  const { homes } = geminiCliFinder();
  expect(homes(env, { homes: [] })).toEqual(['/home/dev/.gemini']);
  expect(homes({ ...env, variables: { GEMINI_CLI_HOME: '/data/g' } }, { homes: [] })).toEqual(['/data/g/.gemini']);
  expect(homes({ ...env, variables: { GEMINI_CLI_HOME: '/data/g' } }, { homes: ['/x', '/x'] })).toEqual(['/x']);
});

describe('which files count (formats/gemini-cli.md, 1 and 4)', () => {
  test('sessions and sub-agents; no prompts, checkpoints, damaged copies', () => {
    for (const path of [
      'tmp/demo/chats/session-2026-06-02T09-00-00000001.jsonl',
      'tmp/demo/chats/session-2026-06-02T09-00-00000001.jsonl.unreadable-17',
      'tmp/demo/chats/session-2026-06-02T09-00-00000002.jsonl.tmp-12',
      'tmp/demo/chats/00000001-0000-4000-8000-000000000000/sub-1.jsonl',
      'tmp/demo/logs.json',
      'tmp/demo/logs/session-00000001.jsonl',
      'tmp/demo/checkpoints/2026-a.py-replace.json',
      'projects.json',
    ]) {
      put(path, '{}');
    }
    expect(found()).toEqual([
      'tmp/demo/chats/00000001-0000-4000-8000-000000000000/sub-1.jsonl',
      'tmp/demo/chats/session-2026-06-02T09-00-00000001.jsonl',
    ]);
  });

  test('a folder that holds `.gemini` may be named as well', () => {
    put('.gemini/tmp/demo/chats/session-a.jsonl', '{}');
    expect(found()).toEqual(['.gemini/tmp/demo/chats/session-a.jsonl']);
  });

  test('gemini-cli reader 1: of twins the lines count: they began with all of the document', () => {
    put('tmp/demo/chats/session-a.json', JSON.stringify({ long: 'x'.repeat(1000) }));
    put('tmp/demo/chats/session-a.jsonl', '{}');
    put('tmp/demo/chats/session-b.json', '{}');
    expect(found()).toEqual(['tmp/demo/chats/session-a.jsonl', 'tmp/demo/chats/session-b.json']);
  });

  test('the folder of a hash was copied when the project got its name: the longer copy counts', () => {
    const old = `tmp/${hashOf(CWD)}/chats`;
    put(`${old}/session-a.json`, '{}');
    put('tmp/demo/chats/session-a.json', '{"more":1}');
    put(`${old}/session-b.json`, '{"went":"on"}');
    put('tmp/demo/chats/session-b.json', '{}');
    put(`${old}/session-c.json`, '{}');
    put('tmp/demo/chats/session-c.json', '{}');
    expect(found()).toEqual([
      `${old}/session-b.json`,
      'tmp/demo/chats/session-a.json',
      'tmp/demo/chats/session-c.json',
    ]);
  });

  test('the same name in two projects that have names is two sessions', () => {
    put('tmp/demo/chats/session-a.jsonl', '{}');
    put('tmp/demo-1/chats/session-a.jsonl', '{}');
    expect(found()).toHaveLength(2);
  });
});

describe('where a session ran', () => {
  const started = (cwd = CWD) => {
    const session = home.session({ cwd });
    session.says('go', START + 1000);
    return session;
  };
  const probe = () => {
    const [source] = home.adapter.discover([home.dir]).sources;
    if (source === undefined) throw new Error('There is no source');
    return home.adapter.probe(source);
  };
  const withoutContext = (session: ReturnType<typeof started>) => {
    session.lines.splice(1, 1);
    return session;
  };

  test('gemini-cli reader 1: the marker tells it, else the registry', () => {
    withoutContext(started());
    home.scribe.write(home.dir);
    rmSync(join(home.dir, 'projects.json'));
    expect(probe().cwds).toEqual([CWD]);
    home.scribe.write(home.dir);
    rmSync(join(home.dir, 'tmp/demo/.project_root'));
    expect(probe().cwds).toEqual([CWD]);
    expect(probe().session?.cwd).toBe(CWD);
  });

  test('gemini-cli reader 1: without both, a directory that a record names and that the hash is of', () => {
    withoutContext(started()).changes(EDIT);
    home.scribe.write(home.dir);
    rmSync(join(home.dir, 'projects.json'));
    rmSync(join(home.dir, 'tmp/demo/.project_root'));
    expect(probe().cwds).toEqual([CWD]);
  });

  test('the hash is believed more than a marker that was copied from elsewhere', () => {
    started().changes(EDIT);
    home.scribe.write(home.dir);
    put('tmp/demo/.project_root', '/somewhere/else\n');
    expect(probe().session?.cwd).toBe(CWD);
  });

  test('a hash that nothing solves: the folders of changed files are told, and no directory of the session', () => {
    const session = withoutContext(started('/unknown/place'));
    session.changes(EDIT);
    session.reads('/etc/hosts', 'x', START + 3000);
    home.scribe.write(home.dir);
    rmSync(join(home.dir, 'projects.json'));
    rmSync(join(home.dir, 'tmp/place/.project_root'));
    expect(probe()).toMatchObject({ cwds: [CWD], session: { cwd: null } });
  });

  test('directories that were added count too', () => {
    const session = started();
    session.record({ $set: { directories: [CWD, '/home/dev/lib'] } });
    session.record({ $set: { summary: 'Bumps x' } });
    home.scribe.write(home.dir);
    expect(probe().cwds).toEqual([CWD, '/home/dev/lib']);
  });

  test('a sub-agent is a session of its own', () => {
    const parent = started();
    parent.changes(EDIT);
    const sub = home.session({ parent: parent.start.id, at: START + 5000 });
    sub.says('look', START + 5000);
    const sessions = home.sources().map((source) => home.adapter.read(source).session);
    expect(sessions.map(({ id, parentId }) => [id, parentId])).toEqual([
      [sub.start.id, parent.start.id],
      [parent.start.id, null],
    ]);
  });
});

test('a probe parses messages until the directory is proven, and then the last one', () => {
  const session = home.session();
  session.says('go', START + 1000);
  for (let n = 0; n < 50; n++) session.reads(`${CWD}/a.py`, 'x = 1\n', START + 2000 + n);
  session.record({ $set: { directories: ['/home/dev/other'] } });
  for (let n = 0; n < 50; n++) session.reads(`${CWD}/a.py`, 'x = 1\n', START + 4000 + n);
  const [source] = home.sources();
  const parse = jest.spyOn(JSON, 'parse');
  try {
    const probe = home.adapter.probe(source as TraceSource);
    const messages = parse.mock.calls.filter(([text]) => String(text).startsWith('{"id"'));
    expect(messages.length).toBeLessThan(5);
    expect(probe).toEqual(home.adapter.scan(source as TraceSource, null).probe);
    expect([probe.cwds, probe.lastTime]).toEqual([[CWD, '/home/dev/other'], new Date(START + 4049).toISOString()]);
  } finally {
    parse.mockRestore();
  }
});

describe('documents of before 0.39', () => {
  const message = (more: object) => ({ timestamp: '2026-01-15T20:51:48.582Z', ...more });
  const document = (): object => {
    const scribe = home.session();
    const call = { ...scribe.edit({ ...EDIT, by: 'content' }), timestamp: '2026-01-15T20:51:57.058Z' };
    home.scribe.sessions.pop();
    return {
      sessionId: 'f7633853-6663-4dbb-bbf4-6159afa29df8',
      projectHash: hashOf(CWD),
      startTime: '2026-01-15T20:51:48.582Z',
      lastUpdated: '2026-01-15T20:52:00.000Z',
      messages: [
        message({ id: 'u', type: 'user', content: 'go' }),
        message({ id: 'g', type: 'gemini', content: '', model: 'gemini-2.5-flash', toolCalls: [call] }),
      ],
    };
  };

  test('messages are its records, and their texts are found again', () => {
    put('tmp/demo/chats/session-a.json', `\ufeff${JSON.stringify(document(), null, 2)}`);
    const trace = home.trace();
    expect(trace.warnings).toEqual([]);
    expect(trace.session).toMatchObject({ id: 'f7633853-6663-4dbb-bbf4-6159afa29df8', cwd: CWD });
    const [change] = changesOf(trace);
    expect([change?.trace.line, change?.time, change?.model]).toEqual([
      2,
      '2026-01-15T20:51:57.058Z',
      'gemini-2.5-flash',
    ]);
    expect(change && home.body(change)).toEqual({
      tellings: [{ kind: 'content', text: EDIT.after }],
      before: EDIT.before,
    });
  });

  test.each([
    '',
    '{"sessionId":"x","messages":[',
    '[]',
    'null',
    '{"sessionId":7,"messages":{}}',
    '{"sessionId":"x","messages":[3]}',
  ])('damaged: %s', (text) => {
    put('tmp/demo/chats/session-a.json', text);
    expect(home.trace().events).toEqual([]);
  });
});

test('a session is open until it ends with an answer in words', () => {
  const session = home.session();
  session.says('go', START + 1000);
  const stands = () => {
    const [source] = home.sources();
    return source && home.adapter.scan(source, null).summary.lastTurn;
  };
  expect(stands()).toBe('open');
  session.changes(EDIT);
  expect(stands()).toBe('open');
  session.answers('Done.', START + 3000);
  expect(stands()).toBe('completed');
  session.says('more', START + 4000);
  expect(stands()).toBe('open');
});

test('what a list of sessions tells', () => {
  const session = home.session();
  session.says('bump x', START + 1000);
  session.changes(EDIT);
  session.message({ type: 'gemini', content: 'Done.', model: 'gemini-3-flash', tokens: { total: 40 } }, START + 4000);
  session.message({ type: 'gemini', content: 'Yes.', model: 'gemini-3-flash', tokens: { total: 2 } }, START + 5000);
  session.record({ $set: { summary: 'Bumps x' } });
  const [source] = home.sources();
  expect(source && home.adapter.scan(source, null).summary).toEqual({
    title: 'Bumps x',
    firstMessage: 'bump x',
    turns: 1,
    archived: false,
    createdAt: '2026-06-02T09:00:00.000Z',
    updatedAt: '2026-06-02T09:00:05.000Z',
    model: 'gemini-3-flash',
    tokens: 42,
    source: 'main',
    lastTurn: 'completed',
  });
});
