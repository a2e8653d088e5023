import type { TellVisitor } from '../../model/history-fact.js';
import type { TraceSource } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import { objectOf, textOf } from '../json-values.js';
import { folderOf, isAbsolutePath, resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { type Bubble, bubblesIn, modelOf, openFolderOf, timeOf } from './composer.js';
import { listedFolderOf } from './composer-headers.js';
import { bubblesOf, composerData, composerIdOf, databaseFile, withDatabase } from './database.js';
import { changeIn } from './load-composer.js';
import {
  changesOf,
  commandOf,
  exitCodeOf,
  inputOf,
  outputOf,
  readPathOf,
  type ToolCall,
  toolCallOf,
} from './tool-data.js';
import { workspaceFolderOf } from './workspaces.js';

const COMMAND_LENGTH = 200;

/**
 * Reads one conversation of the editor's database (formats/cursor.md, A).
 * @throws AiBlameError UNREADABLE where the database cannot be read.
 */
export function readComposer(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  const id = composerIdOf(source) ?? '';
  const builder = new SessionBuilder(source, bareSession(source.agent, ''), onFact);
  withDatabase(source, false, (database) => {
    const data = composerData(database, id);
    if (data === null) {
      builder.lost('source_damaged');
      return;
    }
    builder.session.id = id;
    builder.session.startedAt = timeOf(data.createdAt);
    builder.startedFrom = 'ide';
    builder.named(textOf(data.name));
    builder.workedIn(
      openFolderOf(data) ??
        workspaceFolderOf(source.home, id) ??
        listedFolderOf(database, databaseFile(source), source.home, id),
    );
    // The choice of now, not of then: it counts for messages before the first that tells one only where none does.
    const chosen = modelOf(objectOf(data.modelConfig)?.modelName);
    const bubbles = bubblesIn(data, bubblesOf(database, id));
    const reader = new ComposerReader(builder, source, bubbles.some(({ model }) => model !== null) ? null : chosen);
    for (const [at, bubble] of bubbles.entries()) {
      reader.take(bubble, at);
      if (onFact !== null) reader.tellEdits((call, place) => changeIn(database, call, place));
    }
  });
  return builder.finish();
}

class ComposerReader {
  readonly #builder: SessionBuilder;
  readonly #source: TraceSource;
  #isMoved = false;
  #edits: {
    readonly call: ToolCall;
    readonly change: {
      op: 'create' | 'modify' | 'delete' | 'rename';
      path: string;
      oldPath: string | null;
      callId: string | null;
    };
    readonly place: number;
  }[] = [];

  constructor(builder: SessionBuilder, source: TraceSource, model: string | null) {
    this.#builder = builder;
    this.#source = source;
    builder.model = model;
  }

  /** @param at place in the conversation, from 0. */
  take(bubble: Bubble, at: number): void {
    const builder = this.#builder;
    const { length, time, by, text } = bubble;
    this.#edits = [];
    if (length === -1) {
      builder.lost('record_unparsable');
      return;
    }
    builder.at({ source: this.#source, line: at + 1, offset: at, length }, time);
    if (bubble.model !== null) builder.model = bubble.model;
    if (by === null) builder.lost('record_unknown_type');
    if (by === 'person') builder.message(text, bubble.id);
    if (by !== 'model') return;
    builder.reasoning(bubble.thought);
    if (text !== '') builder.answer(text);
    const call = bubble.tool === null ? null : toolCallOf(bubble.tool);
    if (call !== null) this.#tellCall(call, bubble, at);
  }

  tellEdits(body: (call: ToolCall, place: number) => ReturnType<typeof changeIn>): void {
    for (const { call, change, place } of this.#edits) this.#builder.edited(change, body(call, place), call.name);
  }

  #tellCall(call: ToolCall, { id, length }: Bubble, at: number): void {
    const builder = this.#builder;
    const { cwd } = builder.session;
    const callId = call.id ?? id;
    const command = commandOf(call);
    const exitCode = command === null ? null : exitCodeOf(call);
    builder.call(callId, call.name, command, undefined, { input: () => inputOf(call) });
    builder.result(callId, call.outcome, exitCode, { output: () => outputOf(call) });
    const body = { source: this.#source, line: at + 1, offset: at, length };
    const common = { outcome: call.outcome, callId, tool: call.name, body } as const;
    if (command !== null) {
      // A terminal stays where a command left it.
      const place = this.#isMoved ? null : cwd;
      if (/\b(?:cd|pushd|popd|set-location|sl)\b/i.test(command)) this.#isMoved = true;
      const { writes, targets } = effectOf(command, place);
      if (writes === 'none') return;
      const outcome = call.outcome === 'applied' && exitCode !== null && exitCode !== 0 ? 'failed' : call.outcome;
      const text = lineOf(command, COMMAND_LENGTH);
      builder.add({ kind: 'command', ...common, outcome, cwd: place, text, place: null, writes, targets, exitCode });
      return;
    }
    const read = readPathOf(call);
    if (read !== null) {
      builder.add({ kind: 'read', ...common, path: resolvePath(cwd, read), lines: null, whole: false });
    }
    for (const [place, { op, ...change }] of changesOf(call).entries()) {
      const path = resolvePath(cwd, change.path);
      const oldPath = change.oldPath === null ? null : resolvePath(cwd, change.oldPath);
      builder.add({ kind: 'file_change', ...common, op, path, oldPath, place });
      if (cwd === null && isAbsolutePath(path)) builder.alsoWorkedIn(folderOf(path));
      if (call.outcome === 'applied') this.#edits.push({ call, change: { op, path, oldPath, callId }, place });
    }
  }
}
