import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StateRecord } from '../../model/time-travel.js';
import type { LogAnswer, ShowAnswer } from '../../model/travel-answers.js';
import { useAnswer } from '../data/use-answer.js';
import { useKeys } from '../keys/use-keys.js';
import { type Block, blockAt, blocksOf, type Written } from '../paint/blocks.js';
import type { Code } from '../paint/code.js';
import { visibleText } from '../paint/visible-text.js';
import { timeText } from '../paint/words.js';
import { Caveats } from '../parts/caveats.js';
import { CodeView } from '../parts/code-view.js';
import { CopyLink } from '../parts/copy-link.js';
import { FileHead } from '../parts/crumbs.js';
import { EditCard } from '../parts/edit-card.js';
import { StateSlider, stateName } from '../parts/state-slider.js';
import { Timeline } from '../parts/timeline.js';
import { NoLine, Told, Trouble, Warnings } from '../parts/told.js';
import type { RowsHandle } from '../parts/virtual-rows.js';
import { go, replaceView } from '../route/use-view.js';
import type { View } from '../route/view.js';
import { useShown } from './shown.js';

type StateView = Extract<View, { kind: 'state' }>;

/** A file as it was in one of its states, and a slider over all of them. */
export function StatePage({ view }: { view: StateView }): JSX.Element {
  const log = useAnswer<LogAnswer>('log', { file: view.file });
  const show = useAnswer<ShowAnswer>('show', { file: view.file, ref: view.at, lines: 1 });
  const [lasting, setLasting] = useState<ShowAnswer | null>(null);
  useEffect(() => {
    if (show.value !== null) setLasting(show.value);
  }, [show.value]);
  // While the next state is read the one before stays, so that play does not flicker.
  const shown = show.state === 'loading' ? lasting : show.value;
  return (
    <main class="page file-page">
      <FileHead file={view.file} current="history" history={view} />
      <Told answer={log}>
        {(timeline) => (
          <>
            <StateSlider
              states={timeline.states}
              edits={timeline.edits}
              current={shown?.state ?? null}
              at={view.at}
              onGo={(state, isStep) => {
                const to: View = { ...view, at: stateName(state), line: null };
                if (isStep) replaceView(to);
                else go(to);
              }}
            />
            <Warnings warnings={timeline.warnings} />
            {show.failure !== null && (
              <Missing view={view} message={show.failure.message} hint={show.failure.hint} timeline={timeline} />
            )}
            {shown !== null && show.failure === null && (
              <State
                show={shown}
                view={view}
                state={timeline.states.find(({ state }) => state === shown.state) ?? null}
              />
            )}
          </>
        )}
      </Told>
    </main>
  );
}

/** An anchor that leads nowhere any more: what is missing, above the file's timeline. */
function Missing(props: { view: StateView; message: string; hint: string | null; timeline: LogAnswer }): JSX.Element {
  const { view, message, hint, timeline } = props;
  return (
    <>
      <Trouble message={`${view.at} cannot be shown: ${message}`} hint={hint} />
      <h2>Its states</h2>
      <Timeline timeline={timeline} file={view.file} />
    </>
  );
}

function State({ show, view, state }: { show: ShowAnswer; view: StateView; state: StateRecord | null }): JSX.Element {
  const { about, accents } = useShown();
  const rows = useRef<RowsHandle>(null);
  const code = useMemo(() => codeOf(show), [show]);
  const count = code.texts.length;
  const selected = view.line === null || count === 0 ? null : Math.min(view.line, count);
  useEffect(() => {
    if (selected !== null) rows.current?.show(selected - 1, 'center');
  }, [selected]);
  const select = (line: number): void => replaceView({ ...view, line: Math.max(1, Math.min(count, line)) });
  useKeys({
    j: () => select((selected ?? 0) + 1),
    ArrowDown: () => select((selected ?? 0) + 1),
    k: () => select((selected ?? 2) - 1),
    ArrowUp: () => select((selected ?? 2) - 1),
  });
  const block = selected === null ? undefined : code.blocks[blockAt(code.blocks, selected - 1)];
  const edit = block === undefined ? show.edit : code.edits[block.edit ?? ''];
  return (
    <>
      <NoLine line={view.line} count={count} />
      <div class="split">
        {show.content === undefined ? (
          <p class="quiet">The content is binary, and is not shown.</p>
        ) : (
          <CodeView
            code={code}
            accents={accents}
            selected={selected}
            onSelect={select}
            passing={null}
            handle={rows}
            evidence={about.evidence}
          />
        )}
        <aside class="panel" aria-label="This state">
          <p class="panel-head">
            <strong>{selected === null ? 'This state' : `Line ${selected}`}</strong>{' '}
            <CopyLink view={{ ...view, at: state === null ? view.at : stateName(state) }} />
          </p>
          {edit ? (
            <EditCard edit={edit} accents={accents} evidence={about.evidence} />
          ) : (
            <NoAgent block={block} code={code} state={state} />
          )}
          <p class="quiet">How sure the state is: {show.confidence}</p>
          <Caveats caveats={show.caveats} />
        </aside>
      </div>
    </>
  );
}

/** Whose the chosen line is, or the state, where it is no agent's. */
function NoAgent(props: { block: Block | undefined; code: Code; state: StateRecord | null }): JSX.Element {
  const { block, code, state } = props;
  const { about } = useShown();
  if (block === undefined) {
    return <p class="quiet">{state === null ? 'Content of a commit.' : `No agent: ${state.kind}.`}</p>;
  }
  const commit = block.commit === null ? undefined : code.commits[block.commit];
  return (
    <section>
      <h2 class={`origin-${block.origin}`}>
        <span class="swatch" aria-hidden="true" /> {block.origin}
      </h2>
      <p class="quiet">{about.origins[block.origin]}</p>
      {commit !== undefined && (
        <p>
          {visibleText(commit.summary)}{' '}
          <span class="quiet">
            <code>{block.commit?.slice(0, 12)}</code> {visibleText(commit.author)}, {timeText(commit.time)}
          </span>
        </p>
      )}
    </section>
  );
}

function codeOf(show: ShowAnswer): Code {
  const content = show.content ?? '';
  const texts = content.split('\n').map((text) => text.replace(/\r$/, ''));
  if (texts.at(-1) === '') texts.pop();
  const written: Written[] = texts.map(() => ({ origin: 'untraced', edit: null, commit: null }));
  for (const { start, count, origin, edit, commit } of show.lines ?? []) {
    for (let line = start; line < start + count && line <= written.length; line++)
      written[line - 1] = { origin, edit, commit };
  }
  return {
    path: show.path,
    texts,
    written,
    blocks: blocksOf(written),
    edits: show.edits ?? {},
    commits: show.commits ?? {},
  };
}
