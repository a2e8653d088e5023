import type { Env } from '../env.js';
import { EXIT } from '../errors.js';
import type { Invocation } from './invocation.js';
import type { UseCases } from './use-cases.js';

/**
 * One command line, from its words to what is printed.
 *
 * @param argv without node and script.
 * @returns the exit code where nothing was thrown.
 * @throws AiBlameError for expected trouble; whatever a closed stdout throws.
 */
export async function runCli(argv: readonly string[], env: Env, useCases: UseCases, version: string): Promise<number> {
  if (asksOnlyForVersion(argv)) {
    await env.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  const invocation = await readArguments(argv, env, version);
  switch (invocation.command) {
    case 'print':
      await env.stdout.write(invocation.text);
      break;
    case 'blame':
      await (await import('./blame-command.js')).runBlame(invocation, env, useCases);
      break;
    case 'edits':
      await (await import('./edits-command.js')).runEdits(invocation, env, useCases);
      break;
    case 'why':
      await (await import('./why-command.js')).runWhy(invocation, env, useCases);
      break;
    case 'doctor':
      return await (await import('./doctor-command.js')).runDoctor(invocation, env, useCases);
    case 'pin':
    case 'unpin':
      await (await import('./pin-command.js')).runPin(invocation, env, useCases);
      break;
    case 'index':
      return await (await import('./index-command.js')).runIndex(invocation, env, useCases);
    case 'runs':
      await (await import('./print-runs.js')).runRuns(invocation, env, useCases);
      break;
    case 'logs':
      await (await import('./logs-command.js')).runLogs(invocation, env, useCases);
      break;
    case 'sessions':
      await (await import('./sessions-command.js')).runSessions(invocation, env, useCases);
      break;
  }
  return EXIT.ok;
}

/** What is asked most often is read without the parser that knows all commands. */
async function readArguments(argv: readonly string[], env: Env, version: string): Promise<Invocation> {
  const { readPlainBlame } = await import('./plain-blame.js');
  const plain = readPlainBlame(argv, env);
  if (plain !== null) return plain;
  const { parseArguments } = await import('./parse-arguments.js');
  return parseArguments(argv, env, version);
}

/** Answered without the parser, whose import takes longer than all else that the answer needs. */
function asksOnlyForVersion([first, ...more]: readonly string[]): boolean {
  return more.length === 0 && (first === '--version' || first === '-V');
}
