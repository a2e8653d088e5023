import type { PinResult } from '../model/pin-result.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** The keys of `PinResult`, in its order. */
export function pinJson(result: PinResult): string {
  return jsonText<PinResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    action: result.action,
    dryRun: result.dryRun,
    refs: result.refs.map(({ ref, commit, session, turn, time }) => ({ ref, commit, session, turn, time })),
    unchanged: result.unchanged,
    lost: result.lost,
    warnings: orderedWarnings(result.warnings),
  });
}
