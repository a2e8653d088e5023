import type { SnapshotEvent } from '../model/agent-event.js';

/** Untracked paths that the agent recorded with a snapshot, relative to the root (formats/codex.md, 10.4). */
export interface SnapshotLists {
  readonly untrackedFiles: readonly string[];
  readonly untrackedDirs: readonly string[];
}

/** What snapshots do not hold though the work tree does. */
export interface LeftOut {
  lists(event: SnapshotEvent): SnapshotLists;
  /** Names of folders whose untracked files the agent leaves out. */
  hiddenFolders(event: SnapshotEvent): ReadonlySet<string>;
  /** By today's rules; those of then are not known. */
  isIgnored(path: string): boolean;
  /** Whether the work tree's file is larger than those that the agent takes into snapshots: by today's size. */
  isTooLarge(event: SnapshotEvent, path: string): boolean;
}
