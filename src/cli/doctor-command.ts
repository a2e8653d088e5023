import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { agentsJson } from '../render/agents-json.js';
import { agentsText } from '../render/agents-text.js';
import { doctorJson } from '../render/doctor-json.js';
import { doctorText } from '../render/doctor-text.js';
import { agentOption, agentsOf } from './agent-option.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf } from './common-options.js';
import type { DoctorInvocation } from './invocation.js';
import { flag, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

export const DOCTOR_OPTIONS = {
  agents: {
    ...FLAG,
    describe: 'What the traces of each agent can tell, how long they last, and where they were looked for',
    group: 'What:',
  },
  agent: agentOption('Only about', 'What:'),
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/doctor@1, agents@1)', group: 'Output:' },
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
    about: flag(options, 'agents') ? 'agents' : 'evidence',
    request: { place: placeOf(options, env), now: env.now(), agents: agentsOf(options) },
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  };
}

/** @returns the exit code: 1 where evidence was lost. */
export async function runDoctor(invocation: DoctorInvocation, env: Env, useCases: UseCases) {
  const { request, output, color } = invocation;
  if (invocation.about === 'agents') return await runAgents(invocation, env, useCases);
  const result = await withProgress(env, (progress) => useCases.checkEvidence(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(doctorJson(result));
  } else {
    await env.stdout.write(doctorText(result, await textOptions(color, env)));
    await warn(result.warnings, env);
  }
  return result.evidenceLost ? EXIT.no : EXIT.ok;
}

async function runAgents({ request, output, color }: DoctorInvocation, env: Env, useCases: UseCases) {
  const result = await useCases.describeAgents(request, env);
  if (output === 'json') {
    await env.stdout.write(agentsJson(result));
  } else {
    await env.stdout.write(agentsText(result, await textOptions(color, env)));
    await warn(result.warnings, env);
  }
  return EXIT.ok;
}
