import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IndexLab } from '../support/index-lab.js';

/** What no answer comes from: it is for `index status`, for a log, or for a person who looks into the database. */
const TELLS_NO_ANSWER = [
  'backfill_state.duration_ms',
  'backfill_state.failed',
  'backfill_state.id',
  'backfill_state.last_success_at',
  'backfill_state.last_watermark',
  'backfill_state.lease_until',
  'backfill_state.owner',
  'backfill_state.status',
  'backfill_state.updated_at',
  'logs.id',
  'logs.level',
  'logs.message',
  'logs.target',
  'logs.thread_id',
  'logs.ts',
  'logs.ts_nanos',
  'migrations.applied_at',
  'sources.error',
  'sources.kind',
  'sources.ordinal',
];

/** What of a trace, or of its beginning, is not found any more is read anew. */
const READ_ANEW = ['meta.key', 'run_fills.filled', 'run_fills.source_id'];

/** Where to go on from is asked for when a trace has grown. */
const FOR_LATER = ['sources.resume', 'sources.resume_sum'];

/** Their rows are in the same order as before: each source has one here. */
const ORDERED = ['trace_events.n', 'trace_sessions.n'];

let lab: IndexLab;
/** The index, as it is before anything is damaged. */
let whole: Buffer;
let questions: readonly (readonly string[])[];
let right: readonly string[];

beforeAll(async () => {
  lab = new IndexLab();
  const sessions = lab.sessions(3);
  sessions[0]?.turn('more').patch('*** Update File: f1\n@@\n one\n+two', { f1: 'one\ntwo\n' });
  await lab.index();
  const id = sessions[0]?.id ?? '';
  questions = [
    ['f1', '--json'],
    ['edits', '--json'],
    ['sessions', 'show', id, '--json'],
    ['runs', 'events', id, '--json'],
  ];
  right = await Promise.all(questions.map(async (question) => plain(await lab.ask([...question, '--no-index']))));
  const database = lab.database();
  database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  whole = readFileSync(lab.file);
});
afterAll(() => lab.remove());

/** Without what the contract lets differ: where an answer comes from, and numbers of events. */
function plain({ stdout, exitCode }: { readonly stdout: string; readonly exitCode: number }): string {
  return `${exitCode} ${stdout.replace(/"origin": ?"(index|traces)"/g, '"origin"').replace(/"seq": ?\d+/g, '"seq"')}`;
}

/** Puts an index in the place of what is there; no answer is kept. */
function put(content: Buffer): void {
  for (const name of readdirSync(lab.own)) rmSync(join(lab.own, name), { recursive: true, force: true });
  writeFileSync(lab.file, content);
}

/** @returns whether the database lets that be done. */
function damage(sql: string): boolean {
  put(whole);
  const database = lab.database();
  database.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON');
  try {
    database.exec(sql);
    return true;
  } catch {
    return false;
  } finally {
    database.close();
  }
}

/** @returns how the answers differ from those of the traces, and what was told with them. */
async function ask(): Promise<{ readonly wrong: string[]; readonly told: string[] }> {
  const wrong: string[] = [];
  const told: string[] = [];
  for (const [n, question] of questions.entries()) {
    const answer = await lab.ask(question);
    if (plain(answer) !== right[n]) wrong.push(question.join(' '));
    told.push(...answer.stderr.split('\n').slice(0, -1));
  }
  return { wrong, told };
}

function columns(): string[] {
  put(whole);
  const database = lab.database();
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    return tables.all([]).flatMap(([table]) =>
      database
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all([String(table)])
        .map(([column]) => `${table}.${column}`),
    );
  } finally {
    database.close();
  }
}

/** Damages each column of each table in turn, in all rows. @returns those of which nothing was told. */
async function damageEach(made: (column: string) => string, afterwards = async () => {}): Promise<string[]> {
  const silent: string[] = [];
  for (const name of columns()) {
    const [table = '', column = ''] = name.split('.');
    if (!damage(`UPDATE OR REPLACE ${table} SET ${column} = ${made(column)}`)) continue;
    const { wrong, told } = await ask();
    expect([name, wrong]).toEqual([name, []]);
    expect([name, told.filter((line) => !line.startsWith(`note: The index ${lab.file} `))]).toEqual([name, []]);
    if (told.length === 0) silent.push(name);
    await afterwards();
  }
  return silent.sort();
}

describe('run-history 25: an index that is damaged, and still a database: the answers are right, and it is told', () => {
  test('where a value is another one', async () => {
    const silent = await damageEach(
      (
        column,
      ) => `CASE typeof(${column}) WHEN 'null' THEN 1 WHEN 'integer' THEN ${column} + 1 WHEN 'real' THEN ${column} + 1
                   ELSE substr(${column}, 1, length(${column}) - 1) || '~' END`,
    );
    expect(silent).toEqual([...TELLS_NO_ANSWER, ...READ_ANEW, ...FOR_LATER, ...ORDERED].sort());
  });

  test('where a text is not UTF-8 any more, or something is a text; and no command ends otherwise than it should', async () => {
    const silent = await damageEach(
      () => "CAST(x'41ff42' AS TEXT)",
      async () => {
        for (const argv of [
          ['index', 'status'],
          ['index', 'verify', '--full'],
          ['logs', '--no-follow'],
        ]) {
          const { exitCode, stderr } = await lab.ask(argv);
          // 1: what differs is told. 4: it cannot be used.
          expect([0, 1, 4]).toContain(exitCode);
          if (exitCode === 4) expect(stderr).toContain(lab.file);
        }
        expect(await lab.index(['rebuild'])).toMatchObject({ read: 3 });
        expect(await ask()).toEqual({ wrong: [], told: [] });
      },
    );
    // What counts rows cannot be made a text.
    const refused = ['backfill_state.id', 'logs.id', 'run_fills.source_id'];
    expect(silent).toEqual(
      [...TELLS_NO_ANSWER, ...READ_ANEW, ...FOR_LATER, ...ORDERED].filter((name) => !refused.includes(name)).sort(),
    );
  });

  test.each([
    ['head_sha256 BLOB', 'head_sha256 BLO\xc2'],
    ['CREATE TABLE meta', 'CREATE TABLE met\xe1'],
    ['watermark TEXT', 'watermarl TEXT'],
    ['CREATE INDEX', 'CREATE I\x80DEX'],
  ])('where what it tells of its tables is: %s', async (before, after) => {
    const text = whole.toString('latin1');
    expect(text).toContain(before);
    // Pages that are not in use any more hold it too.
    put(Buffer.from(text.replaceAll(before, after), 'latin1'));
    const { wrong, told } = await ask();
    expect(wrong).toEqual([]);
    expect(told).toEqual(
      questions.map(() =>
        expect.stringMatching(/^note: The index .*ai-blame index rebuild makes it anew from the traces/),
      ),
    );
    for (const argv of [['index'], ['index', 'status'], ['index', 'verify']]) {
      expect([argv, (await lab.ask(argv)).exitCode]).toEqual([argv, 4]);
    }
    expect(await lab.index(['rebuild'])).toMatchObject({ read: 3 });
    expect(await ask()).toEqual({ wrong: [], told: [] });
  });

  test('where its tables and the indexes that SQLite keeps of them tell different things: it is told, and can be repaired', async () => {
    put(whole);
    const database = lab.database();
    const [type] = database.prepare('SELECT text FROM strings ORDER BY length(text) DESC LIMIT 1').get([]) ?? [];
    database.close();
    for (const text of [`codex${lab.world.home}sessions/`, `${type}`]) {
      const places = placesOf(text);
      // One of each in its table, and one in the index beside it; pages that are not in use may hold more.
      expect(places.length).toBeGreaterThan(1);
      for (const place of places) {
        const bytes = Buffer.from(whole);
        bytes.writeUInt8(bytes.readUInt8(place + 2) ^ 2, place + 2);
        put(bytes);
        expect((await ask()).wrong).toEqual([]);
        put(bytes);
        const isDamaged = !isConsistent();
        expect([text, place, (await lab.ask(['index', 'verify'])).exitCode]).toEqual([text, place, isDamaged ? 1 : 0]);
        expect([text, place, (await lab.ask(['index', 'verify', '--repair'])).exitCode]).toEqual([text, place, 0]);
        expect(await ask()).toEqual({ wrong: [], told: [] });
        expect(isConsistent()).toBe(true);
      }
    }
  });
});

/** Where a text stands in the whole index. */
function placesOf(text: string): number[] {
  const bytes = Buffer.from(text);
  const places: number[] = [];
  for (let at = whole.indexOf(bytes); at >= 0; at = whole.indexOf(bytes, at + 1)) places.push(at);
  return places;
}

/** What SQLite itself says of the index. */
function isConsistent(): boolean {
  const database = lab.database();
  try {
    return database.prepare('PRAGMA integrity_check').get([])?.[0] === 'ok';
  } finally {
    database.close();
  }
}
