import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { DiffResult } from '../model/time-travel.js';
import { diffStat } from '../render/diff-stat.js';
import { patchText } from '../render/patch-text.js';
import { diffJson } from '../render/travel-json.js';
import { colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { DiffInvocation } from './invocation.js';
import { flag, onlyOne, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions } from './terminal.js';
import { AT, close, FORCE, fileAndState, rangeOf, TRAVEL_OPTIONS, turnOf, wantsStats } from './travel-options.js';
import type { UseCases } from './use-cases.js';

const OUTPUTS = ['stat', 'json'] as const;

export const DIFF_OPTIONS = {
  turn: { ...VALUE, describe: 'What this turn did to all files: SESSION:N', group: 'What:' },
  at: { ...AT, describe: 'The states, where the name of the file has an @' },
  force: FORCE,
  stat: { ...FLAG, describe: 'Only how many lines of each file', group: 'Output:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/diff@1)', group: 'Output:' },
  ...TRAVEL_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readDiff(options: RawOptions, operands: readonly string[], env: Env): DiffInvocation {
  return {
    command: 'diff',
    request: requestOf(options, operands, env),
    output: onlyOne(options, OUTPUTS) ?? 'text',
    withStats: wantsStats(options),
    color: colorChoiceOf(options),
  };
}

function requestOf(options: RawOptions, operands: readonly string[], env: Env): DiffInvocation['request'] {
  const shared = { place: placeOf(options, env), force: flag(options, 'force') };
  const turn = text(options, 'turn');
  if (turn !== null) {
    if (operands.length > 0 || text(options, 'at') !== null) {
      throw new AiBlameError('USAGE', 'A turn is told with all of its files: name no file beside --turn');
    }
    return { what: 'turn', ...turnOf(turn, '--turn'), ...shared };
  }
  const { file, ref } = fileAndState(options, operands, 'FILE@A..B');
  if (ref === null) {
    throw new AiBlameError('USAGE', 'Which states? Name them as FILE@A..B', {
      hint: `ai-blame log ${file} lists them`,
    });
  }
  return { what: 'states', file, ...rangeOf(ref), ...shared };
}

export async function runDiff(invocation: DiffInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, withStats, color } = invocation;
  const result = await withProgress(env, (progress) => {
    return request.what === 'turn'
      ? useCases.diffTurn(request, env, progress)
      : useCases.diffStates(request, env, progress);
  });
  if (output === 'json') {
    await env.stdout.write(diffJson(result, withStats));
    return;
  }
  const options = await textOptions(color, env);
  await env.stdout.write(
    output === 'stat'
      ? diffStat(result.files, options)
      : patchText(result.files, { style: options.style, isForTerminal: env.stdout.isTTY }),
  );
  const notes = notesOf(result);
  if (notes !== '') await env.stderr.write(notes);
  await close(result, withStats, env);
}

function notesOf({ range, files }: DiffResult): string {
  const notes: string[] = [];
  if (range?.reversed === true) {
    notes.push(`${range.from.ref} came after ${range.to.ref}: this is the difference back`);
  }
  if (files.some(({ bytes }) => bytes === 'withheld')) {
    notes.push('what is binary, or over 4 MB, is only counted: --force tells it');
  }
  return notes.map((note) => `note: ${note}\n`).join('');
}
