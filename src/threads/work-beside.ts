import type { MessagePort } from 'node:worker_threads';
import { Claims } from './claims.js';
import { HistoryAhead, type HistoryTask } from './history-ahead.js';
import { type HelperMessage, type JobMessage, type ResultMessage, taskRunner } from './tasks.js';

/**
 * The work of the second thread: it does what it takes of each job, and ends when it is told so, or when nobody can tell it anything any
 * more.
 * @param port to the other thread.
 */
export function workBeside(port: MessagePort): void {
  let history: HistoryAhead | null = null;
  /** How many bytes of versions are wanted now. */
  let wanted = 0;
  let isReading = false;
  let isLast = false;

  port.on('message', (message: HelperMessage) => {
    if (message === null) isLast = true;
    else if ('claims' in message) share(message, port);
    else if ('commits' in message) readAhead(message);
    else wanted += message.more;
    goOn();
  });

  function readAhead(task: HistoryTask): void {
    history = new HistoryAhead(task, (message) => port.postMessage(message, [message.bytes.buffer]));
    history.readSnapshots();
  }

  /** Reads versions one by one, so that it can be told something between them. */
  function goOn(): void {
    if (isReading) return;
    if (history === null) {
      if (isLast) port.close();
      return;
    }
    if (wanted <= 0) return;
    isReading = true;
    setImmediate(() => {
      isReading = false;
      const read = history?.sendVersion() ?? null;
      if (read === null) history = null;
      else wanted -= read;
      goOn();
    });
  }
}

function share(message: JobMessage, port: MessagePort): void {
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
    tell({ job, n, result: resultOf(run, n) }, port);
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

function tell(message: ResultMessage, port: MessagePort): void {
  try {
    port.postMessage(message);
  } catch {
    // Something in it cannot be handed over.
    port.postMessage({ ...message, result: null });
  }
}
