import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexResult, IndexStatus, IndexVerification } from '../../src/model/index-result.js';
import type { SqlDatabase, SqlDriver } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { CodexWorld, type WorldSession } from './codex-world.js';
import { type Answer, answerTo } from './run-cli.js';

export const driver = findDriver() as SqlDriver;

/** A world whose traces are read by way of an index, in this process. */
export class IndexLab {
  readonly world = new CodexWorld();
  readonly own = join(this.world.base, 'ours');
  readonly file = join(this.own, 'index_1.sqlite');
  /**
   * Ahead of the files' clock, so that what is written is old enough to be believed at once. `0`: as it is.
   */
  aheadMs = 10_000;

  /** Runs a command line in the world. */
  ask(argv: readonly string[], variables: Record<string, string> = {}): Promise<Answer> {
    return answerTo(argv, {
      cwd: this.world.repo.dir,
      home: join(this.world.base, 'home'),
      variables: { ...this.world.env().variables, AI_BLAME_HOME: this.own, ...variables },
      now: () => Date.now() + this.aheadMs,
    });
  }

  /** A command that answers in JSON. */
  async json<T>(argv: readonly string[], exitCode = 0): Promise<T> {
    const answer = await this.ask([...argv, '--json']);
    if (answer.exitCode !== exitCode) throw new Error(`ends with ${answer.exitCode}: ${answer.stderr}`);
    return JSON.parse(answer.stdout) as T;
  }

  index(argv: readonly string[] = [], exitCode = 0): Promise<IndexResult> {
    return this.json<IndexResult>(['index', ...argv], exitCode);
  }

  status(): Promise<IndexStatus> {
    return this.json<IndexStatus>(['index', 'status']);
  }

  /** Kinds of differences, with how many there are of each. */
  async verify(argv: readonly string[] = [], exitCode = 1): Promise<Record<string, number>> {
    const { differences } = await this.json<IndexVerification>(['index', 'verify', ...argv], exitCode);
    return Object.fromEntries(differences.map(({ kind, count }) => [kind, count]));
  }

  /** What blame of these files, and edits, tell with the index and without it. */
  async bothWays(files: readonly string[]): Promise<{ withIndex: Answer[]; without: Answer[] }> {
    const questions = [...files.map((file) => ['blame', file, '--json']), ['edits', '--json']];
    const withIndex: Answer[] = [];
    const without: Answer[] = [];
    for (const question of questions) {
      withIndex.push(await this.ask(question));
      without.push(await this.ask([...question, '--no-index']));
    }
    return { withIndex, without };
  }

  /** What the index holds, but for numbers of rows, times and what was not asked of the traces. */
  dump(file = this.file): unknown {
    const database = driver.open(file, 1000);
    try {
      return dumpOf(database);
    } finally {
      database.close();
    }
  }

  /** Opens the database itself. To be closed by the caller. */
  database(): SqlDatabase {
    return driver.open(this.file, 0);
  }

  /** So many sessions of one turn and one patch each, of files `f1`, `f2`, …, with the text `one`. */
  sessions(count: number): WorldSession[] {
    return Array.from({ length: count }, (_, n) => {
      const session = this.world.session({ ghosts: false });
      const name = `f${n + 1}`;
      session.turn(`make ${name}`).patch(`*** Add File: ${name}\n+one`, { [name]: 'one\n' });
      return session;
    });
  }

  remove(): void {
    this.world.remove();
  }
}

/** All tables in an order of their own, save numbers of rows and events, times of indexing, and the log. */
function dumpOf(database: SqlDatabase): unknown {
  const sources = database
    .prepare(
      `SELECT id, agent, home, watermark, kind, thread_id, size, byte_offset, ordinal, hex(head_sha256), hex(tail_sha256), state,
       error, has_trace, hex(facts_revision), session, summary, probe, warnings, resume FROM sources ORDER BY home, watermark`,
    )
    .all([]);
  const rowsOf = (sql: string, id: number): unknown[] => database.prepare(sql).all([id]);
  const name = (column: string): string => `(SELECT text FROM strings WHERE strings.id = ${column})`;
  const rows = sources.map(([id, ...columns]) => [
    columns,
    rowsOf('SELECT n, data FROM trace_sessions WHERE source_id = ? ORDER BY n', Number(id)),
    rowsOf('SELECT n, data FROM trace_turns WHERE source_id = ? ORDER BY n', Number(id)),
    rowsOf('SELECT n, events, hex(data) FROM trace_events WHERE source_id = ? ORDER BY n', Number(id)),
    rowsOf(
      `SELECT ordinal, n, ${name('type')}, time, ${name('step')}, ${name('names')}, data
       FROM run_events WHERE source_id = ? ORDER BY ordinal, n`,
      Number(id),
    ),
    rowsOf('SELECT filled FROM run_fills WHERE source_id = ?', Number(id)),
  ]);
  const all = (sql: string): unknown[] => database.prepare(sql).all([]);
  return {
    rows,
    strings: all('SELECT text FROM strings ORDER BY text'),
    runs: all('SELECT id, flow_type, status, parent_run_id, cwd, created_at, updated_at, title FROM runs ORDER BY id'),
    states: all('SELECT status, last_watermark, failed, owner, lease_until FROM backfill_state'),
    left: all(`SELECT 'trace_sessions', count(*) FROM trace_sessions WHERE source_id NOT IN (SELECT id FROM sources)
       UNION ALL SELECT 'trace_turns', count(*) FROM trace_turns WHERE source_id NOT IN (SELECT id FROM sources)
       UNION ALL SELECT 'trace_events', count(*) FROM trace_events WHERE source_id NOT IN (SELECT id FROM sources)
       UNION ALL SELECT 'run_events', count(*) FROM run_events WHERE source_id NOT IN (SELECT id FROM sources)`),
  };
}

/** Paths, sizes, times and bytes of everything below a folder, as one text. */
export function fingerprintOf(folder: string): string {
  const hash = createHash('sha256');
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
  for (const path of names) {
    const stat = statSync(join(folder, path));
    hash.update(`${path}\0${stat.mode}\0${stat.size}\0${stat.mtimeMs}\0${stat.ctimeMs}\n`);
    if (stat.isFile()) hash.update(readFileSync(join(folder, path)));
  }
  return `${names.length} ${hash.digest('hex')}`;
}
