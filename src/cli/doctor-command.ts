import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { doctorJson } from '../render/doctor-json.js';
import { doctorText } from '../render/doctor-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf } from './common-options.js';
import type { DoctorInvocation } from './invocation.js';
import { flag, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

export const DOCTOR_OPTIONS = {
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/doctor@1)', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readDoctor(options: RawOptions, operands: readonly string[], env: Env): DoctorInvocation {
  const [word] = operands;
  if (word !== undefined) {
    throw new AiBlameError('USAGE', `ai-blame doctor takes no ${word}: it is about the whole repository`);
  }
  return {
    command: 'doctor',
    request: { place: placeOf(options, env), now: env.now() },
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  };
}

/** @returns the exit code: 1 where evidence was lost. */
export async function runDoctor({ request, output, color }: DoctorInvocation, env: Env, useCases: UseCases) {
  const result = await withProgress(env, (progress) => useCases.checkEvidence(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(doctorJson(result));
  } else {
    await env.stdout.write(doctorText(result, await textOptions(color, env)));
    await warn(result.warnings, env);
  }
  return result.evidenceLost ? EXIT.no : EXIT.ok;
}
