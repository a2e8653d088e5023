import type { EditRecord } from '../../model/edit-record.js';
import type { StateRecord } from '../../model/time-travel.js';
import type { DiffAnswer, DiffAnswerFile, DiffAnswerHunk, LogAnswer, ShowAnswer } from '../../model/travel-answers.js';
import { CONTEXT, grouped } from '../../time-travel/grouped-changes.js';
import { type Change, lineDiff } from './line-diff.js';

/** One side: a state, and what it held; null: the file was not there. */
export interface CopiedSide {
  readonly ref: string;
  readonly state: StateRecord;
  readonly show: ShowAnswer | null;
}

type Line = DiffAnswerHunk['lines'][number];

/** How a file differs between two of its states, in the form that the server gives it. */
export function copiedDiff(log: LogAnswer, from: CopiedSide, to: CopiedSide): DiffAnswer {
  const [first, last] = [Math.min(from.state.state, to.state.state) + 1, Math.max(from.state.state, to.state.state)];
  const passed = log.states.filter(({ state }) => state >= first && state <= last);
  const file = fileOf(from, to);
  const files = file === null ? [] : [file];
  const named = new Set([
    ...passed.flatMap(({ edit }) => edit ?? []),
    ...files.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines.flatMap(({ edit }) => edit ?? []))),
  ]);
  const known: Readonly<Record<string, EditRecord>> = { ...from.show?.edits, ...to.show?.edits, ...log.edits };
  return {
    schema: 'ai-blame/diff@1',
    repository: log.repository,
    from: { ref: from.ref, state: from.state.state, path: from.state.path },
    to: { ref: to.ref, state: to.state.state, path: to.state.path },
    reversed: from.state.state > to.state.state,
    turn: null,
    files,
    edits: Object.fromEntries(Object.entries(known).filter(([id]) => named.has(id))),
    caveats: countedCaveats(passed),
    warnings: log.warnings,
  };
}

function fileOf(from: CopiedSide, to: CopiedSide): DiffAnswerFile | null {
  const [old, young] = [from.show, to.show];
  const isRenamed = old !== null && young !== null && from.state.path !== to.state.path;
  if (old?.content === young?.content && (old === null) === (young === null) && !isRenamed) return null;
  const action = isRenamed ? 'rename' : old === null ? 'create' : young === null ? 'delete' : 'modify';
  const base = {
    path: young === null ? from.state.path : to.state.path,
    previousPath: isRenamed ? from.state.path : null,
    action,
    mode: '100644',
    before: { blob: from.state.blob },
    after: { blob: to.state.blob },
  } as const;
  const isWhole = [old, young].some((side) => side !== null && side.content === undefined);
  if (isWhole) return { ...base, added: null, removed: null, isWhole, hunks: [] };
  const a = linesOf(old?.content ?? '');
  const b = linesOf(young?.content ?? '');
  const changes = lineDiff(a, b);
  const removedBy = to.state.state === from.state.state + 1 ? to.state.edit : null;
  const hunks = grouped(changes).map((group) => hunkOf(group, a, b, writersOf(old), writersOf(young), removedBy));
  return {
    ...base,
    added: changes.reduce((sum, { afterStart, afterEnd }) => sum + afterEnd - afterStart, 0),
    removed: changes.reduce((sum, { beforeStart, beforeEnd }) => sum + beforeEnd - beforeStart, 0),
    isWhole,
    hunks,
  };
}

/** Lines with their ends. */
function linesOf(content: string): string[] {
  return content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The edit of each line, from 0. */
function writersOf(show: ShowAnswer | null): (string | null)[] {
  return (show?.lines ?? []).flatMap(({ count, edit }) => new Array<string | null>(count).fill(edit));
}

function hunkOf(
  group: readonly Change[],
  a: readonly string[],
  b: readonly string[],
  oldEdits: readonly (string | null)[],
  newEdits: readonly (string | null)[],
  removedBy: string | null,
): DiffAnswerHunk {
  const [first, last] = [group[0] as Change, group.at(-1) as Change];
  const lead = Math.min(CONTEXT, first.beforeStart);
  const trail = Math.min(CONTEXT, a.length - last.beforeEnd);
  const lines: Line[] = [];
  let at = first.beforeStart - lead;
  let to = first.afterStart - lead;
  const [beforeFrom, afterFrom] = [at, to];
  const context = (end: number): void => {
    for (; at < end; at++, to++) lines.push(lineOf(' ', b[to] ?? '', newEdits[to] ?? null));
  };
  for (const { beforeStart, beforeEnd, afterEnd } of group) {
    context(beforeStart);
    for (; at < beforeEnd; at++) lines.push({ ...lineOf('-', a[at] ?? '', oldEdits[at] ?? null), removedBy });
    for (; to < afterEnd; to++) lines.push(lineOf('+', b[to] ?? '', newEdits[to] ?? null));
  }
  context(last.beforeEnd + trail);
  const [beforeCount, afterCount] = [at - beforeFrom, to - afterFrom];
  return {
    before: { start: beforeCount === 0 ? beforeFrom : beforeFrom + 1, count: beforeCount },
    after: { start: afterCount === 0 ? afterFrom : afterFrom + 1, count: afterCount },
    lines,
  };
}

function lineOf(op: Line['op'], text: string, edit: string | null): Line {
  return text.endsWith('\n') ? { op, text: text.slice(0, -1), edit } : { op, text, noNewline: true, edit };
}

function countedCaveats(states: readonly StateRecord[]): DiffAnswer['caveats'] {
  const counts = new Map<string, { code: string; message: string; count: number }>();
  for (const { code, message } of states.flatMap(({ caveats }) => caveats)) {
    const known = counts.get(code);
    if (known === undefined) counts.set(code, { code, message, count: 1 });
    else known.count++;
  }
  return [...counts.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
