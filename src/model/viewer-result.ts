import type { Origin, RepositoryRef } from './blame-result.js';
import type { CaveatCode } from './caveats.js';
import type { Warning } from './diagnostic.js';
import type { Evidence } from './evidence.js';
import type { SessionEntry } from './session-list.js';

/** What a page about a repository is headed with. */
export interface RepositoryDescription extends RepositoryRef {
  /** Of its folder. */
  readonly name: string;
}

/** What the viewer heads its pages with, and the words that it explains, each with its sentence. */
export interface AboutResult {
  readonly schema: 'ai-blame/about@1';
  /** Of this program. */
  readonly version: string;
  readonly repository: RepositoryDescription;
  readonly caveats: Readonly<Record<CaveatCode, string>>;
  readonly evidence: Readonly<Record<Evidence, string>>;
  readonly origins: Readonly<Record<Origin, string>>;
}

/** Why the viewer's server gives no answer. */
export interface ErrorResult {
  readonly schema: 'ai-blame/error@1';
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
  };
}

/** The files of a work tree. */
export interface FilesResult {
  readonly schema: 'ai-blame/files@1';
  readonly repository: RepositoryRef;
  /** Relative to the root, with `/`, sorted. */
  readonly paths: readonly string[];
  /** How many more there are. */
  readonly truncated: number;
}

/** What an answer rests on, as one text: equal texts, equal answers. */
export interface ChangeStamp {
  readonly stamp: string;
  /** Whether all of it was last changed long enough ago that another change would show. */
  readonly isSettled: boolean;
}

/** What was found among the titles and prompts of a repository's sessions. */
export interface SearchResult {
  readonly schema: 'ai-blame/search@1';
  /** By their titles and first messages; the newest first. */
  readonly sessions: readonly SessionEntry[];
  /** By what the person wrote; those of the newest session first. */
  readonly turns: readonly FoundTurn[];
  /** Whether more was found than is told. */
  readonly isMore: boolean;
  readonly warnings: readonly Warning[];
}

export interface FoundTurn {
  readonly session: string;
  readonly agent: string;
  readonly turn: {
    /** From 1. */
    readonly index: number;
    readonly startedAt: string | null;
    /** The first line of the message. */
    readonly prompt: string;
  };
}
