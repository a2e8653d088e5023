import type { Options } from 'yargs';
import type { LinkRequest } from '../app/link-anchor.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { linkJson } from '../render/link-json.js';
import { COMMON_OPTIONS, FLAG, placeOf, VALUE } from './common-options.js';
import type { LinkInvocation } from './invocation.js';
import { badValue, flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { warn } from './terminal.js';
import { AT, fileAndState, onlyFile, rangeOf, turnOf } from './travel-options.js';
import type { UseCases } from './use-cases.js';

const FORM = 'FILE@REF, FILE@A..B, SESSION:N, EDIT or FILE';

export const LINK_OPTIONS = {
  at: AT,
  line: { ...VALUE, describe: 'A line of the file, of a range of its new side, from 1', group: 'What:' },
  edit: { ...VALUE, describe: 'Of a turn: the edit that it opens at', group: 'What:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/link@1)', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readLink(options: RawOptions, operands: readonly string[], env: Env): LinkInvocation {
  return {
    command: 'link',
    request: { target: targetOf(options, operands), place: placeOf(options, env) },
    output: flag(options, 'json') ? 'json' : 'text',
  };
}

function targetOf(options: RawOptions, operands: readonly string[]): LinkRequest['target'] {
  const { file, ref } = fileAndState(options, operands, FORM);
  const line = lineOf(text(options, 'line'));
  const edit = text(options, 'edit');
  const operand = onlyFile(operands, FORM);
  const isTurn = ref === null && /:#?\d{1,9}$/.test(operand);
  if (edit !== null && !isTurn) throw new AiBlameError('USAGE', '--edit goes with a turn: SESSION:N');
  if (ref !== null) {
    return ref.includes('..') ? { kind: 'range', file, ...rangeOf(ref), line } : { kind: 'state', file, ref, line };
  }
  const isEdit = /^[0-9a-f]{4,12}$/i.test(operand);
  if ((isTurn || isEdit) && line !== null) throw new AiBlameError('USAGE', '--line goes with a file');
  if (isTurn) return { kind: 'turn', ...turnOf(operand, 'link'), edit };
  return isEdit ? { kind: 'edit', edit: operand } : { kind: 'file', file, line };
}

function lineOf(given: string | null): number | null {
  if (given === null) return null;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw badValue('line', given, 'a number from 1');
  return Number(given);
}

export async function runLink({ request, output }: LinkInvocation, env: Env, useCases: UseCases): Promise<void> {
  const result = await withProgress(env, (progress) => useCases.linkAnchor(request, env, progress));
  if (output === 'json') {
    await env.stdout.write(linkJson(result));
    return;
  }
  await env.stdout.write(`${result.anchor}\n`);
  await warn(result.warnings, env);
}
