import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FoundTraces } from '../../../src/agents/agent-adapter.js';
import { openCodeAdapter } from '../../../src/agents/opencode/adapter.js';
import { openCodeFinder } from '../../../src/agents/opencode/finder.js';
import { OpenCodeScribe, type StoreKind } from './scribe.js';

const START = Date.UTC(2026, 5, 2, 9);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ai-blame-opencode-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const adapter = openCodeAdapter();

function sessions(found: FoundTraces): string[] {
  return (adapter.sessionsIn?.(found) ?? found).sources.map(({ path }) => path);
}

function scribe(store: StoreKind, ids: readonly string[]): OpenCodeScribe {
  const made = new OpenCodeScribe(store);
  for (const [n, id] of ids.entries()) {
    const session = made.session({ id, cwd: '/w/demo', at: START + n * 60_000, model: 'model-one' });
    session.says('Do it', START + n * 60_000 + 1000);
  }
  return made;
}

describe('homes', () => {
  const homes = (variables: Record<string, string>, given: string[] = []) =>
    openCodeFinder().homes({ home: '/home/ada', variables, platform: 'darwin' }, { homes: given });

  test('the data folder of XDG on every system', () => {
    expect(homes({})).toEqual(['/home/ada/.local/share/opencode']);
    expect(homes({ XDG_DATA_HOME: '/data' })).toEqual(['/data/opencode']);
    expect(homes({ XDG_DATA_HOME: '/data' }, ['/mine'])).toEqual(['/mine']);
  });

  test('a database of another name that the person gave', () => {
    expect(homes({ OPENCODE_DB: '/x/work.db' })).toEqual(['/home/ada/.local/share/opencode', '/x/work.db']);
    expect(homes({ OPENCODE_DB: 'work.db' })).toEqual([
      '/home/ada/.local/share/opencode',
      '/home/ada/.local/share/opencode/work.db',
    ]);
    for (const OPENCODE_DB of [':memory:', 'opencode.db', 'opencode-beta.db', ''])
      expect(homes({ OPENCODE_DB })).toEqual(['/home/ada/.local/share/opencode']);
  });
});

describe('what is found', () => {
  test('a database is one source, until its sessions are asked for', () => {
    scribe('database', ['ses_b', 'ses_a']).write(home);
    const found = adapter.discover([home]);
    expect(found.sources.map(({ path, kind }) => [path, kind])).toEqual([['opencode.db', 'sqlite']]);
    expect(sessions(found)).toEqual(['opencode.db#ses_b', 'opencode.db#ses_a']);
  });

  test('databases of other release channels; a database whose path is the home', () => {
    const other = scribe('database', ['ses_beta']);
    other.write(join(home, 'made'));
    mkdirSync(join(home, 'x'));
    for (const name of ['opencode-beta.db', 'work.db']) {
      for (const end of ['', '-wal']) cpSync(join(home, `made/opencode.db${end}`), join(home, 'x', name + end));
    }
    expect(sessions(adapter.discover([join(home, 'x')]))).toEqual(['opencode-beta.db#ses_beta']);
    const named = adapter.discover([join(home, 'x', 'work.db')]);
    const [source] = adapter.sessionsIn?.(named).sources ?? [];
    expect(source).toMatchObject({ home: join(home, 'x', 'work.db'), path: '#ses_beta' });
    expect(source === undefined ? null : adapter.read(source).session.id).toBe('ses_beta');
  });

  test('opencode reader 5: one session that both stores have is told once, by the database', () => {
    scribe('files', ['ses_a', 'ses_only_files']).write(home);
    scribe('database', ['ses_a', 'ses_only_database']).write(home);
    expect(sessions(adapter.discover([home]))).toEqual([
      'opencode.db#ses_a',
      'opencode.db#ses_only_database',
      'storage/session/34f45d9db56a503044ac3f92166fcbc006170816/ses_only_files.json',
    ]);
  });

  test('opencode reader 5: of a session in two databases the copy counts that was written last', () => {
    const older = scribe('database', ['ses_a']);
    older.write(join(home, 'one'));
    older.sessions[0]?.says('More', START + 5_000_000);
    older.write(join(home, 'two'));
    const found = adapter.discover([join(home, 'one'), join(home, 'two')]);
    const [source] = adapter.sessionsIn?.(found).sources ?? [];
    expect(source?.home).toBe(join(home, 'two'));
    expect(adapter.sessionsIn?.(found).sources).toHaveLength(1);
  });

  test('stamps of sessions change with their own rows only', () => {
    const made = scribe('database', ['ses_a', 'ses_b']);
    const stamps = (): unknown[] => {
      made.write(home);
      const found = adapter.sessionsIn?.(adapter.discover([home]));
      return found === undefined ? [] : [...found.stamps.values()];
    };
    const before = stamps();
    made.sessions[1]?.says('More', START + 5_000_000);
    const after = stamps();
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
  });

  test('stamps of JSON files change when a message is finished in place', () => {
    const made = scribe('files', ['ses_a']);
    made.sessions[0]?.step(START + 9_000, [], { finished: false });
    made.write(home);
    const before = [...adapter.discover([home]).stamps.values()];
    const message = made.sessions[0]?.messages.at(-1);
    const file = join(home, `storage/message/ses_a/${message?.id}.json`);
    writeFileSync(file, JSON.stringify({ ...message?.data, id: message?.id, time: { created: 1, completed: 2 } }));
    expect([...adapter.discover([home]).stamps.values()]).not.toEqual(before);
  });

  test('what stands in the write-ahead log counts, while the database is open elsewhere', () => {
    const made = scribe('database', ['ses_a']);
    made.write(home);
    const Database = createRequire(import.meta.url)('libsql') as new (
      path: string,
    ) => { exec(sql: string): void; close(): void };
    const open = new Database(join(home, 'opencode.db'));
    try {
      open.exec("UPDATE session SET title = 'Told in the log', time_updated = time_updated + 1");
      const found = adapter.sessionsIn?.(adapter.discover([home]));
      const [source] = found?.sources ?? [];
      expect(source === undefined ? null : adapter.scan(source, null).summary.title).toBe('Told in the log');
    } finally {
      open.close();
    }
  });

  test.each([
    ['no database', 'this is no database at all, and longer than a header'],
    ['an empty file', ''],
  ])('%s is told in a warning', (_what, text) => {
    writeFileSync(join(home, 'opencode.db'), text);
    const found = adapter.sessionsIn?.(adapter.discover([home]));
    expect(found?.sources).toEqual([]);
    expect(found?.warnings.map(({ code, subject }) => [code, subject])).toEqual([
      ['database_unread', join(home, 'opencode.db')],
    ]);
  });

  test('messages whose session’s own file is gone are a session', () => {
    scribe('files', ['ses_a']).write(home);
    rmSync(join(home, 'storage/session'), { recursive: true });
    const found = adapter.discover([home]);
    expect(sessions(found)).toEqual(['storage/message/ses_a']);
    const [source] = found.sources;
    expect(source === undefined ? null : adapter.read(source).session.id).toBe('ses_a');
  });
});
