import type { PagerRequest } from '../app/pager-choice.js';
import type { Env, Output, Pager } from '../env.js';
import type { UseCases } from './use-cases.js';

/** What less and lv are told where the person tells them nothing, as by git (`PAGER_ENV`, Makefile of 2.39). */
const DEFAULTS = { LESS: 'FRX', LV: '-c' };

/** What a shell ends with where it cannot run a command, or finds none. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/**
 * Shows something by way of the person's pager, where stdout is a terminal and one is wanted; what goes to stderr is shown in it, too, as by
 * git. A pager that is left early is a quiet end; where it cannot be run, the terminal is written to.
 * @param show writes to the streams of the world that it is given, by way of the pager's command or of none; is called again where nobody saw what it wrote.
 */
export async function showPaged(
  request: PagerRequest,
  env: Env,
  useCases: UseCases,
  show: (env: Env, pager: string | null) => Promise<void>,
): Promise<void> {
  const { command, colors } = isWanted(request, env) ? await useCases.choosePager(request, env) : NO_PAGER;
  const pager = command === null ? null : await env.openPager(command, forPager(env.variables));
  if (pager === null) return show(env, null);
  let exitCode: number | null;
  try {
    await show(leadingTo(pager, colors, env), command);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  } finally {
    exitCode = await pager.close();
  }
  if (NOT_RUN.includes(exitCode)) await show(env, null);
}

const NO_PAGER = { command: null, colors: true };

function isWanted({ asked }: PagerRequest, { stdout }: Env): boolean {
  return stdout.isTTY && asked !== false;
}

function forPager(variables: Env['variables']): Record<string, string> {
  const unset = Object.entries(DEFAULTS).filter(([name]) => variables[name] === undefined);
  return { ...Object.fromEntries(unset), GIT_PAGER_IN_USE: 'true' };
}

function leadingTo(pager: Pager, colors: boolean, env: Env): Env {
  const { isTTY, columns } = env.stdout;
  const stdout: Output = { isTTY, columns, write: (text) => pager.write(text) };
  const stderr = env.stderr.isTTY ? stdout : env.stderr;
  const variables = colors ? env.variables : { NO_COLOR: '1', ...env.variables };
  // Not a copy: some of the world is only looked at when it is asked for.
  return Object.assign(Object.create(env) as Env, { stdout, stderr, variables });
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
