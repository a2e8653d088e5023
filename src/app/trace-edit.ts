import type { Env } from '../env.js';
import type { TraceResult } from '../model/time-travel.js';
import { loadSecrets } from '../secrets/redactor.js';
import { withHistory } from './file-history.js';
import { findEdit } from './find-edit.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { recordsOf, textOfRecord } from './record-bytes.js';

export interface TraceRequest {
  /** Id of an edit, or how it begins. */
  readonly edit: string;
  readonly place: Place;
  /** What looks like a secret is taken out. */
  readonly isRedacted: boolean;
}

/**
 * The records of the trace that an edit rests on.
 * @throws AiBlameError NO_SUCH_EDIT, AMBIGUOUS, USAGE, NO_REPOSITORY.
 */
export async function traceEdit(
  { edit: id, place, isRedacted }: TraceRequest,
  env: Env,
  progress: Progress,
): Promise<TraceResult> {
  const redactor = isRedacted ? (await loadSecrets())() : null;
  return withHistory('.', place, env, progress, (open) => {
    const { edit, event, warnings } = findEdit(open, id);
    const clean = (text: string): string => redactor?.clean(text) ?? text;
    const named = { ...edit, model: redactor === null ? edit.model : redactor.cleanName(edit.model) };
    const told = edit.turn === null ? named : { ...named, turn: { ...edit.turn, prompt: clean(edit.turn.prompt) } };
    const records = recordsOf(event).map(({ role, at }): TraceResult['records'][number] => {
      const { form, bytes } = textOfRecord(event, at);
      return { role, path: at.source.path, line: at.line, form, text: bytes === null ? null : clean(bytes.toString()) };
    });
    return {
      schema: 'ai-blame/trace@1',
      edit: told,
      records,
      secretsReplaced: redactor?.replaced ?? 0,
      warnings,
    };
  });
}
