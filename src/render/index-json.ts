import type { FailedSource, IndexResult, IndexStatus, IndexTotals, IndexVerification } from '../model/index-result.js';
import { jsonText } from './shared-json.js';

/** The keys of the answers of `index`, in their order. */
export function indexJson(result: IndexResult | IndexStatus | IndexVerification): string {
  switch (result.schema) {
    case 'ai-blame/index@1':
      return jsonText<IndexResult>({
        schema: result.schema,
        file: result.file,
        read: result.read,
        continued: result.continued,
        removed: result.removed,
        totals: orderedTotals(result.totals),
        failures: result.failures.map(orderedFailure),
        bytes: result.bytes,
        durationMs: result.durationMs,
      });
    case 'ai-blame/index-status@1':
      return jsonText<IndexStatus>({
        schema: result.schema,
        file: result.file,
        exists: result.exists,
        stale: result.stale,
        status: result.status,
        lastWatermark: result.lastWatermark,
        lastSuccessAt: result.lastSuccessAt,
        updatedAt: result.updatedAt,
        durationMs: result.durationMs,
        indexing: result.indexing,
        previews: result.previews,
        totals: orderedTotals(result.totals),
        edits: result.edits,
        homes: result.homes.map(({ agent, home, bytes, ...totals }) => ({
          agent,
          home,
          ...orderedTotals(totals),
          bytes,
        })),
        failures: result.failures.map(orderedFailure),
        bytes: result.bytes,
      });
    case 'ai-blame/index-verify@1': {
      const { agentDatabase } = result;
      return jsonText<IndexVerification>({
        schema: result.schema,
        file: result.file,
        full: result.full,
        sources: result.sources,
        differences: result.differences.map(({ kind, count, samples }) => ({
          kind,
          count,
          samples: samples.map(({ home, path, field, indexed, found }) => ({ home, path, field, indexed, found })),
        })),
        repaired: result.repaired,
        agentDatabase:
          agentDatabase === null
            ? null
            : {
                file: agentDatabase.file,
                note: agentDatabase.note,
                threads: agentDatabase.threads,
                differences: agentDatabase.differences.map(({ thread, field, indexed, found }) => ({
                  thread,
                  field,
                  indexed,
                  found,
                })),
              },
      });
    }
  }
}

function orderedTotals({ ok, partial, failed }: IndexTotals): IndexTotals {
  return { ok, partial, failed };
}

function orderedFailure({ agent, home, path, error, attempts }: FailedSource): FailedSource {
  return { agent, home, path, error, attempts };
}
