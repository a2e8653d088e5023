import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { DayTotals } from '../../model/stats-result.js';
import { shareOf } from '../../render/percentages.js';
import { useShown } from '../pages/shown.js';
import { Accents, modelName } from '../paint/accents.js';
import { periodsOf } from '../paint/periods.js';
import { visibleText } from '../paint/visible-text.js';
import { counted } from '../paint/words.js';

const WIDTH = 600;
const HEIGHT = 160;
/** Few days are no reason for broad bars. */
const BROADEST = 40;

interface Shape {
  /** How many lines, or which part of all that agents added then. */
  readonly of: 'lines' | 'share';
  readonly by: 'model' | 'agent';
}

const CHOICES = [
  { key: 'of', value: 'lines', label: 'Lines' },
  { key: 'of', value: 'share', label: 'Share' },
  { key: 'by', value: 'model', label: 'By model' },
  { key: 'by', value: 'agent', label: 'By agent' },
] as const;

/** Lines that each model, or agent, added, or its share of them, over days, weeks or months: as many bars as can be told apart. */
export function DaysChart({ days }: { days: readonly DayTotals[] }): JSX.Element {
  const { accents } = useShown();
  const [shape, setShape] = useState<Shape>({ of: 'lines', by: 'model' });
  const isByAgent = shape.by === 'agent';
  const periods = useMemo(() => periodsOf(isByAgent ? days.map(ofAgent) : days), [days, isByAgent]);
  const agents = useMemo(() => new Accents(days.map(ofAgent)), [days]);
  if (periods.bars.length === 0) return <p class="quiet">No edit with a known time.</p>;
  const nameOf = (part: Part): string => (isByAgent ? part.agent : modelName(part.model, part.agent));
  const classOf = ({ model, agent }: Part): string => (isByAgent ? agents : accents).ofModel(model, agent).className;
  const most = Math.max(1, ...periods.bars.map(({ total }) => total));
  const step = WIDTH / periods.bars.length;
  const broad = Math.min(BROADEST, Math.max(0.5, step * 0.8));
  const partOf = (added: number, total: number): number => added / (shape.of === 'lines' ? most : Math.max(1, total));
  const amount = (added: number, total: number): string => {
    return shape.of === 'lines' ? added.toLocaleString('en') : shareOf(added, total);
  };
  const names = new Map(periods.bars.flatMap(({ parts }) => parts.map((part) => [nameOf(part), classOf(part)])));
  return (
    <figure class="chart">
      <div class="chips" role="group" aria-label="What the chart shows">
        {CHOICES.map(({ key, value, label }) => (
          <button
            key={value}
            type="button"
            class="chip plain"
            aria-pressed={shape[key] === value}
            onClick={() => setShape({ ...shape, [key]: value })}
          >
            {label}
          </button>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${shape.of === 'lines' ? 'Lines added by agents' : 'Share of the lines that agents added'}, by ${periods.unit}`}
        preserveAspectRatio="none"
      >
        {periods.bars.map(({ start, total, parts }, at) => {
          let top = HEIGHT;
          return (
            <g key={start}>
              {parts.map((part) => {
                const height = partOf(part.added, total) * (HEIGHT - 4);
                top -= height;
                return (
                  <rect
                    key={nameOf(part)}
                    class={`fill ${classOf(part)}`}
                    x={at * step + (step - broad) / 2}
                    y={top}
                    width={broad}
                    height={height}
                  >
                    <title>{`${start}: ${visibleText(nameOf(part))}, ${counted(part.added, 'line', 'lines')} added, ${shareOf(part.added, total)}`}</title>
                  </rect>
                );
              })}
            </g>
          );
        })}
      </svg>
      <figcaption class="quiet">
        {shape.of === 'lines' ? 'Lines added' : 'Share of the lines that agents added'}, by {periods.unit}:{' '}
        {periods.bars[0]?.start} to {periods.bars.at(-1)?.start}
        {shape.of === 'lines' && `; at most ${most.toLocaleString('en')}`}
        <span class="legend">
          {[...names]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, className]) => (
              <span key={name} class={className}>
                <span class="swatch" aria-hidden="true" /> {visibleText(name)}
              </span>
            ))}
        </span>
      </figcaption>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">{isByAgent ? 'Agent' : 'Model'}</th>
              <th scope="col">{shape.of === 'lines' ? 'Lines added' : 'Share'}</th>
            </tr>
          </thead>
          <tbody>
            {periods.bars.flatMap(({ start, total, parts }) =>
              parts.map((part) => (
                <tr key={`${start} ${nameOf(part)}`}>
                  <td>{start}</td>
                  <td>{visibleText(nameOf(part))}</td>
                  <td>{amount(part.added, total)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

type Part = Pick<DayTotals, 'agent' | 'model'>;

/** As if the agent had one model, of its own name. */
function ofAgent(day: DayTotals): DayTotals {
  return { ...day, model: day.agent };
}
