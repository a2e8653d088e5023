import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';

/** What can be installed. */
export const HOOK_NAMES = ['pre-commit', 'prepare-commit-msg', 'post-commit'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** The hooks of git that carry it out: a trailer waits for the message that the person writes in the editor. */
export const PARTS = {
  'pre-commit': ['pre-commit'],
  'prepare-commit-msg': ['prepare-commit-msg', 'commit-msg'],
  'post-commit': ['post-commit'],
} as const satisfies Record<HookName, readonly string[]>;

export const GIT_HOOKS = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'] as const;
export type GitHook = (typeof GIT_HOOKS)[number];

/** Who runs the hooks of a repository; `git`: git itself, from its hooks folder. */
export const MANAGERS = ['git', 'husky', 'lefthook', 'pre-commit'] as const;
export type Manager = (typeof MANAGERS)[number];

/** The answer of `hooks install`, `uninstall` and `status`. Keys in the order of the JSON. */
export interface HooksResult {
  readonly schema: 'ai-blame/hooks@1';
  readonly repository: RepositoryRef;
  readonly action: 'install' | 'uninstall' | 'status';
  readonly dryRun: boolean;
  /** null: several are in use, or (uninstall) it does not matter. */
  readonly manager: Manager | null;
  /** All that were found in use, sorted as `MANAGERS`; `git` alone where no other is. */
  readonly managers: readonly Manager[];
  /** Absolute: where git looks for hooks. */
  readonly hooksFolder: string;
  /** What is there (`installed`), or was done. */
  readonly hooks: readonly PlacedHook[];
  /** What is left for the person to do, each a command line or a sentence. */
  readonly next: readonly string[];
  readonly warnings: readonly Warning[];
}

export interface PlacedHook {
  readonly hook: GitHook;
  readonly manager: Manager;
  /** Relative to the root where it lies there, else absolute. */
  readonly file: string;
  readonly state: 'installed' | 'updated' | 'unchanged' | 'removed';
  /** What stood there before goes on running, before ours: in the same file, or kept under this name; null: nothing did. */
  readonly chained: string | null;
}
