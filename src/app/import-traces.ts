import { basename, dirname } from 'node:path';
import { importers } from '../agents/importers.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { ImportedSession, ImportResult } from '../model/import-result.js';
import { sizeOf } from '../scan/size-of.js';
import { keepFile } from '../store/keep-file.js';
import { AGENT_TRACE, importRecords } from './import-records.js';

export interface ImportRequest {
  /** As an importer is called. */
  readonly agent: string;
  /** Absolute. */
  readonly file: string;
  /** What the agent is called; null: as the file tells. */
  readonly name: string | null;
}

/** A file is taken apart in memory. */
const MAX_FILE = 512 * 1024 ** 2;

/**
 * Takes a file of traces, or of records that tell of commits, into ai-blame's own folder, one file for each session or record.
 * @throws AiBlameError USAGE, NO_SUCH_FILE, IS_DIRECTORY, UNREADABLE (not such a file, or too large), NOT_WRITABLE.
 */
export function importTraces({ agent, file, name }: ImportRequest, env: Env): ImportResult {
  if (agent === AGENT_TRACE) {
    if (name !== null) throw new AiBlameError('USAGE', `ai-blame import ${AGENT_TRACE} takes no --name`);
    return importRecords(file, env);
  }
  const importer = importers().find(({ id }) => id === agent);
  if (importer === undefined) {
    const known = [...importers().map(({ id }) => id), AGENT_TRACE];
    throw new AiBlameError('USAGE', `There is nothing to import for ${agent}`, {
      hint: `it can be: ${known.join(', ')}`,
    });
  }
  const size = sizeOf(file);
  if (size > MAX_FILE) {
    throw new AiBlameError('UNREADABLE', `${file} is larger than 512 MiB`, {
      hint: 'split it at the beginning of a connection',
    });
  }
  const source = { agent, home: dirname(file), path: basename(file), kind: 'jsonl' as const, size };
  const { traces, passedBy } = importer.split(source, name);
  if (traces.length === 0) {
    throw new AiBlameError('UNREADABLE', `${file} is not ${importer.takes} with a session`, {
      hint: 'every line is a JSON-RPC message, or an object with time, dir and msg',
    });
  }
  const folder = importer.folder(env);
  const sessions = traces.map(({ agent: own, session: id, name: kept, text, records }): ImportedSession => {
    const { file: path, as: status } = keepFile(folder, kept, '.jsonl', text);
    return { agent: own, id, path, records, status };
  });
  const message = 'Lines that are no messages, or answers to nothing, were left out';
  const warnings = passedBy === 0 ? [] : [{ code: 'record_unparsable', message, count: passedBy, subject: file }];
  return { schema: 'ai-blame/import@1', agent, file, folder, sessions, records: [], warnings };
}
