import type { EditRecord } from '../model/edit-record.js';
import { entryOf } from './entries.js';

/** `FILE.ai-blame.json`, beside the file. */
export const SIDECAR_ENDING = '.ai-blame.json';

const SCHEMA = 'ai-blame/annotation@1';

interface SidecarEdit {
  readonly id: string;
  readonly timestamp: string | null;
  readonly [name: string]: unknown;
}

/**
 * The edits that a sidecar tells of.
 * @returns null where the text is none of ours.
 */
export function readSidecar(text: string): readonly SidecarEdit[] | null {
  try {
    const value: unknown = JSON.parse(text);
    const { schema, edits } = value as { readonly schema?: unknown; readonly edits?: unknown };
    if (schema !== SCHEMA || !Array.isArray(edits)) return null;
    return edits.every(isEdit) ? edits : null;
  } catch {
    return null;
  }
}

/** Whether a file is a sidecar of ours. @param content null: it is not there. */
export function isSidecar(path: string, content: Buffer | null): boolean {
  return path.endsWith(SIDECAR_ENDING) && content !== null && readSidecar(content.toString('utf8')) !== null;
}

function isEdit(value: unknown): value is SidecarEdit {
  if (typeof value !== 'object' || value === null) return false;
  const { id, timestamp } = value as { readonly id?: unknown; readonly timestamp?: unknown };
  return typeof id === 'string' && (timestamp === null || typeof timestamp === 'string');
}

/**
 * The text of a sidecar: the edits that are known here, and those of others that it told of before.
 * @param path of the file that it is about.
 */
export function sidecarText(path: string, edits: readonly EditRecord[], written: readonly SidecarEdit[]): string {
  const known = new Set(edits.map(({ id }) => id));
  const others = written.filter(({ id }) => !known.has(id));
  const all: SidecarEdit[] = [...edits.map(toldEdit), ...others];
  const sorted = all
    .map((edit, place) => ({ edit, place, time: edit.timestamp ?? '' }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.place - b.place))
    .map(({ edit }) => edit);
  return `${JSON.stringify({ schema: SCHEMA, path, edits: sorted }, null, 2)}\n`;
}

/** Without prompts, and without places of this machine. */
function toldEdit(edit: EditRecord): SidecarEdit {
  const { id, timestamp, agent, model, session, turn, action, previousPath, added, removed, evidence } = edit;
  const told = { id, timestamp, agent, model, session, turn: turn?.index ?? null, action };
  return { ...told, previousPath, added, removed, evidence, summary: entryOf(edit) };
}
