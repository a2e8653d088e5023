import type { ImportResult } from '../model/import-result.js';
import { jsonText, orderedWarnings } from './shared-json.js';

/** The keys of `ImportResult`, in its order. */
export function importJson({ schema, agent, file, folder, sessions, records, warnings }: ImportResult): string {
  return jsonText<ImportResult>({
    schema,
    agent,
    file,
    folder,
    sessions: sessions.map(({ agent: own, id, path, records, status }) => ({ agent: own, id, path, records, status })),
    records: records.map(({ id, revision, writer, lines, path, status }) => ({
      id,
      revision,
      writer,
      lines,
      path,
      status,
    })),
    warnings: orderedWarnings(warnings),
  });
}
