import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';

/** The answer of `doctor`. Keys in the order of the JSON. */
export interface DoctorResult {
  readonly schema: 'ai-blame/doctor@1';
  readonly repository: RepositoryRef;
  /** A snapshot is gone or stored only in part, an applied patch did not replay or cannot be read, or a trace is damaged. */
  readonly evidenceLost: boolean;
  /** By the time they began, then by id. */
  readonly sessions: readonly SessionHealth[];
  readonly totals: HealthTotals;
  /** Snapshots that an agent left, that no record names and no ref reaches. Nothing is concluded from them; `pin` keeps them. */
  readonly unnamed: readonly UnnamedSnapshot[];
  /** When git may delete what no ref reaches. */
  readonly expiry: PruneExpiry;
  /** Every home that was searched. */
  readonly homes: readonly HomeSearch[];
  readonly warnings: readonly Warning[];
}

/** One trace of this repository. */
export interface SessionHealth {
  /** Its id, as the agent gave it. */
  readonly session: string;
  readonly agent: string;
  readonly agentVersion: string | null;
  readonly parentSession: string | null;
  /** Times of the first and the last record, ISO 8601 UTC, or null. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** `elsewhere`: in another work tree or clone of this history. */
  readonly where: 'here' | 'elsewhere';
  /** What told that it is of this repository: `directory`, `moved-from`, `snapshot`, `commit` or `path`. */
  readonly matchedBy: string;
  /** Sorted. */
  readonly models: readonly string[];
  readonly turns: number;
  /** Numbers of the turns that did something, and whose model no record tells. */
  readonly turnsWithoutModel: readonly number[];
  readonly snapshots: SnapshotHealth;
  readonly patches: PatchHealth;
  /** Records that were passed by, and the like: how many by stable code. */
  readonly skipped: Readonly<Record<string, number>>;
  /** The agent's home (absolute) and the path in it. */
  readonly trace: { readonly home: string; readonly path: string };
}

export interface SnapshotHealth {
  /** Stored, and not at risk. */
  readonly alive: number;
  /** Those of the alive that some ref reaches. */
  readonly kept: number;
  /** Those of the alive that the agent keeps itself, for some days. */
  readonly held: number;
  /** Stored, reached by no ref, and older than git's expiry: the next garbage collection takes them. */
  readonly atRisk: readonly SnapshotRef[];
  /** Their commit is stored, but not all of their files are. */
  readonly damaged: readonly SnapshotRef[];
  /**
   * The agent threw them away, as it does after some days, and no line's evidence went with them: their turns ran nothing that only
   * snapshots tell of, or noted what they made of files.
   */
  readonly expired: readonly SnapshotRef[];
  /** Not stored any more. */
  readonly lost: readonly SnapshotRef[];
}

export interface SnapshotRef {
  readonly commit: string;
  /** Number of the turn, or null. */
  readonly turn: number | null;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
}

export interface UnnamedSnapshot {
  readonly commit: string;
  /** When it was made: ISO 8601 UTC. */
  readonly time: string;
}

/** Recorded changes of files of this repository, each of one file. */
export interface PatchHealth {
  readonly applied: number;
  readonly failed: number;
  readonly rejected: number;
  /** No result is recorded, or it does not tell. */
  readonly unconfirmed: number;
  /** Of the applied: those that fit no content that is known, and whose lines were not found again. */
  readonly notReplayed: readonly FailedReplay[];
}

export interface FailedReplay {
  readonly path: string;
  /** `text_missing`, `base_unknown`, `file_missing` or `does_not_fit`. */
  readonly why: string;
  readonly turn: number | null;
  /** Path in the agent's home; number of the record, from 1. */
  readonly trace: { readonly path: string; readonly line: number };
}

export interface HealthTotals {
  readonly sessions: number;
  readonly turns: number;
  readonly turnsWithoutModel: number;
  readonly snapshots: {
    readonly alive: number;
    readonly kept: number;
    readonly held: number;
    readonly atRisk: number;
    readonly damaged: number;
    readonly expired: number;
    readonly lost: number;
  };
  readonly patches: {
    readonly applied: number;
    readonly failed: number;
    readonly rejected: number;
    readonly unconfirmed: number;
    readonly notReplayed: number;
  };
  readonly skipped: Readonly<Record<string, number>>;
}

export interface PruneExpiry {
  /** `gc.pruneExpire` as configured, or null. */
  readonly setting: string | null;
  /** What was stored before may be deleted: ISO 8601 UTC; null: never. */
  readonly before: string | null;
}

export interface HomeSearch {
  readonly agent: string;
  /** Absolute. */
  readonly path: string;
  /** How many traces it holds, and how many of them are of this repository. */
  readonly traces: number;
  readonly selected: number;
  /** The selected, by what told that they are of this repository. */
  readonly matchedBy: Readonly<Record<string, number>>;
}
