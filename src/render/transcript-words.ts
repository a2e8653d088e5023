import type { EditRecord } from '../model/edit-record.js';
import type { TranscriptEntry, TranscriptResult, TranscriptTurn } from '../model/transcript.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';

type Entry<K extends TranscriptEntry['kind']> = Extract<TranscriptEntry, { kind: K }>;

/** `modify src/a.ts +3 -1 exact`. Shown safely, as all of this file. */
export function editWords({ action, path, previousPath, added, removed, evidence }: EditRecord): string {
  const name = previousPath === null || previousPath === path ? path : `${previousPath} → ${path}`;
  return `${action} ${visibleCell(name)} +${added} -${removed} ${evidence}`;
}

/** `#2`, or what stands before the first message. */
export function turnWords({ index }: TranscriptTurn): string {
  return index === null ? 'before the first message' : `#${index}`;
}

/** Who speaks. */
export function speakerOf({ kind, model }: Entry<'message' | 'answer' | 'reasoning'>, agent: string): string {
  if (kind === 'message') return 'person';
  const name = visibleCell(model ?? agent);
  return kind === 'reasoning' ? `${name}, reasoning` : name;
}

/** `Bash toolu_1`. */
export function callWords({ tool, call }: Pick<Entry<'call'>, 'tool' | 'call'>): string {
  return visibleCell([tool === '' ? '(tool unknown)' : tool, call].filter((word) => word !== null).join(' '));
}

/** `completed, exit code 0, 214 lines`. */
export function resultWords({ status, exitCode, lines }: Entry<'result'>): string {
  const exit = exitCode === null ? [] : [`exit code ${exitCode}`];
  return [visibleCell(status), ...exit, lines === 0 ? 'no output' : counted(lines, 'line', 'lines')].join(', ');
}

/** What stands below a text that is folded; null: it is whole. */
export function foldWords(folded: number): string | null {
  return folded === 0 ? null : `… ${counted(folded, 'more line', 'more lines')} (--full)`;
}

/** What else happened, in words. */
export function noticeWords({ type, data }: Entry<'notice'>): string {
  const shown = (name: string): string => visibleCell(String(data[name] ?? '?'));
  switch (type) {
    case 'file_edit': {
      const name = data.previous_path === null ? shown('path') : `${shown('previous_path')} → ${shown('path')}`;
      return `changed ${name} +${shown('insertions')} -${shown('deletions')}`;
    }
    case 'plan_updated':
      return `plan: ${shown('completed')} of ${shown('steps')} steps done`;
    case 'approval_requested':
      return `asked for approval${typeof data.reason === 'string' ? `: ${shown('reason')}` : ''}`;
    case 'context_compacted':
      return 'the conversation was shortened for the model';
    case 'thread_rolled_back':
      return `${data.turns === null ? 'turns' : counted(Number(data.turns), 'turn', 'turns')} taken back; files: ${shown('files')}`;
    default:
      return visibleCell(type);
  }
}

/** Whether an entry is to be shown to people: a change that has an edit's id is told as that. */
export function isShown(entry: TranscriptEntry, { repository }: TranscriptResult): boolean {
  return entry.kind !== 'notice' || entry.type !== 'file_edit' || repository === null;
}
