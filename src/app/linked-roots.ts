import { posix } from 'node:path';
import { realpathSync } from '../git/disk.js';
import type { AgentEvent } from '../model/agent-event.js';
import { normaliseRecordedPath, type RecordedPath, relativeTo } from '../reconcile/recorded-path.js';

/** So many folders of other places are looked at: a trace may name any number. */
const MOST_FOLDERS = 64;

/**
 * Folders that are the root of a repository by another name: files are named through a link that the session did not come by, as with
 * `/tmp` and `/private/tmp` (formats/codex.md, 16.17).
 * @param root of the repository, absolute.
 * @param known names of the root that are known.
 */
export function linkedRoots(
  root: string,
  events: readonly AgentEvent[],
  known: readonly RecordedPath[],
): RecordedPath[] {
  const found = new Map<string, RecordedPath>();
  const folders = new Set<string>();
  let real: string | null = null;
  for (const path of pathsNamed(events)) {
    // Nearly every path, and there are many.
    if (path.startsWith(root) && path[root.length] === '/') continue;
    const normal = normaliseRecordedPath(path);
    if (normal === null || normal.caseless || known.some((one) => relativeTo(one, normal) !== null)) continue;
    const folder = posix.dirname(normal.path);
    if (folders.has(folder) || folders.size >= MOST_FOLDERS) continue;
    folders.add(folder);
    real ??= realOf(root) ?? root;
    const other = rootAbove(folder, real);
    if (other !== null) found.set(other, { path: other, caseless: false });
  }
  return [...found.values()];
}

function* pathsNamed(events: readonly AgentEvent[]): Generator<string> {
  for (const event of events) {
    if (event.kind === 'file_change') {
      yield event.path;
      if (event.oldPath !== null) yield event.oldPath;
    } else if (event.kind === 'command') {
      for (const { path } of event.targets) yield path;
    }
  }
}

/** The folder, or one above it, that is `root` in truth; null: there is none. */
function rootAbove(folder: string, root: string): string | null {
  for (let at = folder; at !== '/'; at = posix.dirname(at)) {
    const real = realOf(at);
    if (real === root) return at;
    // What lies elsewhere comes from above no more than the root does.
    if (real !== null && !real.startsWith(root === '/' ? root : `${root}/`)) return null;
  }
  return null;
}

/** null: it is not there. */
function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
