import { setFlagsFromString } from 'node:v8';

/**
 * Keeps Node's young generation as small as it begins: reading much makes it grow to three times 16 MB, which saves no time (bench/RESULTS.md)
 * and is a fifth of the memory that indexing 1 GB takes. For the whole process; the growth factor is one of the few flags of V8 that
 * count after the start.
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
