/** Put in by `scripts/build.mjs`: a digest of all sources of this program. */
declare const AI_BLAME_BUILD: string | undefined;

/** Which program worked an answer out: one of another version is not given again. */
export const ANSWERS_BUILD: string = typeof AI_BLAME_BUILD === 'string' ? AI_BLAME_BUILD : 'source';
