import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { verifyJson, verifyText } from '../render/verify-text.js';
import { COMMON_OPTIONS, FLAG, placeOf } from './common-options.js';
import type { VerifyInvocation } from './invocation.js';
import { flag, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import type { UseCases } from './use-cases.js';

/** Evidence is read itself: no index is asked. */
const { index: _index, ...WHERE } = COMMON_OPTIONS;

export const VERIFY_OPTIONS = {
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/verify@1)', group: 'Output:' },
  ...WHERE,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readVerify(options: RawOptions, operands: readonly string[], env: Env): VerifyInvocation {
  const [document = '', ...more] = operands;
  if (document === '') {
    throw new AiBlameError('USAGE', 'Which answer? Name a file that blame or report --json --digest wrote');
  }
  if (more.length > 0) throw new AiBlameError('USAGE', `One answer at a time: ${operands.length} were named`);
  return {
    command: 'verify',
    request: { document, place: placeOf(options, env) },
    output: flag(options, 'json') ? 'json' : 'text',
  };
}

const EXIT_OF = { same: EXIT.ok, differs: EXIT.no, missing: EXIT.damaged } as const;

/** @returns the exit code: 1 where something differs, 4 where evidence is missing. */
export async function runVerify({ request, output }: VerifyInvocation, env: Env, useCases: UseCases): Promise<number> {
  const result = await withProgress(env, (progress) => useCases.verifyAnswer(request, env, progress));
  await env.stdout.write((output === 'json' ? verifyJson : verifyText)(result));
  return EXIT_OF[result.outcome];
}
