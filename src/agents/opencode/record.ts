import { type JsonObject, textOf } from '../json-values.js';

/** A message or a part, wherever it was stored. */
export interface StoredRecord {
  readonly id: string;
  /** null: no JSON object, or too large. */
  readonly data: JsonObject | null;
  /** Characters of its text; of one that is too large: -1. */
  readonly length: number;
  /** Milliseconds since 1970: when it was last written; null where the store does not tell. */
  readonly updated: number | null;
  /** As `updated`: when it was first written. */
  readonly created: number | null;
}

export interface StoredMessage extends StoredRecord {
  /** In order of their ids. */
  readonly parts: readonly StoredRecord[];
}

/** All that a store holds of one session. */
export interface StoredSession {
  readonly id: string;
  /** Fields as the JSON store names them: `parentID`, `projectID`, `time.created`; empty where only messages are left. */
  readonly info: JsonObject;
  /** The work tree of its project, as recorded; null where the store does not tell. */
  readonly worktree: string | null;
  /** In the order in which they were written. */
  readonly messages: readonly StoredMessage[];
}

/** Largest record that is read, in characters. */
export const LARGEST = 64 * 1024 * 1024;

/** The id of a session's project: it is the name of files and folders too, and none that leads out of them. */
export function projectOf(info: JsonObject): string | null {
  const id = textOf(info.projectID);
  return id !== null && /^[\w-]+$/.test(id) ? id : null;
}
