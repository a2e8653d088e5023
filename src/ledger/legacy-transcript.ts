import { createHash } from 'node:crypto';
import type { LedgerCard, LedgerTurn } from '../model/ledger.js';
import { strictSeconds } from './times.js';
import { inTheirOrder, type Transcript } from './transcript.js';
import { sectionsOf } from './transcript-sections.js';
import { uuidV5 } from './uuid.js';

const HEADING = /^## Turn (\S+)[ \t]*$/gm;
const BULLET = /^- \*\*(.*?)\*\* \(`(.*?)`\): ?(.*)$/gm;

/** Whether a text is a transcript of the older form (formats/ledger.md, 1.11). */
export function isLegacyTranscript(content: string): boolean {
  return /^\ufeff?# Chat Archive for /.test(content);
}

/**
 * Reads transcripts of the older form, one a day. Their turns have no ids: they get such as follow from what they hold.
 * @param thread a UUID.
 * @param days the texts of all days.
 * @param subject what warnings are about.
 */
export function readLegacyTranscripts(thread: string, days: readonly string[], subject: string): Transcript {
  const turns = new Map<string, LedgerTurn>();
  for (const day of days) {
    const text = day.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
    const headings = [...text.matchAll(HEADING)];
    for (const [place, heading] of headings.entries()) {
      const block = text.slice(heading.index, headings[place + 1]?.index ?? text.length).trim();
      const turn = legacyTurn(thread, heading[1] ?? '', block);
      if (turn !== null) turns.set(turn.turnID, turn);
    }
  }
  const message = "CodexChat's older transcripts name no turns: their ids are made of what they hold";
  return {
    turns: inTheirOrder([...turns.values()]),
    warnings: [{ code: 'legacy_transcript', message, count: 1, subject }],
  };
}

function legacyTurn(thread: string, time: string, block: string): LedgerTurn | null {
  const timestamp = strictSeconds(time);
  if (timestamp === null) return null;
  const digest = createHash('sha256').update(block, 'utf8').digest('hex').slice(0, 16);
  const { user, assistant, actions } = sectionsOf(`${block.slice(block.indexOf('\n') + 1).replace(/\n---$/, '')}\n`);
  const cards = [...actions.matchAll(BULLET)].map(
    ([, title = '', method = '', text = '']): LedgerCard => ({ method, title, text, timestamp, status: 'completed' }),
  );
  const turnID = uuidV5(thread, `legacy/${timestamp}/${digest}`).toUpperCase();
  return { turnID, timestamp, status: 'completed', userText: user, assistantText: assistant, cards };
}
