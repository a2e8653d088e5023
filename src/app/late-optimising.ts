import { setFlagsFromString } from 'node:v8';

/** The release of V8 that Node 20 has. Later ones have a compiler between, and other rules. */
const BEFORE_MAGLEV = '11.3.';

/**
 * Has V8 wait six times as long before it optimises a function: what compiles would take a processor from two threads that need both.
 * Of a blame that reads 1 GB a seventh of the processor time, of two threads. For the whole process.
 */
export function optimiseLate(): void {
  if (process.versions.v8.startsWith(BEFORE_MAGLEV)) setFlagsFromString('--interrupt-budget=400000');
}
