import { diffLines } from '../diff/diff-lines.js';
import type { Hunk } from '../diff/hunk.js';
import { type Lines, splitLines } from '../diff/lines.js';
import type { ChangeTelling, FileChangeBody } from '../model/agent-event.js';
import { applyChunks } from '../patch/apply-chunks.js';
import { applyInsertion, applyReplacements } from '../patch/apply-replacements.js';
import { applyUnified } from '../patch/apply-unified.js';

const LF = 10;

/** A recorded change carried out on a known content. */
export interface Replayed {
  /** null: the file was deleted. */
  readonly content: Buffer | null;
  /** What exactly changed, where the record tells it; else the difference has to be found. */
  readonly hunks: readonly Hunk[] | null;
  /** Context lines were spelled otherwise than the patch quotes them, and were rewritten so (formats/codex.md, 11.3). */
  readonly rewritesContext: boolean;
  /** The record tells the whole content, whatever the file was. */
  readonly isWhole?: true;
  /** It follows from earlier records alone (`ChangeTelling.isDerived`). */
  readonly isDerived?: true;
}

/**
 * Carries a recorded change out on `content`, by its most precise telling that fits.
 *
 * @param content null: the file does not exist.
 * @returns null where no telling fits this content.
 */
export function replayChange(content: Buffer | null, body: FileChangeBody): Replayed | null {
  for (const telling of body.tellings) {
    const replayed = replayTelling(content, telling);
    if (replayed !== null) return replayed;
  }
  return null;
}

function replayTelling(content: Buffer | null, telling: ChangeTelling): Replayed | null {
  switch (telling.kind) {
    case 'content':
      return { content: Buffer.from(telling.text, 'utf8'), hunks: null, rewritesContext: false, isWhole: true };
    case 'deleted':
      return content === null ? null : { content: null, hunks: null, rewritesContext: false };
    case 'unified': {
      if (content === null) return null;
      const applied = applyUnified(content, telling.diff);
      return applied.ok ? { content: applied.content, hunks: applied.hunks, rewritesContext: false } : null;
    }
    case 'replacements': {
      const applied = applyReplacements(content, telling.steps);
      if (applied === null) return null;
      const { place } = applied;
      const hunks = place === null || content === null ? null : hunksWithin(content, applied.content, place);
      const derived = telling.isDerived === true ? { isDerived: true as const } : {};
      return { content: applied.content, hunks, rewritesContext: false, ...derived };
    }
    case 'insertion': {
      const inserted = content === null ? null : applyInsertion(content, telling.line, telling.text);
      return inserted === null ? null : { content: inserted, hunks: null, rewritesContext: false };
    }
    case 'apply_patch': {
      if (content === null) return null;
      const applied = applyChunks(content, telling.chunks, telling.dialect);
      return applied.ok
        ? {
            content: applied.content,
            hunks: applied.hunks,
            rewritesContext: applied.fuzz > 0 && telling.dialect === 'rewrite-context',
          }
        : null;
    }
  }
}

/**
 * How two contents differ that are known to differ between two places only: what is alike outside is never taken for what was
 * changed.
 */
function hunksWithin(
  before: Buffer,
  after: Buffer,
  place: { readonly start: number; readonly end: number; readonly newEnd: number },
): Hunk[] {
  const start = place.start === 0 ? 0 : before.lastIndexOf(LF, place.start - 1) + 1;
  const [end, newEnd] = [lineEnd(before, place.end), lineEnd(after, place.newEnd)];
  const first = splitLines(before.subarray(0, start)).count;
  const part = (bytes: Buffer, to: number): Lines => splitLines(bytes.subarray(start, to));
  return diffLines(part(before, end), part(after, newEnd), { ignoreLineEnds: true }).map((hunk) => ({
    beforeStart: hunk.beforeStart + first,
    beforeEnd: hunk.beforeEnd + first,
    afterStart: hunk.afterStart + first,
    afterEnd: hunk.afterEnd + first,
  }));
}

/** Where the line ends that holds the byte before `at`; `at` itself where it stands at a line's beginning. */
function lineEnd(bytes: Buffer, at: number): number {
  if (at === 0 || bytes[at - 1] === LF) return at;
  const end = bytes.indexOf(LF, at);
  return end === -1 ? bytes.length : end + 1;
}
