import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { pinJson } from '../render/pin-json.js';
import { pinText } from '../render/pin-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf } from './common-options.js';
import type { PinInvocation } from './invocation.js';
import { flag, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const JSON_OPTION: Options = { ...FLAG, describe: 'Print JSON (schema ai-blame/pin@1)', group: 'Output:' };

export const PIN_OPTIONS = {
  'dry-run': { ...FLAG, describe: 'Write nothing, only tell what would be written', group: 'What:' },
  json: JSON_OPTION,
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** It reads no trace. */
export const UNPIN_OPTIONS = {
  'dry-run': { ...FLAG, describe: 'Delete nothing, only tell what would be deleted', group: 'What:' },
  json: JSON_OPTION,
  C: COMMON_OPTIONS.C,
  color: COMMON_OPTIONS.color,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readPin(command: PinInvocation['command']) {
  return (options: RawOptions, operands: readonly string[], env: Env): PinInvocation => {
    const [word] = operands;
    if (word !== undefined) {
      throw new AiBlameError('USAGE', `ai-blame ${command} takes no ${word}: it is about the whole repository`);
    }
    return {
      command,
      request: { dryRun: flag(options, 'dry-run'), place: placeOf(options, env) },
      output: flag(options, 'json') ? 'json' : 'text',
      color: colorChoiceOf(options),
    };
  };
}

export async function runPin({ command, request, output, color }: PinInvocation, env: Env, useCases: UseCases) {
  const result =
    command === 'pin'
      ? await withProgress(env, (progress) => useCases.pinSnapshots(request, env, progress))
      : await useCases.unpinSnapshots(request, env);
  if (output === 'json') {
    await env.stdout.write(pinJson(result));
    return;
  }
  await env.stdout.write(pinText(result, await textOptions(color, env)));
  await warn(result.warnings, env);
}
