import { type MessagePort, workerData } from 'node:worker_threads';
import { Claims } from './claims.js';
import { type JobMessage, type ResultMessage, taskRunner } from './tasks.js';

// The second thread: it does what it takes of each job, and ends when it is told so.
const { port } = workerData as { readonly port: MessagePort };
port.on('message', (message: JobMessage | null) => {
  if (message === null) port.close();
  else share(message);
});

function share(message: JobMessage): void {
  const { job, backwards } = message;
  const claims = Claims.in(message.claims);
  const run = taskRunner(message);
  for (let done = 0; done < claims.count; done++) {
    const n = backwards ? claims.count - 1 - done : done;
    if (!claims.take(n)) {
      // Whoever comes from the other side has come to here: what lies behind is done.
      if (backwards) return;
      continue;
    }
    tell({ job, n, result: resultOf(run, n) });
    claims.tell();
  }
}

function resultOf(run: ((n: number) => unknown) | null, n: number): unknown {
  try {
    return run === null ? null : run(n);
  } catch {
    // Whatever it is, the other thread comes upon it, too.
    return null;
  }
}

function tell(message: ResultMessage): void {
  try {
    port.postMessage(message);
  } catch {
    // Something in it cannot be handed over.
    port.postMessage({ ...message, result: null });
  }
}
