/** What every other command line is read and answered with: a file of its own (`scripts/build.mjs`). */
export { layOutHelp } from './lay-out-help.js';
export { runCommand } from './run-command.js';
export { lazyUseCases } from './use-cases.js';
