import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import { statsJson } from '../render/stats-json.js';
import { statsText } from '../render/stats-text.js';
import { agentOption, agentsOf } from './agent-option.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, MIN_EVIDENCE_OPTION, NOTES_OPTION, placeOf } from './common-options.js';
import type { StatsInvocation } from './invocation.js';
import { choice, flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

export const STATS_OPTIONS = {
  agent: agentOption('Name only edits of', 'What:'),
  'min-evidence': MIN_EVIDENCE_OPTION,
  notes: NOTES_OPTION,
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/stats@1)', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readStats(options: RawOptions, operands: readonly string[], env: Env): StatsInvocation {
  return {
    command: 'stats',
    request: {
      paths: [...operands],
      place: placeOf(options, env),
      agents: agentsOf(options),
      ...(options.notes === false ? { notes: false } : {}),
      minEvidence: choice(text(options, 'min-evidence') ?? 'inferred', 'min-evidence', EVIDENCE_LEVELS),
    },
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  };
}

export async function runStats({ request, output, color }: StatsInvocation, env: Env, useCases: UseCases) {
  const result = await withProgress(env, (progress) => useCases.gatherStats(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(statsJson(result));
    return;
  }
  await env.stdout.write(statsText(result, await textOptions(color, env)));
  await warn(result.warnings, env);
}
