import type { TraceSource } from '../model/session.js';
import type { ScanSharing } from '../store/index-pass.js';
import { Helper } from '../threads/helper.js';

/** From so many bytes on that are to be read for the index, once, a second thread is worth its memory (some 40 MiB): minutes, not seconds. */
const WORTH_A_THREAD = 2e9;
/** The same where they are read for one answer: somebody waits for it, and will again, while less is held in memory than for the index. */
const WORTH_A_THREAD_EACH_TIME = 4e8;

/** A helper for what one answer needs, where the sources are worth one; they are to be shared at once. */
export function helperFor(sources: readonly TraceSource[]): Helper | null {
  return helperFrom(WORTH_A_THREAD_EACH_TIME, sources);
}

function helperFrom(least: number, sources: readonly TraceSource[]): Helper | null {
  const bytes = bytesOf(sources.filter(isShared));
  return bytes < least ? null : Helper.start();
}

function bytesOf(sources: readonly TraceSource[]): number {
  return sources.reduce((sum, { size }) => sum + size, 0);
}

/** What is less is read before the heap could grow by it. */
const MUCH = 8e6;

/** Whether so much is to be read that the heap has to be kept small meanwhile. */
export function isMuch(sources: readonly TraceSource[]): boolean {
  return bytesOf(sources) >= MUCH;
}

/** What is known to cost what its size is, and needs nothing but the file. */
export function isShared({ kind }: TraceSource): boolean {
  return kind === 'jsonl';
}

/** Sources that are read for the index, by two threads. */
export const sharedScans: ScanSharing = (agent, tasks, isOwn) => {
  const withheld = tasks.map(({ source }, n) => isOwn(n) || !isShared(source));
  const shared = tasks.filter((_, n) => withheld[n] === false).map(({ source }) => source);
  const helper = helperFrom(WORTH_A_THREAD, shared);
  if (helper === null) return null;
  const job = helper.begin('scan', agent, tasks, { withheld });
  helper.finish();
  return job;
};
