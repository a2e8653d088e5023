import type { RepositoryRef } from './blame-result.js';

/** What a page about a repository is headed with. */
export interface RepositoryDescription extends RepositoryRef {
  /** Of its folder. */
  readonly name: string;
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
