import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { cursorAdapter } from '../../../src/agents/cursor/adapter.js';
import type { FileChangeEvent } from '../../../src/model/agent-event.js';
import type { TraceSource } from '../../../src/model/session.js';
import { ScribedWorld } from '../../support/scribed-world.js';
import { TempDir } from '../../support/temp-dir.js';
import { CursorScribe } from './scribe.js';
import { AgentStoreScribe } from './store-scribe.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const CWD = '/w/demo';

function sourcesIn(): readonly TraceSource[] {
  const adapter = cursorAdapter();
  return adapter.sessionsIn?.(adapter.discover([dir.path])).sources ?? [];
}

function read(store: AgentStoreScribe): SessionTrace {
  store.write(dir.path);
  return cursorAdapter().read(sourcesIn()[0] as TraceSource);
}

const changesOf = ({ events }: SessionTrace): FileChangeEvent[] =>
  events.filter((event): event is FileChangeEvent => event.kind === 'file_change');

function opened(): AgentStoreScribe {
  const store = new AgentStoreScribe('11111111-2222-4333-8444-555555555555', CWD);
  store.message({ role: 'system', content: 'You are an agent.' });
  const info = `<user_info>\nOS Version: linux\nWorkspace Path: ${CWD}\n</user_info>`;
  store.message({ role: 'user', content: [{ type: 'text', text: info }] });
  store.says('Do it');
  return store;
}

test('messages in the order of the nodes; calls that nothing tells the end of; the directory that the path has the hash of', () => {
  const store = opened();
  store.call('Write', { path: `${CWD}/a.py`, contents: 'x = 1\n' }, 'Wrote contents to a.py');
  store.says('More');
  store.call('StrReplace', { path: 'a.py', old_string: 'x = 1', new_string: 'x = 2' }, null);
  const edits = [
    { old_string: 'a', new_string: 'b' },
    { old_string: 'c', new_string: 'd', replace_all: true },
  ];
  store.call('MultiEdit', { file_path: `${CWD}/b.py`, edits }, { ok: true });
  store.call('Delete', { path: `${CWD}/c.py` }, 'Deleted');
  const trace = read(store);
  expect(
    changesOf(trace).map(({ turn, op, path, outcome, model, time }) => [turn?.index, op, path, outcome, model, time]),
  ).toEqual([
    [1, 'modify', `${CWD}/a.py`, 'unknown', null, null],
    [2, 'modify', `${CWD}/a.py`, 'unknown', null, null],
    [2, 'modify', `${CWD}/b.py`, 'unknown', null, null],
    [2, 'delete', `${CWD}/c.py`, 'unknown', null, null],
  ]);
  const step = (old: string, text: string, all = false) => ({ old, text, all, takesLineEnd: false });
  expect(changesOf(trace).map((event) => cursorAdapter().loadChange(event).tellings)).toEqual([
    [{ kind: 'content', text: 'x = 1\n' }],
    [{ kind: 'replacements', steps: [step('x = 1', 'x = 2')] }],
    [{ kind: 'replacements', steps: [step('a', 'b'), step('c', 'd', true)] }],
    [{ kind: 'deleted', text: null }],
  ]);
  expect(trace.session).toMatchObject({ id: store.id, cwd: CWD, startedAt: '2026-05-28T20:26:40.000Z' });
  expect(trace.turns.map(({ prompt }) => prompt)).toEqual(['Do it', 'More']);
  expect(trace.warnings).toEqual([]);
});

test.each([
  ['The user rejected this edit', 'rejected'],
  ['Error: no such file', 'failed'],
  ['The string to replace was not found in the file', 'failed'],
  ['Wrote contents to a.py', 'unknown'],
])('a result that says “%s” is %s', (result, outcome) => {
  const store = opened();
  store.call('Write', { path: `${CWD}/a.py`, contents: 'x\n' }, result);
  expect(changesOf(read(store)).map((change) => change.outcome)).toEqual([outcome]);
});

test('commands and reads, in the directory of the session', () => {
  const store = opened();
  store.call('Read', { path: 'a.py' }, 'x');
  store.call('Shell', { command: 'rm b.py' }, 'ok');
  const { events } = read(store);
  expect(events.map((event) => ('targets' in event ? event.targets : 'path' in event ? event.path : null))).toEqual([
    `${CWD}/a.py`,
    [{ path: `${CWD}/b.py`, op: 'delete' }],
  ]);
});

test('a directory that no record names is not guessed: the folders of edits tie the session', () => {
  const store = new AgentStoreScribe('s', '/elsewhere');
  store.says('Do it');
  store.call('Write', { path: `${CWD}/a.py`, contents: 'x\n' }, null);
  const trace = read(store);
  expect([trace.session.cwd, cursorAdapter().probe(trace.source).cwds]).toEqual([null, [CWD]]);
});

test('cursor reader 3: a session that the editor’s database has is told by that, and by a store rather than by a transcript', () => {
  const scribe = new CursorScribe();
  scribe.session({ id: 'c1', cwd: CWD, at: 1, model: 'm' }).says('Hello', 2);
  scribe.write(dir.path);
  for (const id of ['c1', 'c2']) {
    const store = new AgentStoreScribe(id, CWD);
    store.says('Hello');
    store.write(dir.path);
    dir.write(`projects/w-demo/agent-transcripts/${id}.jsonl`, '');
  }
  const { path } = new AgentStoreScribe('c2', CWD);
  expect(sourcesIn().map((source) => source.path)).toEqual(['globalStorage/state.vscdb#c1', `${path}#c2`]);
});

test('a store that cannot be read, or leads nowhere, is told in warnings', () => {
  const store = opened();
  store.write(dir.path, 'f'.repeat(64));
  expect(
    cursorAdapter()
      .read(sourcesIn()[0] as TraceSource)
      .warnings.map(({ code }) => code),
  ).toEqual(['source_damaged']);
  writeFileSync(join(dir.path, store.path), 'no database');
  expect(
    cursorAdapter()
      .read(sourcesIn()[0] as TraceSource)
      .warnings.map(({ code }) => code),
  ).toEqual(['source_unreadable']);
});

test('property: whatever a node or a message holds, nothing is thrown and nothing is done for sure', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 4 }),
      fc.constantFrom('user', 'assistant', 'tool', 7),
      (content, role) => {
        const store = opened();
        store.message({ role, content });
        store.message({ role: 'assistant', content: [{ type: 'tool-call', toolName: 'Write', args: content[0] }] });
        for (const change of changesOf(read(store))) expect(change.outcome).not.toBe('applied');
      },
    ),
    { numRuns: 15 },
  );
});

test('a line in a blame is a fragment, and what a person wrote is not', async () => {
  let store: AgentStoreScribe | null = null;
  const world = new ScribedWorld(
    {
      ...new CursorScribe(),
      agent: 'cursor',
      cannot: new Set(),
      session: () => {
        throw new Error('none');
      },
      write: (home) => store?.write(home),
    },
    'cursor-home',
  );
  try {
    world.repo.commit('Begin', { f: 'one\ntwo\n' });
    store = new AgentStoreScribe('s1', world.repo.dir);
    store.says('Do it');
    store.call('StrReplace', { path: 'f', old_string: 'two', new_string: 'two\nthree' }, 'Updated');
    store.message({ role: 'user', content: `<user_info>\nWorkspace Path: ${world.repo.dir}\n</user_info>` });
    world.repo.write({ f: 'one\ntwo\nthree\nby a person\n' });
    const expected = ['one | commit', 'two | commit', 'three | cursor s1/1 unknown fragment', 'by a person | untraced'];
    expect(await world.blame('f')).toEqual(expected);
    world.usesIndex = true;
    expect(await world.blame('f')).toEqual(expected);
    expect(await world.blame('f')).toEqual(expected);
  } finally {
    world.remove();
  }
});
