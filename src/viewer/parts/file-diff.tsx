import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { EditRecord } from '../../model/edit-record.js';
import type { DiffAnswerFile, DiffAnswerHunk } from '../../model/travel-answers.js';
import { useShown } from '../pages/shown.js';
import { ROW_HEIGHT } from '../paint/code.js';
import { visibleText } from '../paint/visible-text.js';
import { editWriter } from '../paint/words.js';
import { To } from './link.js';
import { type RowsHandle, VirtualRows } from './virtual-rows.js';

interface FileDiffProps {
  readonly file: DiffAnswerFile;
  readonly edits: Readonly<Record<string, EditRecord>>;
  /** Of the new side, from 1; null: none is looked for. */
  readonly line: number | null;
}

interface DiffRow {
  readonly line: DiffAnswerHunk['lines'][number] | null;
  readonly before: number | null;
  readonly after: number | null;
}

/** The most rows that a difference shows before it scrolls by itself. */
const TALLEST = 40;

/** A file's difference; each line, also one that was taken away, beside who wrote it. */
export function FileDiff({ file, edits, line }: FileDiffProps): JSX.Element {
  const { accents } = useShown();
  const rows = useRef<RowsHandle>(null);
  const all = rowsOf(file);
  const wanted = line === null ? -1 : all.findIndex(({ after }) => after === line);
  useEffect(() => {
    if (wanted >= 0) rows.current?.show(wanted, 'center');
  }, [wanted]);
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
        <div class="diff-box" style={{ height: `${Math.min(all.length, TALLEST) * ROW_HEIGHT + 18}px` }}>
          <VirtualRows
            className="code-rows"
            count={all.length}
            rowHeight={ROW_HEIGHT}
            handle={rows}
            attributes={{ role: 'list', 'aria-label': visibleText(`Lines of ${file.path}`) }}
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
              const accent = edit === undefined ? 'origin-commit' : accents.of(edit).className;
              // Said once for lines next to each other.
              const isFirst = all[index - 1]?.line?.edit !== told.edit;
              const writer = edit === undefined || !isFirst ? '' : editWriter(edit);
              return (
                <div
                  key={index}
                  class={`row diff-row ${kind} ${accent} ${index === wanted ? 'selected' : ''}`}
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
                  <span class="writer">{writer}</span>
                </div>
              );
            }}
          />
        </div>
      )}
    </section>
  );
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
