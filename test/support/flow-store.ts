import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SqlDatabase, SqlValue } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { TempDir } from './temp-dir.js';

type Row = Readonly<Record<string, SqlValue>>;

const EVENT_COLUMNS = `seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, run_id TEXT NOT NULL,
  event_type TEXT NOT NULL, timestamp TEXT NOT NULL, data TEXT NOT NULL`;

/** Tables as Codex Autorunner makes them (formats/run-history.md, 1); NOT NULL is left out where a row is to be bad. */
const TABLES = `
CREATE TABLE schema_info (version INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE flow_runs (id TEXT PRIMARY KEY, flow_type TEXT, status TEXT, input_data TEXT, state TEXT, current_step TEXT,
  stop_requested INTEGER NOT NULL DEFAULT 0, created_at TEXT, started_at TEXT, finished_at TEXT, error_message TEXT,
  metadata TEXT DEFAULT '{}');
CREATE TABLE flow_events (${EVENT_COLUMNS}, step_id TEXT, FOREIGN KEY (run_id) REFERENCES flow_runs(id) ON DELETE CASCADE);
CREATE TABLE flow_artifacts (id TEXT PRIMARY KEY, run_id TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
  created_at TEXT NOT NULL, metadata TEXT NOT NULL);
CREATE INDEX idx_flow_events_run_id ON flow_events (run_id, seq);
`;
const TELEMETRY = `CREATE TABLE flow_telemetry (${EVENT_COLUMNS});`;

/** A run store of Codex Autorunner whose writer lives: the newest rows are in its write-ahead log. */
export class FlowStoreFixture {
  readonly dir = new TempDir();
  readonly folder: string;
  readonly path: string;
  readonly database: SqlDatabase;

  constructor(version = 4) {
    this.folder = join(this.dir.path, '.codex-autorunner');
    mkdirSync(this.folder);
    this.path = join(this.folder, 'flows.db');
    const driver = findDriver();
    if (driver === null) throw new Error('These tests need SQLite');
    this.database = driver.open(this.path, 5000);
    this.database.exec('PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0');
    this.database.exec(TABLES + (version > 2 ? TELEMETRY : ''));
    this.insert('schema_info', { version });
  }

  insert(table: string, row: Row): void {
    const names = Object.keys(row);
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    this.database.prepare(sql).run(Object.values(row));
  }

  run(id: string, more: Row = {}): void {
    this.insert('flow_runs', {
      id,
      flow_type: 'ticket_flow',
      status: 'running',
      input_data: '{}',
      state: '{}',
      created_at: '2026-03-01T10:00:00Z',
      ...more,
    });
  }

  event(run: string, id: string, type: string, second: number, more: Row = {}, table = 'flow_events'): void {
    const timestamp = `2026-03-01T10:00:${String(second).padStart(2, '0')}Z`;
    this.insert(table, { id, run_id: run, event_type: type, timestamp, data: '{}', ...more });
  }

  archive(run: string, name: string, lines: readonly unknown[]): void {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    this.dir.write(`.codex-autorunner/flows/${run}/${name}`, gzipSync(text));
  }

  remove(): void {
    this.database.close();
    this.dir.remove();
  }
}
