import type { EditsResult } from '../model/blame-result.js';
import { orderedEdit } from './edit-json.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** The contract's JSON of `edits` (section 3). */
export function editsJson(result: EditsResult): string {
  return jsonText<EditsResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    edits: result.edits.map(orderedEdit),
    ...(result.truncated === undefined ? {} : { truncated: result.truncated }),
    warnings: orderedWarnings(result.warnings),
  });
}
