import { breaches } from './claims.mjs';
import { evaluate } from './evaluate.mjs';

/** Rounds of trying to leave actions out: each costs a world and its answers. */
const MOST_TRIES = 80;

/**
 * Leaves actions out of a script while the same claim is still broken with the same traces.
 * @returns the script, its breaches of that claim, and what happens in it in words
 */
export function shrink(script, { claim, variant }, command) {
  const options = { command, variants: [variant], determinism: claim === 'determinism' };
  const test = (candidate) => {
    const result = tryEvaluate(candidate, options);
    const found = breaches(result, true).filter((breach) => breach.claim === claim && breach.variant === variant);
    return found.length === 0
      ? null
      : { script: candidate, breaches: found.map(({ what }) => what), story: result.story };
  };
  let best = test(script);
  if (best === null) return { script, breaches: [], story: ['not reproduced'] };
  let tries = 0;
  for (let size = Math.ceil(script.actions.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = best.script.actions.length - size; at > -size && tries < MOST_TRIES; at -= size, tries++) {
      const from = Math.max(0, at);
      const actions = best.script.actions.toSpliced(from, size - (from - at));
      best = test({ ...best.script, actions }) ?? best;
    }
  }
  return best;
}

export function tryEvaluate(script, options) {
  try {
    return evaluate(script, options);
  } catch (error) {
    return { lines: [], edits: null, differences: [], story: [], error: `${error.message}\n${error.stderr ?? ''}` };
  }
}
