import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { contentText } from '../render/content-text.js';
import { logText } from '../render/log-text.js';
import { showJson } from '../render/travel-json.js';
import { colorChoiceOf, FLAG, placeOf } from './common-options.js';
import type { ShowInvocation } from './invocation.js';
import { flag, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions } from './terminal.js';
import { AT, close, FORCE, fileAndState, TRAVEL_OPTIONS, wantsStats } from './travel-options.js';
import type { UseCases } from './use-cases.js';

export const SHOW_OPTIONS = {
  at: AT,
  force: FORCE,
  meta: { ...FLAG, describe: 'Also tell on stderr who made the state', group: 'Output:' },
  lines: { ...FLAG, describe: 'With --json: also who wrote each line of the state', group: 'Output:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/show@1)', group: 'Output:' },
  ...TRAVEL_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readShow(options: RawOptions, operands: readonly string[], env: Env): ShowInvocation {
  const { file, ref } = fileAndState(options, operands, 'FILE@REF');
  if (ref === null) {
    throw new AiBlameError('USAGE', 'Which state? Name one as FILE@REF', { hint: `ai-blame log ${file} lists them` });
  }
  const withLines = flag(options, 'lines');
  if (withLines && !flag(options, 'json'))
    throw new AiBlameError('USAGE', '--lines is a part of the JSON: it needs --json');
  return {
    command: 'show',
    request: {
      file,
      ref,
      place: placeOf(options, env),
      force: flag(options, 'force'),
      ...(withLines ? { withLines } : {}),
    },
    output: flag(options, 'json') ? 'json' : 'text',
    withMeta: flag(options, 'meta'),
    withStats: wantsStats(options),
    color: colorChoiceOf(options),
  };
}

export async function runShow(invocation: ShowInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, withMeta, withStats, color } = invocation;
  const result = await withProgress(env, (progress) => useCases.showState(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(showJson(result, withStats));
    return;
  }
  await env.stdout.write(contentText(result.content, env.stdout.isTTY));
  const { record, edit } = result;
  if (withMeta && record !== null) {
    const edits = edit === null ? {} : { [edit.id]: edit };
    await env.stderr.write(logText({ states: [record], edits }, { ...(await textOptions(color, env)), width: null }));
  }
  await close(result, withStats, env);
}
