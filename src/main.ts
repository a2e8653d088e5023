import { readFileSync } from 'node:fs';
import { type About, failureOf } from './cli/failure.js';
import { runCli } from './cli/run-cli.js';
import { lazyUseCases } from './cli/use-cases.js';
import { nodeEnv } from './env-node.js';

const env = nodeEnv();
const about = aboutThisPackage();
try {
  process.exitCode = await runCli(process.argv.slice(2), env, lazyUseCases, about.version);
} catch (error) {
  const failure = failureOf(error, about);
  process.exitCode = failure.exitCode;
  // Where stderr is gone too, the exit code alone has to tell.
  await env.stderr.write(failure.text).catch(() => {});
}

/** `package.json` lies one folder above, beside `src` and beside `dist`. */
function aboutThisPackage(): About {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version, bugs }: { version: string; bugs?: string | { url: string } } = JSON.parse(text);
  return {
    version,
    runtime: `${process.version} on ${process.platform}`,
    bugs: (typeof bugs === 'object' ? bugs.url : bugs) ?? null,
  };
}
