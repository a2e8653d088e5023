import type { Outcome } from '../../model/agent-event.js';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { blocksOf } from './records.js';

/** What a result tells of its call. */
export interface Ending {
  readonly outcome: Outcome;
  /** The structured result; null where the record has none. */
  readonly told: JsonObject | null;
  readonly exitCode: number | null;
  /** What the model was shown: never parsed for content. */
  readonly text: string;
}

const REJECTED =
  /^(?:Error: )?(?:User rejected tool use|The user doesn't want to (?:proceed with this tool use|take this action))/;
const INTERRUPTED = /\[Request interrupted by user/;
/** It was not run, or not to its end: one that ran beside it failed. */
const SIBLING = /Sibling tool call errored/;

/**
 * How a call ended (formats/claude-code.md, 3 and 8).
 * @param block the `tool_result`.
 * @param result of the record; undefined where it has none, as with sub-agents.
 * @param isSidechain a sub-agent's: its results tell no more than that nothing failed.
 */
export function endingOf(record: JsonObject, block: JsonObject, result: unknown, isSidechain: boolean): Ending {
  const told = objectOf(result);
  const text = typeof result === 'string' ? result : shownText(block);
  const isError = block.is_error === true || (typeof result === 'string' && /^Error: /.test(result));
  const denied = textOf(record.toolDenialKind) !== null;
  return {
    outcome: outcomeOf(told, result, { isError, denied, isSidechain, text }),
    told,
    exitCode: exitCodeOf(told, isError, text),
    text,
  };
}

interface Signs {
  readonly isError: boolean;
  readonly denied: boolean;
  readonly isSidechain: boolean;
  readonly text: string;
}

function outcomeOf(told: JsonObject | null, result: unknown, { isError, denied, isSidechain, text }: Signs): Outcome {
  if (denied || (isError && REJECTED.test(text))) return 'rejected';
  if (isError) return INTERRUPTED.test(text) || SIBLING.test(text) ? 'aborted' : 'failed';
  if (told !== null) {
    if (told.staged === true) return 'staged';
    if (textOf(told.error) !== null) return 'failed';
    if (told.interrupted === true) return 'aborted';
    // It goes on behind the model's back.
    return textOf(told.backgroundTaskId) === null ? 'applied' : 'unknown';
  }
  // The first releases told their results in words.
  return typeof result === 'string' || isSidechain ? 'applied' : 'unknown';
}

function exitCodeOf(told: JsonObject | null, isError: boolean, text: string): number | null {
  if (isError) {
    const code = /^(?:Error: )?Exit code (\d+)/.exec(text)?.[1];
    return code === undefined ? null : numberOf(Number(code));
  }
  if (told === null || told.interrupted === true || told.backgroundTaskId !== undefined) return null;
  // What a code means was told, and not the code.
  return told.returnCodeInterpretation === undefined ? 0 : null;
}

/** What the model was told. @param block a `tool_result`. */
export function shownText(block: JsonObject): string {
  return blocksOf({ content: block.content })
    .map(({ text }) => textOf(text) ?? '')
    .join('\n');
}
