import type { CommitInfo } from '../../model/blame-result.js';
import type { EditRecord } from '../../model/edit-record.js';
import type { Written } from './blocks.js';
import { visibleText } from './visible-text.js';

/** `1 line`, `2 lines`. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A time as a person reads it, in the zone of the browser; ISO 8601 in, empty where it is not known. */
export function timeText(time: string | null): string {
  if (time === null) return '';
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Sessions as they are told apart at a glance. */
export function shortSession(id: string): string {
  return id.length > 13 ? id.slice(0, 13) : id;
}

/** A model's name without the day of its release, which the panel tells. */
function shortModel(model: string | null): string | null {
  return model?.replace(/-20\d{6}$/, '') ?? null;
}

/** The model and the turn of an edit, in few words. */
export function editWriter({ agent, model, turn }: EditRecord): string {
  return visibleText(
    `${shortModel(model) ?? `${agent} (model unknown)`}${turn === null ? '' : ` · turn ${turn.index}`}`,
  );
}

/** Who wrote a line, in few words. */
export function writerText(
  line: Written,
  edits: Readonly<Record<string, EditRecord>>,
  commits: Readonly<Record<string, CommitInfo>>,
): string {
  const edit = line.edit === null ? undefined : edits[line.edit];
  if (edit !== undefined) return editWriter(edit);
  const commit = line.commit === null ? undefined : commits[line.commit];
  if (line.origin === 'commit') {
    return visibleText(`${commit?.author ?? 'commit'} · ${(line.commit ?? '').slice(0, 8)}`);
  }
  return line.origin;
}
