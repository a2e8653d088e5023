import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { cursorAdapter } from '../../../src/agents/cursor/adapter.js';
import type { FileChangeEvent } from '../../../src/model/agent-event.js';
import type { HistoryFact } from '../../../src/model/history-fact.js';
import type { TraceSource } from '../../../src/model/session.js';
import { TempDir } from '../../support/temp-dir.js';
import { type Composer, CursorScribe, chunkOf, contentKey, writeDatabase } from './scribe.js';

const AT = Date.UTC(2026, 4, 12, 8);
const A = '/w/demo/a.py';

let dir: TempDir;
let scribe: CursorScribe;
beforeEach(() => {
  dir = new TempDir();
  scribe = new CursorScribe();
});
afterEach(() => dir.remove());

function conversation(id = 'c1'): Composer {
  const composer = scribe.session({ id, cwd: '/w/demo', at: AT, model: 'composer-demo' });
  composer.says('Do it', AT + 1000);
  return composer;
}

function sources(): readonly TraceSource[] {
  scribe.write(dir.path);
  const adapter = cursorAdapter();
  return adapter.sessionsIn?.(adapter.discover([dir.path])).sources ?? [];
}

function read(): SessionTrace {
  const [source] = sources();
  if (source === undefined) throw new Error('No conversation was found');
  return cursorAdapter().read(source);
}

function changesOf(trace: SessionTrace): FileChangeEvent[] {
  return trace.events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
}

function told(trace: SessionTrace): string[] {
  return changesOf(trace).map(({ op, path, outcome, model }) => `${op} ${path} ${outcome} ${model ?? 'unknown'}`);
}

function bodies(trace: SessionTrace) {
  return changesOf(trace).map((event) => cursorAdapter().loadChange(event));
}

test('nothing is read unless the person asks for it', () => {
  const homes = (variables: Record<string, string>, given: string[] = [], platform = 'linux') =>
    cursorAdapter().homes({ home: '/home/ada', variables, platform }, { homes: given });
  expect(homes({})).toEqual([]);
  expect(homes({ AI_BLAME_EXPERIMENTAL: 'other, cursors' })).toEqual([]);
  expect(homes({}, ['/c', '/c'])).toEqual(['/c']);
  expect(homes({ AI_BLAME_EXPERIMENTAL: 'other, cursor' })).toEqual([
    '/home/ada/.config/Cursor/User',
    '/home/ada/.config/Cursor Nightly/User',
    '/home/ada/.cursor',
  ]);
  expect(homes({ AI_BLAME_EXPERIMENTAL: 'cursor', CURSOR_CONFIG_DIR: '/k' }, [], 'darwin')).toEqual([
    '/home/ada/Library/Application Support/Cursor/User',
    '/home/ada/Library/Application Support/Cursor Nightly/User',
    '/k',
  ]);
  const own = (variables: Record<string, string>) => homes({ AI_BLAME_EXPERIMENTAL: 'cursor', ...variables }).slice(2);
  expect(own({ CURSOR_DATA_DIR: '/d' })).toEqual(['/d']);
  expect(own({ CURSOR_CONFIG_DIR: '/k', CURSOR_DATA_DIR: '/d' })).toEqual(['/k', '/d']);
  expect(own({ CURSOR_CONFIG_DIR: '/k', CURSOR_DATA_DIR: '/k' })).toEqual(['/k']);
});

describe('conversations of a database', () => {
  test('cursor reader 5: each is a source of its own; empty ones, and databases that are none, are no conversations', () => {
    conversation('c1');
    conversation('c2');
    scribe.session({ id: 'c3', cwd: '/w/demo', at: AT, model: 'm' });
    expect(sources().map(({ path, kind }) => [path, kind])).toEqual([
      ['globalStorage/state.vscdb#c1', 'sqlite'],
      ['globalStorage/state.vscdb#c2', 'sqlite'],
    ]);
    writeFileSync(join(dir.path, 'globalStorage/state.vscdb'), 'no database');
    const adapter = cursorAdapter();
    const found = adapter.sessionsIn?.(adapter.discover([dir.path]));
    expect([found?.sources, found?.warnings.map(({ code }) => code)]).toEqual([[], ['database_unread']]);
  });

  test('the session, its folder, its times', () => {
    const composer = conversation();
    composer.more = { name: 'A name' };
    const [source] = sources();
    const { probe, summary } = cursorAdapter().scan(source as TraceSource, null);
    expect(probe).toMatchObject({
      session: { id: 'c1', cwd: '/w/demo', startedAt: '2026-05-12T08:00:00.000Z' },
      cwds: ['/w/demo'],
      firstTime: '2026-05-12T08:00:01.000Z',
    });
    expect(summary).toMatchObject({ title: 'A name', firstMessage: 'Do it', turns: 1 });
  });

  test('before 3.12 the paths of edits tell the folder', () => {
    const composer = conversation();
    composer.more = { workspaceIdentifier: undefined };
    composer.changes({ path: '/w/demo/src/b.py', before: 'x\n', after: 'y\n', at: AT });
    const [source] = sources();
    expect(cursorAdapter().probe(source as TraceSource)).toMatchObject({
      cwds: ['/w/demo/src'],
      session: { cwd: null },
    });
  });

  describe('before 3.12 a workspace’s own database lists a conversation', () => {
    const workspace = (name: string, description: object, listed: object): void => {
      dir.write(`workspaceStorage/${name}/workspace.json`, JSON.stringify(description));
      const items = { 'composer.composerData': JSON.stringify(listed) };
      writeDatabase(join(dir.path, 'workspaceStorage', name), new Map(), items);
    };
    const cwds = () => {
      const composer = conversation();
      composer.more = { workspaceIdentifier: undefined };
      composer.call(AT, 'search_replace', { params: { relativeWorkspacePath: 'src/b.py' }, result: {} });
      const trace = cursorAdapter().read(sources()[0] as TraceSource);
      return [trace.session.cwd, ...changesOf(trace).map(({ path }) => path)];
    };

    test.each([
      ['all of them (2)', { allComposers: [{ composerId: 'other' }, { composerId: 'c1' }] }],
      ['those that are open (3)', { selectedComposerIds: ['c1'] }],
    ])('%s: its folder is the conversation’s', (_what, listed) => {
      workspace('a', { folder: 'file:///w/de%20mo' }, listed);
      workspace('b', { folder: 'file:///w/other' }, { allComposers: [] });
      expect(cwds()).toEqual(['/w/de mo', '/w/de mo/src/b.py']);
    });

    test.each([
      ['two folders', { folder: 'file:///w/b' }],
      ['another machine', { folder: 'vscode-remote://ssh/w/a' }],
      ['several folders', { workspace: 'file:///w/x.code-workspace' }],
    ])('one of %s tells nothing', (what, description) => {
      const listed = { allComposers: [{ composerId: 'c1' }] };
      if (what === 'two folders') workspace('a', { folder: 'file:///w/a' }, listed);
      workspace('b', description, listed);
      expect(cwds()).toEqual([null, 'src/b.py']);
    });

    test('nor does one that is no database', () => {
      dir.write('workspaceStorage/a/workspace.json', '{"folder":"file:///w/a"}');
      dir.write('workspaceStorage/a/state.vscdb', 'no database');
      expect(cwds()).toEqual([null, 'src/b.py']);
    });
  });

  describe('the editor’s own list of conversations tells the folder where neither they nor a workspace do', () => {
    const CWDS = ['/w/de mo', '/w/de mo/src/b.py'];
    const cwds = () => {
      const composer = conversation();
      composer.more = { workspaceIdentifier: undefined };
      composer.call(AT, 'search_replace', { params: { relativeWorkspacePath: 'src/b.py' }, result: {} });
      const trace = cursorAdapter().read(sources()[0] as TraceSource);
      return [trace.session.cwd, ...changesOf(trace).map(({ path }) => path)];
    };
    const at = (uri: object) => ({ composerId: 'c1', name: 'x', workspaceIdentifier: { id: 'a', uri } });
    const listed = (...allComposers: object[]): void => {
      scribe.items['composer.composerHeaders'] = JSON.stringify({ allComposers });
    };
    const tabled = (...rows: string[]): void => {
      scribe.tables =
        'CREATE TABLE composerHeaders (composerId TEXT, workspaceId TEXT, createdAt INTEGER, value TEXT);' +
        rows.map((row) => `INSERT INTO composerHeaders VALUES (${row});`).join('');
    };

    test('a key, up to 3.11: by the folder itself', () => {
      listed({ composerId: 'other' }, at({ fsPath: '/w/de mo', scheme: 'file' }));
      expect(cwds()).toEqual(CWDS);
    });

    test('or by the workspace that it names', () => {
      dir.write('workspaceStorage/a/workspace.json', '{"folder":"file:///w/de%20mo"}');
      listed({ composerId: 'c1', workspaceIdentifier: { id: 'a' } });
      expect(cwds()).toEqual(CWDS);
    });

    test('a table, since 3.12', () => {
      dir.write('workspaceStorage/a/workspace.json', '{"folder":"file:///w/de%20mo"}');
      tabled(`'c1', 'a', 7, '{}'`);
      expect(cwds()).toEqual(CWDS);
    });

    test('what the table tells counts more than the key that it took the place of', () => {
      tabled(`'c1', NULL, 7, '${JSON.stringify(at({ fsPath: '/w/de mo' }))}'`);
      listed(at({ fsPath: '/w/earlier' }));
      expect(cwds()).toEqual(CWDS);
    });

    test.each<[string, () => void]>([
      ['another machine', () => listed(at({ scheme: 'vscode-remote', path: '/w/de mo' }))],
      ['a name that leads elsewhere', () => tabled(`'c1', '../../w', 7, '{}'`)],
      ['no JSON', () => tabled(`'c1', NULL, 7, '{'`, 'NULL, 7, NULL, NULL')],
      ['lists of another form', () => listed({ composerId: 7 }, [], at([]))],
      ['a table of another form', () => (scribe.tables = 'CREATE TABLE composerHeaders (x)')],
    ])('%s tells nothing', (_what, write) => {
      write();
      expect(cwds()).toEqual([null, 'src/b.py']);
    });
  });

  test('messages that the conversation holds itself (old releases)', () => {
    const composer = conversation();
    composer.changes({ path: A, before: 'x\n', after: 'y\n', at: AT });
    composer.more = { fullConversationHeadersOnly: [], conversation: composer.bubbles };
    const key = (bubble: { bubbleId: string }) => `bubbleId:c1:${bubble.bubbleId}`;
    const rows = new Map(composer.rows().filter(([name]) => !composer.bubbles.map(key).includes(name)));
    for (const [name, text] of scribe.contents) rows.set(name, text);
    writeDatabase(join(dir.path, 'globalStorage'), rows);
    const adapter = cursorAdapter();
    const [source] = adapter.sessionsIn?.(adapter.discover([dir.path])).sources ?? [];
    const trace = adapter.read(source as TraceSource);
    expect(told(trace)).toEqual([`modify ${A} applied composer-demo`]);
    expect(bodies(trace)).toEqual([{ tellings: [{ kind: 'content', text: 'y\n' }], before: 'x\n' }]);
  });
});

describe('edits', () => {
  test('whole contents of both sides; a new file was not there', () => {
    const composer = conversation();
    composer.changes({ path: A, before: null, after: 'one\n', at: AT });
    composer.changes({ path: A, before: 'one\n', after: 'two\n', at: AT });
    composer.changes({ path: A, before: 'two\n', after: '', at: AT });
    composer.changes({ path: A, before: '', after: null, at: AT });
    const trace = read();
    expect(told(trace)).toEqual([
      `create ${A} applied composer-demo`,
      `modify ${A} applied composer-demo`,
      `modify ${A} applied composer-demo`,
      `delete ${A} applied composer-demo`,
    ]);
    expect(bodies(trace)).toEqual([
      { tellings: [{ kind: 'content', text: 'one\n' }], before: null },
      { tellings: [{ kind: 'content', text: 'two\n' }], before: 'one\n' },
      { tellings: [{ kind: 'content', text: '' }], before: 'two\n' },
      { tellings: [{ kind: 'deleted', text: null }] },
    ]);
  });

  test('cursor reader 2: a content that is gone, or is not the one that its key tells, does not count', () => {
    conversation().changes({ path: A, before: 'one\n', after: 'two\n', at: AT });
    scribe.contents.set(contentKey('two\n'), 'other\n');
    expect(bodies(read())).toEqual([{ tellings: [], before: 'one\n' }]);
    scribe.contents.clear();
    expect(bodies(read())).toEqual([{ tellings: [] }]);
  });

  test('diffs of older edits have places; a sketch is never a content', () => {
    const composer = conversation();
    composer.withheld({ path: A, before: 'one\ntwo\n', after: 'one\n2\nthree\n', at: AT });
    composer.call(AT, 'edit_file', {
      params: { relativeWorkspacePath: A },
      rawArgs: { code_edit: '// ... existing code ...' },
    });
    const odd = { ...(chunkOf('a\n', 'b\n') as object), diffString: 'no diff' };
    composer.call(AT, 'edit_file', { params: { relativeWorkspacePath: A }, result: { diff: { chunks: [odd] } } });
    expect(bodies(read()).map(({ tellings }) => tellings)).toEqual([
      [{ kind: 'unified', diff: '@@ -1,2 +1,3 @@\n one\n-two\n+2\n+three\n' }],
      [],
      [],
    ]);
  });

  test('a patch: whole, or its hunks alone', () => {
    const composer = conversation();
    const hunk = '@@\n-x\n+y';
    composer.call(AT, 'apply_patch', { rawArgs: { file_path: A, patch: hunk } });
    composer.call(AT, 'apply_patch', { rawArgs: { patch: `*** Begin Patch\n*** Add File: b.py\n+b\n*** End Patch` } });
    const trace = read();
    expect(told(trace)).toEqual([`modify ${A} applied composer-demo`, 'create /w/demo/b.py applied composer-demo']);
    expect(bodies(trace).map(({ tellings }) => tellings[0]?.kind)).toEqual(['apply_patch', 'content']);
  });

  test.each<[object, string]>([
    [{ status: 'completed', userDecision: 'accepted' }, 'applied'],
    [{ status: 'completed', userDecision: 'rejected' }, 'rejected'],
    [{ status: 'completed', error: '{"message":"no"}' }, 'failed'],
    [{ status: 'completed', result: '{"applyFailed":true}' }, 'failed'],
    [{ status: 'error' }, 'failed'],
    [{ status: 'cancelled' }, 'aborted'],
    [{ status: 'loading' }, 'unknown'],
    [{ status: undefined }, 'unknown'],
  ])('%j is %s', (more, outcome) => {
    const composer = conversation();
    composer.changes({ path: A, before: 'x\n', after: 'y\n', at: AT });
    Object.assign((composer.bubbles.at(-1)?.toolFormerData as object) ?? {}, more);
    expect(changesOf(read()).map((event) => event.outcome)).toEqual([outcome]);
  });

  test('paths: absolute in spite of their name, relative, or a URI', () => {
    const composer = conversation();
    for (const relativeWorkspacePath of ['/w/x.py', 'src/x.py', 'file:///w/a%20b.py'])
      composer.call(AT, 'delete_file', { params: { relativeWorkspacePath } });
    expect(changesOf(read()).map(({ path }) => path)).toEqual(['/w/x.py', '/w/demo/src/x.py', '/w/a b.py']);
  });

  test('the model: the message’s own, else the closest one before, else the choice of now where none tells any', () => {
    const composer = conversation();
    const edit = (model: object): void => {
      composer.changes({ path: A, before: 'x\n', after: 'y\n', at: AT });
      Object.assign(composer.bubbles.at(-1) ?? {}, model);
    };
    const models = () => changesOf(read()).map(({ model }) => model);
    edit({ modelInfo: undefined });
    expect(models()).toEqual(['composer-demo']);
    composer.more = { modelConfig: { modelName: 'default' } };
    expect(models()).toEqual([null]);
    edit({ modelInfo: { modelName: 'auto' } });
    edit({ modelInfo: { modelName: 'told' } });
    edit({ modelInfo: undefined });
    composer.more = { modelConfig: { modelName: 'of-now' } };
    expect(models()).toEqual([null, null, 'told', 'told']);
  });

  test('times: of the list of messages, else of the message', () => {
    const composer = conversation();
    composer.changes({ path: A, before: 'x\n', after: 'y\n', at: AT + 5000 });
    const times = () => changesOf(read()).map(({ time }) => time);
    expect(times()).toEqual(['2026-05-12T08:00:05.000Z']);
    composer.times.clear();
    expect(times()).toEqual([null]);
    Object.assign(composer.bubbles.at(-1) ?? {}, { timingInfo: { clientStartTime: AT + 7000 } });
    expect(times()).toEqual(['2026-05-12T08:00:07.000Z']);
  });
});

test('reads, commands, and the history', () => {
  const composer = conversation();
  composer.reads(A, '', AT);
  composer.runs('ls', 0, AT);
  composer.runs('cd sub && make', 2, AT);
  composer.runs('make', 0, AT);
  composer.changes({ path: A, before: null, after: 'one\n', at: AT });
  const trace = read();
  expect(
    trace.events.map((event) => (event.kind === 'command' ? [event.text, event.cwd, event.outcome] : [event.kind])),
  ).toEqual([['read'], ['cd sub && make', '/w/demo', 'failed'], ['make', null, 'applied'], ['file_change']]);
  const [, command] = trace.events;
  expect(command?.kind === 'command' ? cursorAdapter().loadCommandText(command)?.command : null).toBe('cd sub && make');
  const facts: HistoryFact[] = [];
  cursorAdapter().history(trace.source, (fact) => facts.push(fact));
  expect(facts.filter(({ type }) => type === 'file_edit').map(({ data }) => data)).toMatchObject([
    { path: 'a.py', kind: 'add', insertions: 1 },
  ]);
});

test('cursor reader 1: property: whatever the rows hold, nothing is thrown', () => {
  const composer = conversation();
  composer.changes({ path: A, before: null, after: 'one\n', at: AT });
  composer.withheld({ path: A, before: 'one\n', after: 'two\n', at: AT });
  composer.runs('make', 0, AT);
  composer.reads(A, '', AT);
  const rows = composer.rows();
  const change = fc.record({
    row: fc.nat(rows.length - 1),
    at: fc.nat(600),
    cut: fc.nat(60),
    text: fc.constantFrom('', '{', '"', 'null', '[]', '{}', '7', '\0'),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = rows.map(([key, value]): [string, string] => [key, value]);
      for (const { row, at, cut, text } of changes) {
        const [key, value] = changed[row] as [string, string];
        changed[row] = [key, value.slice(0, at) + text + value.slice(at + cut)];
      }
      writeDatabase(join(dir.path, 'globalStorage'), new Map([...changed, ...scribe.contents]));
      const adapter = cursorAdapter();
      for (const source of adapter.sessionsIn?.(adapter.discover([dir.path])).sources ?? []) {
        const trace = adapter.read(source);
        adapter.history(source, () => {});
        for (const event of trace.events) {
          if (event.kind === 'file_change') {
            for (const telling of adapter.loadChange(event).tellings)
              if (telling.kind === 'content') expect(telling.text).toBe('one\n');
          }
          if (event.kind === 'command') adapter.loadCommandText(event);
        }
      }
    }),
    { numRuns: 60 },
  );
});
