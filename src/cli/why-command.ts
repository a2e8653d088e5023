import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { whyJson } from '../render/why-json.js';
import { whyText } from '../render/why-text.js';
import { agentOption, agentsOf } from './agent-option.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, NOTES_OPTION, placeOf, VALUE } from './common-options.js';
import type { WhyInvocation } from './invocation.js';
import { flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

export const WHY_OPTIONS = {
  rev: { ...VALUE, describe: 'The file as of this revision, not of the work tree', group: 'What:' },
  agent: agentOption('Name only edits of', 'What:'),
  notes: NOTES_OPTION,
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/why@1)', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readWhy(options: RawOptions, operands: readonly string[], env: Env): WhyInvocation {
  const [operand = '', ...more] = operands;
  // Names may hold colons: the last number counts.
  const [, file, line] = /^(.+):(\d{1,9})$/s.exec(operand) ?? [];
  if (file === undefined || Number(line) < 1) {
    const given = operand === '' ? '' : `, not "${operand}"`;
    throw new AiBlameError('USAGE', `Which line? Name one as FILE:LINE, counted from 1${given}`);
  }
  if (more.length > 0) {
    throw new AiBlameError('USAGE', `One line at a time: ${operands.length} were named`);
  }
  return {
    command: 'why',
    request: {
      file,
      line: Number(line),
      revision: text(options, 'rev'),
      agents: agentsOf(options),
      ...(options.notes === false ? { notes: false } : {}),
      place: placeOf(options, env),
    },
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  };
}

export async function runWhy({ request, output, color }: WhyInvocation, env: Env, useCases: UseCases): Promise<void> {
  const result = await withProgress(env, (progress) => useCases.explainLine(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(whyJson(result));
    return;
  }
  await env.stdout.write(whyText(result, await textOptions(color, env)));
  await warn(result.warnings, env);
}
