import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { askBlame } from './blame-syntax.js';
import type { BlameInvocation } from './invocation.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

/**
 * `--interactive`: loaded for that alone.
 * @throws AiBlameError USAGE where there is no terminal that could show it.
 */
export async function exploreBlame(invocation: BlameInvocation, env: Env, useCases: UseCases): Promise<void> {
  const screen = env.variables.TERM === 'dumb' ? null : await env.screen();
  if (screen === null) {
    throw new AiBlameError('USAGE', '--interactive needs a terminal, to read keys from and to write to', {
      hint: 'without it, or with --json, the answer goes anywhere',
    });
  }
  const { report } = await askBlame(invocation, env, useCases);
  const look = await textOptions(invocation.color, env);
  const { runInteractive } = await import('../interactive/run-interactive.js');
  await runInteractive(invocation.request, report, { screen, env, useCases, look });
  await warn(report.result.warnings, env);
}
