import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { logText } from '../render/log-text.js';
import { logJson, logNdjson } from '../render/travel-json.js';
import { colorChoiceOf, FLAG, placeOf } from './common-options.js';
import type { LogInvocation } from './invocation.js';
import { flag, onlyOne, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions } from './terminal.js';
import { close, onlyFile, TRAVEL_OPTIONS, wantsStats } from './travel-options.js';
import type { UseCases } from './use-cases.js';

const OUTPUTS = ['json', 'ndjson'] as const;

export const LOG_OPTIONS = {
  rollup: {
    ...FLAG,
    describe: 'Credit the work of sub-agents and forks to the session they come from',
    group: 'What:',
  },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/log@1)', group: 'Output:' },
  ndjson: { ...FLAG, describe: 'Print one JSON state a line', group: 'Output:' },
  ...TRAVEL_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readLog(options: RawOptions, operands: readonly string[], env: Env): LogInvocation {
  return {
    command: 'log',
    request: {
      file: onlyFile(operands, 'FILE'),
      place: placeOf(options, env),
      isRolledUp: flag(options, 'rollup'),
    },
    output: onlyOne(options, OUTPUTS) ?? 'text',
    withStats: wantsStats(options),
    color: colorChoiceOf(options),
  };
}

export async function runLog(invocation: LogInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, withStats, color } = invocation;
  const result = await withProgress(env, (progress) => useCases.logFile(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(logJson(result, withStats));
    return;
  }
  await env.stdout.write(output === 'ndjson' ? logNdjson(result) : logText(result, await textOptions(color, env)));
  await close(result, withStats, env);
}
