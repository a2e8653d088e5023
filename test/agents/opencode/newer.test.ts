import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ToldWorld } from '../conformance/told-world.js';
import { NEWER_SCHEMA } from './newer-rows.js';
import { type Json, OpenCodeScribe } from './scribe.js';

let world: ToldWorld;
beforeEach(() => {
  world = new ToldWorld(new OpenCodeScribe('newer'));
});
afterEach(() => world.remove());

/** Has something done to the database each time after it was written. */
function afterwards(change: (database: Database) => void): void {
  const write = world.scribe.write.bind(world.scribe);
  world.scribe.write = (home) => {
    write(home);
    const database = open(home);
    change(database);
    database.close();
  };
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(values: readonly unknown[]): void };
  close(): void;
}

function open(home: string): Database {
  const Libsql = createRequire(import.meta.url)('libsql') as new (path: string) => Database;
  return new Libsql(join(home, 'opencode.db'));
}

function addRow(database: Database, id: string, session: string, row: readonly [string, number, number, Json]): void {
  const [type, seq, at, data] = row;
  const sql = 'INSERT INTO session_message VALUES (?,?,?,?,?,?,?)';
  database.prepare(sql).run([id, session, type, seq, at, at, JSON.stringify(data)]);
}

/** A call as a row of an assistant holds it. */
function assistant(at: number, call: Json): Json {
  return {
    time: { created: at, completed: at + 20 },
    agent: 'build',
    model: { id: 'model-one', providerID: 'stub' },
    content: [{ type: 'tool', executed: false, time: { created: at, ran: at, completed: at + 10 }, ...call }],
    finish: 'tool-calls',
  };
}

describe('tables of OpenCode 2', () => {
  test('paths go by the directory that the session has moved to', () => {
    world.commit({ f: 'one\n', 'sub/f': 'one\n' });
    const told = world.session().says('Begin').change('f', 'one\ntwo\n');
    const [moved, at] = [world.tick(), world.tick()];
    world.write('sub/f', 'one\nin the folder\n');
    const input = { path: 'f', oldString: 'one\n', newString: 'one\nin the folder\n' };
    afterwards((database) => {
      // The session's own row tells where it is now.
      database.prepare('UPDATE session_v2 SET directory = ?').run([world.path('sub')]);
      const location = { directory: world.path('sub') };
      const previous = { location: { directory: world.repo.dir } };
      addRow(database, 'msg_x1', told.id, [
        'location-switched',
        90,
        moved,
        { time: { created: moved }, location, previous },
      ]);
      const state = { status: 'completed', input, content: [{ type: 'text', text: 'Edited f (1 replacement)' }] };
      const data = assistant(at, { id: 'call_moved', name: 'edit', state });
      addRow(database, 'msg_x2', told.id, ['assistant', 91, at, data]);
    });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 model-one exact']);
    expect(world.who('sub/f')).toEqual(['one ← commit', 'in the folder ← s1#1 model-one exact']);
  });

  test('what the person ran in the session is none of the agent’s', () => {
    world.commit({ f: 'one\n' });
    const told = world.session().says('Begin');
    const at = world.tick();
    world.write('f', 'one\nby the person\n');
    afterwards((database) => {
      const data = {
        time: { created: at },
        shellID: 'sh_1',
        command: 'echo by the person >> f',
        status: 'exited',
        exit: 0,
      };
      addRow(database, 'msg_x1', told.id, ['shell', 90, at, data]);
    });
    expect(world.who('f')).toEqual(['one ← commit', 'by the person ← untraced']);
    expect(world.blame('f').warnings).toEqual([]);
  });

  test('of a patch that failed at its second file, the first is told as not confirmed', () => {
    world.commit({ f: 'one\n' });
    const told = world.session().says('Patch');
    const at = world.tick();
    world.write('f', 'one\na telling line\n');
    const patchText =
      '*** Begin Patch\n*** Update File: f\n@@\n one\n+a telling line\n*** Update File: g\n@@\n-x\n+y\n*** End Patch';
    const message = 'Failed to write g: no space left. Completed before failure: f';
    afterwards((database) => {
      const state = { status: 'error', input: { patchText }, error: { type: 'tool.execution', message } };
      const data = assistant(at, { id: 'call_patch', name: 'patch', state });
      addRow(database, 'msg_x1', told.id, ['assistant', 90, at, data]);
    });
    expect(world.who('f')).toEqual(['one ← commit', 'a telling line ← s1#1 model-one fragment']);
  });

  test('a read that was cut, or began later, tells no whole content', () => {
    world.commit({ f: 'one\ntwo\n' });
    const told = world.session().says('Look');
    const at = world.tick();
    const outputs = [
      `Read file f, lines 1-1\n1: one\n[Output truncated. Continue reading with offset: 2]`,
      `Read file f, lines 2-2\n2: two`,
      `Read file f, lines 1-2\n1: one\n2: two`,
    ];
    afterwards((database) => {
      for (const [n, text] of outputs.entries()) {
        const state = { status: 'completed', input: { path: 'f' }, content: [{ type: 'text', text }], metadata: {} };
        const data = assistant(at + n, { id: `call_${n}`, name: 'read', state });
        addRow(database, `msg_x${n}`, told.id, ['assistant', 90 + n, at + n, data]);
      }
    });
    const reads = world.events().flatMap((event) => (event.kind === 'read' ? [event.whole] : []));
    expect(reads).toEqual([false, false, true]);
  });

  test.each([
    ['goes on in the new tables', true],
    ['was only copied there', false],
  ])('a session that %s counts once', (_how, goesOn) => {
    world.remove();
    world = new ToldWorld(new OpenCodeScribe('database'));
    world.commit({ f: 'one\n' });
    const told = world.session().says('Begin').change('f', 'one\ntwo\n');
    const at = world.tick();
    if (goesOn) world.write('f', 'one\ntwo\nthree\n');
    const state = (oldString: string, newString: string): Json => ({
      status: 'completed',
      input: { path: world.path('f'), oldString, newString },
      content: [{ type: 'text', text: 'Edited f (1 replacement)' }],
    });
    afterwards((database) => {
      const tables = NEWER_SCHEMA.replace(/CREATE TABLE project [^;]*;/, '').replace('PRAGMA journal_mode = WAL;', '');
      database.exec(tables);
      database.exec(
        `INSERT INTO session_v2 (id, project_id, slug, directory, version, time_created, time_updated)
         SELECT id, project_id, slug, directory, version, time_created, time_updated FROM session`,
      );
      const begun = world.clock - 10_000;
      const first = assistant(begun, {
        id: 'x',
        callID: 'call_00000001-111_1',
        name: 'edit',
        state: state('one', 'one\ntwo'),
      });
      addRow(database, 'msg_x0', told.id, ['user', 1, begun, { time: { created: begun }, text: 'Begin', files: [] }]);
      addRow(database, 'msg_x1', told.id, ['assistant', 2, begun, first]);
      if (!goesOn) return;
      const second = assistant(at, { id: 'call_2', name: 'edit', state: state('two', 'two\nthree') });
      addRow(database, 'msg_x2', told.id, ['assistant', 3, at, second]);
    });
    const expected = ['one ← commit', 'two ← s1#1 model-one exact', 'three ← s1#1 model-one exact'];
    expect(world.who('f')).toEqual(expected.slice(0, goesOn ? 3 : 2));
    expect(world.edits().edits).toHaveLength(goesOn ? 2 : 1);
  });
});
