import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { replayJson } from '../render/ledger-json.js';
import { replayText } from '../render/ledger-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { ReplayInvocation } from './invocation.js';
import { pathOf, turnLimitOf } from './ledger-command.js';
import { flag, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import { tellReplaced, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

export const REPLAY_OPTIONS = {
  limit: { ...VALUE, describe: 'Only the last so many turns', group: 'What is shown:' },
  redact: {
    ...FLAG,
    describe: 'Take keys, tokens and passwords out of texts, which is usual; --no-redact leaves them in',
    group: 'What is shown:',
  },
  'project-path': {
    ...VALUE,
    describe: 'The project whose CodexChat transcripts count, in place of the folder that it is asked in',
    group: 'Where:',
  },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/replay@1)', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readReplay(options: RawOptions, operands: readonly string[], env: Env): ReplayInvocation {
  const [thread = '', ...more] = operands;
  if (thread === '' || more.length > 0) {
    throw new AiBlameError(
      'USAGE',
      'ai-blame replay takes one session: name it by its id, how that begins, or its file',
    );
  }
  const place = placeOf(options, env);
  const project = pathOf(options, 'project-path', place.directory);
  return {
    command: 'replay',
    request: { place, project, thread, limit: turnLimitOf(options), redacted: options.redact !== false },
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  };
}

export async function runReplay({ request, output }: ReplayInvocation, env: Env, useCases: UseCases): Promise<void> {
  const result = await withProgress(env, (progress) => useCases.replaySession(request, env, progress));
  await env.stdout.write((output === 'json' ? replayJson : replayText)(result));
  if (output === 'text') {
    await tellReplaced(result.secretsReplaced, env);
    await warn(result.warnings, env);
  }
}
