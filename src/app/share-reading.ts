import type { TraceSource } from '../model/session.js';
import type { ScanSharing } from '../store/index-pass.js';
import { Helper, type Job } from '../threads/helper.js';
import { optimiseLate } from './late-optimising.js';
import { collectByOneThread, keepYoungGenerationSmall } from './small-heap.js';

/** From so many bytes on that are to be read for the index alone, a second thread is worth its memory (some 40 MiB): minutes, not seconds. */
const WORTH_A_THREAD = 2e9;
/** The same where an answer waits for them. */
const WORTH_A_THREAD_FOR_AN_ANSWER = 4e8;

/**
 * A helper for what one answer needs, where the sources are worth one; they are to be shared at once.
 * @param ownsProcess whether what is set for the whole process may be (`Env.ownsProcess`).
 * @param setMore what else is to be set where two threads read.
 */
export function helperFor(sources: readonly TraceSource[], ownsProcess: boolean, setMore = () => {}): Helper | null {
  // What is set makes a thread that starts take half as long again: nothing of Node, or of this program, is compiled for such flags.
  const atWork = (): void => {
    setForMuch();
    optimiseLate();
    setMore();
  };
  const helper = helperFrom(WORTH_A_THREAD_FOR_AN_ANSWER, sources, ownsProcess ? atWork : () => {});
  if (helper === null && ownsProcess && isMuch(sources)) setForMuch();
  return helper;
}

function setForMuch(): void {
  keepYoungGenerationSmall();
  collectByOneThread();
}

function helperFrom(least: number, sources: readonly TraceSource[], atWork: () => void): Helper | null {
  const bytes = bytesOf(sources.filter(isShared));
  return bytes < least ? null : Helper.start(atWork);
}

function bytesOf(sources: readonly TraceSource[]): number {
  return sources.reduce((sum, { size }) => sum + size, 0);
}

/** What is less is read before the heap could grow by it. */
const MUCH = 8e6;

/** Whether so much is to be read that the heap has to be kept small meanwhile. */
function isMuch(sources: readonly TraceSource[]): boolean {
  return bytesOf(sources) >= MUCH;
}

/** What is known to cost what its size is, and needs nothing but the file. */
export function isShared({ kind }: TraceSource): boolean {
  return kind === 'jsonl';
}

/** Sources that are read for the index alone, by two threads. */
export const sharedScans: ScanSharing = (...asked) => {
  const begun = beginScans((sources) => helperFrom(WORTH_A_THREAD, sources, () => {}), ...asked);
  begun?.helper.finish();
  return begun?.job ?? null;
};

/** @param helperOf a helper for some sources, where they are worth one; it can be given more to do afterwards. */
export function scansSharedWith(helperOf: (sources: readonly TraceSource[]) => Helper | null): ScanSharing {
  return (...asked) => beginScans(helperOf, ...asked)?.job ?? null;
}

function beginScans(
  helperOf: (sources: readonly TraceSource[]) => Helper | null,
  ...[agent, tasks, isOwn]: Parameters<ScanSharing>
): { readonly helper: Helper; readonly job: Job<'scan'> } | null {
  const withheld = tasks.map(({ source }, n) => isOwn(n) || !isShared(source));
  const helper = helperOf(tasks.filter((_, n) => withheld[n] === false).map(({ source }) => source));
  return helper && { helper, job: helper.begin('scan', agent, tasks, { withheld }) };
}
