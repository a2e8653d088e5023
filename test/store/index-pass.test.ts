import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AgentAdapter, SourceScan } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { SqlError } from '../../src/sql/database.js';
import { bringUpToDate, type PassOptions, type PassProgress, type PassReport } from '../../src/store/index-pass.js';
import { failuresOf, statusOf } from '../../src/store/index-report.js';
import { takeLease } from '../../src/store/lease.js';
import type { IndexDatabase } from '../../src/store/open-index.js';
import { reseal } from '../support/reseal.js';
import { StoreLab } from './store-lab.js';

let lab: StoreLab;
let home: string;
let index: IndexDatabase;
/** Paths that were read, in order; and what happens to those that are special. */
let scanned: string[];
let trouble: Map<string, (scan: SourceScan) => SourceScan>;
beforeEach(() => {
  lab = new StoreLab();
  home = join(lab.path, 'codex');
  index = lab.open();
  scanned = [];
  trouble = new Map();
});
afterEach(() => {
  index.close();
  lab.remove();
});

const nameOf = (n: number): string =>
  `sessions/2026/01/01/rollout-2026-01-01T00-00-00-${String(n).padStart(8, '0')}-0000-7000-8000-000000000000.jsonl`;

/** Writes rollouts of one turn, numbered from `first`. */
function write(first: number, count: number, prompt = 'hello'): void {
  mkdirSync(join(home, 'sessions/2026/01/01'), { recursive: true });
  for (let n = first; n < first + count; n++) {
    const id = nameOf(n).slice(-42, -6);
    const record = (type: string, payload: object): string =>
      JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', type, payload });
    const lines = [
      record('session_meta', {
        id,
        timestamp: '2026-01-01T00:00:00.000Z',
        cwd: '/srv',
        originator: 'x',
        cli_version: '0.77.0',
      }),
      record('event_msg', { type: 'user_message', message: prompt, images: [] }),
    ];
    writeFileSync(join(home, nameOf(n)), `${lines.join('\n')}\n`);
  }
}

const adapter: AgentAdapter = {
  ...codexAdapter(),
  scan(source, from) {
    scanned.push(source.path);
    const scan = codexAdapter().scan(source, from);
    return trouble.get(source.path)?.(scan) ?? scan;
  },
};

function pass(options: Partial<PassOptions> = {}): PassReport {
  scanned = [];
  const { sources, stamps } = adapter.discover([home]);
  return bringUpToDate(
    index,
    { adapter, homes: [home], sources, stamps },
    { now: () => Date.now() + 10_000, full: false, retryFailed: false, sharing: null, progress: () => {}, ...options },
  );
}

function rows(database = index.database): unknown[] {
  return database
    .prepare(
      `SELECT watermark, size, state, error, session, summary, probe, warnings, resume, hex(facts_revision), hex(head_sha256)
       FROM sources ORDER BY watermark`,
    )
    .all([]);
}

describe('a pass over the sources', () => {
  test('state-index 8 and 9: after a pass that ended early the next one begins at the batch that was not written', () => {
    write(1, 450);
    const stopAt =
      (limit: number) =>
      ({ sources: done }: PassProgress) => {
        if (done === limit) throw new Error('killed');
      };
    expect(() => pass({ progress: stopAt(430) })).toThrow('killed');
    const first = scanned.length;
    expect(statusOf(index, 0)).toMatchObject({
      status: 'running',
      lastWatermark: nameOf(400),
      totals: { ok: 400, partial: 0, failed: 0 },
    });
    expect(pass()).toMatchObject({ outcome: 'done', read: 50 });
    expect(scanned).toEqual(Array.from({ length: 50 }, (_, n) => nameOf(401 + n)));
    expect(first + scanned.length).toBeLessThanOrEqual(450 + 200);
    expect(statusOf(index, 0)).toMatchObject({ status: 'complete', lastWatermark: nameOf(450) });
    const resumed = rows();
    const other = new StoreLab();
    try {
      const whole = other.open();
      bringUpToDate(
        whole,
        { adapter, homes: [home], ...adapter.discover([home]) },
        { now: Date.now, full: false, retryFailed: false, sharing: null, progress: () => {} },
      );
      expect(rows(whole.database)).toEqual(resumed);
      whole.close();
    } finally {
      other.remove();
    }
  });

  test('state-index 10: a source that fails is recorded and blocks no other; it is tried again when it changed, or when that is asked', () => {
    write(1, 3);
    const unreadable = { code: 'source_unreadable', message: 'The file could not be read', count: 1, subject: 'x' };
    trouble.set(nameOf(1), (scan) => ({ ...scan, warnings: [unreadable] }));
    trouble.set(nameOf(2), () => {
      throw new TypeError('a bug');
    });
    expect(pass()).toMatchObject({ outcome: 'done', read: 3 });
    expect(statusOf(index, 0)).toMatchObject({ status: 'complete', totals: { ok: 1, partial: 0, failed: 2 } });
    expect(failuresOf(index.database)).toEqual([
      { agent: 'codex', home, path: nameOf(1), error: 'The file could not be read', attempts: 1 },
      { agent: 'codex', home, path: nameOf(2), error: 'TypeError: a bug', attempts: 1 },
    ]);
    expect(pass()).toMatchObject({ outcome: 'unchanged' });
    expect(pass({ retryFailed: true })).toMatchObject({ outcome: 'done', read: 2 });
    expect(failuresOf(index.database).map(({ attempts }) => attempts)).toEqual([2, 2]);
    trouble.clear();
    write(1, 1, 'another message');
    expect(pass()).toMatchObject({ outcome: 'done', read: 1 });
    expect(statusOf(index, 0).totals).toEqual({ ok: 2, partial: 0, failed: 1 });
  });

  test('state-index 11: what has not changed costs no reading, nor a look at its row', () => {
    write(1, 30);
    expect(pass()).toMatchObject({ outcome: 'done', read: 30 });
    index.database.exec('ALTER TABLE sources RENAME TO hidden');
    expect(pass()).toMatchObject({ outcome: 'unchanged', read: 0 });
    index.database.exec('ALTER TABLE hidden RENAME TO sources');
    write(31, 1);
    expect(pass()).toMatchObject({ outcome: 'done', read: 1 });
    expect(scanned).toEqual([nameOf(31)]);
  });

  test('state-index 11: where one folder changed, the rows of the others are not compared; what came, went and moved there is seen', () => {
    const put = (folder: string, n: number): string => {
      write(n, 1);
      const name = nameOf(n).slice(nameOf(n).lastIndexOf('/') + 1);
      mkdirSync(join(home, 'sessions', folder), { recursive: true });
      renameSync(join(home, nameOf(n)), join(home, 'sessions', folder, name));
      return `sessions/${folder}/${name}`;
    };
    const [first, second, third] = [put('2026/02/01', 1), put('2026/02/02', 2), put('2026/02/02', 3)];
    expect(pass()).toMatchObject({ outcome: 'done', read: 3 });
    expect(pass()).toMatchObject({ outcome: 'unchanged' });
    // Behind the index's back: a row that is compared is read again.
    index.database.exec('UPDATE sources SET size = 1');
    reseal(index.database);
    const fourth = put('2026/02/02', 4);
    expect(pass()).toMatchObject({ outcome: 'done', read: 3, removed: 0 });
    expect(scanned).toEqual([second, third, fourth]);
    rmSync(join(home, second));
    expect(pass()).toMatchObject({ outcome: 'done', read: 0, removed: 1 });
    renameSync(join(home, third), join(home, third.replace('02/02', '02/01')));
    expect(pass()).toMatchObject({ outcome: 'done', removed: 0 });
    expect(scanned).toEqual([first, third.replace('02/02', '02/01')]);
    rmSync(join(home, 'sessions/2026/02/02'), { recursive: true });
    expect(pass()).toMatchObject({ outcome: 'done', read: 0, removed: 1 });
    expect(rows().map((row) => (row as unknown[])[0])).toEqual([first, third.replace('02/02', '02/01')]);
  });

  test('state-index 12: what was written a moment ago, and is put elsewhere or deleted the next, leaves no row behind', () => {
    write(1, 2);
    // As the clock is: too short ago to be believed.
    expect(pass({ now: Date.now })).toMatchObject({ outcome: 'done', read: 2 });
    mkdirSync(join(home, 'archived_sessions'));
    renameSync(join(home, nameOf(1)), join(home, 'archived_sessions', basename(nameOf(1))));
    rmSync(join(home, nameOf(2)));
    expect(pass()).toMatchObject({ outcome: 'done', read: 1, removed: 1 });
    const paths = index.database.prepare('SELECT watermark FROM sources').all([]);
    expect(paths).toEqual([[`archived_sessions/${basename(nameOf(1))}`]]);
  });

  test.each(['', '{', 'null', '[]', '"text"', '{"a":1}'])(
    'run-history 25: what is kept of the state of folders may be %s',
    (text) => {
      write(1, 2);
      pass();
      index.database.prepare("UPDATE meta SET value = ? WHERE key LIKE 'fingerprint %'").run([text]);
      reseal(index.database);
      write(3, 1);
      expect(pass()).toMatchObject({ outcome: 'done', read: 1 });
      expect(pass()).toMatchObject({ outcome: 'unchanged' });
    },
  );

  test('state-index 13: who lost the lease writes nothing any more', () => {
    write(1, 3);
    const report = pass({
      progress: () => index.database.exec("UPDATE backfill_state SET owner = 'another 1 ff'"),
    });
    expect(report.outcome).toBe('lost');
    expect(rows()).toEqual([]);
  });

  test('state-index 13: the lease is renewed with each batch, and free afterwards', () => {
    write(1, 250);
    const ends: unknown[] = [];
    let now = Date.now() + 10_000;
    pass({
      now: () => now,
      progress: () => {
        now += 1000;
        ends.push(index.database.prepare('SELECT lease_until FROM backfill_state').get([])?.[0]);
      },
    });
    expect(new Set(ends).size).toBe(2);
    const lease = takeLease(index.database, now);
    expect(lease).toHaveProperty('release');
  });

  test('state-index 15: reading everything again changes nothing', () => {
    write(1, 5);
    pass();
    const before = rows();
    expect(pass({ full: true })).toMatchObject({ outcome: 'done', read: 5 });
    expect(rows()).toEqual(before);
  });

  test('state-index 29: a full disk leaves the former index whole; when there is room again it goes on', () => {
    write(1, 5);
    pass();
    const before = rows();
    write(6, 400);
    const pages = index.database.prepare('PRAGMA page_count').get([])?.[0];
    index.database.exec(`PRAGMA max_page_count = ${Number(pages) + 20}`);
    let failure: unknown = null;
    try {
      pass();
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(SqlError);
    expect(failure).toHaveProperty('trouble', 'full');
    expect(rows().slice(0, 5)).toEqual(before);
    expect(rows().length % 200).toBe(5);
    expect(index.database.prepare('PRAGMA integrity_check').get([])).toEqual(['ok']);
    index.database.exec('PRAGMA max_page_count = 1000000');
    expect(pass()).toMatchObject({ outcome: 'done', read: 400 });
    expect(statusOf(index, 0).totals.ok).toBe(405);
  });

  test('where to go on from is kept for a week after a trace was written last; one that grows later is read anew', () => {
    write(1, 2);
    const day = 24 * 3_600_000;
    const changed = Date.now() / 1000 - 8 * 24 * 3600;
    utimesSync(join(home, nameOf(1)), changed, changed);
    const resumable = () =>
      index.database
        .prepare('SELECT watermark FROM sources WHERE resume IS NOT NULL ORDER BY watermark')
        .all([])
        .flat();
    pass();
    expect(resumable()).toEqual([nameOf(2)]);
    const grow = (n: number) =>
      appendFileSync(join(home, nameOf(n)), `${readFileSync(join(home, nameOf(n)), 'utf8').split('\n')[1]}\n`);
    grow(1);
    grow(2);
    expect(pass()).toMatchObject({ read: 2, continued: 1 });
    expect(resumable()).toEqual([nameOf(1), nameOf(2)]);
    expect(pass({ now: () => Date.now() + 6 * day, full: true })).toMatchObject({ read: 2 });
    expect(resumable()).toEqual([nameOf(1), nameOf(2)]);
    write(3, 1);
    pass({ now: () => Date.now() + 8 * day });
    expect(resumable()).toEqual([]);
  });
});
