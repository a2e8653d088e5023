import type { SessionGit } from '../../model/session.js';
import { type JsonObject, numberOf, objectOf, objectsOf, parsedObject, textOf, textsOf } from '../json-values.js';
import { filePathOf } from './uris.js';

/** A chat (formats/copilot.md, B.2). */
export interface Chat {
  readonly sessionId: string | null;
  readonly createdAt: string | null;
  readonly title: string | null;
  readonly git: SessionGit | null;
  readonly requests: readonly ChatRequest[];
}

/** A message of the person, and what was done for it. */
export interface ChatRequest {
  readonly id: string;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  readonly prompt: string;
  /** The program itself asked: a command that went on has ended, or the like. */
  readonly isOfProgram: boolean;
  readonly answer: string;
  readonly model: string | null;
  readonly agentId: string | null;
  readonly agentVersion: string | null;
  /** `open`: not finished, or not told. */
  readonly ended: 'open' | 'completed' | 'aborted' | 'failed';
  readonly calls: readonly ChatCall[];
  /** Files that the answer is seen to have changed. */
  readonly edited: ReadonlySet<string>;
}

export interface ChatCall {
  readonly id: string;
  readonly name: string;
  readonly args: JsonObject;
  /** When it was done, or shortly after: the model was asked again, or its answer was complete (2026); ISO 8601 UTC, or null. */
  readonly time: string | null;
  /** The person, or a rule, did not let it run. */
  readonly isDenied: boolean;
  readonly isComplete: boolean;
  /** A record of its own says so; a chat tells it in words, if at all. */
  readonly isFailed: boolean;
  /** Beginning of what the model was told; null where there was nothing. */
  readonly result: string | null;
  /** The whole of it, as recorded. */
  readonly told: unknown;
  /** What the model told of its thoughts before it asked for this; empty where it did not. */
  readonly thought: string;
  /** What the program kept of a command that ran in a terminal. */
  readonly terminal: JsonObject | null;
}

const ENDS = [null, 'completed', 'aborted', 'failed'] as const;

const MOST_OF_RESULT = 4_000;

export function chatOf(state: JsonObject): Chat {
  const repository = objectOf(state.repoData);
  const commit = textOf(repository?.localHeadCommit);
  const [branch, remote] = [textOf(repository?.localBranch), textOf(repository?.remoteUrl)];
  return {
    sessionId: textOf(state.sessionId),
    createdAt: timeOf(state.creationDate),
    title: textOf(state.customTitle),
    git: commit === null && branch === null && remote === null ? null : { commit, branch, remote },
    requests: objectsOf(state.requests).map(requestOf),
  };
}

/** ISO 8601 UTC of milliseconds since 1970; null for what is no time. */
function timeOf(value: unknown): string | null {
  const time = new Date(numberOf(value) ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** `copilot/gpt-5-mini` → `gpt-5-mini`; `auto` is no model (formats/copilot.md, B.2). */
export function modelOf(value: unknown): string | null {
  const name = textOf(value);
  const plain = name === null ? '' : name.slice(name.indexOf('/') + 1);
  return plain === '' || plain === 'auto' || plain === 'default' ? null : plain;
}

function requestOf(request: JsonObject, at: number): ChatRequest {
  const message = objectOf(request.message);
  const agent = objectOf(request.agent);
  const metadata = objectOf(objectOf(request.result)?.metadata);
  const parts = objectsOf(request.response);
  const resolved = parts.map((part) => textOf(objectOf(objectOf(part.autoModeResolution)?.resolved)?.id));
  return {
    id: textOf(request.requestId) ?? `#${at}`,
    time: timeOf(request.timestamp),
    prompt: textOf(message?.text) ?? textOf(request.message) ?? '',
    isOfProgram: request.isSystemInitiated === true,
    answer: parts.map((part) => (part.kind === undefined ? (textOf(part.value) ?? '') : '')).join(''),
    model:
      modelOf(request.modelId) ??
      modelOf(metadata?.resolvedModel) ??
      resolved.map(modelOf).find((id) => id !== null) ??
      null,
    agentId: textOf(agent?.id),
    agentVersion: textOf(agent?.extensionVersion),
    ended: endOf(request),
    calls: callsOf(parts, metadata, objectOf(request.modelState)?.completedAt),
    edited: new Set(parts.flatMap(editedBy)),
  };
}

function endOf(request: JsonObject): ChatRequest['ended'] {
  const told = ENDS[numberOf(objectOf(request.modelState)?.value) ?? 0] ?? null;
  if (told !== null) return told;
  if (request.modelState !== undefined) return 'open';
  // Before there was a state of the answer (2025).
  if (request.isCanceled === true) return 'aborted';
  const result = objectOf(request.result);
  if (result === null) return 'open';
  return objectOf(result.errorDetails) === null ? 'completed' : 'failed';
}

/** Ids of calls have an ending that differs from store to store. */
export function plainId(id: string): string {
  return id.replace(/__vscode-\d+$/, '');
}

function callsOf(parts: readonly JsonObject[], metadata: JsonObject | null, completedAt: unknown): ChatCall[] {
  const invocations = new Map<string, JsonObject>();
  for (const part of parts) {
    const id = part.kind === 'toolInvocationSerialized' ? textOf(part.toolCallId) : null;
    if (id !== null) invocations.set(plainId(id), part);
  }
  const results = objectOf(metadata?.toolCallResults);
  const calls = objectsOf(metadata?.toolCallRounds)
    .flatMap((round, at, rounds) => {
      const next = rounds[at + 1];
      const time = timeOf(next === undefined ? completedAt : next.timestamp) ?? timeOf(round.timestamp);
      const thought = objectOf(round.thinking)?.text;
      const text = typeof thought === 'string' ? thought : textsOf(thought).join('\n');
      return objectsOf(round.toolCalls).map((call, n) => ({ call, time, thought: n === 0 ? text : '' }));
    })
    .flatMap(({ call, time, thought }) => {
      const [id, name] = [textOf(call.id), textOf(call.name)];
      if (id === null || name === null) return [];
      const args = objectOf(call.arguments) ?? parsedObject(textOf(call.arguments) ?? '') ?? {};
      const result = results !== null && Object.hasOwn(results, id) ? results[id] : undefined;
      return [{ ...callOf(plainId(id), name, args, invocations.get(plainId(id)) ?? null, result), time, thought }];
    });
  const known = new Set(calls.map(({ id }) => id));
  // While an answer is under way only what was invoked is told.
  for (const [id, part] of invocations) {
    const terminal = terminalOf(part);
    if (!known.has(id) && terminal !== null) calls.push(callOf(id, 'run_in_terminal', {}, part, undefined));
  }
  return calls;
}

function callOf(id: string, name: string, args: JsonObject, part: JsonObject | null, result: unknown): ChatCall {
  const confirmed = objectOf(part?.isConfirmed)?.type ?? part?.isConfirmed;
  return {
    id,
    name,
    args,
    time: null,
    // Denied, or passed over.
    isDenied: confirmed === false || confirmed === 0 || confirmed === 5,
    isComplete: part?.isComplete === true || result !== undefined,
    isFailed: false,
    result: result === undefined ? null : (JSON.stringify(result) ?? '').slice(0, MOST_OF_RESULT),
    told: result,
    thought: '',
    terminal: part === null ? null : terminalOf(part),
  };
}

function terminalOf(part: JsonObject): JsonObject | null {
  const data = objectOf(part.toolSpecificData);
  return data !== null && (data.kind === 'terminal' || objectOf(data.commandLine) !== null) ? data : null;
}

/** The files that a part of the answer changed; inner lists may be empty: then it only names the file. */
function editedBy(part: JsonObject): string[] {
  switch (part.kind) {
    case 'textEditGroup':
    case 'notebookEditGroup':
      return part.done === false ? [] : [filePathOf(part.uri)].filter((path) => path !== null);
    case 'workspaceEdit':
      return objectsOf(part.edits)
        .flatMap(({ oldResource, newResource }) => [filePathOf(oldResource), filePathOf(newResource)])
        .filter((path) => path !== null);
    default:
      return [];
  }
}
