import type { ItemType } from '../../model/history-fact.js';
import { previewOf } from '../fact-data.js';
import { type JsonObject, objectOf, textOf, textsOf } from '../json-values.js';
import { contentText } from './messages.js';
import type { CallResult } from './outcomes.js';

/**
 * A call that is told by a record of its own: of a tool that the model's provider runs (web search, images), or the end of one that Codex
 * ran, which only counts where no call names it, as within a program of code mode (formats/codex.md, 6 and 7).
 */
export interface SelfToldCall {
  readonly callId: string | null;
  readonly tool: string;
  readonly item: ItemType;
  /** What a list shows of what the tool was given; null: nothing is told. */
  readonly command: string | null;
  readonly input: unknown;
  /** null: the record tells only that it was asked for. */
  readonly end: { readonly result: CallResult; readonly output: string | null } | null;
}

/** Tells each call once: some releases write two records of one, of which the first ones have no id (formats/codex.md, 6). */
export class SelfToldCalls {
  /** Of those that were told by one kind of record alone, by what they were given. */
  readonly #unpaired = new Map<string, { readonly type: unknown; readonly callId: string | null }[]>();

  /** Something else was called: both records of one call stand together. */
  apart(): void {
    this.#unpaired.clear();
  }

  /**
   * @param payload of a `response_item` or an `event_msg`, or the item of an `item_completed`.
   * @param isTold whether a call of that id was told.
   * @returns null: it tells of no call, or of one that was told.
   */
  next(payload: JsonObject, isTold: (callId: string) => boolean): SelfToldCall | null {
    const call = selfToldCall(payload);
    if (call === null) {
      return null;
    }
    const { type } = payload;
    const { callId } = call;
    const key = JSON.stringify([call.tool, call.input]);
    const unpaired = this.#unpaired.get(key) ?? [];
    const isKnown = callId !== null && isTold(callId);
    const other = unpaired.findIndex((one) =>
      isKnown ? one.callId === callId : one.type !== type && (one.callId === null || callId === null),
    );
    if (other !== -1) {
      unpaired.splice(other, 1);
    }
    if (isKnown || other !== -1) {
      return null;
    }
    unpaired.push({ type, callId });
    this.#unpaired.set(key, unpaired);
    return call;
  }
}

function selfToldCall(payload: JsonObject): SelfToldCall | null {
  const callId = textOf(payload.call_id) ?? textOf(payload.id);
  const from = { callId, item: 'dynamicToolCall' as const };
  switch (payload.type) {
    case 'web_search_call':
    case 'web_search_end':
    case 'WebSearch': {
      const results = Array.isArray(payload.results) ? JSON.stringify(payload.results) : null;
      const input = payload.action ?? payload.query ?? null;
      const command = searched(objectOf(payload.action)) ?? textOf(payload.query);
      return { ...from, tool: 'web_search', item: 'webSearch', ...shown(command, input), end: ended(payload, results) };
    }
    case 'image_generation_call':
    case 'image_generation_end':
    case 'ImageGeneration': {
      const prompt = textOf(payload.revised_prompt);
      const path = textOf(payload.saved_path);
      return { ...from, tool: 'image_generation', ...shown(prompt, prompt), end: ended(payload, path) };
    }
    case 'mcp_tool_call_end': {
      const { server, tool, arguments: given } = objectOf(payload.invocation) ?? {};
      return { ...from, ...mcp(server, tool, given), end: mcpEnd(payload.result) };
    }
    case 'McpToolCall': {
      const { server, tool, arguments: given, result, error } = payload;
      const why = textOf(error) ?? textOf(objectOf(error)?.message);
      const isFailed = payload.status === 'failed' || why !== null;
      return {
        ...from,
        ...mcp(server, tool, given),
        end: mcpEnd(isFailed ? { Ok: result, Err: why ?? '' } : { Ok: result }),
      };
    }
    case 'dynamic_tool_call_response':
    case 'DynamicToolCall': {
      const output = contentText(payload.content_items ?? payload.contentItems) || textOf(payload.error);
      const tool = textOf(payload.tool) ?? 'unknown';
      return { ...from, tool, ...given(payload.arguments), end: ended(payload, output) };
    }
    case 'view_image_tool_call':
    case 'ImageView': {
      const path = textOf(payload.path);
      return { ...from, tool: 'view_image', ...shown(path, path), end: ended(payload, null) };
    }
    case 'tool_search_call':
      return { ...from, tool: 'tool_search', ...given(payload.arguments), end: null };
    default:
      return null;
  }
}

function mcp(server: unknown, tool: unknown, args: unknown): Pick<SelfToldCall, 'tool' | 'item' | 'command' | 'input'> {
  return {
    tool: `mcp__${textOf(server) ?? 'unknown'}__${textOf(tool) ?? 'unknown'}`,
    item: 'mcpToolCall',
    ...given(args),
  };
}

function given(args: unknown): Pick<SelfToldCall, 'command' | 'input'> {
  return shown(args === undefined || args === null ? null : (textOf(args) ?? JSON.stringify(args)), args ?? null);
}

function shown(command: string | null, input: unknown): Pick<SelfToldCall, 'command' | 'input'> {
  return { command: command === null ? null : previewOf(command), input };
}

/** What was looked for, or the page that was opened. */
function searched(action: JsonObject | null): string | null {
  const words = textOf(action?.query) ?? textsOf(action?.queries).join(', ');
  const found = [textOf(action?.url), textOf(action?.pattern), words].filter((text) => text !== null && text !== '');
  return found.length === 0 ? null : found.join(' ');
}

/** Such records are written when all is over: without a word it went well. */
function ended({ status, success }: JsonObject, output: string | null): NonNullable<SelfToldCall['end']> {
  const isFailed = success === false || status === 'failed' || status === 'incomplete';
  return { result: resultOf(isFailed), output };
}

/** Of a `tool_search_output`: which tools were found. */
export function toolSearchEnd(payload: JsonObject): NonNullable<SelfToldCall['end']> {
  return ended(payload, JSON.stringify(payload.tools ?? []));
}

/** @param told `{Ok: {content, is_error}}` or `{Err: text}`. */
function mcpEnd(told: unknown): SelfToldCall['end'] {
  const { Ok, Err } = objectOf(told) ?? {};
  const answer = objectOf(Ok);
  const isFailed = Err !== undefined || answer?.is_error === true || answer?.isError === true;
  return { result: resultOf(isFailed), output: textOf(Err) ?? contentText(answer?.content) };
}

function resultOf(isFailed: boolean): CallResult {
  return { outcome: isFailed ? 'failed' : 'applied', exitCode: null, updated: null, ran: true, unfit: false };
}
