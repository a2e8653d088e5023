import type { Outcome } from '../../model/agent-event.js';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';

/** What the record of a result tells of its call (formats/copilot.md, A.3). */
export interface CallResult {
  readonly outcome: Outcome;
  readonly exitCode: number | null;
}

/** What the model was told of a call; null where nothing is recorded. */
export function shownText(data: JsonObject): string | null {
  const result = objectOf(data.result);
  return textOf(result?.content) ?? textOf(result?.text_result_for_llm) ?? textOf(objectOf(data.error)?.message);
}

const DENIED = /^(?:denied|rejected|permission[-_ ]denied|user[-_ ]rejected)/i;
const DENIAL =
  /\b(?:denied|rejected|declined)\b.*\b(?:user|hook|permission)|\b(?:user|permission)\b.*\b(?:denied|rejected|declined)\b/i;

/** As shells end: `<exited with exit code 0>`, `<shellId: 1 completed with exit code 0>`. */
const EXIT = /<[^<>\n]*\b(?:exited|completed) with exit code (-?\d+)>\s*$/;
const RUNNING = /<[^<>\n]*\bis still running\b[^<>]*>\s*$/;

/** An exit tells itself at the end of an output. */
const LOOKED_AT = 1_000;

/** @param denied a record of its own tells that the person did not allow it. */
export function resultOf(data: JsonObject, denied: boolean): CallResult {
  const result = objectOf(data.result);
  const text = (textOf(result?.content) ?? textOf(result?.text_result_for_llm) ?? '').slice(-LOOKED_AT);
  const exit = EXIT.exec(text)?.[1];
  const exitCode = numberOf(objectOf(data.shellExecution)?.exitCode) ?? (exit === undefined ? null : Number(exit));
  const outcome = outcomeOf(data, result, denied);
  if (outcome !== 'applied') return { outcome, exitCode };
  if (exitCode !== null && exitCode !== 0) return { outcome: 'failed', exitCode };
  return { outcome: exitCode === null && RUNNING.test(text) ? 'unknown' : 'applied', exitCode };
}

function outcomeOf(data: JsonObject, result: JsonObject | null, denied: boolean): Outcome {
  // One stream of events tells it in the result (formats/copilot.md, A.3).
  const type = textOf(result?.result_type) ?? textOf(result?.resultType);
  if (data.success === true || (data.success === undefined && type === 'success')) return 'applied';
  if (data.success === undefined && type === null) return 'unknown';
  const error = objectOf(data.error);
  const isDenied =
    denied ||
    DENIED.test(textOf(error?.code) ?? type ?? '') ||
    DENIAL.test((textOf(error?.message) ?? '').slice(0, 300));
  return isDenied ? 'rejected' : 'failed';
}

/** Whether a `create` tells that the file was not there before: only of new files does its diff say so. */
export function tellsNew(data: JsonObject): boolean {
  return /^\n?diff --git [^\n]*\n(?:create|new) file mode /.test(detailOf(data) ?? '');
}

/** The lines that the diff of an edit adds, where it adds them in one place and takes none; else null. */
export function linesAdded(data: JsonObject): readonly string[] | null {
  const hunk = /\n@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@[^\n]*\n([\s\S]*)$/.exec(detailOf(data) ?? '')?.[1];
  if (hunk === undefined) return null;
  const added = /^(?: [^\n]*\n)*((?:\+[^\n]*\n)+)(?: [^\n]*\n)*\n?$/.exec(hunk)?.[1];
  if (added === undefined) return null;
  return added
    .slice(0, -1)
    .split('\n')
    .map((line) => line.slice(1));
}

const WHOLE = /^\n?diff --git [^\n]*\nindex [^\n]*\n--- a\/[^\n]*\n\+\+\+ b\/[^\n]*\n@@ -1,(\d+) \+1,(\d+) @@\n/;

/**
 * The whole file that a `view` showed: its diff shows every line as context, for directories as well (formats/copilot.md, A.3 and E). It
 * counts only where the text for the model is the same: long files are cut for both.
 */
export function viewedText(data: JsonObject): string | null {
  const result = objectOf(data.result);
  const shown = textOf(result?.content);
  const detail = detailOf(data);
  const head = detail === null ? null : WHOLE.exec(detail);
  if (shown === null || detail === null || head === null || head[1] !== head[2]) return null;
  const lines = detail.slice(head[0].length).split('\n');
  const count = Number(head[1]);
  if (lines.slice(count).some((line) => line !== '')) return null;
  const whole = lines.slice(0, count);
  if (whole.length < count || whole.some((line) => !line.startsWith(' '))) return null;
  const text = whole.map((line) => line.slice(1)).join('\n');
  return isSameText(shown, detail, text) ? text : null;
}

/** The text for the model is the diff itself (0.0.354), the file, or the file with numbers (1.0.64). */
function isSameText(shown: string, detail: string, text: string): boolean {
  if (shown === detail || shown === text) return true;
  return (
    shown ===
    text
      .split('\n')
      .map((line, at) => `${at + 1}. ${line}`)
      .join('\n')
  );
}

function detailOf(data: JsonObject): string | null {
  const result = objectOf(data.result);
  return textOf(result?.detailedContent) ?? textOf(result?.content);
}
