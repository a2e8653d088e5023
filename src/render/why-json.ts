import type { LifeStation, WhyResult } from '../model/why-result.js';
import { orderedEdit } from './edit-json.js';
import { jsonText, mapValues, orderedCommit, orderedRepository, orderedWarnings } from './shared-json.js';

/** The keys of `WhyResult`, in its order. */
export function whyJson(result: WhyResult): string {
  const { ended } = result;
  return jsonText<WhyResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    path: result.path,
    revision: result.revision,
    line: result.line,
    ...orderedText(result),
    origin: result.origin,
    edit: result.edit,
    commit: result.commit,
    life: result.life.map(orderedStation),
    ended: ended && { code: ended.code, message: ended.message, subjects: ended.subjects },
    edits: mapValues(result.edits, orderedEdit),
    commits: mapValues(result.commits, orderedCommit),
    looks: mapValues(result.looks, (looks) =>
      looks.map(({ path, lines, time, tool }) => ({
        path,
        lines: lines && { first: lines.first, last: lines.last },
        time,
        tool,
      })),
    ),
    warnings: orderedWarnings(result.warnings),
  });
}

function orderedStation(station: LifeStation): LifeStation {
  const { role, renamed, origin, time, edit, commit } = station;
  const names = renamed === undefined ? {} : { renamed: { from: renamed.from, to: renamed.to } };
  return { role, ...names, origin, time, ...orderedText(station), edit, commit };
}

function orderedText({
  text,
  textBase64,
}: Pick<WhyResult, 'text' | 'textBase64'>): Pick<WhyResult, 'text' | 'textBase64'> {
  return { text, ...(textBase64 !== undefined && { textBase64 }) };
}
