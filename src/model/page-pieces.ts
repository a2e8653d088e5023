import type { BlameResult } from './blame-result.js';
import type { EditRecord } from './edit-record.js';
import type { SessionResult, SessionRow } from './session-list.js';
import type { TranscriptResult } from './transcript.js';
import type { DiffAnswer, LogAnswer } from './travel-answers.js';
import type { FilesResult } from './viewer-result.js';
import type { WhyResult } from './why-result.js';

/** Why something is not told, in the words of the command. */
export interface PieceFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** What the viewer's pages tell of themselves where they are files, and not a server's. */
export interface CopyDescription {
  /** What it is a copy of; null: the whole repository. */
  readonly scope: string | null;
  readonly isRedacted: boolean;
  /** Sentences: what was left out. */
  readonly leftOut: readonly string[];
}

/** `ai-blame-pages.json`, beside the pages: what they are. */
export interface PagesMarker {
  readonly schema: 'ai-blame/pages@1';
  /** false: the pages are being written, or that was interrupted; then nothing else is told. */
  readonly complete: boolean;
  /** Of the program. */
  readonly version?: string;
  /** What they are a copy of; null: the whole repository. */
  readonly scope?: string | null;
  readonly files?: number;
  readonly sessions?: number;
  /** Of what they tell. */
  readonly bytes?: number;
  /** How many secrets were taken out. */
  readonly redacted?: number;
  /** Sentences. */
  readonly leftOut?: readonly string[];
}

/** Sessions in one piece of their list: as many as the pages ask for at once. */
export const SESSIONS_A_PIECE = 200;
/** Lines whose lives are in one piece. */
export const LIVES_A_PIECE = 200;
/** An edit is in the piece that this many digits of its id name. */
export const EDIT_DIGITS = 2;

/** The piece that is read first. */
export interface IndexPiece {
  /** As the viewer's server answers, with `copy`. */
  readonly about: object;
  readonly files: FilesResult;
  /** Files that are gone, whose history is told. */
  readonly gone: readonly string[];
  /** How many sessions the list has. */
  readonly sessions: number;
  /** How many edits are in each of their pieces. */
  readonly edits: Readonly<Record<string, number>>;
}

export interface FilePiece {
  readonly blame: BlameResult | null;
  readonly failure: PieceFailure | null;
  /** Of how many lines, from the first, the life is told. */
  readonly lives: number;
}

export interface LivesPiece {
  readonly lines: readonly (Omit<WhyResult, 'edits' | 'commits' | 'looks'> & { readonly looks: readonly string[] })[];
  readonly edits: WhyResult['edits'];
  readonly commits: WhyResult['commits'];
  readonly looks: WhyResult['looks'];
}

export interface HistoryPiece {
  readonly log: LogAnswer | null;
  readonly failure: PieceFailure | null;
  /** Number of the state that HEAD has. */
  readonly head: number | null;
  /** Numbers of the states whose content is told, or why there is none. */
  readonly held: readonly number[];
}

export interface SessionsPiece {
  readonly sessions: readonly SessionRow[];
}

/** All sessions of which there is a piece, as `AGENT:ID`. */
export interface SessionIdsPiece {
  readonly ids: readonly string[];
}

export interface SessionPiece {
  readonly result: SessionResult;
  /** Numbers of the turns that are told. */
  readonly turns: readonly number[];
}

export interface TurnPiece {
  readonly transcript: TranscriptResult;
  /** null: it changed nothing here. */
  readonly diff: DiffAnswer | null;
}

/** What can be searched for beside files and the list of sessions. */
export interface PromptsPiece {
  readonly turns: readonly {
    readonly session: string;
    readonly agent: string;
    readonly index: number;
    readonly startedAt: string | null;
    readonly prompt: string;
  }[];
}

export interface EditsPiece {
  readonly edits: readonly EditRecord[];
}

/** Names of pieces. */
export const pieceKey = {
  index: 'index',
  stats: 'stats',
  sessionIds: 'session-ids',
  prompts: 'prompts',
  sessions: (n: number) => `sessions ${n}`,
  file: (path: string) => `file ${path}`,
  lives: (path: string, n: number) => `lives ${n} ${path}`,
  history: (path: string) => `history ${path}`,
  state: (path: string, state: number) => `state ${state} ${path}`,
  session: (id: string) => `session ${id}`,
  turn: (id: string, turn: number) => `turn ${turn} ${id}`,
  edits: (digits: string) => `edits ${digits}`,
} as const;

/**
 * The script, below `data/`, that a piece is in. Pages find it without a list of all pieces. It is no digest that one could rely on:
 * scripts name their pieces in full, and two pieces of one name are in one script.
 */
export function pieceFile(key: string): string {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < key.length; at++) {
    const unit = key.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul((b << 5) ^ (b >>> 27) ^ unit, 0x85ebca6b);
  }
  a = Math.imul(a ^ (a >>> 15) ^ b, 0x2c1b3c6d);
  b = Math.imul(b ^ (b >>> 13) ^ a, 0x297a2d39);
  return `${hex(a ^ (a >>> 16))}${hex(b ^ (b >>> 14))}.js`;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
