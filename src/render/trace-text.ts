import type { TraceResult } from '../model/time-travel.js';
import { visible } from './control-characters.js';
import { dateTime } from './dates.js';
import { orderedEdit } from './edit-json.js';
import { agentAndModel } from './edit-words.js';
import { EVIDENCE_MARKS } from './evidence-marks.js';
import { factLines } from './fitting-table.js';
import { jsonText, orderedWarnings } from './shared-json.js';
import type { TextOptions } from './text-options.js';

/**
 * What an edit is, and the records that it rests on, as the trace has them.
 * @param isForTerminal what a terminal would obey is shown instead.
 */
export function traceText({ edit, records }: TraceResult, options: TextOptions, isForTerminal: boolean): string {
  const { turn, path, previousPath } = edit;
  const facts = factLines(
    [
      ['edit', edit.id],
      ['file', previousPath === null ? path : `${previousPath} → ${path}`],
      ['action', `${edit.action} +${edit.added} -${edit.removed}`],
      ['by', agentAndModel(edit)],
      ['session', edit.session],
      ['turn', turn === null ? null : `#${turn.index}${turn.id === null ? '' : ` ${turn.id}`}`],
      ['time', dateTime(edit.timestamp, options.zone)],
      ['message', turn?.prompt ?? null],
      ['evidence', `${EVIDENCE_MARKS[edit.evidence]} ${edit.evidence}${edit.tool === null ? '' : ` by ${edit.tool}`}`],
      ['caveats', edit.caveats.map(({ message }) => message).join('; ')],
    ],
    null,
  );
  const safe = isForTerminal ? visible : (text: string): string => text;
  const told = records.map(({ role, path: file, line, form, text }) => {
    const head = options.style.quiet(
      `${visible(file)}:${line} (${form === 'record' ? role : `what is read of the ${role}`})`,
    );
    const lines = text === null ? ['The trace does not hold it any more.'] : text.split('\n').map(safe);
    return `\n${head}\n${lines.join('\n')}\n`;
  });
  return facts + told.join('');
}

export function traceJson({ schema, edit, records, secretsReplaced, warnings }: TraceResult): string {
  return jsonText<TraceResult>({
    schema,
    edit: orderedEdit(edit),
    records: records.map(({ role, path, line, form, text }) => ({ role, path, line, form, text })),
    secretsReplaced,
    warnings: orderedWarnings(warnings),
  });
}
