import type { CommitInfo, Origin, RepositoryRef } from '../../model/blame-result.js';
import type { Warning } from '../../model/diagnostic.js';
import type { Caveat, EditAction, EditRecord } from '../../model/edit-record.js';
import type { Evidence } from '../../model/evidence.js';
import type { EditTotals, StatsResult } from '../../model/stats-result.js';
import type { Attribution, Confidence, StateRecord } from '../../model/time-travel.js';

/** JSON that the model has no type for, because the program holds bytes where the JSON has text. Keys as the contract has them. */
export interface AboutAnswer {
  readonly version: string;
  readonly repository: { readonly root: string; readonly name: string; readonly head: string | null };
  readonly caveats: Readonly<Record<string, string>>;
  readonly evidence: Readonly<Record<Evidence, string>>;
  readonly origins: Readonly<Record<Origin, string>>;
}

export interface FilesAnswer {
  readonly paths: readonly string[];
}

export interface DayTotals {
  /** UTC: 2026-03-04. */
  readonly day: string;
  readonly agent: string;
  readonly model: string | null;
  readonly edits: EditTotals;
}

export type StatsAnswer = StatsResult & { readonly days: readonly DayTotals[] };

interface CaveatCount extends Caveat {
  readonly count: number;
}

export interface LogAnswer {
  readonly repository: RepositoryRef;
  readonly path: string;
  readonly states: readonly StateRecord[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly caveats: readonly CaveatCount[];
  readonly warnings: readonly Warning[];
}

interface LineSpan {
  /** From 1. */
  readonly start: number;
  readonly count: number;
  readonly origin: Origin;
  readonly edit: string | null;
  readonly commit: string | null;
}

export interface ShowAnswer {
  readonly path: string;
  readonly ref: string;
  readonly state: number | null;
  readonly content?: string;
  readonly contentBase64?: string;
  readonly attribution: Attribution | null;
  readonly confidence: Confidence;
  readonly edit: EditRecord | null;
  readonly lines?: readonly LineSpan[];
  readonly edits?: Readonly<Record<string, EditRecord>>;
  readonly commits?: Readonly<Record<string, CommitInfo>>;
  readonly caveats: readonly CaveatCount[];
  readonly warnings: readonly Warning[];
}

export interface DiffAnswerLine {
  readonly op: ' ' | '+' | '-';
  readonly text: string;
  readonly noNewline?: boolean;
  /** Who wrote the line. */
  readonly edit: string | null;
  /** Who took it away. */
  readonly removedBy?: string | null;
}

interface DiffAnswerHunk {
  readonly before: { readonly start: number; readonly count: number };
  readonly after: { readonly start: number; readonly count: number };
  readonly lines: readonly DiffAnswerLine[];
}

export interface DiffAnswerFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly action: EditAction;
  readonly added: number | null;
  readonly removed: number | null;
  readonly isWhole: boolean;
  readonly hunks: readonly DiffAnswerHunk[];
}

interface DiffAnswerSide {
  readonly ref: string;
  readonly state: number | null;
  readonly path: string;
}

export interface DiffAnswer {
  readonly from: DiffAnswerSide | null;
  readonly to: DiffAnswerSide | null;
  readonly reversed: boolean;
  readonly files: readonly DiffAnswerFile[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly caveats: readonly CaveatCount[];
  readonly warnings: readonly Warning[];
}

export interface SearchAnswer {
  readonly sessions: readonly { readonly id: string; readonly agent: string; readonly title: string | null }[];
  readonly turns: readonly {
    readonly session: string;
    readonly agent: string;
    readonly turn: { readonly index: number; readonly startedAt: string | null; readonly prompt: string };
  }[];
}

export interface TraceAnswer {
  readonly edit: EditRecord;
}

export interface EditsAnswer {
  readonly edits: readonly EditRecord[];
  readonly truncated?: number;
  readonly warnings: readonly Warning[];
}
