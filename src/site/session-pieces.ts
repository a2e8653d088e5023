import type { ReadSession } from '../app/pages-reader.js';
import {
  EDIT_DIGITS,
  type EditsPiece,
  type PromptsPiece,
  pieceKey,
  SESSIONS_A_PIECE,
  type SessionsPiece,
  type TurnPiece,
} from '../model/page-pieces.js';
import type { SessionResult } from '../model/session-list.js';
import type { DiffResult } from '../model/time-travel.js';
import type { TranscriptResult, TranscriptTurn } from '../model/transcript.js';
import type { DiffAnswer } from '../model/travel-answers.js';
import { orderedEdit } from '../render/edit-json.js';
import { sessionJson } from '../render/sessions-json.js';
import { transcriptJson } from '../render/transcript-json.js';
import { diffJson } from '../render/travel-json.js';
import { MARK } from '../secrets/known-forms.js';
import type { Redactor } from '../secrets/redactor.js';
import type { PieceCleaner } from './piece-cleaner.js';
import type { Writing } from './writing.js';

export interface WrittenSessions {
  /** How many have a page, and how many of them are in the list. */
  readonly told: number;
  readonly listed: number;
  /** How many edits are in each of their pieces. */
  readonly edits: Readonly<Record<string, number>>;
}

/** Writes the conversations turn by turn, what is searched in them, and the edits. */
export function writeSessions(writing: Writing, redactor: Redactor | null): WrittenSessions {
  const { reader, folder, cleaner, limits, leftOut, progress } = writing;
  const ids: string[] = [];
  const rows: SessionsPiece['sessions'][number][] = [];
  const prompts: PromptsPiece['turns'][number][] = [];
  let left = limits.turns;
  let seen = 0;
  for (const session of reader.sessions()) {
    progress.update('Writing sessions', seen++, 0);
    if (ids.length >= limits.sessions) {
      leftOut.add('sessions');
      continue;
    }
    const { entry, isListed, result } = session;
    const told: SessionResult = cleaner.value({ ...JSON.parse(sessionJson(result)), origin: 'traces' });
    const { agent, id } = told.session;
    const name = `${agent}:${id}`;
    const count = Math.min(result.turns.length, left);
    left -= count;
    leftOut.add('turns', result.turns.length - count);
    const turns = writeTurns(writing, session, name, count, redactor);
    folder.put(pieceKey.session(name), { result: told, turns });
    ids.push(name);
    if (isListed) rows.push(cleaner.value({ ...entry, depth: 0 }));
    for (const { index, startedAt, prompt } of told.turns)
      prompts.push({ session: id, agent, index, startedAt, prompt });
  }
  for (let from = 0; from < Math.max(1, rows.length); from += SESSIONS_A_PIECE) {
    const piece = { sessions: rows.slice(from, from + SESSIONS_A_PIECE) };
    folder.put(pieceKey.sessions(from / SESSIONS_A_PIECE), piece);
  }
  folder.put(pieceKey.sessionIds, { ids });
  folder.put(pieceKey.prompts, { turns: prompts });
  return { told: ids.length, listed: rows.length, edits: writeEdits(writing) };
}

/** @returns numbers of those that were written: the last ones, where not all may be. */
function writeTurns(
  { folder, cleaner }: Writing,
  { result, transcript, turn }: ReadSession,
  name: string,
  count: number,
  redactor: Redactor | null,
): number[] {
  if (count === 0) return [];
  const { turns, edits, ...whole }: TranscriptResult = JSON.parse(transcriptJson(transcript(redactor)));
  const byIndex = new Map(turns.map((each) => [each.index, each]));
  const shared = cleaner.value({ ...whole, origin: 'traces' as const });
  const written: number[] = [];
  for (const { index } of result.turns.slice(-count)) {
    const own = byIndex.get(index);
    const told = own === undefined ? [] : [cleaner.value(own)];
    const diff = turn(index);
    const piece: TurnPiece = {
      transcript: {
        ...shared,
        secretsReplaced: told.reduce((sum, each) => sum + marksIn(each), 0),
        turns: told,
        edits: cleaner.value(pick(edits, own === undefined ? [] : editsOf(own))),
      },
      diff: diff === null ? null : cleanDiff(diff, cleaner),
    };
    folder.put(pieceKey.turn(name, index), piece);
    written.push(index);
  }
  return written;
}

/** How many secrets a turn's texts tell of; what is folded away is not told. */
function marksIn({ entries }: TranscriptTurn): number {
  return entries.reduce((sum, entry) => sum + ('text' in entry ? entry.text.split(MARK).length - 1 : 0), 0);
}

function editsOf({ entries, edits }: TranscriptTurn): string[] {
  return [...entries.flatMap((entry) => ('edits' in entry ? entry.edits : [])), ...edits];
}

function pick<T>(all: Readonly<Record<string, T>>, ids: readonly string[]): Record<string, T> {
  return Object.fromEntries(ids.flatMap((id) => (all[id] === undefined ? [] : [[id, all[id]]])));
}

/** The lines of a hunk are looked at together, then each: what is a secret by what stands around it is found there. */
function cleanDiff(diff: DiffResult, cleaner: PieceCleaner): DiffAnswer {
  const told: DiffAnswer = JSON.parse(diffJson(diff, false));
  const files = told.files.map((file) => ({
    ...file,
    hunks: file.hunks.map(({ before, after, lines }) => {
      const texts = cleaner.content(lines.map(({ text }) => text).join('\n')).split('\n');
      return { before, after, lines: lines.map((line, n) => ({ ...line, text: texts[n] ?? '' })) };
    }),
  }));
  return cleaner.value({ ...told, files });
}

/** @returns how many are in each piece. */
function writeEdits({ reader, folder, cleaner }: Writing): Record<string, number> {
  const pieces = new Map<string, EditsPiece['edits'][number][]>();
  for (const edit of reader.edits) {
    const digits = edit.id.slice(0, EDIT_DIGITS);
    pieces.set(digits, [...(pieces.get(digits) ?? []), orderedEdit(edit)]);
  }
  const sorted = [...pieces].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [digits, edits] of sorted) folder.put(pieceKey.edits(digits), { edits: cleaner.value(edits) });
  return Object.fromEntries(sorted.map(([digits, edits]) => [digits, edits.length]));
}
