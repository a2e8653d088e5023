import type { Env } from '../env.js';
import type { Warning } from '../model/diagnostic.js';
import type { LogFilter, LogRecord, LogsResult } from '../model/log-record.js';
import { indexLocation } from '../store/index-file.js';
import { type OpenLog, openLog, stampOfLog } from '../store/logs-database.js';
import { requiredDriver } from './index-opening.js';

export interface LogsRequest {
  /** Absolute path of another program's database; null: our own log of indexing. */
  readonly database: string | null;
  /** Absolute path of our index; null: the usual one. */
  readonly index: string | null;
  readonly filter: LogFilter;
  /** How many records of the past are told. */
  readonly backfill: number;
}

export interface FollowLogsRequest extends LogsRequest {
  readonly pollMs: number;
}

/** The last records of a log. @throws AiBlameError UNREADABLE. */
export function readLogs(request: LogsRequest, env: Env): LogsResult {
  const path = pathOf(request, env);
  if (isEmptyOwn(request, path)) return { schema: 'ai-blame/logs@1', database: path, logs: [], warnings: [] };
  const log = openAt(request, path);
  try {
    const { filter, backfill } = request;
    const logs = log.table.lastRecords(filter, backfill, log.table.last());
    const warnings: Warning[] = log.warnings.map((warning) => ({ ...warning, count: 1, subject: path }));
    return { schema: 'ai-blame/logs@1', database: path, logs, warnings };
  } finally {
    log.close();
  }
}

/**
 * The last records of a log, and those that come, as they come; until the person asks to stop. No record that came meanwhile is
 * lost or told twice; where another database takes the file's place it is read from its beginning.
 *
 * @throws AiBlameError UNREADABLE, also where it goes away meanwhile; NO_SQLITE.
 */
export async function* followLogs(request: FollowLogsRequest, env: Env): AsyncGenerator<LogRecord, void> {
  // Without one nothing ever comes.
  requiredDriver();
  const patience = env.patience();
  const path = pathOf(request, env);
  const { filter, backfill, pollMs } = request;
  try {
    // Our own may come into being while it is followed: then all of it is new.
    let after: number | null = isEmptyOwn(request, path) ? 0 : null;
    let stamp: ReturnType<typeof stampOfLog> = null;
    do {
      const now = stampOfLog(path);
      if (after === 0 && stamp === null && now === null) continue;
      if (stamp !== null && now?.content === stamp.content && now.file === stamp.file) continue;
      const log = openAt(request, path);
      try {
        const last = log.table.last();
        const isAnother = stamp !== null && (now?.file !== stamp.file || last < (after ?? 0));
        const from: number | null = isAnother ? 0 : after;
        yield* from === null ? log.table.lastRecords(filter, backfill, last) : log.table.records(filter, from, last);
        after = last;
      } finally {
        log.close();
      }
      stamp = now;
    } while (await patience.wait(pollMs));
  } finally {
    patience.end();
  }
}

function pathOf({ database, index }: LogsRequest, env: Env): string {
  return database ?? indexLocation(env, index).file;
}

/** Nothing was indexed yet: that is no trouble. */
function isEmptyOwn({ database }: LogsRequest, path: string): boolean {
  return database === null && stampOfLog(path) === null;
}

function openAt({ database }: LogsRequest, path: string): OpenLog {
  return openLog(path, database === null, requiredDriver());
}
