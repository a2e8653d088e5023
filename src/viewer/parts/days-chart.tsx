import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { DayTotals } from '../../model/stats-result.js';
import { useShown } from '../pages/shown.js';
import { modelName } from '../paint/accents.js';
import { periodsOf } from '../paint/periods.js';
import { visibleText } from '../paint/visible-text.js';
import { counted } from '../paint/words.js';

const WIDTH = 600;
const HEIGHT = 160;
/** Few days are no reason for broad bars. */
const BROADEST = 40;

/** Lines that each model added, over days, weeks or months: as many bars as can be told apart. */
export function DaysChart({ days }: { days: readonly DayTotals[] }): JSX.Element {
  const { accents } = useShown();
  const periods = useMemo(() => periodsOf(days), [days]);
  if (periods.bars.length === 0) return <p class="quiet">No edit with a known time.</p>;
  const most = Math.max(1, ...periods.bars.map(({ total }) => total));
  const step = WIDTH / periods.bars.length;
  const broad = Math.min(BROADEST, Math.max(0.5, step * 0.8));
  return (
    <figure class="chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Lines added by agents, by ${periods.unit}`}
        preserveAspectRatio="none"
      >
        {periods.bars.map(({ start, parts }, at) => {
          let top = HEIGHT;
          return (
            <g key={start}>
              {parts.map(({ model, agent, added }) => {
                const height = (added / most) * (HEIGHT - 4);
                top -= height;
                return (
                  <rect
                    key={modelName(model, agent)}
                    class={`fill ${accents.ofModel(model, agent).className}`}
                    x={at * step + (step - broad) / 2}
                    y={top}
                    width={broad}
                    height={height}
                  >
                    <title>{`${start}: ${visibleText(modelName(model, agent))}, ${counted(added, 'line', 'lines')} added`}</title>
                  </rect>
                );
              })}
            </g>
          );
        })}
      </svg>
      <figcaption class="quiet">
        Lines added, by {periods.unit}: {periods.bars[0]?.start} to {periods.bars.at(-1)?.start}; at most{' '}
        {most.toLocaleString('en')}
      </figcaption>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Model</th>
              <th scope="col">Lines added</th>
            </tr>
          </thead>
          <tbody>
            {periods.bars.flatMap(({ start, parts }) =>
              parts.map(({ model, agent, added }) => (
                <tr key={`${start} ${modelName(model, agent)}`}>
                  <td>{start}</td>
                  <td>{visibleText(modelName(model, agent))}</td>
                  <td>{added.toLocaleString('en')}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
