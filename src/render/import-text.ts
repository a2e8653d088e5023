import type { ImportResult } from '../model/import-result.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';

const STATUS = { written: 'written to', grown: 'added to', unchanged: 'already in' } as const;

/** One line for each session: what became of it, and where it is kept. */
export function importText({ folder, sessions }: ImportResult): string {
  return sessions
    .map(({ agent, id, path, records, status }) => {
      const what = `${visibleCell(agent)} ${visibleCell(id)}, ${counted(records, 'message', 'messages')}`;
      return `${what}, ${STATUS[status]} ${visibleCell(`${folder}/${path}`)}\n`;
    })
    .join('');
}
