import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EditRecord } from '../../model/edit-record.js';
import type { StateRecord } from '../../model/time-travel.js';
import { useKeys } from '../keys/use-keys.js';
import { useShown } from '../pages/shown.js';
import { visibleText } from '../paint/visible-text.js';
import { timeText } from '../paint/words.js';

/** How long each state stays while the file's history plays, in milliseconds. */
const BEAT = 900;

/** More ticks than this cannot be told apart. */
const MOST_TICKS = 300;

/** At most `most` of the items, evenly spread. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = items.length / most;
  return step <= 1 ? items : Array.from({ length: most }, (_, at) => items[Math.floor(at * step)] as T);
}

interface StateSliderProps {
  readonly states: readonly StateRecord[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  /** Number of the state that is shown; null: none of them. */
  readonly current: number | null;
  /** As the address names it. */
  readonly at: string;
  /** `isStep`: moving on, which is no step to go back from. */
  readonly onGo: (state: StateRecord, isStep: boolean) => void;
}

/** A name that stays the same while the trace grows, where there is one: as `ai-blame link` gives it. */
export function stateName({ edit, kind, state }: StateRecord): string {
  if (edit !== null) return `e:${edit}`;
  return kind === 'worktree' ? 'worktree' : String(state);
}

/** A file's states in order, to go through by hand or to watch. */
export function StateSlider({ states, edits, current, at, onGo }: StateSliderProps): JSX.Element {
  const { accents } = useShown();
  const [isPlaying, setPlaying] = useState(false);
  const last = states.length - 1;
  const index =
    current === null
      ? at === 'worktree' || at === 'HEAD'
        ? last
        : 0
      : states.findIndex(({ state }) => state === current);
  const state = states[index];
  const step = (by: number): void => {
    const next = states[Math.max(0, Math.min(last, index + by))];
    if (next !== undefined && next !== state) onGo(next, true);
  };
  const play = useRef(step);
  play.current = step;
  useEffect(() => {
    if (!isPlaying) return undefined;
    if (index >= last) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => play.current(1), BEAT);
    return () => clearTimeout(timer);
  }, [isPlaying, index, last]);
  const begin = (): void => {
    if (!isPlaying && index >= last && states[0] !== undefined) onGo(states[0], true);
    setPlaying(!isPlaying);
  };
  useKeys({
    '[': () => step(-1),
    ']': () => step(1),
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    ' ': begin,
  });
  if (state === undefined) return <p class="quiet">No state of this file is known.</p>;
  const who = state.attribution.model ?? state.attribution.agent ?? state.kind;
  const told = `State ${state.state} of ${last}: ${who}${state.action === null ? '' : `, ${state.action}`}`;
  return (
    <section class="slider" aria-label="Time travel">
      <button type="button" onClick={begin} aria-pressed={isPlaying}>
        {isPlaying ? 'Pause' : 'Play'}
      </button>
      <button type="button" onClick={() => step(-1)} disabled={index <= 0} aria-label="The state before">
        ‹
      </button>
      <span class="track">
        <input
          type="range"
          min={0}
          max={last}
          value={index}
          aria-label="State of the file"
          aria-valuetext={told}
          onInput={(event) => {
            const next = states[Number(event.currentTarget.value)];
            if (next !== undefined) onGo(next, true);
          }}
        />
        <span class="ticks" aria-hidden="true">
          {spread(states, MOST_TICKS).map((each) => (
            <span
              key={each.state}
              class={
                each.edit === null
                  ? `origin-${each.kind === 'commit' ? 'commit' : 'untraced'}`
                  : accents.of(edits[each.edit]).className
              }
            />
          ))}
        </span>
      </span>
      <button type="button" onClick={() => step(1)} disabled={index >= last} aria-label="The next state">
        ›
      </button>
      <p class="slider-told" role="status">
        <strong>{told}</strong> <span class="quiet">{timeText(state.attribution.editDate)}</span>
        {state.attribution.logSubject !== null && (
          <span class="prompt"> {visibleText(state.attribution.logSubject)}</span>
        )}
      </p>
    </section>
  );
}
