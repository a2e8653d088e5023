import { runCli } from '../../src/cli/run-cli.js';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import { AiBlameError } from '../../src/errors.js';
import { type FakeEnv, FakeOutput, fakeEnv } from '../cli/fake-env.js';
import { holdAgainstSchema } from './printed.js';

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  /** Of an error its message and its hint. */
  readonly stderr: string;
}

/** Runs a command line in this process, on real files, in a world of its own. */
export async function answerTo(argv: readonly string[], change: Partial<FakeEnv> = {}): Promise<Answer> {
  const env = fakeEnv({ cwd: '/', stdout: new FakeOutput(), stderr: new FakeOutput(), ...change });
  try {
    const exitCode = await runCli(argv, env, lazyUseCases, '0.0.0');
    holdAgainstSchema(argv, env.stdout.text);
    return { exitCode, stdout: env.stdout.text, stderr: env.stderr.text };
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    const hint = error.hint === null ? '' : ` (${error.hint})`;
    return { exitCode: error.exitCode, stdout: env.stdout.text, stderr: `${env.stderr.text}${error.message}${hint}` };
  }
}
