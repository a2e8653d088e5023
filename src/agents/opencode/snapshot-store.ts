import type { TraceSource } from '../../model/session.js';
import { isDatabase } from './homes.js';

/**
 * Where the trees of a project's sessions are: a git directory, or one for each work tree below it (formats/opencode.md, 4); null where
 * the session names no project.
 */
export function snapshotStore({ home }: TraceSource, project: string | null): string | null {
  if (project === null) return null;
  const folder = isDatabase(home) ? home.replace(/[/\\][^/\\]*$/, '') : home;
  return `${folder}/snapshot/${project}`;
}
