import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_NAMES } from './cli/command-names.js';
import { type About, failureOf } from './cli/failure.js';
import { readyHelp } from './cli/ready-help.js';
import type { CompiledCode } from './compiled-code.js';
import { isAllTaken, nodeEnv } from './env-node.js';
import { EXIT } from './errors.js';
import { isAnyLeftOpen } from './left-open.js';

const env = nodeEnv();
const about = aboutThisPackage();
run(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
    // At once: Node would first collect garbage, and take the heap apart.
    if (isAllTaken() && !isAnyLeftOpen()) process.exit();
  },
  async (error: unknown) => {
    const failure = failureOf(error, about);
    process.exitCode = failure.exitCode;
    // Where stderr is gone too, the exit code alone has to tell.
    await env.stderr.write(failure.text).catch(() => {});
  },
);

/** Which version this is, and how it is used, is told before anything else is loaded. */
async function run(words: readonly string[]): Promise<number> {
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    await env.stdout.write(`${about.version}\n`);
    return EXIT.ok;
  }
  const help = readyHelp(words, env);
  if (help !== null) {
    await env.stdout.write(readFileSync(join(import.meta.dirname, 'help', `${help}.txt`), 'utf8'));
    return EXIT.ok;
  }
  // Loaded here, so that what is told before loads nothing that it needs.
  const { CompiledCode, folderOfCode } = await import('./compiled-code.js');
  const code = new CompiledCode(folderOfCode(env));
  const exitCode = await runCommandLine(words, code);
  if (exitCode === EXIT.ok && !words.includes('--no-index')) await code.keep();
  return exitCode;
}

function runCommandLine(words: readonly string[], code: CompiledCode): Promise<number> {
  const [first = '-'] = words;
  if (first.startsWith('-') || COMMAND_NAMES.some((name) => name === first && name !== 'blame')) {
    const { runCommand, lazyUseCases } = code.load('any-command') as typeof import('./cli/any-command.js');
    return runCommand(words, env, lazyUseCases, about.version);
  }
  const { runCli, lazyUseCases } = code.load('plain-command') as typeof import('./cli/plain-command.js');
  return runCli(words, env, lazyUseCases, about.version);
}

/** `package.json` lies one folder above, beside `src` and beside `dist`. */
function aboutThisPackage(): About {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  const { version, bugs }: { version: string; bugs?: string | { url: string } } = JSON.parse(text);
  return {
    version,
    runtime: `${process.version} on ${process.platform}`,
    bugs: (typeof bugs === 'object' ? bugs.url : bugs) ?? null,
  };
}
