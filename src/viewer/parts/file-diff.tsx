import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { EditRecord } from '../../model/edit-record.js';
import type { DiffAnswerFile, DiffAnswerHunk } from '../../model/travel-answers.js';
import { useShown } from '../pages/shown.js';
import { ROW_HEIGHT } from '../paint/code.js';
import { visibleText } from '../paint/visible-text.js';
import { editWriter } from '../paint/words.js';
import { To } from './link.js';
import { type RowsHandle, VirtualRows } from './virtual-rows.js';
import { WhenNear } from './when-near.js';

interface FileDiffProps {
  readonly file: DiffAnswerFile;
  readonly edits: Readonly<Record<string, EditRecord>>;
  /** Of the new side, from 1; null: none is looked for. */
  readonly line: number | null;
}

interface DiffRow {
  readonly line: DiffLine | null;
  readonly before: number | null;
  readonly after: number | null;
}

/** The most rows that a difference shows before it scrolls by itself. */
const TALLEST = 40;

/** A file's difference; each line, also one that was taken away, beside who wrote it. */
export function FileDiff({ file, edits, line }: FileDiffProps): JSX.Element {
  const all = useMemo(() => rowsOf(file), [file]);
  const height = Math.min(all.length, TALLEST) * ROW_HEIGHT + 18;
  return (
    <section class="file-diff" aria-label={visibleText(`Changes of ${file.path}`)}>
      <header>
        <h2>
          {file.previousPath !== null && <span class="quiet">{visibleText(file.previousPath)} → </span>}
          <To view={{ kind: 'file', file: file.path, line: null, only: null }}>{visibleText(file.path)}</To>
        </h2>
        <span class="quiet">
          {file.action}
          {file.added !== null && ` +${file.added}`}
          {file.removed !== null && ` −${file.removed}`}
        </span>
      </header>
      {file.isWhole ? (
        <p class="quiet">Binary, or too large to be compared by lines.</p>
      ) : (
        <WhenNear height={height}>
          {() => (
            <div class="diff-box" style={{ height: `${height}px` }}>
              <DiffRows path={file.path} all={all} edits={edits} line={line} />
            </div>
          )}
        </WhenNear>
      )}
    </section>
  );
}

interface DiffRowsProps {
  readonly path: string;
  readonly all: readonly DiffRow[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly line: number | null;
}

function DiffRows({ path, all, edits, line }: DiffRowsProps): JSX.Element {
  const { accents } = useShown();
  const rows = useRef<RowsHandle>(null);
  const wanted = line === null ? -1 : all.findIndex(({ after }) => after === line);
  useEffect(() => {
    if (wanted >= 0) rows.current?.show(wanted, 'center');
  }, [wanted]);
  return (
    <VirtualRows
      className="code-rows"
      count={all.length}
      rowHeight={ROW_HEIGHT}
      handle={rows}
      attributes={{ role: 'list', 'aria-label': visibleText(`Lines of ${path}`) }}
      row={(index) => {
        const { line: told, before, after } = all[index] as DiffRow;
        if (told === null) {
          return (
            <div key={index} class="row gap" role="listitem">
              …
            </div>
          );
        }
        const edit = told.edit === null ? undefined : edits[told.edit];
        const kind = told.op === '+' ? 'added' : told.op === '-' ? 'removed' : 'kept';
        return (
          <div
            key={index}
            class={`row diff-row ${kind} ${accents.of(edit).className} ${index === wanted ? 'selected' : ''}`}
            role="listitem"
            title={visibleText(edit?.turn?.prompt ?? '')}
          >
            <span class="bar" />
            <span class="number">{before}</span>
            <span class="number">{after}</span>
            <span class="op">
              <span class="unseen">{kind}</span>
              <span aria-hidden="true">{told.op}</span>
            </span>
            <span class="text">{visibleText(told.text)}</span>
            <span class="writer">{writerOf(told, all[index - 1]?.line ?? null, edit)}</span>
          </div>
        );
      }}
    />
  );
}

type DiffLine = DiffAnswerHunk['lines'][number];

/** Who wrote a line, said once for lines next to each other; of what no agent wrote that, where it changed. */
function writerOf(line: DiffLine, before: DiffLine | null, edit: EditRecord | undefined): string {
  if (edit !== undefined) return before?.edit === line.edit ? '' : editWriter(edit);
  const isSaid = before !== null && before.edit === null && before.op === line.op;
  return line.op === ' ' || isSaid ? '' : 'no agent';
}

function rowsOf({ hunks }: DiffAnswerFile): DiffRow[] {
  const rows: DiffRow[] = [];
  for (const { before, after, lines } of hunks) {
    if (rows.length > 0) rows.push({ line: null, before: null, after: null });
    let old = before.start;
    let now = after.start;
    for (const line of lines) {
      rows.push({ line, before: line.op === '+' ? null : old, after: line.op === '-' ? null : now });
      if (line.op !== '+') old++;
      if (line.op !== '-') now++;
    }
  }
  return rows;
}
