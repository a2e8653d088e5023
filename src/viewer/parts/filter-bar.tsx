import type { JSX } from 'preact';
import type { BlameResult } from '../../model/blame-result.js';
import type { EditRecord } from '../../model/edit-record.js';
import { EVIDENCE_LEVELS } from '../../model/evidence.js';
import { EVIDENCE_MARKS } from '../../render/evidence-marks.js';
import { shareOf } from '../../render/percentages.js';
import { useShown } from '../pages/shown.js';
import { modelName } from '../paint/accents.js';
import { type Condition, toggled } from '../paint/filter.js';
import { visibleText } from '../paint/visible-text.js';
import { counted, shortSession } from '../paint/words.js';
import { ShareBar } from './share-bar.js';

interface FilterBarProps {
  readonly blame: BlameResult;
  readonly conditions: readonly Condition[];
  readonly onChange: (conditions: Condition[]) => void;
}

const MOST_TURNS = 300;
const ORIGINS = ['agent', 'commit', 'preexisting', 'untraced'] as const;

/** Whose a file's lines are, in sums; each of them chooses the lines that it stands for. */
export function FilterBar({ blame, conditions, onChange }: FilterBarProps): JSX.Element {
  const { accents } = useShown();
  const { summary } = blame;
  const models = modelsOf(blame);
  const chip = (condition: Condition, label: string, count: number, className: string): JSX.Element => {
    const isOn = conditions.some(({ kind, value }) => kind === condition.kind && value === condition.value);
    return (
      <button
        type="button"
        key={`${condition.kind}:${condition.value}`}
        class={`chip ${className}`}
        aria-pressed={isOn}
        onClick={() => onChange(toggled(conditions, condition))}
      >
        <span class="swatch" aria-hidden="true" />
        {visibleText(label)} <span class="quiet">{count}</span>
      </button>
    );
  };
  return (
    <div class="filter-bar">
      <ShareBar
        label={`Lines of this file, ${summary.lines} in all`}
        total={summary.lines}
        shares={[
          ...models.map(({ edit, name, lines }) => ({ name, className: accents.of(edit).className, count: lines })),
          ...ORIGINS.slice(1).map((name) => ({ name, className: `origin-${name}`, count: summary[name] })),
        ]}
      />
      <p class="summary">
        <strong>{shareOf(summary.agent, summary.lines) || '0 %'} by agents</strong>
        <span class="quiet"> of {counted(summary.lines, 'line', 'lines')}</span>
      </p>
      <div class="chips" role="group" aria-label="Show only lines of">
        {models.map(({ edit, name, lines }) =>
          chip({ kind: 'model', value: name }, name, lines, accents.of(edit).className),
        )}
        {ORIGINS.slice(1)
          .filter((origin) => summary[origin] > 0)
          .map((origin) => chip({ kind: 'origin', value: origin }, origin, summary[origin], `origin-${origin}`))}
        {EVIDENCE_LEVELS.filter((level) => (summary.byEvidence[level] ?? 0) > 0).map((level) =>
          chip(
            { kind: 'evidence', value: level },
            `${EVIDENCE_MARKS[level]} ${level}`,
            summary.byEvidence[level] ?? 0,
            'plain',
          ),
        )}
        <Choice label="Agent" kind="agent" options={agentsOf(blame)} conditions={conditions} onChange={onChange} />
        <Choice
          label="Session"
          kind="session"
          options={sessionsOf(blame)}
          conditions={conditions}
          onChange={onChange}
        />
        <Choice label="Turn" kind="turn" options={turnsOf(blame)} conditions={conditions} onChange={onChange} />
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly kind: Condition['kind'];
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly conditions: readonly Condition[];
  readonly onChange: (conditions: Condition[]) => void;
}

function Choice({ label, kind, options, conditions, onChange }: ChoiceProps): JSX.Element | null {
  const chosen = conditions.find((condition) => condition.kind === kind)?.value ?? '';
  if (options.length < 2 && chosen === '') return null;
  return (
    <label class="choice">
      {label}{' '}
      <select
        value={chosen}
        onChange={(event) => {
          const { value } = event.currentTarget;
          const others = conditions.filter((condition) => condition.kind !== kind);
          onChange(value === '' ? others : [...others, { kind, value }]);
        }}
      >
        <option value="">all</option>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {visibleText(text)}
          </option>
        ))}
      </select>
    </label>
  );
}

function modelsOf({ lines, edits }: BlameResult): { name: string; edit: EditRecord; lines: number }[] {
  const byName = new Map<string, { name: string; edit: EditRecord; lines: number }>();
  for (const line of lines) {
    const edit = line.edit === null ? undefined : edits[line.edit];
    if (edit === undefined) continue;
    const name = modelName(edit.model, edit.agent);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, { name, edit, lines: 1 });
    else known.lines++;
  }
  return [...byName.values()].sort((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1));
}

function agentsOf({ edits }: BlameResult): { value: string; label: string }[] {
  return [...new Set(Object.values(edits).map(({ agent }) => agent))]
    .sort()
    .map((agent) => ({ value: agent, label: agent }));
}

function sessionsOf({ edits }: BlameResult): { value: string; label: string }[] {
  const sessions = new Map(Object.values(edits).map(({ session, agent }) => [session, agent]));
  return [...sessions].sort().map(([value, agent]) => ({ value, label: `${agent} ${shortSession(value)}` }));
}

function turnsOf({ edits }: BlameResult): { value: string; label: string }[] {
  const turns = new Map<string, string>();
  const byTime = Object.values(edits).sort((a, b) => ((a.timestamp ?? '') < (b.timestamp ?? '') ? -1 : 1));
  for (const { session, turn } of byTime) {
    if (turn === null) continue;
    turns.set(`${session}/${turn.index}`, `${shortSession(session)} ${turn.index}: ${turn.prompt.slice(0, 60)}`);
  }
  // The latest: of a file that was written thousands of times the others are found by their session.
  return [...turns].slice(-MOST_TURNS).map(([value, label]) => ({ value, label }));
}
