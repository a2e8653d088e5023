import { createHash } from 'node:crypto';
import type { Outcome } from '../../model/agent-event.js';
import type { TellVisitor } from '../../model/history-fact.js';
import type { TracePointer, TraceSource } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import { type JsonObject, objectsOf, textOf } from '../json-values.js';
import { folderOf, isAbsolutePath, resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { timeOf } from './composer.js';
import { storeOf } from './discover.js';
import { type AgentStore, readAgentStore } from './store.js';
import { type Block, changesAsked, textIn } from './transcript-tools.js';

const COMMAND_LENGTH = 200;

/** So many directories are compared with the hash in the store's path. */
const MOST_COMPARED = 20_000;

const REJECTED = /\b(?:rejected|denied|declined|cancell?ed|aborted)\b/i;
const FAILED = /^\s*(?:error|failed)\b|\b(?:not found|no match|could not|cannot|unable to)\b/i;

/** The beginning of a result tells how the call ended. */
const LOOKED_AT = 300;

/**
 * Reads a session of `cursor-agent` (formats/cursor.md, B). What a result says where a call was done is not known: nothing in it is
 * told as done, and no message has a time.
 * @throws AiBlameError UNREADABLE where it cannot be read.
 */
export function readStore(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  const builder = new SessionBuilder(source, bareSession(source.agent, ''), onFact);
  const store = readAgentStore(source, true);
  const place = storeOf(source.path);
  if (store.messages.length === 0 || place === null) {
    if (place !== null) builder.lost('source_damaged');
    return builder.finish();
  }
  builder.session.id = place.id;
  builder.session.startedAt = timeOf(store.createdAt);
  builder.startedFrom = 'cli';
  builder.named(store.name);
  builder.workedIn(directoryOf(store, place.hash));
  const outcomes = outcomesIn(store);
  for (const [at, { message, length }] of store.messages.entries()) {
    if (message === null) builder.lost('record_unparsable');
    else take(builder, message, outcomes, { source, line: at + 1, offset: at, length });
  }
  return builder.finish();
}

/** The calls of a message. */
export function callsIn({ content }: JsonObject): (Block & { readonly id: string | null })[] {
  return objectsOf(content).flatMap((block, at) => {
    const name = block.type === 'tool-call' ? textOf(block.toolName) : null;
    const [input = {}] = objectsOf([block.args]);
    return name === null ? [] : [{ at, name, input, id: textOf(block.toolCallId) }];
  });
}

/** Its path has the MD5 of the directory: one that a record names, or one above it, is the one. */
function directoryOf({ messages }: AgentStore, hash: string): string | null {
  const compared = new Set<string>();
  for (const { message } of messages) {
    if (message === null) continue;
    const told = /^Workspace Path: (.+)$/m.exec(textIn({ message }))?.[1] ?? '';
    const named = callsIn(message).flatMap(({ input }) => Object.values(input).flatMap((value) => textOf(value) ?? []));
    for (const path of [told.trim(), ...named.filter((value) => value.length < 4096)]) {
      for (let directory = path; isAbsolutePath(directory); directory = folderOf(directory)) {
        if (compared.has(directory) || compared.size >= MOST_COMPARED) break;
        compared.add(directory);
        if (createHash('md5').update(directory).digest('hex') === hash) return directory;
      }
    }
  }
  return null;
}

/** Of calls, by id; those that are not told are unknown. */
function outcomesIn({ messages }: AgentStore): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const { message } of messages) {
    for (const block of objectsOf(message?.content)) {
      const id = block.type === 'tool-result' ? textOf(block.toolCallId) : null;
      if (id === null) continue;
      const text = (typeof block.result === 'string' ? block.result : (JSON.stringify(block.result) ?? '')).slice(
        0,
        LOOKED_AT,
      );
      if (REJECTED.test(text)) outcomes.set(id, 'rejected');
      else if (FAILED.test(text)) outcomes.set(id, 'failed');
    }
  }
  return outcomes;
}

function take(
  builder: SessionBuilder,
  message: JsonObject,
  outcomes: ReadonlyMap<string, Outcome>,
  pointer: TracePointer,
): void {
  builder.at(pointer, null);
  const text = textIn({ message });
  switch (message.role) {
    case 'user':
      // What the program tells of the machine is no message of the person.
      if (text !== '' && !text.startsWith('<user_info>')) builder.message(text, textOf(message.id));
      break;
    case 'assistant':
      if (text !== '') builder.answer(text);
      for (const call of callsIn(message)) tellCall(builder, call, outcomes.get(call.id ?? '') ?? 'unknown', pointer);
      break;
    case 'system':
    case 'tool':
      break;
    default:
      builder.lost('record_unknown_type');
  }
}

function tellCall(
  builder: SessionBuilder,
  call: Block & { readonly id: string | null },
  outcome: Outcome,
  body: TracePointer,
): void {
  const { at, name, input, id } = call;
  const { cwd } = builder.session;
  const command = name === 'Shell' ? textOf(input.command) : null;
  builder.call(id, name, command, undefined, { input: () => input });
  const common = { outcome, callId: id, tool: name, body };
  if (command !== null) {
    const place = textOf(input.working_directory) ?? cwd;
    const { writes, targets } = effectOf(command, place);
    if (writes === 'none') return;
    const text = lineOf(command, COMMAND_LENGTH);
    builder.add({ kind: 'command', ...common, cwd: place, text, place: at, writes, targets, exitCode: null });
    return;
  }
  const read = name === 'Read' ? textOf(input.path) : null;
  if (read !== null) builder.add({ kind: 'read', ...common, path: resolvePath(cwd, read), lines: null, whole: false });
  for (const change of changesAsked(call)) {
    const path = resolvePath(cwd, change.path);
    const oldPath = change.oldPath === null ? null : resolvePath(cwd, change.oldPath);
    builder.add({ kind: 'file_change', ...common, op: change.op, path, oldPath, place: change.place });
    if (cwd === null && isAbsolutePath(path)) builder.alsoWorkedIn(folderOf(path));
  }
}
