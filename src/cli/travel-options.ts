import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import type { CaveatCount, TravelStats } from '../model/time-travel.js';
import { caveatLine, statLines } from '../render/travel-lines.js';
import { COMMON_OPTIONS, FLAG, VALUE } from './common-options.js';
import { flag, type RawOptions, text } from './option-values.js';
import { warn } from './terminal.js';

export const AT: Options = { ...VALUE, describe: 'The state, where the name of the file has an @', group: 'What:' };
export const FORCE: Options = { ...FLAG, describe: 'Also what is binary, or over 4 MB', group: 'What:' };

/** What all commands that travel in time take. */
export const TRAVEL_OPTIONS = {
  stats: { ...FLAG, describe: 'Also print what the answer was drawn from, in numbers', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

interface FileAndState {
  readonly file: string;
  /** null: none was named. */
  readonly ref: string | null;
}

/** `FILE@REF`, split at the last `@`, or `FILE` and `--at REF`. @throws AiBlameError USAGE. */
export function fileAndState(options: RawOptions, operands: readonly string[], form: string): FileAndState {
  const operand = onlyFile(operands, form);
  const at = text(options, 'at');
  if (at !== null) return { file: operand, ref: at };
  const split = operand.lastIndexOf('@');
  if (split < 1) return { file: operand, ref: null };
  if (split === operand.length - 1) throw new AiBlameError('USAGE', `Which state? Name one as ${form}`);
  return { file: operand.slice(0, split), ref: operand.slice(split + 1) };
}

/** @throws AiBlameError USAGE. */
export function onlyFile(operands: readonly string[], form: string): string {
  const [operand = '', ...more] = operands;
  if (operand === '') throw new AiBlameError('USAGE', `What? Name it as ${form}`);
  if (more.length > 0) throw new AiBlameError('USAGE', `One at a time: ${operands.length} were named`);
  return operand;
}

/** `A..B`; an end that is not named is state 0, or the work tree. Without dots: what led to that one state. */
export function rangeOf(ref: string): { readonly from: string; readonly to: string } {
  const dots = ref.indexOf('..');
  if (dots === -1) return { from: `${ref}^`, to: ref };
  const [from, to] = [ref.slice(0, dots), ref.slice(dots + 2)];
  return { from: from === '' ? '0' : from, to: to === '' ? 'worktree' : to };
}

/** `SESSION:N`. @throws AiBlameError USAGE. */
export function turnOf(given: string, option: string): { readonly session: string; readonly turn: number } {
  const [, session, turn] = /^(.+):#?(\d{1,9})$/s.exec(given) ?? [];
  if (session === undefined || Number(turn) < 1) {
    throw new AiBlameError('USAGE', `${option} expects SESSION:N, turns counted from 1, not "${given}"`);
  }
  return { session, turn: Number(turn) };
}

export function wantsStats(options: RawOptions): boolean {
  return flag(options, 'stats');
}

interface Closing {
  readonly warnings: readonly Warning[];
  readonly caveats: readonly CaveatCount[];
  readonly stats: TravelStats;
}

/** What stands on stderr beside an answer in text: warnings, counters if wanted, and last what is not certain. */
export async function close({ warnings, caveats, stats }: Closing, withStats: boolean, env: Env): Promise<void> {
  await warn(warnings, env);
  const lines = (withStats ? statLines(stats) : '') + caveatLine(caveats, stats);
  if (lines !== '') await env.stderr.write(lines);
}
