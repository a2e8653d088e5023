import type { Outcome } from '../../model/agent-event.js';
import { type JsonObject, numberOf, objectOf, parsedObject, textOf } from '../json-values.js';
import { contentText } from './messages.js';

/** What an output tells of its call. */
export interface CallResult {
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  /** Paths of `A`, `M`, `D` lines, as spelled in the patch; null where the output has none. */
  readonly updated: readonly string[] | null;
  /** False where the call was turned away before anything ran. */
  readonly ran: boolean;
  /** The text says that a patch did not fit, so that nothing of it was written. */
  readonly unfit: boolean;
}

/** Output texts are looked at in their first and last so many characters: what counts stands there. */
const HEAD = 64 * 1024;

const NOT_RUN =
  /^(?:unsupported (?:custom tool )?call: |failed to parse (?:function|exec_command|tool) arguments|tool call .* not found)/;
const REJECTED =
  /^(?:patch rejected|exec command rejected|apply_patch rejected|rejected by user|command rejected)|rejected by user(?:\b|$)/;
const ABORTED = /^(?:aborted\b|command timed out\b)|^(?:Wall time: [^\n]*\n)?aborted by user/;
const VERIFICATION =
  /apply_patch verification failed|^(?:error: )?(?:Failed to find (?:expected lines|context)|Invalid patch|invalid hunk|Invalid hunk)|^\s*Failed to find (?:expected lines|context)/m;
const SUCCESS = /^Success\. Updated the following files:[ \t]*\r?\n/m;

/**
 * Reads an output (formats/codex.md, 11.6).
 * @param output the record's `output`: text, or content items.
 */
export function resultOf(output: unknown): CallResult {
  const { text, exitCode } = outputText(output);
  return judged(text, exitCode, updatedPaths(text));
}

/** How much of a text behind its head counts, where the head tells that a command ended well: more than `judged` looks at then. */
const ENOUGH = 400;

/** Heads of outputs are shorter than this, in characters. */
const LONGEST_HEAD = 400;

/** What would be opened further, or is looked at as a whole line. */
const GOES_ON = /^(?:\{|Exit code:|Chunk ID:|Wall time:|Process |Original |Total |failed in sandbox|tool call )/;

/** So many characters of an output have to be given to `resultOfHead`. */
export const HEAD_OF_OUTPUT = LONGEST_HEAD + ENOUGH;

/**
 * What `resultOf` tells of a long output that holds no list of changed files, from its first characters.
 * @param head `HEAD_OF_OUTPUT` characters or a few less.
 * @returns null where more than the head counts.
 */
export function resultOfHead(head: string): CallResult | null {
  const opened = openedFreeform(head);
  if (opened?.exitCode !== 0 || opened.text.length < ENOUGH || GOES_ON.test(opened.text)) {
    return null;
  }
  return judged(opened.text, 0, null);
}

/** Of a command that ended with 0, and whose output tells of nothing else. */
export const ENDED_WELL: CallResult = { outcome: 'applied', exitCode: 0, updated: null, ran: true, unfit: false };

/** What an output may begin with that `judged` or `GOES_ON` look for. */
const TELLING =
  /(?:\{|Exit code:|Chunk ID:|Wall time:|Process |Original |Total |unsupported |failed |tool call |aborted|command timed out)/y;

/**
 * Whether an output is seen to tell nothing that counts but its exit code. Where not, it may still tell nothing else.
 * @param text of JSON, without characters that are written by their number, up to the 300th character of the output at least.
 * @param at where the output begins.
 */
export function tellsOfNothingElse(text: string, at: number): boolean {
  TELLING.lastIndex = at;
  return !TELLING.test(text) && !text.includes('rejected', at) && !text.includes('execution error', at);
}

function judged(text: string, exitCode: number | null, updated: readonly string[] | null): CallResult {
  const base = { exitCode, updated, ran: true, unfit: exitCode !== 0 && VERIFICATION.test(text) };
  if (NOT_RUN.test(text)) {
    return { ...base, outcome: 'failed', ran: false };
  }
  const beginning = text.slice(0, 300);
  // What every form of it has is looked for first: most outputs tell of none.
  if (beginning.includes('rejected') && REJECTED.test(beginning)) {
    return { ...base, outcome: 'rejected', ran: false };
  }
  if (ABORTED.test(text) || beginning.includes('execution error: command timed out')) {
    return { ...base, outcome: 'aborted' };
  }
  if (exitCode === 0) {
    return { ...base, outcome: 'applied' };
  }
  if (updated !== null) {
    return { ...base, outcome: exitCode === null ? 'applied' : 'partial' };
  }
  if (base.unfit) {
    return { ...base, outcome: 'failed' };
  }
  return { ...base, outcome: exitCode === null ? 'unknown' : 'failed' };
}

/** What the model was told of a call, without what Codex puts around it. @param output as for `resultOf`. */
export function shownText(output: unknown): string {
  return openedOutput(output).text;
}

function outputText(output: unknown): { text: string; exitCode: number | null } {
  const { text, exitCode } = openedOutput(output);
  return { text: text.length > 2 * HEAD ? `${text.slice(0, HEAD)}\n${text.slice(-HEAD)}` : text, exitCode };
}

/** Takes the forms that outputs come in apart, also where one holds another. */
function openedOutput(output: unknown): { text: string; exitCode: number | null } {
  let text = typeof output === 'string' ? output : contentText(output);
  let exitCode: number | null = null;
  if (objectOf(output) !== null) {
    text = contentText((output as JsonObject).content);
  }
  for (let level = 0; level < 3; level++) {
    const opened = text.startsWith('{') ? openedJson(text) : openedFreeform(text);
    if (opened === null) {
      break;
    }
    text = opened.text;
    exitCode = opened.exitCode ?? exitCode;
  }
  return { text, exitCode };
}

function openedJson(text: string): { text: string; exitCode: number | null } | null {
  const object = parsedObject(text);
  const output = object?.output;
  if (typeof output !== 'string') {
    return null;
  }
  return { text: output, exitCode: numberOf(objectOf(object?.metadata)?.exit_code) };
}

const FREEFORM =
  /^(?:Exit code: (-?\d+)\n|Chunk ID: [^\n]*\n|Wall time: [^\n]*\n|Process exited with code (-?\d+)\n|Process running with session ID [^\n]*\n|Original token count: [^\n]*\n|Total output lines: [^\n]*\n)+(?:Output:\n?)/;
const SANDBOX = /^failed in sandbox \S+ with execution error: [^\n]*?exit code: (-?\d+), stdout: /;

function openedFreeform(text: string): { text: string; exitCode: number | null } | null {
  const sandbox = SANDBOX.exec(text);
  if (sandbox !== null) {
    return { text: text.slice(sandbox[0].length).replace(/, stderr: /, '\n'), exitCode: Number(sandbox[1]) };
  }
  const match = FREEFORM.exec(text);
  if (match === null) {
    return null;
  }
  const code = /^(?:Exit code:|Process exited with code) (-?\d+)$/m.exec(match[0])?.[1];
  return { text: text.slice(match[0].length), exitCode: code === undefined ? null : Number(code) };
}

function updatedPaths(text: string): string[] | null {
  const success = SUCCESS.exec(text);
  const from = success === null ? -1 : success.index + success[0].length;
  if (from === -1) {
    return null;
  }
  const paths: string[] = [];
  for (const line of text.slice(from).split(/\r?\n/)) {
    const path = /^[AMD] (.+)$/.exec(line)?.[1];
    if (path === undefined) {
      break;
    }
    paths.push(path);
  }
  return paths.length === 0 ? null : paths;
}

/**
 * Reads the output of a program of code mode, which tells nothing of its single commands (formats/codex.md, 11.6).
 * @param output as for `resultOf`.
 */
export function scriptResultOf(output: unknown): CallResult {
  const told = resultOf(output);
  const end = /^Script (completed|failed)\b/.exec(outputText(output).text)?.[1];
  return end === undefined
    ? told
    : { ...told, outcome: end === 'completed' ? 'applied' : 'failed', exitCode: null, ran: true, unfit: false };
}

/** What a `CommandExecution` tells of itself (formats/codex.md, 7). */
export function executionResult(item: JsonObject): CallResult {
  const exitCode = numberOf(item.exit_code);
  const text = textOf(item.aggregated_output) ?? '';
  return {
    outcome: executionOutcome(textOf(item.status), exitCode),
    exitCode,
    updated: updatedPaths(text),
    ran: item.status !== 'declined',
    unfit: exitCode !== 0 && VERIFICATION.test(text),
  };
}

function executionOutcome(status: string | null, exitCode: number | null): Outcome {
  if (status === 'declined') {
    return 'rejected';
  }
  if (exitCode !== null) {
    return exitCode === 0 ? 'applied' : 'failed';
  }
  return status === 'completed' ? 'applied' : status === 'failed' ? 'failed' : 'unknown';
}

/** Of a `patch_apply_end` or `FileChange`: the structured records are sure (formats/codex.md, 11.5). */
export function structuredOutcome(payload: JsonObject): Outcome {
  const status = textOf(payload.status);
  if (status === 'completed' || (status === null && payload.success === true)) {
    return payload.success === false ? 'failed' : 'applied';
  }
  if (status === 'declined') {
    return 'rejected';
  }
  const stdout = textOf(payload.stdout) ?? '';
  if (status === 'failed' || payload.success === false) {
    return updatedPaths(stdout) === null ? 'failed' : 'partial';
  }
  return 'unknown';
}
