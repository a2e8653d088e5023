/** What a plain blame is read and answered with: a file of its own, as it is asked for most often (`scripts/build.mjs`). */
export { runCli } from './run-cli.js';
export { lazyUseCases } from './use-cases.js';
