import type { JSX } from 'preact';
import type { StateRecord } from '../../model/time-travel.js';
import type { LogAnswer } from '../../model/travel-answers.js';
import { visibleText } from '../paint/visible-text.js';
import { go } from '../route/use-view.js';
import { stateName } from './state-slider.js';
import { VirtualRows } from './virtual-rows.js';

const STATE_ROW = 28;
const MOST_ROWS = 14;

/** A file's states as a list, each a way to it. */
export function Timeline({ timeline, file }: { timeline: LogAnswer; file: string }): JSX.Element {
  const { states } = timeline;
  return (
    <div style={{ height: `${Math.min(states.length, MOST_ROWS) * STATE_ROW + 2}px` }}>
      <VirtualRows
        className="timeline"
        count={states.length}
        rowHeight={STATE_ROW}
        attributes={{ role: 'list', 'aria-label': 'States' }}
        row={(index) => {
          const state = states[index] as StateRecord;
          const { model, agent, logSubject } = state.attribution;
          return (
            <div key={state.state} class="state-row" role="listitem">
              <button
                type="button"
                class="plain-link"
                onClick={() => go({ kind: 'state', file, at: stateName(state), line: null })}
              >
                {stateName(state)}
              </button>{' '}
              {visibleText(model ?? agent ?? state.kind)} <span class="quiet">{visibleText(logSubject ?? '')}</span>
            </div>
          );
        }}
      />
    </div>
  );
}
