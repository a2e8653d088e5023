import { createHash } from 'node:crypto';
import type { TraceSource } from '../../model/session.js';
import { readDocument } from '../../scan/open-source.js';
import { type JsonObject, parsedObject, textOf } from '../json-values.js';
import { orNull } from '../whole-source.js';
import { type Chat, chatOf } from './chat.js';
import { isTranscript } from './discover.js';
import { playLog } from './mutation-log.js';
import { type PendingEntry, pendingEntriesOf, type Timeline, timelineOf } from './timeline.js';
import { chatOfTranscript } from './transcript.js';
import { filePathOf } from './uris.js';

/** What the files of one session hold. */
export interface Documents {
  readonly chat: Chat | null;
  readonly timeline: Timeline | null;
  /** Of an editing session of the first version. */
  readonly pending: readonly PendingEntry[];
  /** Whether the editing session is there. */
  readonly isEditing: boolean;
  readonly workspace: string | null;
  /** What could not be read of it. */
  readonly lost: readonly ('source_damaged' | 'record_too_large' | 'record_unparsable' | 'record_unknown_type')[];
}

/** Editing sessions and chats are read whole, and asked for edit by edit: the last few are kept. */
const kept = new Map<TraceSource, Documents>();
const MOST_KEPT = 4;

/** @throws AiBlameError UNREADABLE when the source's own file cannot be opened. */
export function documentsOf(source: TraceSource): Documents {
  const known = kept.get(source);
  if (known !== undefined) return known;
  const read = readDocuments(source);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value as TraceSource);
  kept.set(source, read);
  return read;
}

/** The documents as they are now. @throws AiBlameError UNREADABLE when the source's own file cannot be opened. */
export function readAnew(source: TraceSource): Documents {
  kept.delete(source);
  return documentsOf(source);
}

function readDocuments(source: TraceSource): Documents {
  const lost: Documents['lost'][number][] = [];
  const isEditing = source.path.endsWith('/state.json');
  const beside = (source.companions ?? []).filter((path) => !path.endsWith('/workspace.json'));
  const chatPath = isEditing ? beside[0] : source.path;
  const state = isEditing ? jsonOf(readDocument(source), lost) : null;
  const timeline = state === null ? null : timelineOf(state);
  if (timeline !== null && timeline.unreadable > 0) lost.push('record_unparsable');
  if (timeline !== null && timeline.unknown > 0) lost.push('record_unknown_type');
  return {
    chat: chatPath === undefined ? null : chatIn(source, chatPath, lost),
    timeline,
    pending: state === null || timeline !== null ? [] : pendingEntriesOf(state),
    isEditing: state !== null,
    workspace: workspaceOf(source),
    lost,
  };
}

function chatIn(source: TraceSource, path: string, lost: Documents['lost'][number][]): Chat | null {
  const read = (): Buffer | null => readDocument({ ...source, path });
  const bytes = path === source.path ? read() : orNull(read);
  if (bytes === null) {
    lost.push('record_too_large');
    return null;
  }
  if (isTranscript(path)) return transcribed(source, textIn(bytes), lost);
  if (!path.endsWith('.jsonl')) {
    const state = jsonOf(bytes, lost);
    return state === null ? null : chatOf(state);
  }
  const { state, isDamaged } = playLog(textIn(bytes));
  if (isDamaged) lost.push('source_damaged');
  return state === null ? null : chatOf(state);
}

/** The chat of a transcript; null where another chat of the workspace tells of the same conversation, and better (formats/copilot.md, B.3). */
function transcribed(source: TraceSource, text: string, lost: Documents['lost'][number][]): Chat | null {
  const { chat, unreadable, unknown } = chatOfTranscript(text);
  const named = JSON.stringify(chat.sessionId);
  const others = (source.companions ?? []).filter((path) => !path.endsWith('/workspace.json'));
  const isTold = (path: string): boolean => orNull(() => readDocument({ ...source, path }))?.includes(named) === true;
  if (chat.sessionId !== null && others.some(isTold)) return null;
  for (let n = 0; n < unreadable; n++) lost.push('record_unparsable');
  for (let n = 0; n < unknown; n++) lost.push('record_unknown_type');
  return chat;
}

function jsonOf(bytes: Buffer | null, lost: Documents['lost'][number][]): JsonObject | null {
  if (bytes === null) {
    lost.push('record_too_large');
    return null;
  }
  const state = parsedObject(textIn(bytes));
  if (state === null && bytes.length > 0) lost.push('source_damaged');
  return state;
}

function textIn(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** The folder that the window had open; null for several, or none, or one on another machine. */
function workspaceOf(source: TraceSource): string | null {
  const path = source.companions?.find((one) => one.endsWith('/workspace.json'));
  const bytes = path === undefined ? null : orNull(() => readDocument({ ...source, path }));
  return bytes === null ? null : filePathOf(textOf(parsedObject(textIn(bytes))?.folder));
}

/** A text below `contents` of an editing session; null where it is not there, or not the one that its name tells. */
export function keptText(source: TraceSource, name: string): string | null {
  if (!/^[0-9a-f]{7,40}$/.test(name)) return null;
  const path = source.path.replace(/state\.json$/, `contents/${name}`);
  const bytes = orNull(() => readDocument({ ...source, path }));
  if (bytes === null || !createHash('sha1').update(bytes).digest('hex').startsWith(name)) return null;
  return bytes.toString('utf8');
}
