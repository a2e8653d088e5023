import type { Options } from 'yargs';
import type { HooksRequest } from '../app/change-hooks.js';
import { isTrailerName } from '../app/configuration.js';
import { didYouMean } from '../app/did-you-mean.js';
import { parseCondition } from '../app/report-policy.js';
import type { HookOutcome, HookRequest } from '../app/run-hook.js';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { GIT_HOOKS, HOOK_NAMES, type HookName, MANAGERS } from '../model/hooks-result.js';
import { hookLines, isRefused } from '../render/hook-lines.js';
import { hooksJson } from '../render/hooks-json.js';
import { hooksText } from '../render/hooks-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { HooksInvocation } from './invocation.js';
import { nothingElse, subcommandOf } from './list-options.js';
import { badValue, choice, flag, type RawOptions, text, texts } from './option-values.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const CALL_OPTIONS = {
  'fail-on': {
    ...VALUE,
    describe: 'pre-commit refuses a commit where this is so, as agent>80% (repeatable)',
    group: 'hooks install, hooks run:',
  },
  trailer: {
    ...VALUE,
    describe: 'Name of the trailer; else hooks.trailer of .ai-blame.json, else Assisted-by',
    group: 'hooks install, hooks run:',
  },
} satisfies Record<string, Options>;

const CHANGE_OPTIONS = {
  manager: {
    ...VALUE,
    describe: `Who runs the hooks, where that is not told by what is here: ${MANAGERS.join(', ')}`,
    group: 'hooks install, hooks uninstall:',
  },
  'dry-run': {
    ...FLAG,
    describe: 'Write nothing, only tell what would be written',
    group: 'hooks install, hooks uninstall:',
  },
} satisfies Record<string, Options>;

const JSON_OPTION = {
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/hooks@1); not for run', group: 'Output:' },
} satisfies Record<string, Options>;

/** It is about files of the repository: no trace is read but by what a hook runs, which finds the homes by their variables. */
export const HOOKS_OPTIONS = {
  ...CALL_OPTIONS,
  ...CHANGE_OPTIONS,
  ...JSON_OPTION,
  C: COMMON_OPTIONS.C,
  color: COMMON_OPTIONS.color,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readHooks(options: RawOptions, operands: readonly string[], env: Env): HooksInvocation {
  const words = ['install', 'uninstall', 'status', 'run'] as const;
  const what = subcommandOf('hooks', operands, words);
  const given = operands.slice(1);
  const [call, change] = [Object.keys(CALL_OPTIONS), Object.keys(CHANGE_OPTIONS)];
  const foreign = { install: [], uninstall: call, status: [...call, ...change], run: [...change, 'json'] }[what];
  nothingElse(`hooks ${what}`, options, what === 'status' ? given : [], foreign);
  const failOn = texts(options, 'fail-on');
  for (const condition of failOn) parseCondition(condition, { source: 'option', where: '--fail-on' });
  const trailer = text(options, 'trailer');
  if (trailer !== null && !isTrailerName(trailer)) throw badValue('trailer', trailer, 'a name as Assisted-by');
  const shared = {
    command: 'hooks',
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  } as const;
  const place = placeOf(options, env);
  if (what === 'run') {
    const [name = null, ...more] = given;
    const hook = GIT_HOOKS.find((one) => one === name);
    if (hook === undefined) throw unknownHook('run', name, GIT_HOOKS);
    return { ...shared, request: { what, hook, given: more, failOn, trailer, place } };
  }
  const manager = text(options, 'manager');
  const request: HooksRequest = {
    what,
    hooks: hooksOf(what, given),
    manager: manager === null ? null : choice(manager, 'manager', MANAGERS),
    dryRun: flag(options, 'dry-run'),
    failOn,
    trailer,
    place,
  };
  checkOptions(request);
  return { ...shared, request };
}

function hooksOf(what: HooksRequest['what'], given: readonly string[]): HookName[] {
  if (given.length === 0) return what === 'install' ? ['pre-commit'] : [...HOOK_NAMES];
  const unknown = given.find((name) => !HOOK_NAMES.some((one) => one === name));
  if (unknown !== undefined) throw unknownHook(what, unknown, HOOK_NAMES);
  return HOOK_NAMES.filter((name) => given.includes(name));
}

function checkOptions({ what, hooks, failOn, trailer }: HooksRequest): void {
  if (what !== 'install') return;
  if (failOn.length > 0 && !hooks.includes('pre-commit')) {
    throw new AiBlameError('USAGE', '--fail-on is for the hook pre-commit, which is not among those to install');
  }
  if (trailer !== null && !hooks.includes('prepare-commit-msg')) {
    throw new AiBlameError(
      'USAGE',
      '--trailer is for the hook prepare-commit-msg, which is not among those to install',
    );
  }
}

function unknownHook(what: string, name: string | null, names: readonly string[]): AiBlameError {
  const expected = `ai-blame hooks ${what} expects one of ${names.join(', ')}`;
  if (name === null) return new AiBlameError('USAGE', expected);
  const meant = didYouMean(name, names);
  const hint = meant === null ? {} : { hint: `did you mean ${meant}?` };
  return new AiBlameError('USAGE', `${expected}, not "${name}"`, hint);
}

/** @returns the exit code: of `run` 1 where a policy refuses the commit, and else 0, whatever happens. */
export async function runHooks(invocation: HooksInvocation, env: Env, useCases: UseCases): Promise<number> {
  const { request, output, color } = invocation;
  if (request.what === 'run') return runOne(request, env, useCases);
  const result = await useCases.changeHooks(request, env);
  if (output === 'json') {
    await env.stdout.write(hooksJson(result));
    return EXIT.ok;
  }
  await env.stdout.write(hooksText(result, await textOptions(color, env)));
  await warn(result.warnings, env);
  return EXIT.ok;
}

async function runOne(request: HookRequest, env: Env, useCases: UseCases): Promise<number> {
  const outcome = await outcomeOf(request, env, useCases);
  await env.stderr.write(hookLines(outcome));
  return isRefused(outcome) ? EXIT.no : EXIT.ok;
}

/** No fault of ours keeps anybody from committing. */
async function outcomeOf(request: HookRequest, env: Env, useCases: UseCases): Promise<HookOutcome> {
  try {
    return await useCases.runHook(request, env);
  } catch (error) {
    return { kind: 'trouble', message: error instanceof Error ? error.message : String(error) };
  }
}
