import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { BlameResult } from '../../model/blame-result.js';
import type { Caveat } from '../../model/edit-record.js';
import type { LogAnswer } from '../../model/travel-answers.js';
import type { Failure } from '../data/source.js';
import { useAnswer } from '../data/use-answer.js';
import { useKeys } from '../keys/use-keys.js';
import { blockAt, blocksOf } from '../paint/blocks.js';
import { conditionsOf, meets, onlyOf } from '../paint/filter.js';
import { Caveats } from '../parts/caveats.js';
import { CodeView } from '../parts/code-view.js';
import { FileHead } from '../parts/crumbs.js';
import { FilterBar } from '../parts/filter-bar.js';
import { LinePanel } from '../parts/line-panel.js';
import { Timeline } from '../parts/timeline.js';
import { NoLine, Told, Trouble, Warnings } from '../parts/told.js';
import type { RowsHandle } from '../parts/virtual-rows.js';
import { go, replaceView } from '../route/use-view.js';
import type { View } from '../route/view.js';
import { useShown } from './shown.js';

type FileView = Extract<View, { kind: 'file' }>;

/** Who wrote each line of a file of the work tree. */
export function FilePage({ view }: { view: FileView }): JSX.Element {
  const answer = useAnswer<BlameResult>('blame', { file: view.file });
  return (
    <main class="page file-page">
      <FileHead
        file={view.file}
        current="blame"
        history={{ kind: 'state', file: view.file, at: 'worktree', line: null }}
      />
      {answer.failure === null ? (
        <Told answer={answer}>{(blame) => <Blame blame={blame} view={view} />}</Told>
      ) : (
        <Gone file={view.file} failure={answer.failure} />
      )}
    </main>
  );
}

/** A file that is not there, or cannot be read: why, and its states, where any are known. */
function Gone({ file, failure }: { file: string; failure: Failure }): JSX.Element {
  const log = useAnswer<LogAnswer>('log', { file });
  return (
    <>
      <Trouble message={failure.message} hint={failure.hint} />
      {log.value !== null && log.value.states.length > 0 && (
        <>
          <h2>Its states</h2>
          <Timeline timeline={log.value} file={file} />
        </>
      )}
    </>
  );
}

function Blame({ blame, view }: { blame: BlameResult; view: FileView }): JSX.Element {
  const { about, accents } = useShown();
  const rows = useRef<RowsHandle>(null);
  const code = useMemo(() => {
    const { path, lines, edits, commits } = blame;
    return { path, texts: lines.map(({ text }) => text), written: lines, blocks: blocksOf(lines), edits, commits };
  }, [blame]);
  const caveats = useMemo(() => caveatsOf(blame), [blame]);
  const { only } = view;
  const passing = useMemo(() => {
    const conditions = conditionsOf(only);
    if (conditions.length === 0) return null;
    return blame.lines.map((line) => meets(line, line.edit === null ? undefined : blame.edits[line.edit], conditions));
  }, [blame, only]);
  const count = blame.lines.length;
  const selected = view.line === null || count === 0 ? null : Math.min(view.line, count);
  // Where the address says to begin, and wherever it says to go on.
  useEffect(() => {
    if (selected !== null) rows.current?.show(selected - 1, 'center');
  }, [selected]);

  const select = (line: number): void => {
    const to = { ...view, line: Math.max(1, Math.min(count, line)) };
    // The first choice is a step that one can go back from; moving on is none.
    if (view.line === null) go(to);
    else replaceView(to);
  };
  const nextBlock = (step: number): void => {
    const here = selected === null ? -1 : blockAt(code.blocks, selected - 1);
    for (let at = here + step; at >= 0 && at < code.blocks.length; at += step) {
      const block = code.blocks[at];
      if (block === undefined || (passing !== null && passing[block.start] !== true)) continue;
      select(block.start + 1);
      return;
    }
  };
  const down = (): void => select((selected ?? 0) + 1);
  const up = (): void => select((selected ?? 2) - 1);
  useKeys({
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    J: () => nextBlock(1),
    n: () => nextBlock(1),
    K: () => nextBlock(-1),
    p: () => nextBlock(-1),
    'g g': () => select(1),
    G: () => select(count),
    Enter: () => {
      const edit = selected === null ? undefined : blame.edits[blame.lines[selected - 1]?.edit ?? ''];
      if (edit?.turn) go({ kind: 'turn', session: edit.session, turn: edit.turn.index, edit: edit.id });
    },
    t: () => go({ kind: 'state', file: view.file, at: 'worktree', line: selected }),
    Escape: () => replaceView({ ...view, line: null, only: null }),
  });

  return (
    <>
      <FilterBar
        blame={blame}
        conditions={conditionsOf(only)}
        onChange={(conditions) => replaceView({ ...view, only: onlyOf(conditions) })}
      />
      <NoLine line={view.line} count={count} />
      <Caveats caveats={caveats} />
      <Warnings warnings={blame.warnings} />
      {count === 0 ? (
        <p class="quiet">An empty file.</p>
      ) : (
        <div class="split">
          <CodeView
            code={code}
            accents={accents}
            selected={selected}
            onSelect={select}
            passing={passing}
            handle={rows}
            evidence={about.evidence}
          />
          <LinePanel blame={blame} line={selected} />
        </div>
      )}
    </>
  );
}

/** What weakens the claims of this page, by how many edits. */
function caveatsOf({ edits }: BlameResult): (Caveat & { readonly count: number })[] {
  const counts = new Map<string, Caveat & { count: number }>();
  for (const { caveats } of Object.values(edits)) {
    for (const caveat of caveats) {
      const known = counts.get(caveat.code);
      if (known === undefined) counts.set(caveat.code, { ...caveat, count: 1 });
      else known.count++;
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
