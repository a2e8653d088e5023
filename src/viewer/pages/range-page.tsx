import type { JSX } from 'preact';
import type { DiffAnswer, DiffAnswerFile, LogAnswer } from '../../model/travel-answers.js';
import { useAnswer } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';
import { Caveats } from '../parts/caveats.js';
import { CopyLink } from '../parts/copy-link.js';
import { FileHead } from '../parts/crumbs.js';
import { FileDiff } from '../parts/file-diff.js';
import { stateName } from '../parts/state-slider.js';
import { Told, Trouble, Warnings } from '../parts/told.js';
import { go } from '../route/use-view.js';
import type { View } from '../route/view.js';

type RangeView = Extract<View, { kind: 'range' }>;

/** What changed between two states of a file, with who wrote each line of both sides. */
export function RangePage({ view }: { view: RangeView }): JSX.Element {
  const log = useAnswer<LogAnswer>('log', { file: view.file });
  const diff = useAnswer<DiffAnswer>('diff', { file: view.file, from: view.from, to: view.to });
  return (
    <main class="page">
      <FileHead file={view.file} current="diff" history={{ kind: 'state', file: view.file, at: view.to, line: null }}>
        <CopyLink view={lasting(view, diff.value, log.value)} />
      </FileHead>
      <Told answer={log}>
        {(timeline) => (
          <div class="sides">
            <Side
              label="From"
              name={view.from}
              timeline={timeline}
              onGo={(from) => go({ ...view, from, line: null })}
            />
            <Side label="To" name={view.to} timeline={timeline} onGo={(to) => go({ ...view, to, line: null })} />
          </div>
        )}
      </Told>
      <Told answer={diff}>
        {(answer) => (
          <>
            <Warnings warnings={answer.warnings} />
            {answer.reversed && <p class="quiet">The later state stands first: this is what going back takes.</p>}
            <Caveats caveats={answer.caveats} />
            {answer.files.length === 0 && <p class="quiet">Both states are the same.</p>}
            {view.line !== null && !answer.files.some((file) => hasLine(file, view.line as number)) && (
              <Trouble message={`Line ${view.line} of the newer side is not among these changes`} hint={null} />
            )}
            {answer.files.map((file) => (
              <FileDiff key={file.path} file={file} edits={answer.edits} line={view.line} />
            ))}
          </>
        )}
      </Told>
    </main>
  );
}

/** Whether a line of the newer side (from 1) stands in a difference. */
function hasLine({ hunks }: DiffAnswerFile, line: number): boolean {
  return hunks.some(({ after }) => line >= after.start && line < after.start + after.count);
}

/** More states than this are not chosen from a list, but named. */
const MOST_NAMED = 500;

/** The same range by names that stay, as `ai-blame link` gives them, where its sides are states of the file. */
function lasting(view: RangeView, diff: DiffAnswer | null, log: LogAnswer | null): RangeView {
  const nameOf = (name: string, number: number | null | undefined): string => {
    const state = log?.states.find((each) => each.state === number);
    return state === undefined ? name : stateName(state);
  };
  return { ...view, from: nameOf(view.from, diff?.from?.state), to: nameOf(view.to, diff?.to?.state) };
}

function Side(props: { label: string; name: string; timeline: LogAnswer; onGo: (name: string) => void }): JSX.Element {
  const { label, name, timeline, onGo } = props;
  if (timeline.states.length > MOST_NAMED) return <NamedSide label={label} name={name} onGo={onGo} />;
  const names = timeline.states.map((state) => ({ name: stateName(state), state }));
  const known = names.find(({ name: each, state }) => each === name || String(state.state) === name);
  return (
    <label class="choice">
      {label}{' '}
      <select value={known?.name ?? name} onChange={(event) => onGo(event.currentTarget.value)}>
        {known === undefined && <option value={name}>{visibleText(name)}</option>}
        {names.map(({ name: each, state }) => (
          <option key={each} value={each}>
            {visibleText(
              `${state.state} · ${state.attribution.model ?? state.kind} · ${state.attribution.logSubject?.slice(0, 50) ?? ''}`,
            )}
          </option>
        ))}
      </select>
    </label>
  );
}

function NamedSide(props: { label: string; name: string; onGo: (name: string) => void }): JSX.Element {
  const { label, name, onGo } = props;
  return (
    <label class="choice">
      {label}{' '}
      <input
        type="text"
        value={name}
        title="A number, e:EDIT, t:TURN, d:TIME, HEAD or worktree"
        onChange={(event) => onGo(event.currentTarget.value)}
      />
    </label>
  );
}
