import { parentPort, workerData } from 'node:worker_threads';
import { lazyUseCases } from './cli/use-cases.js';
import { nodeEnv } from './env-node.js';
import { answerHere } from './serve/answer-here.js';
import type { ThreadData } from './serve/answer-threads.js';
import { toldProgress } from './serve/told-progress.js';

/** A thread of the viewer's server: works out one answer after the other (`src/serve/answer-threads.ts`). */
const { place, version } = workerData as ThreadData;
const NOBODY = { write: async () => {}, isTTY: false, columns: null };
const port = parentPort;
port?.on('message', ({ name, query }: { readonly name: string; readonly query: string }) => {
  // What a command tells on the way is told by the answer, or is of no use beside the link in a terminal.
  const env = { ...nodeEnv(), stderr: NOBODY };
  const progress = toldProgress((advance) => port.postMessage({ kind: 'advance', advance }), env.now);
  answerHere({ name, query }, { place, useCases: lazyUseCases, env, version, progress }).then((answered) => {
    port.postMessage(answered);
  });
});
// What nearly every answer needs is loaded before the first one is asked for.
void import('./app/all-use-cases.js');
