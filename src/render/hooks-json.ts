import type { HooksResult } from '../model/hooks-result.js';
import { jsonText, orderedRepository, orderedWarnings } from './shared-json.js';

/** The keys of `HooksResult`, in its order. */
export function hooksJson(result: HooksResult): string {
  return jsonText<HooksResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    action: result.action,
    dryRun: result.dryRun,
    manager: result.manager,
    managers: result.managers,
    hooksFolder: result.hooksFolder,
    hooks: result.hooks.map(({ hook, manager, file, state, chained }) => ({ hook, manager, file, state, chained })),
    next: result.next,
    warnings: orderedWarnings(result.warnings),
  });
}
