import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { SessionsResult } from '../../model/session-list.js';
import type { StatsResult } from '../../model/stats-result.js';
import { shareOf } from '../../render/percentages.js';
import { useAnswer } from '../data/use-answer.js';
import { modelName } from '../paint/accents.js';
import { visibleText } from '../paint/visible-text.js';
import { shortSession, timeText } from '../paint/words.js';
import { CopyLink } from '../parts/copy-link.js';
import { Told } from '../parts/told.js';
import { replaceView } from '../route/use-view.js';
import type { View } from '../route/view.js';
import { useShown } from './shown.js';

/** As the frame asks, so that one answer serves both. */
const LATEST = 200;
/** More than these are not offered at once. */
const MOST = 100;

type CompareView = Extract<View, { kind: 'compare' }>;

/** One of the two that are compared: `session:ID` or `model:NAME`. */
interface Side {
  readonly name: string;
  readonly label: string;
  readonly className: string;
  readonly agent: string;
  readonly lines: number;
  readonly edits: number;
  readonly added: number;
  readonly removed: number;
  readonly first: string | null;
  readonly days: number | null;
}

/** Two sessions, or two models, beside each other: what they changed, and what of it is still there. */
export function ComparePage({ view }: { view: CompareView }): JSX.Element {
  const stats = useAnswer<StatsResult>('stats');
  return (
    <main class="page">
      <header class="page-head">
        <h1>Compare</h1>
        <CopyLink view={view} />
      </header>
      <Told answer={stats}>{(told) => <Compare stats={told} view={view} />}</Told>
    </main>
  );
}

function Compare({ stats, view }: { stats: StatsResult; view: CompareView }): JSX.Element {
  const { accents } = useShown();
  const titles = useTitles();
  const [words, setWords] = useState('');
  const sides = [
    ...stats.models.map((each): Side => {
      const name = modelName(each.model, each.agent);
      const days = stats.days.filter(({ model, agent }) => model === each.model && agent === each.agent);
      return {
        name: `model:${name}`,
        label: name,
        className: accents.ofModel(each.model, each.agent).className,
        agent: each.agent,
        lines: each.lines,
        edits: each.edits.count,
        added: each.edits.added,
        removed: each.edits.removed,
        first: days[0]?.day ?? null,
        days: new Set(days.map(({ day }) => day)).size,
      };
    }),
    ...stats.sessions.map((each): Side => {
      const [model] = each.models;
      return {
        name: `session:${each.session}`,
        label: `${titles.get(each.session)?.slice(0, 60) ?? 'session'} · ${shortSession(each.session)}`,
        className: accents.ofModel(model ?? null, each.agent).className,
        agent: each.agent,
        lines: each.lines,
        edits: each.edits.count,
        added: each.edits.added,
        removed: each.edits.removed,
        first: each.firstEdit,
        days: null,
      };
    }),
  ];
  const a = sides.find(({ name }) => name === view.a) ?? (view.a === null ? sides[0] : undefined);
  const b =
    sides.find(({ name }) => name === view.b) ?? (view.b === null ? sides.find((side) => side !== a) : undefined);
  const choose = (key: 'a' | 'b', side: Side | undefined, given: string | null): JSX.Element => (
    <label class="choice">
      {key === 'a' ? 'This' : 'with'}{' '}
      <select value={side?.name ?? ''} onChange={(event) => replaceView({ ...view, [key]: event.currentTarget.value })}>
        {side === undefined && (
          <option value="">{given === null ? 'nothing to choose' : `${visibleText(given)} is not known`}</option>
        )}
        {chosenFrom(sides, words, side).map(({ name, label }) => (
          <option key={name} value={name}>
            {visibleText(label)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div class="sides">
        {choose('a', a, view.a)}
        {choose('b', b, view.b)}
        {sides.length > MOST && (
          <input
            type="search"
            aria-label="Choose among"
            placeholder={`Choose among ${sides.length.toLocaleString('en')}`}
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </div>
      {a !== undefined && b !== undefined && <Table a={a} b={b} total={stats.lines.total} />}
    </>
  );
}

/** Titles of the latest sessions, by id. */
function useTitles(): ReadonlyMap<string, string> {
  const sessions = useAnswer<SessionsResult>('sessions', { limit: LATEST });
  return useMemo(() => {
    return new Map((sessions.value?.sessions ?? []).flatMap(({ id, title }) => (title === null ? [] : [[id, title]])));
  }, [sessions.value]);
}

/** Those that can be chosen now: of many the ones that hold the words, and always the one that is chosen. */
function chosenFrom(sides: readonly Side[], words: string, chosen: Side | undefined): readonly Side[] {
  const wanted = words.toLowerCase().split(/\s+/);
  const found = sides.filter((side) => {
    const text = `${side.label} ${side.name}`.toLowerCase();
    return side !== chosen && wanted.every((word) => text.includes(word));
  });
  return [...(chosen === undefined ? [] : [chosen]), ...found.slice(0, MOST)];
}

function Table({ a, b, total }: { a: Side; b: Side; total: number }): JSX.Element {
  const rows: readonly { readonly label: string; readonly of: (side: Side) => number }[] = [
    { label: 'Edits', of: ({ edits }) => edits },
    { label: 'Lines added', of: ({ added }) => added },
    { label: 'Lines removed', of: ({ removed }) => removed },
    { label: 'Lines still there', of: ({ lines }) => lines },
  ];
  return (
    <table class="compare">
      <thead>
        <tr>
          <td />
          {[a, b].map((side) => (
            <th key={side.name} scope="col" class={side.className}>
              <span class="swatch" aria-hidden="true" /> {visibleText(side.label)}
              <div class="quiet">
                {visibleText(side.agent)} · first {side.first?.length === 10 ? side.first : timeText(side.first)}
              </div>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, of }) => {
          const most = Math.max(1, of(a), of(b));
          return (
            <tr key={label}>
              <th scope="row">{label}</th>
              {[a, b].map((side) => (
                <td key={side.name} class={side.className}>
                  <span class="amount">{of(side).toLocaleString('en')}</span>
                  <span class="amount-bar" style={{ width: `${(of(side) / most) * 60}%` }} />
                </td>
              ))}
            </tr>
          );
        })}
        <tr>
          <th scope="row">Of what it added, still there</th>
          <td>{shareOf(Math.min(a.lines, a.added), a.added)}</td>
          <td>{shareOf(Math.min(b.lines, b.added), b.added)}</td>
        </tr>
        <tr>
          <th scope="row">Of the repository</th>
          <td>{shareOf(a.lines, total)}</td>
          <td>{shareOf(b.lines, total)}</td>
        </tr>
      </tbody>
    </table>
  );
}
