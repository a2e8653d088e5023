import type { FileChangeBody, FileChangeEvent } from '../model/agent-event.js';
import type { HistoryFact } from '../model/history-fact.js';
import { redact } from '../secrets/known-forms.js';
import { isAbsolutePath } from './paths.js';
import { lineOf } from './plain-line.js';

type Data = HistoryFact['data'];

const PREVIEW = 200;

/** Texts are looked at up to here: a key that is cut has no form any more. */
const LOOKED_AT = 8_000;

/** How a call ended, in the words of a history. */
export const OUTCOME_WORDS = {
  applied: 'completed',
  failed: 'failed',
  rejected: 'rejected',
  aborted: 'aborted',
  partial: 'partial',
  unknown: 'unknown',
  staged: 'staged',
} as const;

const KINDS = { create: 'add', modify: 'update', delete: 'delete', rename: 'move' } as const;

export function messageData(text: string): Data {
  return { chars: Array.from(text).length, preview: previewOf(text) };
}

/** What a change did, in lines. */
export interface LineCounts {
  readonly insertions: number;
  readonly deletions: number;
}

/**
 * @param cwd where the session runs: paths below it are told relative to it.
 * @param by what tells of the edit.
 */
export function editData(
  event: Pick<FileChangeEvent, 'path' | 'oldPath' | 'op' | 'callId'>,
  counts: LineCounts | null,
  cwd: string | null,
  by = 'apply_patch',
): Data {
  return {
    call_id: event.callId,
    path: relative(event.path, cwd),
    previous_path: event.oldPath === null ? null : relative(event.oldPath, cwd),
    kind: KINDS[event.op],
    insertions: counts?.insertions ?? null,
    deletions: counts?.deletions ?? null,
    evidence: by,
    confidence: 'exact',
  };
}

function relative(path: string, cwd: string | null): string {
  const below = cwd === null || !isAbsolutePath(path) ? '' : cwd.endsWith('/') ? cwd : `${cwd}/`;
  return below !== '' && path.startsWith(below) ? path.slice(below.length) : path;
}

/** The lines that the most precise telling brings and takes; null where none is left. */
export function lineCounts({ tellings }: FileChangeBody): LineCounts | null {
  const [telling] = tellings;
  switch (telling?.kind) {
    case 'content':
      return { insertions: linesIn(telling.text), deletions: 0 };
    case 'deleted':
      return telling.text === null ? null : { insertions: 0, deletions: linesIn(telling.text) };
    case 'unified':
      // Without names of files at its beginning (formats/codex.md, 11.5).
      return counted(telling.diff.split('\n').map((line) => line[0] ?? ''));
    case 'apply_patch':
      return counted(telling.chunks.flatMap(({ lines }) => lines.map(({ op }) => op)));
    case 'insertion':
      return { insertions: linesIn(telling.text), deletions: 0 };
    default:
      return null;
  }
}

function counted(ops: readonly string[]): LineCounts {
  return { insertions: ops.filter((op) => op === '+').length, deletions: ops.filter((op) => op === '-').length };
}

function linesIn(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** The beginning of a text as a list shows it: one line, 200 characters at most, without known forms of secrets. */
export function previewOf(text: string): string {
  return lineOf(redact(text.slice(0, LOOKED_AT)), PREVIEW);
}
