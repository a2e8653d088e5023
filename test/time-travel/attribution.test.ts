import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { FakeOutput } from '../cli/fake-env.js';
import { CodexWorld } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';
import { TravelLab } from '../support/travel-lab.js';

let world: CodexWorld;
let lab: TravelLab;

beforeEach(() => {
  world = new CodexWorld();
  lab = new TravelLab({ repository: world.repo.dir, home: world.home });
});

afterEach(() => world.remove());

const KEYS = [
  'agent',
  'sessionId',
  'threadId',
  'parentThreadId',
  'turnId',
  'turn',
  'messageDate',
  'editDate',
  'model',
  'logSubject',
  'source',
];

describe('attribution', () => {
  test("time-travel 8: every state has all keys of its attribution, and the turn's own model", async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session({ tasks: true, version: '0.125.0' });
    session
      .turn('By A', { model: 'A' })
      .patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' })
      .end();
    session.turn('By B', { model: 'B' }).patch('*** Update File: a.txt\n@@\n two\n+three', {
      'a.txt': 'one\ntwo\nthree\n',
    });
    world.write({ 'a.txt': 'one\ntwo\nthree\nfour\n' });
    const states = await lab.states('a.txt');
    for (const { attribution } of states) expect(Object.keys(attribution)).toEqual(KEYS);
    expect(
      states.map(({ attribution: { model, turn, turnId, logSubject } }) => [model, turn, turnId, logSubject]),
    ).toEqual([
      [null, null, null, null],
      ['A', 1, '00000001-0001-7000-9000-000000000000', 'By A'],
      ['B', 2, '00000001-0002-7000-9000-000000000000', 'By B'],
      [null, null, null, null],
    ]);
  });

  test('time-travel 9: an edit points to its record, and trace prints it with the message that caused it', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Add two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    const [, state] = await lab.states('a.txt');
    const { path, record } = state?.attribution.source ?? { path: '', record: 0 };
    const lines = readFileSync(join(world.home, path), 'utf8').split('\n');
    expect(lines[record - 1]).toContain('custom_tool_call_output');
    const id = String(state?.edit);
    const text = await lab.answer('trace', id.slice(0, 4));
    expect(text).toContain(`${path}:${record - 1} (call)\n${lines[record - 2]}\n`);
    expect(text).toContain(`${path}:${record} (result)\n${lines[record - 1]}\n`);
    expect(text).toMatch(/^message +Add two$/m);
    const { edit, records } = JSON.parse(await lab.answer('trace', id, '--json'));
    expect(edit).toMatchObject({ id, turn: { index: 1, prompt: 'Add two' }, trace: { path, line: record } });
    expect(records).toEqual([
      { role: 'call', path, line: record - 1, form: 'record', text: lines[record - 2] },
      { role: 'result', path, line: record, form: 'record', text: lines[record - 1] },
    ]);
  });

  test('time-travel 9: trace takes secrets out, unless it is told not to', async () => {
    const key = `sk-${'a1B2'.repeat(8)}`;
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session().turn(`Use ${key}`);
    session.patch(`*** Update File: a.txt\n@@\n one\n+${key}`, { 'a.txt': `one\n${key}\n` });
    const [, state] = await lab.states('a.txt');
    const id = String(state?.edit);
    for (const output of [[], ['--json']]) {
      expect(await lab.answer('trace', id, ...output)).not.toContain(key);
      expect(await lab.answer('trace', id, ...output)).toContain('[redacted]');
      expect(await lab.answer('trace', id, '--no-redact', ...output)).toContain(key);
    }
  });

  test('time-travel 9: what a terminal would obey is shown by trace, show and diff on a terminal, and kept elsewhere', async () => {
    const evil = '\u009b2J\u202etwo';
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session().turn('Add');
    session.patch(`*** Update File: a.txt\n@@\n one\n+${evil}`, { 'a.txt': `one\n${evil}\n` });
    const [, state] = await lab.states('a.txt');
    const variables = { CODEX_HOME: world.home, AI_BLAME_NO_INDEX: '1', NO_COLOR: '1' };
    const asked = [
      ['trace', String(state?.edit)],
      ['show', 'a.txt@1'],
      ['diff', 'a.txt@1'],
    ];
    for (const argv of asked) {
      const stdout = new FakeOutput(100);
      const seen = await answerTo(argv, { cwd: world.repo.dir, variables, stdout });
      expect(seen.stdout).toContain('\\x9b2J\\u202etwo');
      expect(seen.stdout).not.toContain(evil);
      expect((await lab.answer(...argv)).includes(evil)).toBe(true);
    }
  });

  test("time-travel 10: sub-agents name their parent; --rollup credits the parent's session, over generations", async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const parent = world.session();
    parent.turn('Delegate').say('I will');
    const spawn = (of: string) => ({ subagent: { thread_spawn: { parent_thread_id: of, depth: 1 } } });
    const child = world.session({ version: '0.125.0', meta: { source: spawn(parent.id) } });
    child.turn('Do it').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    const grandchild = world.session({ version: '0.125.0', meta: { source: spawn(child.id) } });
    grandchild.turn('Do more').patch('*** Update File: a.txt\n@@\n two\n+three', { 'a.txt': 'one\ntwo\nthree\n' });
    const told = async (...options: string[]) =>
      (await lab.states('a.txt', ...options))
        .slice(1)
        .map(({ attribution: { sessionId, threadId, parentThreadId } }) => ({
          sessionId,
          threadId,
          parentThreadId,
        }));
    expect(await told()).toEqual([
      { sessionId: child.id, threadId: child.id, parentThreadId: parent.id },
      { sessionId: grandchild.id, threadId: grandchild.id, parentThreadId: child.id },
    ]);
    expect(await told('--rollup')).toEqual([
      { sessionId: parent.id, threadId: child.id, parentThreadId: parent.id },
      { sessionId: parent.id, threadId: grandchild.id, parentThreadId: child.id },
    ]);
  });

  test('time-travel 10: a fork names what it was taken from; --rollup credits that', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const parent = world.session();
    parent.turn('Begin').say('I will');
    const fork = world.session({ version: '0.125.0', meta: { forked_from_id: parent.id }, tasks: true });
    fork.turn('Do it').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    const told = async (...options: string[]) => (await lab.states('a.txt', ...options)).at(-1)?.attribution;
    expect(await told()).toMatchObject({ sessionId: fork.id, threadId: fork.id, parentThreadId: parent.id });
    expect(await told('--rollup')).toMatchObject({
      sessionId: parent.id,
      threadId: fork.id,
      parentThreadId: parent.id,
    });
  });

  test('time-travel 11: a command whose text tells what it wrote, and two ghosts, are one record, by the ghosts', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Write').shell("printf 'two\\n' > a.txt", { 'a.txt': 'two\n' });
    session.turn('Talk').say('hello');
    expect(await lab.lines('a.txt')).toEqual(['0 base', '1 s1#1 snapshot +1 -1']);
    const { edits } = JSON.parse(await lab.answer('edits', 'a.txt', '--json'));
    expect(edits).toHaveLength(1);
  });

  test('time-travel 11: an edit that a call, a structured record and two ghosts tell is one record, by the strongest', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    const diff = '@@ -1 +1,2 @@\n one\n+two\n';
    session.turn('Add two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' }, undefined, {
      status: 'completed',
      changes: { [join(world.repo.dir, 'a.txt')]: { type: 'update', unified_diff: diff, move_path: null } },
    });
    session.turn('Talk').say('hello');
    expect(await lab.lines('a.txt')).toEqual(['0 base', '1 s1#1 exact +1 -0']);
  });

  test('time-travel 12: adapters hand on what records tell: they import nothing that looks at git or a work tree', () => {
    const agents = join(import.meta.dirname, '../../src/agents');
    const texts = readdirSync(agents, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(agents, file), 'utf8'));
    expect(texts.length).toBeGreaterThan(50);
    expect(
      texts.filter((text) => /from '(?:[./]*\/(?:git|reconcile|blame|app)\/|node:(?:fs|child_process))/.test(text)),
    ).toEqual([]);
  });

  test('time-travel 12: each event has its record, its place in the trace, and its time', () => {
    const session = world.session({ tasks: true, version: '0.125.0' });
    world.commit('Begin', { 'a.txt': 'one\n' });
    session.turn('All kinds').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    session.shell('./tool', {}).end();
    const [trace] = readdirSync(world.home, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.jsonl'),
    );
    const source = { agent: 'codex', home: world.home, path: String(trace), kind: 'jsonl', size: 0 } as const;
    const { events } = codexAdapter().read(source);
    expect(events.map(({ kind }) => kind).sort()).toEqual(['command', 'file_change', 'snapshot']);
    for (const { kind, time, trace: at, seq } of events) {
      const record = JSON.parse(session.lines[at.line - 1] ?? '{}');
      expect([kind, time, Number.isInteger(seq)]).toEqual([kind, record.timestamp, true]);
    }
  });

  test('time-travel 13: what a record tells beats what a command seems to do', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session({ ghosts: false });
    session.turn('Both').shell("printf 'guess\\n' > a.txt", { 'a.txt': 'guess\n' });
    session.patch('*** Update File: a.txt\n@@\n-guess\n+told', { 'a.txt': 'told\n' });
    const states = await lab.states('a.txt');
    expect(states.map(({ evidence, confidence }) => [evidence, confidence])).toEqual([
      ['base', 'none'],
      ['inferred', 'best_effort'],
      ['exact', 'exact'],
    ]);
  });

  test('time-travel 13: a command tells nothing where it failed, and its text is best effort where it did not', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session({ ghosts: false });
    session.turn('Fail').shell("printf 'x\\n' > a.txt", {}, 1);
    session.turn('Write').shell("printf 'two\\n' > a.txt", { 'a.txt': 'two\n' });
    const states = await lab.states('a.txt');
    expect(states.map(({ attribution: { turn }, confidence }) => [turn, confidence])).toEqual([
      [null, 'none'],
      [2, 'best_effort'],
    ]);
  });
});
