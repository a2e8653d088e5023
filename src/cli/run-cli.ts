import type { Env } from '../env.js';
import { EXIT } from '../errors.js';
import { runBlame } from './blame-command.js';
import { withMeantCommand } from './meant-command.js';
import { readPlainBlame } from './plain-blame.js';
import type { UseCases } from './use-cases.js';

/**
 * One command line, from its words to what is printed. What is asked most often, plain blame, is read and answered without loading
 * what all other commands need.
 *
 * @param argv without node and script.
 * @returns the exit code where nothing was thrown.
 * @throws AiBlameError for expected trouble; whatever a closed stdout throws.
 */
export async function runCli(argv: readonly string[], env: Env, useCases: UseCases, version: string): Promise<number> {
  try {
    const plain = readPlainBlame(argv, env);
    if (plain !== null) {
      await runBlame(plain, env, useCases);
      return EXIT.ok;
    }
    const { runCommand } = await import('./run-command.js');
    return await runCommand(argv, env, useCases, version);
  } catch (error) {
    throw withMeantCommand(error, argv);
  }
}
