import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { importTraces } from '../../../src/app/import-traces.js';
import { listEdits } from '../../../src/app/list-edits.js';
import type { EditRecord } from '../../../src/model/edit-record.js';
import { CodexWorld } from '../../support/codex-world.js';
import { GeminiScribe } from '../gemini-cli/scribe.js';
import { AcpScribe, AcpSession } from './scribe.js';

let world: CodexWorld;
let scribe: AcpScribe;
let sessions = 0;
beforeEach(() => {
  world = new CodexWorld();
  scribe = new AcpScribe();
  sessions = 0;
});
afterEach(() => world.remove());

const own = (): string => join(world.base, 'own');
const variables = (): Record<string, string> => ({
  AI_BLAME_HOME: own(),
  GEMINI_CLI_HOME: join(world.base, 'person'),
});
const path = (name: string): string => join(world.repo.dir, name);
const capture = (text: string): string => {
  const file = join(world.base, 'capture.jsonl');
  writeFileSync(file, text);
  return file;
};
const imported = (file: string, name: string | null = null) => {
  return importTraces({ agent: 'acp', file, name }, world.env(variables()));
};

function session(): AcpSession {
  world.tick();
  const id = `${String(++sessions).padStart(8, '0')}-0000-4000-8000-000000000000`;
  return scribe.session({ id, cwd: world.repo.dir, at: world.clock, model: 'demo-large' });
}

function change(
  by: AcpSession,
  name: string,
  before: string | null,
  after: string,
  way: 'edit' | 'content',
  call?: string,
): void {
  world.write({ [name]: after });
  by.changes({ path: path(name), before, after, at: world.clock, by: way, ...(call === undefined ? {} : { call }) });
}

/** Every edit of the repository. */
function edits(): readonly EditRecord[] {
  const none = { agents: [], models: [], sessions: [], turns: [], evidence: [], actions: [] };
  const place = { directory: world.repo.dir, homes: {}, movedFrom: [] };
  const request = { paths: [], place, filter: { ...none, since: null, until: null } };
  return listEdits(request, world.env(variables()), { update: () => {}, end: () => {} }).edits;
}

const who = (name: string): string[] => {
  scribe.write(join(own(), 'acp'));
  return world.who(name, { variables: variables() });
};

describe('blame by captures', () => {
  test('a file written through the client, a diff of a piece, a person between them', () => {
    world.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' });
    const one = session();
    one.says('go', world.clock);
    change(one, 'new.txt', null, 'x\ny\n', 'content');
    change(one, 'a.txt', 'one\ntwo\nthree\n', 'one\n2\nthree\n', 'edit');
    world.write({ 'a.txt': 'one\n2\nby hand\nthree\n' });
    const two = session();
    two.says('go', world.clock);
    two.reads(path('a.txt'), 'one\n2\nby hand\nthree\n', world.clock);
    change(two, 'a.txt', 'one\n2\nby hand\nthree\n', 'one\n2\nby hand\n3\n', 'edit');
    expect(who('new.txt')).toEqual(['x ← s1#1 exact', 'y ← s1#1 exact']);
    expect(who('a.txt')).toEqual(['one ← commit', '2 ← s1#1 exact', 'by hand ← untraced', '3 ← s2#1 exact']);
    const { edits } = world.blame('a.txt', { variables: variables() });
    expect(Object.values(edits).map(({ agent, agentVersion, model }) => [agent, agentVersion, model])).toEqual([
      ['acp:demo-agent', '1.2.3', 'demo-large'],
      ['acp:demo-agent', '1.2.3', 'demo-large'],
    ]);
  });

  test('what was declined is nobody’s', () => {
    world.commit('Begin', { 'z.txt': 'z\n' });
    const one = session();
    one.says('go', world.clock);
    change(one, 'a.txt', null, 'one\n', 'content');
    one.rejected({ path: path('a.txt'), before: 'one\n', after: 'one\ntwo\n', at: world.clock });
    world.write({ 'a.txt': 'one\ntwo\n' });
    expect(who('a.txt')).toEqual(['one ← s1#1 exact', 'two ← untraced']);
  });

  test('a call that the agent’s own transcript tells as well is the agent’s: told once', () => {
    world.commit('Begin', { 'z.txt': 'z\n' });
    const id = '00000007-0000-4000-8000-000000000000';
    const start = { id, cwd: world.repo.dir, at: world.clock, model: 'gemini-3-pro' };
    const native = new GeminiScribe();
    const [told, heard] = [native.session(start), scribe.session(start)];
    const after = 'one\ntwo\n';
    world.write({ 'a.txt': after });
    const edit = { path: path('a.txt'), before: null, after, at: world.clock + 1000, call: 'call-1' };
    for (const one of [told, heard]) {
      one.says('go', world.clock);
      one.changes(edit);
    }
    heard.changes({ ...edit, path: path('b.txt'), by: 'content', call: 'call-2', at: world.clock + 2000 });
    world.write({ 'b.txt': after });
    native.write(join(world.base, 'person', '.gemini'));
    expect(who('a.txt')).toEqual(['one ← s7#1 exact', 'two ← s7#1 exact']);
    const agents = (name: string) =>
      Object.values(world.blame(name, { variables: variables() }).edits).map(({ agent }) => agent);
    expect(agents('a.txt')).toEqual(['gemini-cli']);
    expect(agents('b.txt')).toEqual(['acp:demo-agent']);
  });

  test('also where the two give the calls ids of their own; a file that the transcript has not is the capture’s', () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const id = '00000007-0000-4000-8000-000000000000';
    const start = { id, cwd: world.repo.dir, at: world.clock, model: 'gemini-3-pro' };
    const native = new GeminiScribe();
    const [told, heard] = [native.session(start), scribe.session(start)];
    const edit = {
      path: path('a.txt'),
      before: 'one\n',
      after: 'one\ntwo\n',
      at: world.clock + 1000,
      by: 'edit',
    } as const;
    for (const [one, call] of [
      [told, 'replace-1'],
      [heard, 'toolu_1'],
    ] as const) {
      one.says('go', world.clock);
      one.changes({ ...edit, call });
    }
    const made = { path: path('b.txt'), before: null, after: 'b\n', by: 'content', call: 'toolu_2' } as const;
    heard.changes({ ...made, at: world.clock + 2000 });
    world.write({ 'a.txt': 'one\ntwo\n', 'b.txt': 'b\n' });
    native.write(join(world.base, 'person', '.gemini'));
    expect(who('a.txt')).toEqual(['one ← commit', 'two ← s7#1 exact']);
    expect(who('b.txt')).toEqual(['b ← s7#1 exact']);
    scribe.write(join(own(), 'acp'));
    expect(edits().map(({ agent, path: name }) => [agent, name])).toEqual([
      ['gemini-cli', 'a.txt'],
      ['acp:demo-agent', 'b.txt'],
    ]);
  });

  test.each(['a-replay.jsonl', 'z-replay.jsonl'])(
    'a session that was heard live, and again when it was loaded (%s), counts once, with the times of then',
    (name) => {
      world.commit('Begin', { 'a.txt': 'one\n' });
      const live = session();
      live.says('go', world.clock);
      change(live, 'a.txt', 'one\n', 'one\ntwo\n', 'edit', 'call-1');
      change(live, 'b.txt', null, 'b\n', 'content', 'call-2');
      live.stops('end_turn', world.clock);
      const again = new AcpSession(live.start);
      const load = {
        id: 500,
        method: 'session/load',
        params: { sessionId: live.start.id, cwd: world.repo.dir, mcpServers: [] },
      };
      again.lines.splice(1);
      again.send('client_to_agent', world.clock, load);
      again.update({ sessionUpdate: 'user_message_chunk', content: { type: 'text', text: 'go' } }, world.clock);
      const text = { type: 'diff', path: path('a.txt'), oldText: 'one\n', newText: 'one\ntwo\n' };
      again.ends(again.begins('edit', { content: [text] }, world.clock, 'call-1'), 'completed', world.clock);
      const whole = { type: 'diff', path: path('b.txt'), oldText: null, newText: 'b\n' };
      again.ends(again.begins('edit', { content: [whole] }, world.clock, 'call-2'), 'completed', world.clock);
      again.send('agent_to_client', world.clock, { id: 500, result: {} });
      expect(who('a.txt')).toEqual(['one ← commit', 'two ← s1#1 exact']);
      writeFileSync(join(own(), 'acp', name), again.text());
      expect(who('a.txt')).toEqual(['one ← commit', 'two ← s1#1 exact']);
      expect(who('b.txt')).toEqual(['b ← s1#1 exact']);
      expect(edits().map(({ path: file, timestamp }) => [file, timestamp !== null])).toEqual([
        ['a.txt', true],
        ['b.txt', true],
      ]);
    },
  );
});

describe('import', () => {
  const two = (): { text: string; first: AcpSession } => {
    const [one, other] = [session(), session()];
    one.says('go', world.clock);
    change(one, 'a.txt', null, 'one\n', 'content');
    other.says('go', world.clock);
    change(other, 'b.txt', null, 'b\n', 'content');
    const shift = (line: string) => line.replace('"conn":"c1"', '"conn":"c2"');
    const text = [...one.lines, ...other.lines.slice(1).map(shift)].map((line) => `${line}\n`).join('');
    scribe.sessions.length = 0;
    return { text, first: one };
  };

  test('each session to a file of its own, which blame then knows; twice is once', () => {
    world.commit('Begin', { 'z.txt': 'z\n' });
    const file = capture(two().text);
    const result = imported(file);
    expect(result).toMatchObject({
      schema: 'ai-blame/import@1',
      agent: 'acp',
      file,
      folder: join(own(), 'acp'),
      records: [],
      warnings: [],
    });
    expect(result.sessions.map(({ agent, id, records, status }) => [agent, id.slice(0, 8), records, status])).toEqual([
      ['acp:demo-agent', '00000001', 9, 'written'],
      ['acp:demo-agent', '00000002', 9, 'written'],
    ]);
    expect(readdirSync(join(own(), 'acp')).sort()).toEqual(result.sessions.map(({ path: name }) => name).sort());
    expect(world.who('a.txt', { variables: variables() })).toEqual(['one ← s1#1 exact']);
    expect(world.who('b.txt', { variables: variables() })).toEqual(['b ← s2#1 exact']);
    expect(imported(file).sessions.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
    expect(readdirSync(join(own(), 'acp'))).toHaveLength(2);
  });

  test('a capture that has grown is added to; one that was cut takes nothing away', () => {
    const { text, first } = two();
    imported(capture(text));
    first.changes({ path: path('c.txt'), before: null, after: 'c\n', at: world.clock });
    const longer =
      text +
      first.lines
        .slice(-2)
        .map((line) => `${line}\n`)
        .join('');
    expect(imported(capture(longer)).sessions.map(({ status }) => status)).toEqual(['grown', 'unchanged']);
    expect(imported(capture(text)).sessions.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
  });

  test('another capture of the same session lies beside', () => {
    const { text } = two();
    imported(capture(text));
    const other = imported(capture(text.replaceAll('one\\n', 'uno\\n')));
    expect(other.sessions.map(({ path: name, status }) => [name.endsWith('-2.jsonl'), status])).toEqual([
      [true, 'written'],
      [false, 'unchanged'],
    ]);
  });

  test('secrets are left out, all else is as it was', () => {
    const one = session();
    const params = { sessionId: one.start.id, command: 'make', env: [{ name: 'KEY', value: 'hush' }] };
    one.send('agent_to_client', world.clock, { id: 70, method: 'terminal/create', params });
    one.send('client_to_agent', world.clock, { id: 71, method: 'authenticate', params: { key: 'hush' } });
    const load = { sessionId: one.start.id, cwd: '/', mcpServers: [{ name: 's', env: [{ value: 'hush' }] }] };
    one.send('client_to_agent', world.clock, { id: 72, method: 'session/load', params: load });
    const { sessions: kept } = imported(capture(one.text()));
    const text = readFileSync(join(own(), 'acp', kept[0]?.path ?? ''), 'utf8');
    expect(text).not.toContain('hush');
    expect(text).toContain('"command":"make"');
    expect(text.split('\n')[0]).toBe(one.lines[0]);
    expect(statSync(join(own(), 'acp', kept[0]?.path ?? '')).mode & 0o077).toBe(0);
  });

  test('the agent’s name: given, of the header, or as it called itself', () => {
    const one = new AcpSession({ id: 's-1', cwd: '/w', at: world.clock, model: 'm' }, false);
    one.lines.unshift(
      '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}',
      '{"jsonrpc":"2.0","id":0,"result":{"agentInfo":{"name":"itself","version":"3"}}}',
      'Loading…',
    );
    const lines = one.lines.map((line) => (line.startsWith('{"v"') ? JSON.stringify(JSON.parse(line).msg) : line));
    const file = capture(`${lines.join('\r\n')}\r\n`);
    expect(imported(file).sessions.map(({ agent, records }) => [agent, records])).toEqual([['acp:itself', 4]]);
    expect(imported(file).warnings.map(({ code, count }) => [code, count])).toEqual([['record_unparsable', 1]]);
    expect(imported(file, 'zed').sessions.map(({ agent, path: name }) => [agent, name.startsWith('zed-s-1-')])).toEqual(
      [['acp:zed', true]],
    );
  });

  test.each([
    ['nothing', '', 'UNREADABLE', 4],
    ['another file', 'hello\n{"a":1}\n', 'UNREADABLE', 4],
    ['a capture without a session', '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}\n', 'UNREADABLE', 4],
  ])('%s is refused', (_what, text, code, exitCode) => {
    expect(() => imported(capture(text))).toThrow(expect.objectContaining({ code, exitCode }));
  });

  test('no such file, a folder, nothing to import, and a folder that cannot be made', () => {
    const env = world.env(variables());
    const asked = (agent: string, file: string) => () => importTraces({ agent, file, name: null }, env);
    expect(asked('acp', join(world.base, 'none'))).toThrow(
      expect.objectContaining({ code: 'NO_SUCH_FILE', exitCode: 3 }),
    );
    expect(asked('acp', world.base)).toThrow(expect.objectContaining({ code: 'IS_DIRECTORY', exitCode: 3 }));
    expect(asked('codex', capture('x'))).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 2 }));
    mkdirSync(own(), { recursive: true });
    writeFileSync(join(own(), 'acp'), 'in the way');
    expect(() => imported(capture(two().text))).toThrow(expect.objectContaining({ code: 'NOT_WRITABLE', exitCode: 4 }));
  });
});
