import type { EditRecord } from '../../model/edit-record.js';
import { modelName } from './accents.js';
import type { Written } from './blocks.js';

/** One condition of what is looked for: `model:gpt-5`, `origin:commit`; a line has to meet one of each kind that is named. */
export interface Condition {
  readonly kind: 'agent' | 'model' | 'session' | 'turn' | 'evidence' | 'origin';
  readonly value: string;
}

const KINDS: readonly string[] = ['agent', 'model', 'session', 'turn', 'evidence', 'origin'];

/** The conditions of an address: `model:gpt-5,evidence:exact`, commas of a value doubled. */
export function conditionsOf(only: string | null): Condition[] {
  if (only === null || only === '') return [];
  return only
    .split(/(?<!,),(?!,)/)
    .map((part) => part.replaceAll(',,', ','))
    .flatMap((part) => {
      const at = part.indexOf(':');
      const kind = part.slice(0, at);
      return KINDS.includes(kind) ? [{ kind: kind as Condition['kind'], value: part.slice(at + 1) }] : [];
    });
}

export function onlyOf(conditions: readonly Condition[]): string | null {
  const text = conditions.map(({ kind, value }) => `${kind}:${value}`.replaceAll(',', ',,')).join(',');
  return text === '' ? null : text;
}

/** Sets a condition that is not set, and takes back one that is. */
export function toggled(conditions: readonly Condition[], condition: Condition): Condition[] {
  const others = conditions.filter(({ kind, value }) => kind !== condition.kind || value !== condition.value);
  return others.length < conditions.length ? others : [...conditions, condition];
}

/** Whether a line meets the conditions: of each kind that is named one of the values. */
export function meets(line: Written, edit: EditRecord | undefined, conditions: readonly Condition[]): boolean {
  const kinds = new Set(conditions.map(({ kind }) => kind));
  for (const kind of kinds) {
    const value = valueIn(line, edit, kind);
    if (!conditions.some((condition) => condition.kind === kind && condition.value === value)) return false;
  }
  return true;
}

function valueIn(line: Written, edit: EditRecord | undefined, kind: Condition['kind']): string | null {
  if (kind === 'origin') return line.origin;
  if (edit === undefined) return null;
  switch (kind) {
    case 'agent':
      return edit.agent;
    case 'model':
      return modelName(edit.model, edit.agent);
    case 'session':
      return edit.session;
    case 'turn':
      return edit.turn === null ? null : `${edit.session}/${edit.turn.index}`;
    case 'evidence':
      return edit.evidence;
  }
}
