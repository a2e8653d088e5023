import type { Hunk } from '../diff/hunk.js';
import type { ChangeTelling, FileChangeBody } from '../model/agent-event.js';
import { applyChunks } from '../patch/apply-chunks.js';
import { applyUnified } from '../patch/apply-unified.js';

/** A recorded change carried out on a known content. */
export interface Replayed {
  /** null: the file was deleted. */
  readonly content: Buffer | null;
  /** What exactly changed, where the record tells it; else the difference has to be found. */
  readonly hunks: readonly Hunk[] | null;
  /** Context lines were spelled otherwise than the patch quotes them, and were rewritten so (formats/codex.md, 11.3). */
  readonly rewritesContext: boolean;
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
      return { content: Buffer.from(telling.text, 'utf8'), hunks: null, rewritesContext: false };
    case 'deleted':
      return content === null ? null : { content: null, hunks: null, rewritesContext: false };
    case 'unified': {
      if (content === null) return null;
      const applied = applyUnified(content, telling.diff);
      return applied.ok ? { content: applied.content, hunks: applied.hunks, rewritesContext: false } : null;
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
