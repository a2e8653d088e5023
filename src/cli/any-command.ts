/** What every other command line is read and answered with: a file of its own (`scripts/build.mjs`). */
export { runCommand } from './run-command.js';
export { lazyUseCases } from './use-cases.js';
