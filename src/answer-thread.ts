import { parentPort, workerData } from 'node:worker_threads';
import { lazyUseCases } from './cli/use-cases.js';
import { nodeEnv } from './env-node.js';
import { answerHere } from './serve/answer-here.js';
import type { ThreadData } from './serve/answer-threads.js';

/** A thread of the viewer's server: works out one answer after the other (`src/serve/answer-threads.ts`). */
const { place, version } = workerData as ThreadData;
const port = parentPort;
port?.on('message', ({ name, query }: { readonly name: string; readonly query: string }) => {
  answerHere({ name, query }, { place, useCases: lazyUseCases, env: nodeEnv(), version }).then((answered) => {
    port.postMessage(answered);
  });
});
// What nearly every answer needs is loaded before the first one is asked for.
void import('./app/all-use-cases.js');
