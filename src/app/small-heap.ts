import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Keeps Node's young generation as small as it begins: reading much makes it grow to three times 16 MB, which saves no time (bench/RESULTS.md)
 * and is a fifth of the memory that indexing 1 GB takes. For the whole process; the growth factor is one of the few flags of V8 that
 * count after the start. V8 takes it back whenever a thread begins (`Heap::ConfigureHeap`, 11.3): to be called again then.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Has Node collect what is old as soon as the heap has grown by half, not only when it is several times as large: for `ai-blame index`,
 * whose heap holds little that stays, that is a fifth of its memory, and no time that could be measured.
 */
export function keepOldGenerationSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}

/**
 * Has what is young collected by one thread: most of it goes at once, so that waking others costs more than they do (an eighth of the
 * processor time that indexing 1 GB takes). For the whole process.
 */
export function collectByOneThread(): void {
  setFlagsFromString('--no-parallel-scavenge');
}

/**
 * Gives what collects the young generation at once. Contents of files hang on small objects in it, and V8 itself waits until 32 MB of them
 * are left over (`Heap::AllocateExternalBackingStore`, 11.3).
 */
export function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  // What is compiled is kept only under the flags that Node began with.
  setFlagsFromString('--no-expose-gc');
  return () => collect({ type: 'minor' });
}
