import type { EditRecord } from '../model/edit-record.js';
import { visibleCell } from './control-characters.js';

/** `codex gpt-5.2-codex`; an unknown model is told, and a note or a record that tells it. Shown safely, as all of this file. */
export function agentAndModel(edit: EditRecord): string {
  return visibleCell(`${edit.agent} ${edit.model ?? '(model unknown)'}${source(edit)}`);
}

/** The model; where it is unknown, the agent. */
export function modelOrAgent(edit: EditRecord): string {
  return visibleCell(`${edit.model ?? edit.agent}${source(edit)}`);
}

function source({ note, record }: EditRecord): string {
  if (note !== undefined) return ' (note)';
  return record === undefined ? '' : ' (record)';
}

/** `#2`, or nothing before the first turn. */
export function turnNumber(edit: EditRecord): string {
  return edit.turn === null ? '' : `#${edit.turn.index}`;
}

/** `019b3a6c #2`. */
export function sessionAndTurn(edit: EditRecord, short: (id: string) => string): string {
  return `${visibleCell(short(edit.session))} ${turnNumber(edit)}`.trimEnd();
}
