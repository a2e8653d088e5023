import { breaches } from './claims.mjs';
import { generate } from './generate.mjs';
import { shrink, tryEvaluate } from './shrink.mjs';

/** A process of its own for worlds: each message is a job, each answer its result. */
process.on('message', ({ kind, seed, repeated, variants, determinism, command, breach }) => {
  const script = generate(seed, repeated);
  if (kind === 'shrink') {
    process.send({ seed, repeated, shrunk: shrink(script, breach, command) });
    return;
  }
  const result = tryEvaluate(script, { command, variants, determinism });
  const { lines, edits, differences, compared = 0, error } = result;
  const { kind: sort } = script;
  const found = breaches(result, !repeated);
  process.send({ seed, repeated, kind: sort, lines, edits, differences, error, compared, breaches: found });
});
