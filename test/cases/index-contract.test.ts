import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { IndexVerification } from '../../src/model/index-result.js';
import { driver, fingerprintOf, IndexLab } from '../support/index-lab.js';
import { reseal } from '../support/reseal.js';

let lab: IndexLab;
beforeEach(() => {
  lab = new IndexLab();
});
afterEach(() => lab.remove());

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Runs statements on the index itself. */
function change(sql: string): void {
  const database = lab.database();
  database.exec(sql);
  database.close();
}

/** As `change`, so that the index could have been written so. */
function changeWhole(sql: string): void {
  const database = lab.database();
  database.exec(sql);
  reseal(database);
  database.close();
}

/** Without what the contract lets differ: where an answer comes from, and numbers of events. */
function plain(text: string): string {
  return text.replace(/"origin": ?"(index|traces)"/g, '"origin"').replace(/"seq": ?\d+/g, '"seq"');
}

function rowsOf(columns: string): readonly (readonly unknown[])[] {
  const database = lab.database();
  try {
    return database.prepare(`SELECT ${columns} FROM sources ORDER BY home, watermark`).all([]);
  } finally {
    database.close();
  }
}

function ask(sql: string): unknown {
  const database = lab.database();
  try {
    return database.prepare(sql).get([])?.[0];
  } finally {
    database.close();
  }
}

describe('files of the index', () => {
  test('state-index 1: it lies in AI_BLAME_HOME, else among the caches, else where --index says; deleting it loses nothing', async () => {
    lab.sessions(1);
    const first = await lab.ask(['f1', '--json']);
    expect(existsSync(lab.file)).toBe(true);
    rmSync(lab.own, { recursive: true });
    expect(await lab.ask(['f1', '--json'])).toEqual(first);
    const named = join(lab.world.base, 'my own.db');
    expect(await lab.ask(['f1', '--json', '--index', named])).toEqual(first);
    expect(existsSync(named)).toBe(true);
    const cache = join(lab.world.base, 'cache');
    expect(await lab.ask(['f1', '--json'], { AI_BLAME_HOME: '', XDG_CACHE_HOME: cache })).toEqual(first);
    expect(existsSync(join(cache, 'ai-blame/index_1.sqlite'))).toBe(true);
  });

  test('state-index 2: what earlier versions left in our folder is removed, and only that', async () => {
    lab.sessions(1);
    const former = [
      'index.sqlite',
      'index_0.sqlite',
      'index_0.sqlite-wal',
      'index_27.sqlite-shm',
      'index.sqlite-journal',
    ];
    const kept = [
      '123',
      'index.sqlite_backup',
      'index_1.sqlite.bak',
      'index_x.sqlite',
      'myindex_0.sqlite',
      'index_0.sqlite-wal2',
    ];
    mkdirSync(lab.own, { recursive: true });
    for (const name of [...former, ...kept]) writeFileSync(join(lab.own, name), name);
    mkdirSync(join(lab.own, 'elsewhere'));
    writeFileSync(join(lab.own, 'elsewhere', 'index_0.sqlite'), '');
    await lab.index();
    // SQLite's own files are beside it as long as this process lives.
    const left = readdirSync(lab.own).filter((name) => !/^index_1\.sqlite-(wal|shm)$/.test(name));
    expect(left.sort()).toEqual([...kept, 'elsewhere', 'index_1.sqlite'].sort());
    expect(readdirSync(join(lab.own, 'elsewhere'))).toEqual(['index_0.sqlite']);
  });

  test('state-index 2: what earlier versions left stays until all traces are in the new index', async () => {
    lab.sessions(1);
    await lab.index();
    change("UPDATE backfill_state SET status = 'running'; DELETE FROM meta WHERE key LIKE 'fingerprint%'");
    writeFileSync(join(lab.own, 'index_0.sqlite'), '');
    await lab.status();
    expect(readdirSync(lab.own)).toContain('index_0.sqlite');
    await lab.ask(['f1']);
    expect(readdirSync(lab.own)).not.toContain('index_0.sqlite');
    expect(await lab.status()).toMatchObject({ status: 'complete' });
  });

  test('state-index 2: beside a file that the person named nothing is removed', async () => {
    lab.sessions(1);
    const folder = join(lab.world.base, 'theirs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index_0.sqlite'), '');
    await lab.index(['--index', join(folder, 'my.db')]);
    expect(readdirSync(folder)).toContain('index_0.sqlite');
  });

  test('state-index 3: an index of a newer version is read, left as it is, and told', async () => {
    lab.sessions(1);
    await lab.index();
    change("INSERT INTO migrations VALUES (99, 'of the future', 0)");
    lab.sessions(1);
    const before = lab.dump();
    const answer = await lab.ask(['f1', '--json']);
    expect(answer).toEqual({
      ...(await lab.ask(['f1', '--json', '--no-index'])),
      stderr: `note: The index ${lab.file} was made by a newer ai-blame: it is only read\n`,
    });
    expect(lab.dump()).toEqual(before);
    expect(await lab.ask(['index'])).toMatchObject({ exitCode: 4 });
  });

  test('state-index 3: a migration that is not the one that was applied is told, with the command that rebuilds', async () => {
    lab.sessions(1);
    await lab.index();
    change("UPDATE migrations SET checksum = 'another'");
    const told = `The index ${lab.file} was made by another build, with other tables (ai-blame index rebuild makes it anew from the traces)`;
    expect(await lab.ask(['index', 'status'])).toEqual({ exitCode: 4, stdout: '', stderr: told });
    const answer = await lab.ask(['f1', '--json']);
    expect(answer).toEqual({
      ...(await lab.ask(['f1', '--json', '--no-index'])),
      stderr: `note: ${told}; the traces themselves are read\n`,
    });
    expect(await lab.index(['rebuild'])).toMatchObject({ read: 1 });
    expect(await lab.ask(['f1', '--json'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('state-index 5: the file is 0600 and its folder 0700, whatever the mask', async () => {
    lab.sessions(1);
    const mask = process.umask(0);
    try {
      await lab.index();
    } finally {
      process.umask(mask);
    }
    expect([modeOf(lab.own), modeOf(lab.file)]).toEqual(['700', '600']);
  });
});

describe('filling', () => {
  test('state-index 6: the state goes from pending to complete; an unknown one counts as pending, and the next pass completes it', async () => {
    expect(await lab.status()).toMatchObject({ exists: false, status: 'pending', lastSuccessAt: null });
    expect(existsSync(lab.file)).toBe(false);
    lab.sessions(1);
    await lab.index();
    expect(await lab.status()).toMatchObject({ exists: true, status: 'complete', indexing: null });
    change("UPDATE backfill_state SET status = 'quantum'; DELETE FROM meta WHERE key LIKE 'fingerprint%'");
    const unknown = await lab.ask(['index', 'status', '--json']);
    expect(JSON.parse(unknown.stdout)).toMatchObject({ status: 'pending' });
    expect(unknown.stderr).toBe('note: The state of the index, "quantum", is unknown: it counts as pending\n');
    await lab.index();
    expect(await lab.status()).toMatchObject({ status: 'complete' });
  });

  test('state-index 7: a row for each source: what it is of, what was seen of its file, and how far it was read', async () => {
    const session = lab.world.session({ ghosts: false });
    session.turn('make f1').patch('*** Add File: f1\n+one', { f1: 'one\n' });
    const whole = readFileSync(session.path);
    const torn = '{"timestamp":"2026-01-01T12:00:00.000Z","type":"resp';
    writeFileSync(session.path, Buffer.concat([whole, Buffer.from(torn)]));
    const before = Date.now() + lab.aheadMs;
    await lab.index();
    // As the product looks: in whole nanoseconds the fraction would be rounded otherwise.
    const { mtimeMs } = statSync(session.path);
    const [columns] = rowsOf(
      'watermark, home, agent, thread_id, size, mtime_ms, byte_offset, ordinal, state, error, attempts, hex(head_sha256)',
    );
    // As many digits as are kept.
    const digest = createHash('sha256').update(whole.subarray(0, 4096)).digest('hex').toUpperCase();
    const head = String(columns?.at(-1));
    expect(head.length).toBeGreaterThanOrEqual(32);
    expect(columns?.slice(0, -1)).toEqual([
      session.path.slice(lab.world.home.length + 1),
      lab.world.home,
      'codex',
      session.id,
      whole.length + torn.length,
      mtimeMs,
      whole.length,
      session.lines.length,
      expect.stringMatching(/^(ok|partial)$/),
      columns?.[9],
      1,
    ]);
    expect(digest.startsWith(head)).toBe(true);
    const [times] = rowsOf('indexed_at');
    expect(Number(times?.[0])).toBeGreaterThanOrEqual(before);
    expect(Number(times?.[0])).toBeLessThanOrEqual(Date.now() + lab.aheadMs);
  });

  test('state-index 8: work is done by home and path as bytes, and the last watermark is that of the last', async () => {
    const names = ['sessions/é/rollout-a.jsonl', 'sessions/z/rollout-b.jsonl', 'archived_sessions/rollout-c.jsonl'];
    for (const file of names) lab.world.session({ file, ghosts: false }).turn('hello');
    await lab.index();
    expect((await lab.status()).lastWatermark).toBe('sessions/é/rollout-a.jsonl');
  });

  test('state-index 10: while a source could not be read index ends with 1, and the answers are right all the same', async () => {
    lab.sessions(2);
    await lab.index();
    changeWhole(
      "UPDATE sources SET state = 'failed', error = 'The disk did not answer' WHERE thread_id LIKE '00000001%'",
    );
    const { failures, totals } = await lab.index([], 1);
    expect(totals).toEqual({ ok: 1, partial: 0, failed: 1 });
    expect(failures).toMatchObject([{ error: 'The disk did not answer', attempts: 1 }]);
    const { withIndex, without } = await lab.bothWays(['f1', 'f2']);
    expect(withIndex).toEqual(without);
    expect(await lab.index(['--retry-failed'])).toMatchObject({ read: 1, failures: [] });
    expect(await lab.index()).toMatchObject({ read: 0, totals: { ok: 2, partial: 0, failed: 0 } });
  });

  test('state-index 11: a second pass reads nothing; a source that grew is gone on with; a torn line waits', async () => {
    const [one] = lab.sessions(3);
    if (one === undefined) throw new Error('no session');
    expect(await lab.index()).toMatchObject({ read: 3, continued: 0 });
    expect(await lab.index()).toMatchObject({ read: 0, continued: 0 });
    one.turn('more');
    expect(await lab.index()).toMatchObject({ read: 0, continued: 1 });
    const whole = readFileSync(one.path, 'utf8');
    const line = one.lines.at(-1) ?? '';
    writeFileSync(one.path, `${whole}${line.slice(0, 40)}`);
    await lab.index();
    writeFileSync(one.path, `${whole}${line}\n`);
    expect(await lab.index()).toMatchObject({ totals: { ok: 3 } });
    expect(await lab.verify(['--full'], 0)).toEqual({});
  });

  test('state-index 11: a source that shrank, or begins with other bytes, is read from the beginning', async () => {
    const [one, two] = lab.sessions(2);
    if (one === undefined || two === undefined) throw new Error('no session');
    await lab.index();
    writeFileSync(
      one.path,
      one.lines
        .slice(0, 3)
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(await lab.index()).toMatchObject({ read: 1, continued: 0 });
    writeFileSync(
      two.path,
      [...two.lines, ...two.lines].map((line) => `${line.replace('0.77.0', '0.78.0')}\n`).join(''),
    );
    expect(await lab.index()).toMatchObject({ read: 1, continued: 0 });
    expect(await lab.verify(['--full'], 0)).toEqual({});
  });

  test('state-index 12: a session that is archived, compressed or renamed keeps its row, and is there once', async () => {
    const [one] = lab.sessions(2);
    if (one === undefined) throw new Error('no session');
    await lab.index();
    const row = () => ask(`SELECT id FROM sources WHERE thread_id = '${one.id}'`);
    const first = row();
    const name = one.path.slice(one.path.lastIndexOf('/') + 1);
    for (const place of [`archived_sessions/${name}`, `archived_sessions/${name}.zst`, `sessions/2027/01/01/${name}`]) {
      one.moveTo(place);
      expect(await lab.index()).toMatchObject({ read: 1, removed: 0, totals: { ok: 2 } });
      expect([place, row(), ask('SELECT count(*) FROM sources')]).toEqual([place, first, 2]);
      expect(await lab.verify(['--full'], 0)).toEqual({});
    }
    const { withIndex, without } = await lab.bothWays(['f1']);
    expect(withIndex).toEqual(without);
  });

  test('state-index 12: of a plain and a compressed file of one session the plain one counts', async () => {
    const [one] = lab.sessions(1);
    if (one === undefined) throw new Error('no session');
    const plain = readFileSync(one.path);
    const { path } = one;
    one.moveTo(`${path.slice(lab.world.home.length + 1)}.zst`);
    writeFileSync(path, plain);
    expect(await lab.index()).toMatchObject({ read: 1, totals: { ok: 1 } });
    expect(ask('SELECT kind FROM sources')).toBe('jsonl');
  });

  test('state-index 12: a plain file that comes beside its compressed one takes its row, and the other way round', async () => {
    const [one] = lab.sessions(1);
    if (one === undefined) throw new Error('no session');
    const { path } = one;
    const plain = readFileSync(path);
    one.moveTo(`${path.slice(lab.world.home.length + 1)}.zst`);
    await lab.index();
    const row = rowsOf('id, kind');
    expect(row).toEqual([[row[0]?.[0], 'jsonl.zst']]);
    writeFileSync(path, plain);
    await lab.index();
    expect(rowsOf('id, kind')).toEqual([[row[0]?.[0], 'jsonl']]);
    rmSync(path);
    await lab.index();
    expect(rowsOf('id, kind')).toEqual(row);
    expect(await lab.verify(['--full'], 0)).toEqual({});
  });

  test('state-index 13: while another process indexes, answers come from what is there and from the traces, and say so', async () => {
    const [one] = lab.sessions(2);
    await lab.index();
    one?.turn('more').patch('*** Update File: f1\n@@\n one\n+two', { f1: 'one\ntwo\n' });
    const { hostname } = await import('node:os');
    const until = Date.now() + 60_000;
    change(`UPDATE backfill_state SET owner = '${hostname()} ${process.pid} 00', lease_until = ${until}`);
    const without = await lab.ask(['f1', '--json', '--no-index']);
    const note = `note: Process ${process.pid} is indexing: what it has not come to yet is read from the traces\n`;
    expect(await lab.ask(['f1', '--json'])).toEqual({ ...without, stderr: note });
    expect(await lab.ask(['index'])).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `The index ${lab.file} is busy: process ${process.pid} is indexing (try again later)`,
    });
    expect(await lab.status()).toMatchObject({ indexing: process.pid });
  });

  test('state-index 18: what is told of the index alone says where a trace is newer; answers never come from a row that is older', async () => {
    const [one] = lab.sessions(2);
    await lab.index();
    expect(await lab.ask(['index', 'status', '--json'])).toMatchObject({
      stdout: expect.stringContaining('"stale": false'),
      stderr: '',
    });
    const stale = 'note: Traces have changed since they were read: ai-blame index brings the index up to date\n';
    const isStale = async (): Promise<void> => {
      const answer = await lab.ask(['index', 'status', '--json']);
      expect([JSON.parse(answer.stdout).stale, answer.stderr]).toEqual([true, stale]);
      expect((await lab.ask(['index', 'status'])).stderr).toBe(stale);
    };
    one?.turn('more').patch('*** Update File: f1\n@@\n one\n+two', { f1: 'one\ntwo\n' });
    await isStale();
    // Where it cannot be brought up to date the newer trace itself is read.
    const { hostname } = await import('node:os');
    change(`UPDATE backfill_state SET owner = '${hostname()} ${process.pid} 00', lease_until = ${Date.now() + 60_000}`);
    const { stdout } = await lab.ask(['f1', '--json']);
    expect(JSON.parse(stdout).lines.map(({ origin }: { origin: string }) => origin)).toEqual(['agent', 'agent']);
    await isStale();
    change('UPDATE backfill_state SET owner = NULL, lease_until = NULL');
    await lab.index();
    expect(await lab.status()).toMatchObject({ stale: false });
    rmSync(one?.path ?? '');
    await isStale();
    await lab.ask(['f1']);
    expect(await lab.status()).toMatchObject({ stale: false });
    lab.sessions(1);
    await isStale();
  });

  test.each([
    ['its time is over', process.pid, -1],
    ['its process is gone', 2 ** 22 + 1, 60_000],
    ['it ends later than any lease can', process.pid, 86_400_000],
  ])('state-index 13: a lease is taken over where %s', async (_what, pid, ahead) => {
    lab.sessions(1);
    await lab.index();
    lab.sessions(1);
    const { hostname } = await import('node:os');
    const until = Date.now() + lab.aheadMs + ahead;
    change(`UPDATE backfill_state SET owner = '${hostname()} ${pid} 00', lease_until = ${until}`);
    expect(await lab.index()).toMatchObject({ read: 1, totals: { ok: 2 } });
    expect(ask('SELECT owner FROM backfill_state')).toBeNull();
  });

  test('state-index 14: status tells state, watermark, times, counts by state and home, edits, size and duration', async () => {
    lab.sessions(2);
    const { bytes: _, ...result } = await lab.index();
    expect(result).toMatchObject({ read: 2, continued: 0, removed: 0, failures: [] });
    const status = await lab.status();
    expect(status).toEqual({
      schema: 'ai-blame/index-status@1',
      file: lab.file,
      exists: true,
      stale: false,
      status: 'complete',
      lastWatermark: expect.stringMatching(/^sessions\/2026\/01\/01\/rollout-.*-00000002-.*\.jsonl$/),
      lastSuccessAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      durationMs: expect.any(Number),
      indexing: null,
      previews: true,
      totals: { ok: 2, partial: 0, failed: 0 },
      edits: 2,
      homes: [{ agent: 'codex', home: lab.world.home, ok: 2, partial: 0, failed: 0, bytes: expect.any(Number) }],
      failures: [],
      bytes: expect.any(Number),
    });
    const text = await lab.ask(['index', 'status']);
    expect(text.stdout.split('\n').slice(2, 5)).toEqual([
      '2 traces',
      '2 changes, commands and snapshots',
      expect.stringContaining(`  codex  ${lab.world.home}  2 traces, `),
    ]);
  });

  test('run-history 14: without previews no free text is in the file, and the answers are the same', async () => {
    const session = lab.world.session({ ghosts: false });
    session
      .turn('the secret wish')
      .patch('*** Add File: f1\n+one', { f1: 'one\n' })
      .shell('echo the hidden command > f2', { f2: '' });
    const holds = (text: string): boolean =>
      readdirSync(lab.own).some((name) => readFileSync(join(lab.own, name)).includes(text));
    await lab.index();
    expect(holds('the secret wish')).toBe(true);
    // Where there is no room to write the file anew the texts are gone all the same.
    const held = lab.database();
    held.exec('BEGIN');
    held.prepare('SELECT count(*) FROM meta').get([]);
    await lab.ask(['index', '--no-previews']);
    held.exec('ROLLBACK');
    held.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    held.close();
    expect([holds('the secret wish'), holds('the hidden command')]).toEqual([false, false]);
    await lab.index(['--previews']);
    expect(holds('the secret wish')).toBe(true);
    await lab.index(['--no-previews']);
    expect([holds('the secret wish'), holds('the hidden command')]).toEqual([false, false]);
    const { withIndex, without } = await lab.bothWays(['f1', 'f2']);
    expect(withIndex).toEqual(without);
    expect([holds('the secret wish'), holds('the hidden command')]).toEqual([false, false]);
    expect(await lab.status()).toMatchObject({ previews: false, totals: { ok: 1 } });
    expect(await lab.verify(['--full'], 0)).toEqual({});
    await lab.index(['--previews']);
    expect(holds('the secret wish')).toBe(true);
  });
});

describe('index verify', () => {
  test.each([[[]], [['--full']], [['--repair']], [['--compare-codex', '--json']]])(
    'state-index 16: verify %s without an index says that there is none, and makes none',
    async (options) => {
      lab.sessions(1);
      expect(await lab.ask(['index', 'verify', ...options])).toEqual({
        exitCode: 4,
        stdout: '',
        stderr: `There is no index yet: ${lab.file} (ai-blame index makes it)`,
      });
      expect(existsSync(lab.own)).toBe(false);
      const named = join(lab.world.base, 'named.sqlite');
      expect(await lab.ask(['index', 'verify', ...options, '--index', named])).toMatchObject({ exitCode: 4 });
      expect(existsSync(named)).toBe(false);
    },
  );

  test('state-index 16: every kind of difference is found, counted and repaired', async () => {
    const sessions = lab.sessions(8);
    await lab.index();
    const names = sessions.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
    const [one, two, three] = sessions;
    if (one === undefined || two === undefined || three === undefined) throw new Error('no sessions');
    one.turn('more');
    two.moveTo(`archived_sessions/${names[1]}`);
    three.moveTo(`sessions/2027/01/01/${names[2]}`);
    rmSync(sessions[3]?.path ?? '');
    const copy = `sessions/2027/02/02/rollout-2027-02-02T00-00-00-${names[4]?.slice(-41, -6)}f.jsonl`;
    mkdirSync(dirname(join(lab.world.home, copy)), { recursive: true });
    cpSync(sessions[4]?.path ?? '', join(lab.world.home, copy));
    changeWhole(
      `UPDATE sources SET session = json_set(session, '$.agentVersion', 'x') WHERE thread_id = '${sessions[5]?.id}'`,
    );
    change("UPDATE backfill_state SET status = 'running'");
    const found = {
      missing_row: 1,
      stale_row: 2,
      archived_mismatch: 1,
      path_mismatch: 1,
      field_mismatch: 1,
      scan_incomplete: 1,
    };
    expect(await lab.verify(['--full'])).toEqual(found);
    const { differences } = await lab.json<IndexVerification>(['index', 'verify', '--full'], 1);
    expect(differences.find(({ kind }) => kind === 'field_mismatch')?.samples).toEqual([
      {
        home: lab.world.home,
        path: sessions[5]?.path.slice(lab.world.home.length + 1),
        field: 'session.agentVersion',
        indexed: 'x',
        found: '0.77.0',
      },
    ]);
    // Two files of one session, one of them under a name that is not its own, are what the traces are: no pass changes that.
    expect(await lab.verify(['--full', '--repair'])).toEqual({ duplicate_thread: 1, malformed_name: 1 });
    expect(await lab.verify(['--full'])).toEqual({ duplicate_thread: 1, malformed_name: 1 });
  });

  test.each([
    ['its own', "UPDATE sources SET probe = replace(probe, 'repo', 'repp') WHERE id = 2"],
    ['its stamp', 'UPDATE sources SET mtime_ms = mtime_ms + 1, ctime_ms = ctime_ms + 1 WHERE id = 2'],
    ['of its turns', "UPDATE trace_turns SET data = replace(data, 'make', 'take') WHERE source_id = 2"],
    ['of its edits', "UPDATE trace_events SET data = CAST(replace(data, 'f', 'g') AS BLOB) WHERE source_id = 2"],
    ['of its run', 'UPDATE run_events SET seq = seq + 1 WHERE source_id = 2'],
  ])(
    'state-index 16: a row that is not as it was written, %s, is found without --full, and mended',
    async (_, damage) => {
      const sessions = lab.sessions(3);
      await lab.index();
      change(damage);
      const { differences } = await lab.json<IndexVerification>(['index', 'verify'], 1);
      const path = sessions[1]?.path.slice(lab.world.home.length + 1);
      expect(differences).toEqual([
        {
          kind: 'field_mismatch',
          count: 1,
          samples: [{ home: lab.world.home, path, field: 'row', indexed: 'damaged', found: null }],
        },
      ]);
      expect((await lab.ask(['index', 'verify'])).stdout).toContain(`\n  ${path}: row damaged\n`);
      expect(await lab.verify(['--repair'], 0)).toEqual({});
      expect(await lab.verify(['--full'], 0)).toEqual({});
      const { withIndex, without } = await lab.bothWays(['f1', 'f2', 'f3']);
      expect(withIndex).toEqual(without);
    },
  );

  test('state-index 16: five samples of each kind, all with --all; exit 0 where nothing differs', async () => {
    const sessions = lab.sessions(7);
    await lab.index();
    expect(await lab.verify([], 0)).toEqual({});
    for (const session of sessions) session.turn('more');
    const samples = async (argv: string[]) =>
      (await lab.json<IndexVerification>(['index', 'verify', ...argv], 1)).differences.map((group) => [
        group.count,
        group.samples.length,
      ]);
    expect(await samples([])).toEqual([[7, 5]]);
    expect(await samples(['--all'])).toEqual([[7, 7]]);
    const text = await lab.ask(['index', 'verify']);
    expect([text.exitCode, text.stdout.split('\n').slice(0, 2), text.stdout.split('\n').at(-2)]).toEqual([
      1,
      ['7 traces compared by their stamps', 'stale_row: 7 traces changed or gone since'],
      '  … and 2 more (--all)',
    ]);
  });

  test('state-index 15 and 16: an event of the run history that is not what the trace tells is found, and mended', async () => {
    const [one] = lab.sessions(2);
    if (one === undefined) throw new Error('no session');
    await lab.index();
    const events = async (): Promise<string> => (await lab.ask(['runs', 'events', one.id, '--json'])).stdout;
    const right = await events();
    expect(await lab.verify(['--full'], 0)).toEqual({});
    changeWhole(
      `UPDATE run_events SET time = 5 WHERE n = 0 AND ordinal = (SELECT MIN(ordinal) FROM run_events)
        AND source_id = (SELECT id FROM sources WHERE thread_id = '${one.id}')`,
    );
    expect(await events()).not.toBe(right);
    const { differences } = await lab.json<IndexVerification>(['index', 'verify', '--full'], 1);
    expect(differences.map(({ kind, samples }) => [kind, samples.map(({ field }) => field)])).toEqual([
      ['field_mismatch', ['events']],
    ]);
    expect(await lab.verify(['--full', '--repair'], 0)).toEqual({});
    // What was told otherwise comes with a new number, so that those who follow a run are told it again.
    const withoutNumbers = (text: string): unknown =>
      JSON.parse(text, (key, value: unknown) => (/^(seq|cursor)$/.test(key) ? null : value));
    expect(withoutNumbers(await events())).toEqual(withoutNumbers(right));
  });

  test('state-index 16: what concerns no single trace is told of the index itself', async () => {
    lab.sessions(1);
    await lab.index();
    change("UPDATE backfill_state SET status = 'pending'");
    const { exitCode, stdout } = await lab.ask(['index', 'verify']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\nscan_incomplete: .*\n {2}the index itself: status pending\n$/);
  });

  test("state-index 17: Codex's own database is compared, read from a copy, and counts for nothing", async () => {
    const [one, two] = lab.sessions(3);
    if (one === undefined || two === undefined) throw new Error('no sessions');
    await lab.index();
    const file = join(lab.world.home, 'state_5.sqlite');
    const theirs = driver.open(file, 0);
    theirs.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
      CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT, archived INTEGER, model TEXT, cwd TEXT, cli_version TEXT)`);
    const insert = theirs.prepare('INSERT INTO threads VALUES (?,?,?,?,?,?)');
    insert.run([one.id, one.path, 0, 'gpt-demo', lab.world.repo.dir, '0.77.0']);
    insert.run([two.id, '/elsewhere.jsonl', 1, 'gpt-other', null, '']);
    insert.run(['gone', '/gone.jsonl', 0, null, null, null]);
    const before = fingerprintOf(lab.world.home);
    const { agentDatabase } = await lab.json<IndexVerification>(['index', 'verify', '--compare-codex']);
    expect(agentDatabase).toEqual({
      file,
      note: null,
      threads: 3,
      differences: [
        { thread: two.id, field: 'path', indexed: two.path, found: '/elsewhere.jsonl' },
        { thread: two.id, field: 'archived', indexed: 'false', found: 'true' },
        { thread: two.id, field: 'model', indexed: 'gpt-demo', found: 'gpt-other' },
        { thread: expect.stringMatching(/^00000003/), field: 'missing', indexed: expect.any(String), found: null },
        { thread: 'gone', field: 'gone', indexed: null, found: '/gone.jsonl' },
      ],
    });
    expect(fingerprintOf(lab.world.home)).toBe(before);
    theirs.close();
  });

  test.each([
    ['is not there', null, /^There is no database /],
    ['is none', 'no database '.repeat(99), / is no SQLite database$/],
  ])("state-index 17: that Codex's database %s is a note", async (_what, content, note) => {
    lab.sessions(1);
    await lab.index();
    if (content !== null) writeFileSync(join(lab.world.home, 'state_5.sqlite'), content);
    const { agentDatabase } = await lab.json<IndexVerification>(['index', 'verify', '--compare-codex']);
    expect(agentDatabase).toMatchObject({ note: expect.stringMatching(note), differences: [] });
  });

  test("state-index 17: an unknown schema of Codex's database is a note", async () => {
    lab.sessions(1);
    await lab.index();
    const theirs = driver.open(join(lab.world.home, 'state_5.sqlite'), 0);
    theirs.exec('CREATE TABLE conversations (id TEXT)');
    theirs.close();
    const { agentDatabase } = await lab.json<IndexVerification>(['index', 'verify', '--compare-codex']);
    expect(agentDatabase?.note).toMatch(/ has no table of threads that is known$/);
  });
});

describe('bad input', () => {
  test('state-index 27: whatever lies in a home, the rest is indexed, and the answers are the same as without the index', async () => {
    const { home } = lab.world;
    const [good] = lab.sessions(2);
    if (good === undefined) throw new Error('no session');
    const at = (name: string): string => join(home, 'sessions/2026/01/01', name);
    const id = (n: number): string => `9999999${n}-0000-7000-8000-000000000000`;
    writeFileSync(at(`rollout-2026-01-01T00-00-00-${id(1)}.jsonl`), '');
    writeFileSync(at(`rollout-2026-01-01T00-00-00-${id(2)}.jsonl.zst`), '');
    good.moveTo('archived_sessions/rollout-good.jsonl.zst');
    writeFileSync(at(`rollout-2026-01-01T00-00-00-${id(3)}.jsonl.zst`), readFileSync(good.path).subarray(0, 200));
    writeFileSync(at(`rollout-2026-01-01T00-00-00-${id(4)}.jsonl`), Buffer.from([0xff, 0xfe, 0x22, 0x0a, 0x80, 0x0a]));
    writeFileSync(at('rollout-nameless.jsonl'), readFileSync(lab.sessions(1)[0]?.path ?? ''));
    mkdirSync(at(`rollout-2026-01-01T00-00-00-${id(5)}.jsonl`));
    symlinkSync('..', at('loop'));
    symlinkSync('nowhere', at(`rollout-2026-01-01T00-00-00-${id(6)}.jsonl`));
    // The name of a socket may only be short when it is made.
    const socket = join(lab.world.base, 's');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    renameSync(socket, at(`rollout-2026-01-01T00-00-00-${id(7)}.jsonl`));
    try {
      const { totals, failures } = await lab.index();
      expect(failures).toEqual([]);
      expect(totals.ok + totals.partial).toBe(8);
      const { withIndex, without } = await lab.bothWays(['f1', 'f2']);
      expect(withIndex).toEqual(without);
      expect(await lab.verify(['--full'])).toEqual({ duplicate_thread: 1, malformed_name: expect.any(Number) });
    } finally {
      server.close();
    }
  });

  test('state-index 27: a home that does not exist, or is a file', async () => {
    lab.sessions(1);
    const nothing = join(lab.world.base, 'no home');
    writeFileSync(join(lab.world.base, 'a file'), '');
    for (const home of [nothing, join(lab.world.base, 'a file')]) {
      expect(await lab.json(['index', '--codex-home', home])).toMatchObject({
        totals: { ok: 0, partial: 0, failed: 0 },
      });
      const answer = await lab.ask(['f1', '--json', '--codex-home', home]);
      expect(answer).toEqual(await lab.ask(['f1', '--json', '--codex-home', home, '--no-index']));
    }
    expect(existsSync(nothing)).toBe(false);
  });

  test.each([
    ['0', 0],
    ['in the future', 4_000_000_000],
    ['of whole seconds', 1_700_000_000],
  ])('state-index 28: a file whose time is %s, and stays it, is followed', async (_what, seconds) => {
    const [one] = lab.sessions(1);
    if (one === undefined) throw new Error('no session');
    utimesSync(one.path, seconds, seconds);
    await lab.index();
    expect(await lab.index()).toMatchObject({ read: 0 });
    // The same size, the same time: only the system's own date of the change tells.
    writeFileSync(one.path, readFileSync(one.path, 'utf8').replace('+one', '+uno'));
    utimesSync(one.path, seconds, seconds);
    expect(await lab.index()).toMatchObject({ read: 1 });
    expect(await lab.verify(['--full'], 0)).toEqual({});
  });

  test('state-index 28: what was written in the moment in which it was read is read again until it is old enough', async () => {
    lab.sessions(1);
    lab.aheadMs = -10_000;
    expect(await lab.index()).toMatchObject({ read: 1 });
    expect(await lab.index()).toMatchObject({ read: 1 });
    lab.aheadMs = 10_000;
    expect(await lab.index()).toMatchObject({ read: 1 });
    expect(await lab.index()).toMatchObject({ read: 0 });
  });

  test('state-index 28: --full reads everything anew, whatever the stamps say', async () => {
    lab.sessions(2);
    await lab.index();
    changeWhole("UPDATE sources SET session = json_set(session, '$.provider', 'x')");
    expect(await lab.index()).toMatchObject({ read: 0 });
    expect(await lab.verify(['--full'])).toEqual({ field_mismatch: 2 });
    expect(await lab.index(['--full'])).toMatchObject({ read: 2 });
    expect(await lab.verify(['--full'], 0)).toEqual({});
  });

  test('state-index 29: where the index takes no more, it stays whole, and blame answers from the traces and says so once', async () => {
    lab.sessions(1);
    await lab.index();
    const before = lab.dump();
    lab.sessions(30);
    change("CREATE TRIGGER full BEFORE INSERT ON trace_events BEGIN SELECT RAISE(ABORT, 'no more'); END");
    const told = `The index ${lab.file} cannot be used: no more (ai-blame index rebuild makes it anew from the traces)`;
    expect(await lab.ask(['index'])).toEqual({ exitCode: 4, stdout: '', stderr: told });
    expect(lab.dump()).toEqual(before);
    const { withIndex, without } = await lab.bothWays(['f1', 'f2']);
    const note = `note: ${told}; the traces themselves are read\n`;
    expect(withIndex).toEqual(without.map((answer) => ({ ...answer, stderr: note })));
  });

  const automounted = existsSync('/proc/self') ? test : test.skip;
  automounted('state-index 29: a folder that the system lays out, in which none can be made', async () => {
    lab.sessions(1);
    const variables = { AI_BLAME_HOME: '/proc/ai-blame/below' };
    const told = `The index ${variables.AI_BLAME_HOME}/index_1.sqlite cannot be written (set AI_BLAME_HOME, name a file with --index, or use --no-index)`;
    expect(await lab.ask(['index'], variables)).toEqual({ exitCode: 4, stdout: '', stderr: told });
    const without = await lab.ask(['f1', '--json', '--no-index'], variables);
    const note = `note: ${told}; the traces themselves are read\n`;
    expect(await lab.ask(['f1', '--json'], variables)).toEqual({ ...without, stderr: note });
  });

  test('state-index 29: a folder that cannot be written: one line and exit 4, and blame answers from the traces', async () => {
    lab.sessions(1);
    writeFileSync(join(lab.world.base, 'file'), '');
    const variables = { AI_BLAME_HOME: join(lab.world.base, 'file', 'below') };
    const told = `The index ${variables.AI_BLAME_HOME}/index_1.sqlite cannot be written (set AI_BLAME_HOME, name a file with --index, or use --no-index)`;
    expect(await lab.ask(['index'], variables)).toEqual({ exitCode: 4, stdout: '', stderr: told });
    const without = await lab.ask(['f1', '--json', '--no-index'], variables);
    expect(without).toMatchObject({ exitCode: 0, stderr: '' });
    const note = `note: ${told}; the traces themselves are read\n`;
    expect(await lab.ask(['f1', '--json'], variables)).toEqual({ ...without, stderr: note });
  });

  test('no home folder: it is not made, that is told, and the answer is given', async () => {
    lab.sessions(1);
    const home = join(lab.world.base, 'home');
    const told = `There is no place for the index: ${home} is no folder (set AI_BLAME_HOME, name a file with --index, or use --no-index)`;
    const variables = { AI_BLAME_HOME: '' };
    expect(await lab.ask(['index'], variables)).toEqual({ exitCode: 4, stdout: '', stderr: told });
    const answer = await lab.ask(['f1', '--json'], variables);
    expect(answer).toMatchObject({ exitCode: 0, stderr: `note: ${told}; the traces themselves are read\n` });
    expect(existsSync(home)).toBe(false);
  });

  test.each([
    ['text', 'This is no database, though it is long enough to be one. '.repeat(99), 'is no SQLite database'],
    ['a database cut short', null, 'is damaged: database disk image is malformed'],
  ])(
    'run-history 25: an index that is %s: exit 4 with path and command; blame answers; rebuild makes it anew',
    async (_what, content, why) => {
      lab.sessions(20);
      await lab.index();
      change('PRAGMA wal_checkpoint(TRUNCATE)');
      const whole = readFileSync(lab.file);
      // A log that is still there would make it whole again.
      for (const name of readdirSync(lab.own)) rmSync(join(lab.own, name));
      writeFileSync(lab.file, content ?? whole.subarray(0, 6000));
      const before = readFileSync(lab.file);
      const told = `The index ${lab.file} ${why} (ai-blame index rebuild makes it anew from the traces)`;
      expect(await lab.ask(['index'])).toEqual({ exitCode: 4, stdout: '', stderr: told });
      const without = await lab.ask(['f1', '--json', '--no-index']);
      expect(await lab.ask(['f1', '--json'])).toEqual({
        ...without,
        stderr: `note: ${told}; the traces themselves are read\n`,
      });
      expect(readFileSync(lab.file).equals(before)).toBe(true);
      expect(await lab.index(['rebuild'])).toMatchObject({ read: 20 });
      expect(await lab.ask(['f1', '--json'])).toEqual(without);
    },
  );

  test.each([
    ['probe of a source', "UPDATE sources SET probe = '{'"],
    ['warnings of a source', "UPDATE sources SET warnings = '{'"],
    ['session', "UPDATE trace_sessions SET data = '{'"],
    ['turn', 'UPDATE trace_turns SET data = \'[7,1,null,null,""]\''],
    ['bundle of events', "UPDATE trace_events SET data = x'00'"],
    ['end of a bundle', 'UPDATE trace_events SET data = substr(data, 1, length(data) - 1)'],
    ['number of events', 'UPDATE trace_events SET events = events - 1'],
    ['number of events, as a text,', "UPDATE trace_events SET events = 'x'"],
    ['number of a turn', 'DELETE FROM trace_turns'],
    ['table of texts', 'DELETE FROM strings'],
    ['event of a run', "UPDATE run_events SET data = '{'"],
  ])(
    'run-history 25: where the %s is damaged, though it is a database, that is told and the answers are right',
    async (what, damage) => {
      const [one] = lab.sessions(2);
      await lab.index();
      change(damage);
      const questions = [
        ['f1', '--json'],
        ['sessions', 'show', one?.id ?? '', '--json'],
        ['runs', 'events', one?.id ?? '', '--json'],
      ];
      const told: string[] = [];
      for (const question of questions) {
        const answer = await lab.ask(question);
        const right = await lab.ask([...question, '--no-index']);
        expect([what, answer.exitCode, plain(answer.stdout)]).toEqual([what, 0, plain(right.stdout)]);
        const notes = answer.stderr.split('\n').slice(0, -1);
        expect(notes.length).toBeLessThan(2);
        told.push(...notes);
      }
      expect(told.length).toBeGreaterThan(0);
      // Where it has to be gone on with, too.
      one?.turn('more').patch('*** Update File: f1\n@@\n one\n+two', { f1: 'one\ntwo\n' });
      const grown = await lab.ask(['f1', '--json']);
      expect(grown).toEqual({ ...(await lab.ask(['f1', '--json', '--no-index'])), stderr: grown.stderr });
      const note = `note: The index ${lab.file} is damaged: `;
      expect(told.filter((each) => !each.startsWith(note) || !each.includes('(ai-blame index rebuild makes'))).toEqual(
        [],
      );
      expect(await lab.index(['rebuild'])).toMatchObject({ read: 2 });
      expect(await lab.ask(['f1', '--json'])).toEqual(await lab.ask(['f1', '--json', '--no-index']));
    },
  );

  test.each([
    ['the bundle of events', "UPDATE trace_events SET data = x'00' WHERE source_id = (SELECT max(id) FROM sources)"],
    ['the probe', "UPDATE sources SET probe = '{' WHERE id = (SELECT max(id) FROM sources)"],
  ])(
    'run-history 25: where %s of the last source shows the damage, nothing counts that was taken from the index before',
    async (_what, damage) => {
      lab.sessions(3);
      await lab.index();
      changeWhole("UPDATE trace_turns SET data = replace(data, 'make f1', 'made it')");
      change(damage);
      const { withIndex, without } = await lab.bothWays(['f1', 'f2', 'f3']);
      const told = `The index ${lab.file} is damaged: source 3 is not as it was written (ai-blame index rebuild makes it anew from the traces)`;
      const note = `note: ${told}; the traces themselves are read\n`;
      expect(withIndex).toEqual(without.map((answer) => ({ ...answer, stderr: note })));
    },
  );

  test("run-history 8: rebuild under processes that have the index open: what the new one holds is nobody's to lose", async () => {
    lab.sessions(3);
    await lab.index();
    const before = lab.dump();
    const held = lab.database();
    held.prepare('SELECT count(*) FROM sources').get([]);
    expect(await lab.index(['rebuild'])).toMatchObject({ read: 3 });
    const fresh = lab.database();
    fresh.exec("INSERT INTO meta VALUES ('written', 'afterwards', 0)");
    held.close();
    expect(ask("SELECT value FROM meta WHERE key = 'written'")).toBe('afterwards');
    fresh.close();
    expect(lab.dump()).toEqual(before);
    expect(ask('PRAGMA integrity_check')).toBe('ok');
  });

  test('run-history 14: an index that keeps no texts keeps none after a rebuild either', async () => {
    lab.sessions(1);
    await lab.index(['--no-previews']);
    await lab.index(['rebuild']);
    expect(await lab.status()).toMatchObject({ previews: false });
    await lab.index(['rebuild', '--previews']);
    expect(await lab.status()).toMatchObject({ previews: true });
  });

  test("another program's database is never taken for an index, nor written or deleted", async () => {
    lab.sessions(1);
    const file = join(lab.world.base, 'theirs.db');
    const theirs = driver.open(file, 0);
    theirs.exec('CREATE TABLE mine (x)');
    theirs.close();
    const text = join(lab.world.base, 'notes.txt');
    writeFileSync(text, 'a text of mine '.repeat(99));
    for (const path of [file, text]) {
      const before = readFileSync(path);
      for (const word of [[], ['rebuild'], ['status'], ['verify']]) {
        expect(await lab.ask(['index', ...word, '--index', path])).toMatchObject({ exitCode: 4, stdout: '' });
      }
      expect(await lab.ask(['f1', '--json', '--index', path])).toMatchObject({ exitCode: 0 });
      expect(readFileSync(path).equals(before)).toBe(true);
    }
  });

  test('run-history 24: a locked index: a writer is told that it is busy and leaves it as it is; blame answers from the traces', async () => {
    lab.sessions(1);
    await lab.index();
    lab.sessions(1);
    const before = lab.dump();
    const other = lab.database();
    other.exec('BEGIN IMMEDIATE');
    const answer = await lab.ask(['index']);
    expect(answer).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `The index ${lab.file} is busy: another process is writing it (try again, or use --no-index)`,
    });
    other.exec('ROLLBACK');
    other.close();
    expect(lab.dump()).toEqual(before);
    // Whoever only reads is not held up, and has nothing to tell of it.
    await lab.index();
    const third = lab.database();
    third.exec('BEGIN IMMEDIATE');
    for (const question of [
      ['f1', '--json'],
      ['sessions', '--json'],
      ['runs', '--json'],
    ]) {
      const read = await lab.ask(question);
      const right = await lab.ask([...question, '--no-index']);
      expect({ ...read, stdout: plain(read.stdout) }).toEqual({ ...right, stdout: plain(right.stdout) });
    }
    third.exec('ROLLBACK');
    third.close();
  }, 30_000);
});
