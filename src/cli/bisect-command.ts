import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { bisectText } from '../render/bisect-text.js';
import { bisectJson } from '../render/travel-json.js';
import { colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { BisectInvocation } from './invocation.js';
import { flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions } from './terminal.js';
import { close, onlyFile, TRAVEL_OPTIONS, wantsStats } from './travel-options.js';
import type { UseCases } from './use-cases.js';

export const BISECT_OPTIONS = {
  contains: { ...VALUE, describe: 'The text that is looked for, to the letter', group: 'What:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/bisect@1)', group: 'Output:' },
  ...TRAVEL_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readBisect(options: RawOptions, operands: readonly string[], env: Env): BisectInvocation {
  const wanted = text(options, 'contains') ?? '';
  if (wanted === '') throw new AiBlameError('USAGE', 'Which text? Name it as --contains TEXT');
  return {
    command: 'bisect',
    request: { file: onlyFile(operands, 'FILE --contains TEXT'), text: wanted, place: placeOf(options, env) },
    output: flag(options, 'json') ? 'json' : 'text',
    withStats: wantsStats(options),
    color: colorChoiceOf(options),
  };
}

export async function runBisect(invocation: BisectInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, withStats, color } = invocation;
  const result = await withProgress(env, (progress) => useCases.bisectFile(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(bisectJson(result, withStats));
    return;
  }
  await env.stdout.write(bisectText(result, await textOptions(color, env)));
  if (result.first === null) await env.stderr.write(`note: no state that is known has it\n`);
  await close(result, withStats, env);
}
