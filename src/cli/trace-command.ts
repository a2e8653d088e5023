import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { traceJson, traceText } from '../render/trace-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf } from './common-options.js';
import type { TraceInvocation } from './invocation.js';
import { flag, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import { tellReplaced, textOptions, warn } from './terminal.js';
import { onlyFile } from './travel-options.js';
import type { UseCases } from './use-cases.js';

export const TRACE_OPTIONS = {
  redact: {
    ...FLAG,
    describe: 'Take out what looks like a secret, which is usual; --no-redact does not',
    group: 'Output:',
  },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/trace@1)', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readTrace(options: RawOptions, operands: readonly string[], env: Env): TraceInvocation {
  return {
    command: 'trace',
    request: {
      edit: onlyFile(operands, 'EDIT'),
      place: placeOf(options, env),
      isRedacted: options.redact !== false,
    },
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  };
}

export async function runTrace(invocation: TraceInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, color } = invocation;
  const result = await withProgress(env, (progress) => useCases.traceEdit(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(traceJson(result));
    return;
  }
  await env.stdout.write(traceText(result, await textOptions(color, env), env.stdout.isTTY));
  await tellReplaced(result.secretsReplaced, env);
  await warn(result.warnings, env);
}
