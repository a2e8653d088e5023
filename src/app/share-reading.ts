import type { TraceSource } from '../model/session.js';
import type { ScanSharing } from '../store/index-pass.js';
import { Helper } from '../threads/helper.js';

/** A second thread is worth its memory (some 20 MiB) where so many bytes are to be read: minutes, not seconds. */
const WORTH_A_THREAD = 2e9;

/** A helper, where the sources are worth one; they are to be shared at once. */
export function helperFor(sources: readonly TraceSource[]): Helper | null {
  const bytes = sources.reduce((sum, source) => sum + (isShared(source) ? source.size : 0), 0);
  return bytes < WORTH_A_THREAD ? null : Helper.start();
}

/** What is known to cost what its size is, and needs nothing but the file. */
export function isShared({ kind }: TraceSource): boolean {
  return kind === 'jsonl';
}

/** Sources that are read for the index, by two threads. */
export const sharedScans: ScanSharing = (agent, tasks, isOwn) => {
  const withheld = tasks.map(({ source }, n) => isOwn(n) || !isShared(source));
  const helper = helperFor(tasks.filter((_, n) => withheld[n] === false).map(({ source }) => source));
  if (helper === null) return null;
  const job = helper.begin('scan', agent, tasks, { withheld });
  helper.finish();
  return job;
};
