import type { Warning } from '../model/diagnostic.js';
import type { LedgerCard, LedgerStatus, LedgerTurn } from '../model/ledger.js';
import { strictSeconds } from './times.js';
import { cardsOf } from './transcript-cards.js';
import { sectionsOf } from './transcript-sections.js';
import { isUuid } from './uuid.js';

/** What a transcript of another program holds. */
export interface Transcript {
  /** By time, then by id, as that program lists them. */
  readonly turns: readonly LedgerTurn[];
  readonly warnings: readonly Warning[];
}

const BEGIN = '<!-- CODEXCHAT_TURN_BEGIN';
const END = '<!-- CODEXCHAT_TURN_END -->';

/** Texts that stand for an empty answer (formats/ledger.md, 1.6). */
const PLACEHOLDERS: Readonly<Record<LedgerStatus, string>> = {
  pending: '_Pending response..._',
  failed: '_Turn failed before assistant output._',
  completed: '_No assistant output captured._',
};

/** Told by code, and by the line at which it stands. */
type Tell = (code: string, message: string, line: number) => void;

/**
 * Reads the turn blocks of a transcript that CodexChat keeps (formats/ledger.md, 1). Where its own reader would stop, at a marker
 * that is broken, this one goes on with the next.
 * @param subject what warnings are about.
 */
export function readTranscript(content: string, subject: string): Transcript {
  const warnings: Warning[] = [];
  const tell: Tell = (code, message, line) => {
    warnings.push({ code, message: `${message} (line ${line})`, count: 1, subject });
  };
  const text = content.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const turns = new Map<string, LedgerTurn>();
  let at = text.indexOf(BEGIN);
  while (at >= 0) {
    const next = text.indexOf(BEGIN, at + BEGIN.length);
    const line = lineOf(text, at);
    const turn = readBlock(text.slice(at, next < 0 ? text.length : next), line, tell);
    if (turn !== null) {
      if (turns.has(turn.turnID)) tell('turn_repeated', 'A turn is there twice; the later one counts', line);
      turns.set(turn.turnID, turn);
    }
    at = next;
  }
  return { turns: inTheirOrder([...turns.values()]), warnings };
}

/** By time, then by id: times have whole seconds only. */
export function inTheirOrder(turns: readonly LedgerTurn[]): LedgerTurn[] {
  const keyOf = ({ timestamp, turnID }: LedgerTurn): string => `${timestamp} ${turnID}`;
  return [...turns].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** @param block from a begin marker up to the next one, or to the end. */
function readBlock(block: string, line: number, tell: Tell): LedgerTurn | null {
  const lineEnd = block.indexOf('\n');
  const head = lineEnd < 0 ? null : readMarker(block.slice(BEGIN.length, lineEnd));
  if (head === null) {
    tell('marker_broken', 'A begin marker cannot be read, and its turn was passed by; CodexChat stops there', line);
    return null;
  }
  const end = block.indexOf(END, lineEnd);
  if (end < 0) {
    tell('block_unfinished', 'A turn has no end marker and was passed by; CodexChat stops there', line);
    return null;
  }
  if (block.indexOf(END, end + END.length) >= 0) {
    tell('message_cut', 'A turn holds a second end marker: what stands behind the first was cut off', line);
  }
  const sections = sectionsOf(block.slice(lineEnd + 1, end));
  if (sections.isCut) tell('message_cut', 'A message holds a heading of the transcript and was cut there', line);
  const cards = cardsOf(sections.actions);
  if (cards === null) tell('actions_unreadable', "A turn's actions cannot be read and were left out", line);
  return turnOf(head, sections, cards ?? []);
}

interface Marker {
  readonly turnID: string;
  readonly timestamp: string;
  readonly status: LedgerStatus;
}

/** @param text ` id=… timestamp=… status=… -->`. */
function readMarker(text: string): Marker | null {
  if (!text.trimEnd().endsWith('-->')) return null;
  const attributes = new Map(
    text
      .trimEnd()
      .slice(0, -3)
      .split(' ')
      .flatMap((word) => {
        const at = word.indexOf('=');
        return at < 0 ? [] : [[word.slice(0, at), word.slice(at + 1)] as const];
      }),
  );
  const id = attributes.get('id') ?? '';
  const timestamp = strictSeconds(attributes.get('timestamp') ?? '');
  if (!isUuid(id) || timestamp === null) return null;
  const status = attributes.get('status');
  return {
    turnID: id.toUpperCase(),
    timestamp,
    status: status === 'pending' || status === 'failed' ? status : 'completed',
  };
}

function turnOf(
  { turnID, timestamp, status }: Marker,
  { user, assistant }: { readonly user: string; readonly assistant: string },
  cards: readonly Omit<LedgerCard, 'status'>[],
): LedgerTurn {
  const assistantText = assistant === PLACEHOLDERS[status] ? '' : assistant;
  return {
    turnID,
    timestamp,
    status,
    userText: user,
    assistantText,
    cards: cards.map((card) => ({ ...card, status })),
  };
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
