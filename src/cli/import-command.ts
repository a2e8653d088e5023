import { resolve } from 'node:path';
import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { importJson } from '../render/import-json.js';
import { importText } from '../render/import-text.js';
import { COMMON_OPTIONS, FLAG, placeOf, VALUE } from './common-options.js';
import type { ImportInvocation } from './invocation.js';
import { flag, type RawOptions, text } from './option-values.js';
import { warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

/** It asks no repository and no trace. */
export const IMPORT_OPTIONS = {
  name: { ...VALUE, describe: 'acp: what the agent is called, in place of what the file says', group: 'What:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/import@1)', group: 'Output:' },
  C: COMMON_OPTIONS.C,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readImport(options: RawOptions, operands: readonly string[], env: Env): ImportInvocation {
  const [agent, file, ...more] = operands;
  if (agent === undefined || file === undefined || more.length > 0) {
    throw new AiBlameError('USAGE', 'ai-blame import takes what is imported, and one file: ai-blame import acp FILE');
  }
  const name = text(options, 'name');
  if (name !== null && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw new AiBlameError('USAGE', '--name takes letters, digits, dots, dashes and underscores, 64 at most');
  }
  return {
    command: 'import',
    request: { agent, file: resolve(placeOf(options, env).directory, file), name },
    output: flag(options, 'json') ? 'json' : 'text',
  };
}

export async function runImport({ request, output }: ImportInvocation, env: Env, useCases: UseCases): Promise<void> {
  const result = await useCases.importTraces(request, env);
  if (output === 'json') {
    await env.stdout.write(importJson(result));
    return;
  }
  await env.stdout.write(importText(result));
  await warn(result.warnings, env);
}
