import type { ImportResult } from '../model/import-result.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';

const STATUS = { written: 'written to', grown: 'added to', unchanged: 'already in' } as const;

/** One line for each session, or record: what became of it, and where it is kept. */
export function importText({ folder, sessions, records }: ImportResult): string {
  const ofSessions = sessions.map(({ agent, id, path, records: messages, status }) => {
    const what = `${visibleCell(agent)} ${visibleCell(id)}, ${counted(messages, 'message', 'messages')}`;
    return `${what}, ${STATUS[status]} ${visibleCell(`${folder}/${path}`)}\n`;
  });
  const ofRecords = records.map(({ revision, writer, lines, path, status }) => {
    const by = writer === null ? '' : ` by ${visibleCell(writer)}`;
    const what = `${revision.slice(0, 12)}, ${counted(lines, 'line', 'lines')} of agents${by}`;
    return `${what}, ${STATUS[status]} ${visibleCell(`${folder}/${path}`)}\n`;
  });
  return [...ofSessions, ...ofRecords].join('');
}
