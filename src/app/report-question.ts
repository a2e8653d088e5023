import type { Evidence } from '../model/evidence.js';
import type { JsonValue } from '../model/json-value.js';

/** What was asked beside the two sides (`ReportRequest`). */
interface Asked {
  readonly agents: readonly string[];
  readonly minEvidence: Evidence | null;
  readonly notes: boolean;
  readonly exclude: readonly string[];
  readonly excludeLockFiles: boolean;
  readonly allFiles: boolean;
  readonly failOn: readonly { readonly text: string }[];
  readonly isConfigured: boolean;
  readonly configFrom: string | null;
  readonly withPrivate: boolean;
}

/** All that was asked beside the two sides, which the report tells. */
export function reportQuestion(request: Asked): JsonValue {
  const { agents, minEvidence, notes, exclude, excludeLockFiles, allFiles, failOn } = request;
  const { isConfigured, configFrom, withPrivate } = request;
  return {
    agents: [...new Set(agents)].sort(),
    minEvidence,
    notes,
    exclude: [...exclude],
    excludeLockFiles,
    allFiles,
    failOn: failOn.map(({ text }) => text),
    isConfigured,
    configFrom,
    withPrivate,
  };
}
