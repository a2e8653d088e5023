import { Worker } from 'node:worker_threads';
import type { Place } from '../app/place.js';
import { type Answered, type AskedWords, textOf } from './answer-here.js';
import type { Advance } from './told-progress.js';

/** What a thread is told at its start. */
export interface ThreadData {
  readonly place: Place;
  readonly version: string;
}

/** What a thread tells: how far it has come, and at last what came of it. */
type Told = Answered | { readonly kind: 'advance'; readonly advance: Advance };

/** One that works an answer out: the server itself goes on meanwhile, since reading traces and git waits for no other event. */
interface AnswerThread {
  readonly worker: Worker;
  /** null: it is idle. */
  waiting: {
    readonly resolve: (answered: Answered) => void;
    readonly reject: (error: Error) => void;
    readonly advance: (advance: Advance) => void;
  } | null;
}

/** Threads that work out answers, one at a time each. As many are started as are needed at the same time. */
export class AnswerThreads {
  readonly #file: URL;
  readonly #data: ThreadData;
  readonly #threads = new Set<AnswerThread>();

  /** @param file what a thread runs. */
  constructor(file: URL, data: ThreadData) {
    this.#file = file;
    this.#data = data;
    this.#start();
  }

  /** @param advance hears how far it has come. @throws AiBlameError as the question. */
  async answer({ name, query }: AskedWords, advance: (advance: Advance) => void): Promise<string> {
    const thread = [...this.#threads].find(({ waiting }) => waiting === null) ?? this.#start();
    const answered = new Promise<Answered>((resolve, reject) => {
      thread.waiting = { resolve, reject, advance };
    });
    thread.worker.postMessage({ name, query });
    return textOf(await answered);
  }

  async close(): Promise<void> {
    const threads = [...this.#threads];
    this.#threads.clear();
    // Nobody waits any more, so that what is cut short here is no trouble.
    for (const thread of threads) thread.waiting = null;
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #start(): AnswerThread {
    const worker = new Worker(this.#file, { workerData: this.#data, execArgv: [] });
    const thread: AnswerThread = { worker, waiting: null };
    this.#threads.add(thread);
    worker.on('message', (told: Told) => {
      const { waiting } = thread;
      if (told.kind === 'advance') return waiting?.advance(told.advance);
      thread.waiting = null;
      waiting?.resolve(told);
    });
    const isGone = (error: Error): void => {
      this.#threads.delete(thread);
      thread.waiting?.reject(error);
      thread.waiting = null;
    };
    worker.on('error', isGone);
    worker.on('exit', () => isGone(new Error('The thread that worked the answer out has ended')));
    return thread;
  }
}
