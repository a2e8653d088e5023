import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HistoryFact } from '../../src/model/history-fact.js';
import type { SqlDriver } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { addFirstMeta } from '../../src/store/meta.js';
import { migrate } from '../../src/store/migrate.js';
import { RunEventTable } from '../../src/store/run-events.js';
import { patchOf, Rollout, uuid7 } from '../support/codex-rollout.js';
import { reseal } from '../support/reseal.js';
import { answerTo } from '../support/run-cli.js';
import { TempDir } from '../support/temp-dir.js';

type Json = Record<string, unknown>;

const MINUTE = 60_000;
/** Long after all files of these tests were written. */
const MUCH_LATER = Date.UTC(2100, 0, 1);

let dir: TempDir;

beforeEach(() => {
  dir = new TempDir();
});

afterEach(() => dir.remove());

const home = () => join(dir.path, 'home');
const fileOf = (id: string) => join(home(), `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${id}.jsonl`);

/** Writes a session's file. @returns its id. */
function write(n: number, fill: (rollout: Rollout) => void, meta: Json = {}): string {
  const id = uuid7(n * 1000, n);
  const rollout = new Rollout();
  rollout.second = n;
  rollout.meta({ id, ...meta });
  fill(rollout);
  mkdirSync(dirname(fileOf(id)), { recursive: true });
  writeFileSync(fileOf(id), rollout.text());
  return id;
}

type Way = 'traces' | 'index';
const WAYS: readonly Way[] = ['traces', 'index'];

function ask(way: Way, argv: readonly string[], now = MUCH_LATER, more: Parameters<typeof answerTo>[1] = {}) {
  const by = way === 'traces' ? ['--no-index'] : ['--index', join(dir.path, 'index.sqlite')];
  return answerTo([...argv, '--codex-home', home(), ...by], { now: () => now, ...more });
}

async function json(way: Way, argv: readonly string[], now = MUCH_LATER) {
  const { exitCode, stdout, stderr } = await ask(way, [...argv, '--json'], now);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function events(way: Way, run: string, ...argv: string[]): Promise<Json[]> {
  const { stdout } = await ask(way, ['runs', 'events', run, '--ndjson', ...argv]);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

/** One turn that patches a file and ends. */
function oneTurn(rollout: Rollout): void {
  rollout.task('t1').context('gpt-demo').says('Add a max');
  rollout.patched(patchOf('*** Add File: max.js', '+max'), 'c1').done('t1');
}

describe.each(WAYS)('by way of %s', (way) => {
  test('run-history 1: runs, the newest first', async () => {
    const [a, b] = [write(1, oneTurn), write(2, oneTurn, { source: 'exec' })];
    const { runs, ...rest } = await json(way, ['runs']);
    expect(rest).toEqual({ schema: 'ai-blame/runs@1', origin: way, nextCursor: null, warnings: [] });
    expect(runs.map(({ id }: Json) => id)).toEqual([`codex:${b}`, `codex:${a}`]);
    expect(runs[1]).toEqual({
      id: `codex:${a}`,
      agent: 'codex',
      session: a,
      confidence: 'exact',
      flowType: 'session',
      status: 'completed',
      parentRun: null,
      projectRoot: null,
      cwd: '/w/demo',
      createdAt: '2026-01-01T12:00:01.000Z',
      startedAt: '2026-01-01T12:00:01.000Z',
      finishedAt: '2026-01-01T12:00:08.000Z',
      currentStep: null,
      title: 'Add a max',
      model: 'gpt-demo',
      agentVersion: '0.77.0',
      archived: false,
      error: null,
      metadata: { turns: 1, tokens: null, source: 'cli', forkedFrom: null },
      trace: { home: home(), path: `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${a}.jsonl` },
      raw: null,
    });
    expect(runs[0].flowType).toBe('exec');
    const parent = write(3, oneTurn, { parent_thread_id: a });
    expect((await json(way, ['runs', 'show', parent])).run).toMatchObject({
      flowType: 'subagent',
      parentRun: `codex:${a}`,
    });
  });

  test('run-history 1: by status, in pages', async () => {
    const ids = [1, 2, 3, 4].map((n) => write(n, oneTurn));
    write(5, () => {});
    const read: unknown[] = [];
    let cursor: string[] = [];
    do {
      const page = await json(way, ['runs', '--status', 'completed', '--limit', '3', ...cursor]);
      read.push(...page.runs.map(({ session }: Json) => session));
      cursor = page.nextCursor === null ? [] : ['--cursor', page.nextCursor];
    } while (cursor.length > 0);
    expect(read).toEqual([...ids].reverse());
  });

  test('what a turn came to is what its run came to', async () => {
    const began = (rollout: Rollout) => rollout.task('t1').context('gpt-demo').says('Go');
    const made = {
      pending: write(1, () => {}),
      completed: write(2, oneTurn),
      stopped: write(3, (r) => began(r).event({ type: 'turn_aborted', turn_id: 't1', reason: 'interrupted' })),
      failed: write(4, (r) => began(r).event({ type: 'error', message: 'out of tokens' }).done('t1')),
    };
    const { runs } = await json(way, ['runs']);
    const found = Object.fromEntries(runs.map(({ session, status }: Json) => [session, status]));
    expect(found).toEqual(Object.fromEntries(Object.entries(made).map(([status, id]) => [id, status])));
  });

  test('an open turn runs for 30 minutes after the last change of its file, judged when it is asked', async () => {
    const id = write(1, (rollout) => rollout.task('t1').context('gpt-demo').says('Go'));
    const changed = Date.UTC(2026, 4, 1);
    utimesSync(fileOf(id), new Date(changed), new Date(changed));
    const { run } = await json(way, ['runs', 'show', id], changed + 30 * MINUTE);
    expect(run).toMatchObject({ status: 'running', finishedAt: null, currentStep: 't1' });
    expect((await json(way, ['runs', 'show', id], changed + 31 * MINUTE)).run).toMatchObject({
      status: 'stopped',
      currentStep: null,
      metadata: { inferred: true },
    });
    // A clock that was wrong for years.
    expect((await json(way, ['runs', 'show', id], changed - 31 * MINUTE)).run.status).toBe('stopped');
  });

  test('an older copy of a session is superseded, and listed only where that is asked', async () => {
    const id = write(1, oneTurn);
    const copy = join(home(), `archived_sessions/rollout-2026-01-02T00-00-00-${id}.jsonl`);
    mkdirSync(dirname(copy), { recursive: true });
    const rollout = new Rollout().meta({ id }).context('gpt-demo');
    writeFileSync(copy, rollout.text());
    expect((await json(way, ['runs', '--all'])).runs).toHaveLength(1);
    const { runs } = await json(way, ['runs', '--all', '--status', 'superseded']);
    expect(runs).toHaveLength(1);
    expect(runs[0].id).toMatch(new RegExp(`^codex:${id}~[0-9a-f]{8}$`));
  });

  test('run-history 2: events of a run, by the beginning of its id', async () => {
    const id = write(1, oneTurn);
    const found = await events(way, id.slice(0, 20));
    expect(found.map((event) => `${event.ordinal} ${event.type} ${event.step}`)).toEqual([
      '1 run_started null',
      '5 step_started t1',
      '5 user_message t1',
      '6 tool_call t1',
      '7 tool_result t1',
      '7 file_edit t1',
      '8 diff_updated t1',
      '8 step_completed t1',
      '8 run_finished t1',
    ]);
    expect(found.map((event) => event.id)).toContain(`codex:${id}#7.1`);
    expect(found.find(({ type }) => type === 'user_message')).toMatchObject({
      id: `codex:${id}#5.1`,
      run: `codex:${id}`,
      time: expect.stringMatching(/^2026-01-01T12:00:0\d\.000Z$/),
      data: { chars: 9, preview: 'Add a max' },
      source: null,
      raw: null,
    });
    const counts = (await json(way, ['runs', 'show', id])).events;
    expect(counts).toMatchObject({ file_edit: 1, run_started: 1, tool_call: 1 });
  });

  test('run-history 2: by type, and by turn', async () => {
    const id = write(1, (rollout) => {
      oneTurn(rollout);
      rollout.task('t2').context('gpt-demo').says('More').done('t2');
    });
    const types = async (...argv: string[]) => (await events(way, id, ...argv)).map(({ type }) => type);
    expect(await types('--type', 'user_message')).toEqual(['user_message', 'user_message']);
    const second = await types('--step', 't2');
    expect(second).toContain('user_message');
    expect(second).not.toContain('file_edit');
    expect(await types('--step', '2')).toEqual(second);
  });

  test('run-history 3: pages of any size are one reading, also while the trace grows', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (limit, grow) => {
        rmSync(home(), { recursive: true, force: true });
        const id = write(1, oneTurn);
        const read: Json[] = [];
        for (let page = 0; ; page++) {
          const after = String(read.at(-1)?.seq ?? 0);
          const rows = await events(way, id, '--after-seq', after, '--limit', String(limit));
          read.push(...rows);
          if (page < grow) {
            const more = new Rollout();
            more.second = 20 + page * 10;
            more.task(`n${page}`).context('gpt-demo').says(`More ${page}`).done(`n${page}`);
            appendFileSync(fileOf(id), more.text());
          } else if (rows.length === 0) break;
        }
        const seqs = read.map(({ seq }) => Number(seq));
        expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        // What tells of the trace's end was told where the trace ended then.
        const lasting = (rows: Json[]) =>
          rows.filter(({ type }) => type !== 'run_finished').map(({ id: each }) => each);
        expect(lasting(read)).toEqual(lasting(await events(way, id)));
      },
    );
    await fc.assert(property, { numRuns: 8 });
  });

  test('run-history 5: following ends when the run is over', async () => {
    const id = write(1, (rollout) => rollout.task('t1').context('gpt-demo').says('Go'));
    const file = fileOf(id);
    const now = Date.now();
    let waits = 0;
    const patience = () => ({
      async wait() {
        waits++;
        if (waits === 2) {
          const more = new Rollout();
          more.second = 30;
          appendFileSync(file, more.done('t1').text());
        }
        return waits < 9;
      },
      end() {},
    });
    const { exitCode, stdout } = await ask(way, ['runs', 'events', id, '--follow'], now, { patience });
    const types = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).type]));
    expect(exitCode).toBe(0);
    expect(waits).toBeLessThan(9);
    expect(types.slice(0, 3)).toEqual(['run_started', 'step_started', 'user_message']);
    expect(types.filter((type) => type === 'step_completed')).toHaveLength(1);
    expect(types.at(-1)).toBe('run_finished');
  });

  test('run-history 6: what a run left, and what became of it', async () => {
    const commit = 'c0ffee'.repeat(6).concat('c0ff');
    const id = write(1, (rollout) => {
      rollout.task('t1').context('gpt-demo').says('Go').ghost(commit);
      rollout.patched(patchOf('*** Add File: max.js', '+max'), 'c1').done('t1');
    });
    const { artifacts } = await json(way, ['runs', 'artifacts', id, '--check']);
    const path = `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${id}.jsonl`;
    expect(artifacts.map(({ kind, path: at, state }: Json) => ({ kind, at, state }))).toEqual([
      { kind: 'rollout', at: join(home(), path), state: 'present' },
      { kind: 'ghost_commit', at: `git:${commit}`, state: 'missing' },
      { kind: 'patch', at: `trace:${path}#7`, state: 'present' },
    ]);
    expect(artifacts[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await json(way, ['runs', 'artifacts', id, '--kind', 'patch'])).artifacts).toHaveLength(1);
  });

  test('run-history 7: one document, keys in one order, times with milliseconds and Z, whatever the trace wrote and the locale is', async () => {
    const id = write(1, oneTurn);
    const text = readFileSync(fileOf(id), 'utf8');
    let n = 0;
    const forms = ['Z', '.5Z', '.123456Z', '+02:00', '.250+02:00'];
    writeFileSync(
      fileOf(id),
      text.replace(/("timestamp":"[^".]*)\.000Z"/g, (_, time) => `${time}${forms[n++ % forms.length]}"`),
    );
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
    const keys: Record<string, string[]> = {
      runs: ['schema', 'origin', 'runs', 'nextCursor', 'warnings'],
      [`runs show ${id}`]: ['schema', 'origin', 'run', 'events', 'artifacts', 'warnings'],
      [`runs events ${id}`]: ['schema', 'origin', 'run', 'events', 'warnings'],
      [`runs artifacts ${id}`]: ['schema', 'origin', 'run', 'artifacts', 'warnings'],
    };
    const zone = process.env.TZ;
    for (const [question, expected] of Object.entries(keys)) {
      const { stdout } = await ask(way, [...question.split(' '), '--json']);
      const document = JSON.parse(stdout);
      expect([question, Object.keys(document)]).toEqual([question, expected]);
      const times: unknown[] = [];
      JSON.stringify(document, (key, value) => {
        if (/^(time|.*At)$/.test(key) && value !== null) times.push(value);
        return value;
      });
      expect(times.filter((each) => !time.test(String(each)))).toEqual([]);
      try {
        process.env.TZ = 'Asia/Kathmandu';
        expect((await ask(way, [...question.split(' '), '--json'])).stdout).toBe(stdout);
      } finally {
        process.env.TZ = zone;
      }
    }
    const [event] = (await json(way, ['runs', 'events', id])).events;
    expect(Object.keys(event)).toEqual([
      'seq',
      'id',
      'run',
      'type',
      'time',
      'step',
      'ordinal',
      'data',
      'source',
      'raw',
    ]);
  });

  test('run-history 9: numbers rise with the record, and what is added to the trace gets higher ones', async () => {
    const id = write(1, oneTurn);
    const first = await events(way, id);
    const order = (rows: Json[]) => rows.map(({ ordinal, seq }) => [Number(ordinal), Number(seq)]);
    const isRising = (numbers: number[]): boolean =>
      numbers.every((each, n) => n === 0 || each >= (numbers[n - 1] ?? 0));
    for (const rows of [first, await events(way, id)]) {
      expect(isRising(order(rows).map(([ordinal]) => ordinal ?? 0))).toBe(true);
      expect(isRising(order(rows).map(([, seq]) => seq ?? 0))).toBe(true);
    }
    const more = new Rollout();
    more.second = 40;
    appendFileSync(fileOf(id), more.task('t2').context('gpt-demo').says('More').done('t2').text());
    const grown = await events(way, id);
    const highest = Math.max(...first.map(({ seq }) => Number(seq)));
    const known = new Set(first.map((row) => row.id));
    const late = grown.filter((row) => !known.has(row.id));
    expect(late.map(({ type }) => type)).toEqual(['step_started', 'user_message', 'step_completed', 'run_finished']);
    expect(late.every(({ seq }) => Number(seq) > highest)).toBe(true);
  });

  test('run-history 14: a secret that the person wrote is in no answer', async () => {
    const secret = `sk-proj-${'aB3dE5fG7h'.repeat(4)}`;
    const id = write(1, (rollout) => rollout.task('t1').context('gpt-demo').says(`Use ${secret} for it`).done('t1'));
    for (const argv of [
      ['runs'],
      ['runs', 'show', id],
      ['runs', 'events', id],
      ['sessions'],
      ['sessions', 'show', id],
    ]) {
      expect((await ask(way, [...argv, '--json'])).stdout).not.toContain(secret);
    }
  });
});

describe('with the index and without it', () => {
  const same = (text: string) =>
    text
      .replace(/"origin": "(index|traces)"/g, '"origin"')
      .replace(/"seq": ?\d+/g, '"seq"')
      .replace(/"nextCursor": "[^"]*"/g, '"nextCursor"');

  test('run-history 23, state-index 19: the same bytes, save origin, seq and the cursor', async () => {
    const ids = [write(1, oneTurn), write(2, () => {}), write(3, (r) => r.task('t1').context('m').says('Go'))];
    const questions = [
      ['sessions', '--all', '--include-empty'],
      ['sessions', '--limit', '1'],
      ['sessions', 'show', String(ids[0])],
      ['runs', '--limit', '2'],
      ['runs', 'show', String(ids[0])],
      ['runs', 'events', String(ids[0])],
      ['runs', 'artifacts', String(ids[0]), '--check'],
    ];
    for (const question of questions) {
      const [traces, index, again] = [
        await ask('traces', [...question, '--json']),
        await ask('index', [...question, '--json']),
        await ask('index', [...question, '--json']),
      ];
      expect(same(index.stdout)).toBe(same(traces.stdout));
      expect(again).toEqual(index);
    }
  });

  test('run-history 23: an index that cannot be used is told, and the traces are read', async () => {
    write(1, oneTurn);
    writeFileSync(
      join(dir.path, 'index.sqlite'),
      'no database at all, and long enough to be taken for one at first sight',
    );
    const { exitCode, stdout, stderr } = await ask('index', ['runs', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ origin: 'traces', runs: [{ status: 'completed' }] });
    expect(stderr).toMatch(/^note: .*; the traces themselves are read\n$/);
  });

  test('run-history 22: a cursor of another index is refused', async () => {
    write(1, oneTurn);
    write(2, oneTurn);
    const { nextCursor } = await json('index', ['runs', '--limit', '1']);
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dir.path, `index.sqlite${suffix}`), { force: true });
    const { exitCode, stderr } = await ask('index', ['runs', '--limit', '1', '--cursor', nextCursor]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'The cursor comes from another index (begin again without --cursor)',
    });
  });

  test('run-history 8: an index made anew tells the same events', async () => {
    const id = write(1, oneTurn);
    const before = await events('index', id);
    const more = new Rollout();
    more.second = 40;
    appendFileSync(fileOf(id), more.task('t2').context('gpt-demo').says('More').done('t2').text());
    const grown = await events('index', id);
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dir.path, `index.sqlite${suffix}`), { force: true });
    const anew = await events('index', id);
    const withoutSeq = (rows: Json[]) => rows.map(({ seq, ...rest }) => rest);
    expect(withoutSeq(anew)).toEqual(withoutSeq(grown));
    // run-history 9 and 11: what was known keeps its number, what came later has a higher one.
    const known = new Map(before.map((row) => [row.id, row.seq]));
    const [kept, late] = [grown.filter((row) => known.has(row.id)), grown.filter((row) => !known.has(row.id))];
    expect(kept.map(({ seq }) => seq)).toEqual(kept.map((row) => known.get(row.id)));
    const last = Math.max(...before.map(({ seq }) => Number(seq)));
    expect(late.every(({ seq }) => Number(seq) > last)).toBe(true);
    expect(grown.map(({ ordinal }) => ordinal)).toEqual(
      [...grown.map(({ ordinal }) => Number(ordinal))].sort((a, b) => a - b),
    );
  });

  test('run-history 9 and 12: the events of a trace that was written anew are numbered in its order, behind all before', async () => {
    const id = write(1, oneTurn);
    const before = await events('index', id);
    // Of the same length, another word in the middle: what comes behind it is as it was.
    const file = `${fileOf(id)}.new`;
    writeFileSync(file, readFileSync(fileOf(id), 'utf8').replaceAll('Add a max', 'Add a min'));
    renameSync(file, fileOf(id));
    const after = await events('index', id);
    expect(after.map((row) => row.id)).toEqual((await events('traces', id)).map((row) => row.id));
    const changed = after.findIndex(({ type }) => type === 'user_message');
    expect(after.slice(0, changed)).toEqual(before.slice(0, changed));
    const highest = Math.max(...before.map(({ seq }) => Number(seq)));
    expect(after.slice(changed).every(({ seq }) => Number(seq) > highest)).toBe(true);
  });

  test('run-history 11: where nothing changed nothing is written, and numbers that are missing do no harm', async () => {
    const id = write(1, oneTurn);
    await events('index', id);
    const dump = () => inIndex('SELECT source_id, ordinal, n, seq FROM run_events ORDER BY seq');
    const first = dump();
    await ask('index', ['index']);
    expect(dump()).toEqual(first);
    // Read anew although it did not change.
    inIndex("UPDATE run_fills SET filled = 'unknown'");
    await ask('index', ['index', '--full']);
    expect(dump()).toEqual(first);
    // As another version might leave it: gaps between numbers.
    inIndexWhole(
      'UPDATE run_events SET seq = seq * 1000',
      "UPDATE meta SET value = '1000000' WHERE key = 'next_event_seq'",
    );
    const told = await events('index', id);
    expect(told.map(({ seq }) => seq)).toEqual(first.map((row) => Number((row as unknown[])[3]) * 1000));
    const page = await events('index', id, '--after-seq', String(told[2]?.seq), '--limit', '2');
    expect(page).toEqual(told.slice(3, 5));
    const withoutSeq = (rows: Json[]) => rows.map(({ seq, ...rest }) => rest);
    expect(withoutSeq(told)).toEqual(withoutSeq(await events('traces', id)));
  });

  test.each([
    [
      'another build of the program read them',
      "UPDATE meta SET value = 'another' WHERE key = 'facts_build'",
      ['index'],
    ],
    ['everything is to be read anew', 'SELECT 1', ['index', '--full']],
    ['the source is not believed', "UPDATE sources SET session = '{}'", ['index', 'verify', '--full', '--repair']],
  ])('run-history 8: what happened is read again where %s', async (_why, change, argv) => {
    const id = write(1, oneTurn);
    expect((await ask('index', ['index'])).exitCode).toBe(0);
    inIndexWhole(`UPDATE run_events SET data = '"of another time"' WHERE n = 0`, change);
    await ask('index', argv);
    const withoutSeq = (rows: Json[]) => rows.map(({ seq, ...rest }) => rest);
    expect(withoutSeq(await events('index', id))).toEqual(withoutSeq(await events('traces', id)));
  });

  test('run-history 12: a trace that was written anew replaces its run', async () => {
    const id = write(1, oneTurn);
    await events('index', id);
    const other = new Rollout().meta({ id }).context('gpt-new').says('Something else');
    writeFileSync(`${fileOf(id)}.new`, other.text());
    renameSync(`${fileOf(id)}.new`, fileOf(id));
    const withoutSeq = (rows: Json[]) => rows.map(({ seq, ...rest }) => rest);
    expect(withoutSeq(await events('index', id))).toEqual(withoutSeq(await events('traces', id)));
  });
});

/** What the index holds, by a statement. */
function inIndex(sql: string): unknown[] {
  const database = (findDriver() as SqlDriver).open(join(dir.path, 'index.sqlite'), 5000);
  try {
    return database
      .prepare(sql)
      .all([])
      .map((row) => (row.length === 1 ? row[0] : row));
  } finally {
    database.close();
  }
}

/** Changes what the index holds, so that it could have been written so. */
function inIndexWhole(...statements: readonly string[]): void {
  const database = (findDriver() as SqlDriver).open(join(dir.path, 'index.sqlite'), 5000);
  for (const sql of statements) database.exec(sql);
  reseal(database);
  database.close();
}

describe('ai-blame index', () => {
  test('run-history 8: reads what happened in every session; a second time changes nothing', async () => {
    const ids = [write(1, oneTurn), write(2, oneTurn)];
    expect((await ask('index', ['index'])).exitCode).toBe(0);
    const dump = () => inIndex('SELECT source_id, ordinal, n, seq, type, time, step, names, data FROM run_events');
    const before = dump();
    expect(before).toHaveLength(18);
    await ask('index', ['index']);
    await events('index', String(ids[0]));
    expect(dump()).toEqual(before);
    expect(inIndex('SELECT id, status, flow_type FROM runs ORDER BY id')).toEqual(
      ids.map((id) => [`codex:${id}`, 'completed', 'session']),
    );
  });

  test('run-history 13: no content of files and no output of tools; a tenth of the traces at most', async () => {
    const output = 'A line of what the tool said\n'.repeat(350);
    write(1, (rollout) => {
      for (let n = 0; n < 400; n++) {
        rollout.task(`t${n}`).context('gpt-demo').says(`Look at ${n}, and tell what you see there`);
        rollout
          .call('shell', { command: ['cat', `file${n}.txt`] }, `call_${n}`)
          .output(`call_${n}`, output)
          .call('apply_patch', { input: patchOf(`*** Add File: new${n}.txt\n+A line of that file`) }, `patch_${n}`)
          .output(`patch_${n}`, 'Success.')
          .done(`t${n}`);
      }
    });
    await ask('index', ['index']);
    inIndex('PRAGMA wal_checkpoint(TRUNCATE)');
    const index = readFileSync(join(dir.path, 'index.sqlite'));
    const packed = inIndex('SELECT data FROM trace_events').map((data) => {
      const bytes = data as Buffer;
      // Of four bytes the highest bit tells that texts are deflated (`store/event-bundles.ts`).
      const end = 4 + (bytes.readUInt32LE() % 2 ** 31);
      const texts = bytes.readUInt32LE() >= 2 ** 31 ? inflateRawSync(bytes.subarray(4, end)) : bytes.subarray(4, end);
      return texts.toString() + bytes.toString('latin1', end);
    });
    expect(packed.filter((text) => text.includes('new3.txt'))).toHaveLength(1);
    expect(packed.filter((text) => /what the tool said|A line of that file/.test(text))).toEqual([]);
    expect(index.includes('A line of that file')).toBe(false);
    const folder = dirname(fileOf(''));
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(index.length).toBeLessThan(bytes / 10);
    expect(index.includes('what the tool said')).toBe(false);
  });

  test('run-history 14: with --no-previews there is no text of a person in the index, and the same is told', async () => {
    const id = write(1, (rollout) => rollout.task('t1').context('gpt-demo').says('Paint it violet').done('t1'));
    const { exitCode } = await ask('index', ['index', '--no-previews']);
    expect(exitCode).toBe(0);
    const told = await events('index', id);
    expect(told.find(({ type }) => type === 'user_message')).toMatchObject({ data: { preview: 'Paint it violet' } });
    expect((await json('index', ['sessions'])).sessions).toMatchObject([{ title: 'Paint it violet' }]);
    inIndex('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(readFileSync(join(dir.path, 'index.sqlite')).includes('violet')).toBe(false);
  });

  test('run-history 10: what happened in a session is there wholly or not at all', () => {
    const database = (findDriver() as SqlDriver).open(join(dir.path, 'events.sqlite'), 5000);
    try {
      migrate(database, 0);
      addFirstMeta(database);
      const fact = (ordinal: number, data: HistoryFact['data']): HistoryFact => ({
        ordinal,
        n: 0,
        type: 'tool_call',
        time: null,
        turnId: null,
        turn: null,
        data,
      });
      database.exec('PRAGMA foreign_keys = OFF');
      const table = new RunEventTable(database);
      table.fill(1, 'first', [fact(1, { a: 1 })]);
      const torn = [fact(1, { a: 2 }), fact(2, { b: 1n as unknown as number })];
      expect(() => table.fill(1, 'second', torn)).toThrow();
      const all = { afterSeq: null, types: [], steps: [], limit: null };
      expect(table.select(1, all).map(({ seq, data }) => [seq, data])).toEqual([[1, { a: 1 }]]);
      expect(table.isFilled(1, 'first')).toBe(true);
      // What is told otherwise is new: it has a number that was never given.
      table.fill(1, 'second', [fact(1, { a: 2 }), fact(2, { b: 1 })]);
      table.fill(1, 'third', [fact(2, { b: 1 })]);
      table.fill(1, 'fourth', [fact(2, { b: 1 }), fact(3, {})]);
      expect(table.select(1, all).map(({ seq, ordinal }) => [seq, ordinal])).toEqual([
        [3, 2],
        [4, 3],
      ]);
    } finally {
      database.close();
    }
  });
});

test('nothing in the agent’s home changes', async () => {
  const id = write(1, oneTurn);
  const changed = new Date(Date.UTC(2026, 4, 1));
  utimesSync(fileOf(id), changed, changed);
  const listed = () => answerTo(['runs', 'artifacts', id, '--codex-home', home(), '--no-index', '--json']);
  const before = (await listed()).stdout;
  for (const way of WAYS) {
    await ask(way, ['runs', 'events', id]);
    await ask(way, ['sessions']);
  }
  expect((await listed()).stdout).toBe(before);
});
