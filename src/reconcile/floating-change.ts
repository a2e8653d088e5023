import { splitLines } from '../diff/lines.js';
import type { ChangeTelling, FileChangeBody, TextReplacement } from '../model/agent-event.js';
import { locateUnified } from '../patch/apply-unified.js';
import { type ChunkLocation, locateResults } from '../patch/locate-chunks.js';
import { addedLines } from './added-lines.js';
import { continuedLines } from './chain.js';
import type { DraftEdit } from './draft-edit.js';
import { asChunk, replacementLines } from './find-replacement.js';
import type { ChangeEntry } from './timeline.js';

/** A recorded change that fits no content known when it happened. It waits for a later content that shows it. */
export interface FloatingChange {
  readonly entry: ChangeEntry;
  readonly body: FileChangeBody;
  /** Its record; null as long as nothing confirms that it was carried out. */
  readonly draft: DraftEdit | null;
  readonly why: NoFit;
}

/**
 * Why a change fits nothing: its text is not in the trace any more; nothing tells what the file held; the file was not there; it
 * held something else; or no record tells that the change was carried out.
 */
export type NoFit = 'text_missing' | 'base_unknown' | 'file_missing' | 'does_not_fit' | 'not_confirmed';

/**
 * Looks for the results of floating changes in a content that came later.
 *
 * @returns for each change the lines of `content` (0-based) that it is found to have written; a line that two changes could have
 * written is the later one's.
 */
export function placeFloating(content: Buffer, floating: readonly FloatingChange[]): number[][] {
  const lines = splitLines(content);
  const texts: string[] = [];
  for (let i = 0; i < lines.count; i++) texts.push(lines.contentOf(i).toString('utf8'));
  const taken = new Set<number>();
  const placed = floating.map(() => [] as number[]);
  for (let n = floating.length - 1; n >= 0; n--) {
    const change = floating[n];
    if (change === undefined) continue;
    const found = linesOf(content, texts, change.body).filter((line) => !taken.has(line));
    if (change.why === 'not_confirmed' && isMostlyMissing(change.body, found.length)) continue;
    for (const line of found) taken.add(line);
    placed[n] = found;
  }
  return placed;
}

/** Whether a change adds more lines than were found: the others may have been left out of what was seen (a commit of some lines). */
export function addsMore(body: FileChangeBody, found: number): boolean {
  return body.tellings.some((telling) => addedLines(telling).length > found);
}

/**
 * Whether more than half of the lines that a change adds were not found. If nothing else tells that it was carried out, the others may
 * be anybody's. Of whole contents this is told by `wholeContentLines`.
 */
function isMostlyMissing({ tellings }: FileChangeBody, found: number): boolean {
  return tellings.some((telling) => telling.kind !== 'content' && addedLines(telling).length > found * 2);
}

function linesOf(content: Buffer, texts: readonly string[], body: FileChangeBody): number[] {
  for (const telling of body.tellings) {
    const lines = linesOfTelling(content, texts, telling, body.before ?? null);
    if (lines !== null && lines.length > 0) return lines;
  }
  return [];
}

/** @param before what the change found, where it tells it. */
function linesOfTelling(
  content: Buffer,
  texts: readonly string[],
  telling: ChangeTelling,
  before: string | null,
): number[] | null {
  switch (telling.kind) {
    case 'deleted':
      return null;
    case 'content':
      return wholeContentLines(content, Buffer.from(telling.text, 'utf8'), before);
    case 'unified': {
      const located = locateUnified(texts, telling.diff);
      return located === null ? null : uniqueLines(located);
    }
    case 'replacements':
      return telling.steps.flatMap((step) => replacedLines(content, texts, step));
    case 'insertion':
      return replacedLines(content, texts, { old: '', text: telling.text });
    case 'apply_patch':
      return uniqueLines(locateResults(texts, telling.chunks));
  }
}

/** Where the new text stands no more as it was written, what is left of it is looked for as that of a patch. */
function replacedLines(
  content: Buffer,
  texts: readonly string[],
  step: Pick<TextReplacement, 'old' | 'text'>,
): number[] {
  const whole = replacementLines(content, step);
  return whole.length > 0 ? whole : uniqueLines(locateResults(texts, [asChunk(step)]));
}

function uniqueLines(locations: readonly ChunkLocation[]): number[] {
  const lines: number[] = [];
  for (const location of locations) {
    for (const run of location.runs) {
      if (!run.unique) continue;
      for (let line = run.start; line < run.end; line++) lines.push(line);
    }
  }
  return lines;
}

/**
 * A whole content that may have been written: it was, if at least half of its lines stand in the later content. Lines that were
 * there before tell nothing, and what else differs from them may have been a person's that the agent had seen: then all of it has to
 * stand there.
 */
function wholeContentLines(content: Buffer, written: Buffer, before: string | null): number[] {
  const map = continuedLines(written, content);
  const known = before === null ? null : continuedLines(Buffer.from(before, 'utf8'), written);
  const lines: number[] = [];
  let found = 0;
  for (const [line, source] of map.entries()) {
    if (source === -1) continue;
    found++;
    if (known === null || known[source] === -1) lines.push(line);
  }
  if (known !== null) return lines.length === known.filter((source) => source === -1).length ? lines : [];
  return found * 2 >= splitLines(written).count ? lines : [];
}
