import { LOGS_SCHEMA } from './logs-written.js';
import { RUNS_SCHEMA } from './runs-schema.js';

/** One step of the schema. Never changed once released: the checksum of what was applied is kept. */
export interface Migration {
  readonly n: number;
  readonly sql: string;
}

/** `SUMS` makes `sources` anew. */
const FIRST = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE backfill_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  status TEXT NOT NULL,
  last_watermark TEXT,
  last_success_at INTEGER,
  updated_at INTEGER,
  duration_ms INTEGER,
  failed INTEGER NOT NULL DEFAULT 0,
  owner TEXT,
  lease_until INTEGER
);
INSERT INTO backfill_state (id, status) VALUES (1, 'pending');

CREATE TABLE strings (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  home TEXT NOT NULL,
  watermark TEXT NOT NULL,
  kind TEXT NOT NULL,
  thread_id TEXT,
  size INTEGER NOT NULL,
  mtime_ms REAL NOT NULL,
  ctime_ms REAL NOT NULL,
  inode REAL NOT NULL,
  byte_offset INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  head_sha256 BLOB,
  tail_sha256 BLOB,
  state TEXT NOT NULL,
  error TEXT,
  attempts INTEGER NOT NULL,
  indexed_at INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  has_trace INTEGER NOT NULL,
  facts_revision BLOB,
  session TEXT,
  summary TEXT,
  probe TEXT,
  warnings TEXT,
  resume TEXT,
  changed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (agent, home, watermark)
);
CREATE INDEX sources_changed ON sources (changed);
CREATE INDEX sources_thread ON sources (thread_id);
-- For \`SourceTable.forgetResumePoints\`.
CREATE INDEX sources_resumable ON sources (mtime_ms) WHERE resume IS NOT NULL;

CREATE TABLE trace_sessions (
  source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
  n INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (source_id, n)
) WITHOUT ROWID;

CREATE TABLE trace_turns (
  source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
  n INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (source_id, n)
) WITHOUT ROWID;

-- In bundles (\`event-bundles.ts\`).
CREATE TABLE trace_events (
  source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
  n INTEGER NOT NULL,
  events INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (source_id, n)
);
`;

/**
 * Where times are kept as numbers they are milliseconds since 1970. `changed` of a source tells when its facts changed last, by the
 * count of changes in `meta`. `home` is absolute; `watermark` is the source's path relative
 * to it, with `/`. The tables `trace_…` hold what an adapter's
 * reading gives, without loss (`trace-rows.ts`, `event-bundles.ts`). Columns with `sum` in their names: `sums.ts`.
 */
const SUMS = `
DELETE FROM strings;
DROP TABLE sources;
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  home TEXT NOT NULL,
  watermark TEXT NOT NULL,
  kind TEXT NOT NULL,
  thread_id TEXT,
  size INTEGER NOT NULL,
  mtime_ms REAL NOT NULL,
  ctime_ms REAL NOT NULL,
  inode REAL NOT NULL,
  byte_offset INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  head_sha256 BLOB,
  tail_sha256 BLOB,
  state TEXT NOT NULL,
  error TEXT,
  attempts INTEGER NOT NULL,
  indexed_at INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  has_trace INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  changed INTEGER,
  facts_revision BLOB,
  told_sum INTEGER,
  parts_sum INTEGER,
  events_sum INTEGER,
  session TEXT,
  summary TEXT,
  probe TEXT,
  warnings TEXT,
  resume_sum INTEGER,
  resume TEXT,
  UNIQUE (agent, home, watermark)
);
CREATE INDEX sources_changed ON sources (changed);
-- For \`SourceTable.forgetResumePoints\`.
CREATE INDEX sources_resumable ON sources (mtime_ms) WHERE resume IS NOT NULL;
ALTER TABLE run_fills ADD COLUMN sum INTEGER;
ALTER TABLE meta ADD COLUMN sum INTEGER;
-- That no texts are to be kept is what a person said: all else is found out anew.
UPDATE meta SET sum = 3576567873 WHERE key = 'previews' AND value = '0';
DELETE FROM meta WHERE sum IS NULL;
`;

export const MIGRATIONS: readonly Migration[] = [
  { n: 1, sql: FIRST },
  { n: 2, sql: RUNS_SCHEMA + LOGS_SCHEMA },
  // Events are packed otherwise: all sources are read anew.
  { n: 3, sql: "DELETE FROM sources; DELETE FROM meta WHERE key LIKE 'fingerprint %';" },
  { n: 4, sql: SUMS },
];
