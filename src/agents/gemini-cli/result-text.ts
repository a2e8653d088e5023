import { type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';

/**
 * What the model was told of a call; null where nothing is recorded. All answers of one batch may stand with each of its calls.
 * @param call as in `toolCalls`.
 */
export function resultText(call: JsonObject): string | null {
  const { result } = call;
  if (typeof result === 'string') return result;
  const parts = objectsOf(Array.isArray(result) ? result : [result])
    .map((part) => objectOf(part.functionResponse))
    .filter((part) => part !== null);
  const own =
    parts.find(({ id }) => id === call.id) ?? (parts.length === 1 && parts[0]?.id === undefined ? parts[0] : null);
  const response = objectOf(own?.response);
  if (response === null) return null;
  return typeof response.output === 'string' ? response.output : textOf(response.error);
}

/** The lines behind a command's output; which of them are there depends on the release. */
const TAIL =
  /(?:^|\n)(?:Error: [^\n]*\n)?(?:Exit Code: (\d+|\(none\))\n)?(?:Signal: ([^\n]*)\n)?(?:Background PIDs: [^\n]*\n)?Process Group PGID: [^\n]*\s*$/;
/** Where the process group is not known, no line need follow. */
const LAST_LINE = /(?:^|\n)Exit Code: (\d+)\s*$/;

/** What came from outside the conversation is marked so (0.61). */
const WRAPPED = /^<untrusted_context>\n([\s\S]*)\n<\/untrusted_context>\s*$/;

/** How a command ended, from what the model was told of it; null where that does not tell. */
export function exitCodeOf(result: string): number | null {
  const text = WRAPPED.exec(result)?.[1] ?? result;
  const tail = TAIL.exec(text);
  const code = tail?.[1] ?? LAST_LINE.exec(text)?.[1];
  if (code !== undefined) return code === '(none)' ? null : Number(code);
  // Newer releases leave a code of zero out.
  const isBare = /^Output: /.test(text) && tail !== null && tail[2] === undefined && !/\nError: /.test(tail[0]);
  return isBare ? 0 : null;
}
