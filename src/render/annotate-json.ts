import type { AnnotateResult } from '../model/annotate-result.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** The keys of `AnnotateResult`, in its order. */
export function annotateJson(result: AnnotateResult): string {
  return jsonText<AnnotateResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    dryRun: result.dryRun,
    remove: result.remove,
    files: result.files.map(({ path, form, written, status, edits, reason }) => {
      return { path, form, written, status, edits, reason };
    }),
    redacted: result.redacted,
    warnings: orderedWarnings(result.warnings),
  });
}
