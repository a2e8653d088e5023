/** Put in by `scripts/build.mjs`: a digest of everything that decides what is read from a trace, and how it is stored. */
declare const AI_BLAME_FACTS_BUILD: string | undefined;

/**
 * Which reading of the traces this program does. What an index holds from another one is read anew, so that an answer is never
 * that of an older version.
 */
export const FACTS_BUILD: string = typeof AI_BLAME_FACTS_BUILD === 'string' ? AI_BLAME_FACTS_BUILD : 'source';
