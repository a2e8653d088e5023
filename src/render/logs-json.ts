import type { LogRecord, LogsResult } from '../model/log-record.js';
import { jsonText, orderedWarnings } from './shared-json.js';

export function logsJson({ schema, database, logs, warnings }: LogsResult): string {
  return jsonText<LogsResult>({ schema, database, logs: logs.map(ordered), warnings: orderedWarnings(warnings) });
}

/** One record as one line. */
export function logNdjson(record: LogRecord): string {
  return `${JSON.stringify(ordered(record))}\n`;
}

function ordered({ id, time, level, target, module, file, line, thread, process, message }: LogRecord): LogRecord {
  return { id, time, level, target, module, file, line, thread, process, message };
}
