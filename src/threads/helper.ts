import { existsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Claims } from './claims.js';
import type { HistoryTask, ObjectsMessage } from './history-ahead.js';
import { ObjectsAhead } from './objects-ahead.js';
import { type HelperMessage, type ResultMessage, received, type TaskKind, type TaskKinds } from './tasks.js';

/** What the program is built of besides its main file (`scripts/build.mjs`). */
const THREAD = join(import.meta.dirname, 'helper-thread.cjs');

/** How long one task of the helper's is waited for; then it is done here. Nothing depends on the helper. */
const MOST_WAIT_MS = 10_000;

/** A second thread that does a part of the work. It is called, and answers, without the event loop: the work is synchronous. */
export class Helper {
  readonly #port: MessagePort;
  readonly #jobs = new Map<number, Job<TaskKind>>();
  readonly #atWork: () => void;
  #ahead: ObjectsAhead | null = null;
  #isAtWork = false;

  private constructor(port: MessagePort, atWork: () => void) {
    this.#port = port;
    this.#atWork = atWork;
  }

  /**
   * @param atWork called once, when something has come from it.
   * @returns null where there is no processor for it, or it cannot be started.
   */
  static start(atWork: () => void): Helper | null {
    const processors = availableParallelism();
    // Where all of them are busy, a second thread only costs its own start.
    const isFree = processors > 1 && (loadavg()[0] ?? 0) < processors;
    return isFree && existsSync(THREAD) ? Helper.of(THREAD, atWork) : null;
  }

  /** @param file what the thread runs. @param atWork as above. */
  static of(file: string, atWork = () => {}): Helper | null {
    try {
      const { port1, port2 } = new MessageChannel();
      const options = { workerData: { port: port2 }, transferList: [port2], execArgv: [], resourceLimits: LIMITS };
      const worker = new Worker(file, options);
      // What goes wrong there is done here; and nobody waits for it at the end.
      worker.on('error', () => {});
      worker.unref();
      return new Helper(port1, atWork);
    } catch {
      return null;
    }
  }

  /**
   * @param options.backwards the helper begins with the last task.
   * @param options.withheld which tasks it is not to do.
   */
  begin<K extends TaskKind>(
    kind: K,
    agent: string,
    tasks: readonly TaskKinds[K]['task'][],
    options: { readonly backwards?: boolean; readonly withheld?: readonly boolean[] } = {},
  ): Job<K> {
    const claims = Claims.of(tasks.length);
    const withheld = options.withheld ?? [];
    for (const [n, isWithheld] of withheld.entries()) if (isWithheld) claims.take(n);
    const job = this.#jobs.size;
    const begun = new Job<K>(kind, claims, withheld, () => this.#receive());
    this.#jobs.set(job, begun as unknown as Job<TaskKind>);
    const backwards = options.backwards ?? false;
    this.#tell({ job, kind, agent, tasks, claims: claims.memory, backwards });
    return begun;
  }

  /**
   * Has objects read: commits, and what their trees have, before the jobs that are begun later, versions of the file behind them. To be called
   * once.
   * @param more told how many bytes more of versions are wanted, in place of those that were taken.
   */
  readAhead(task: HistoryTask, more: (bytes: number) => void = () => {}): ObjectsAhead {
    this.#tell(task);
    this.#ahead = new ObjectsAhead(
      task.path,
      () => this.#receive(),
      (bytes) => {
        this.#tell({ more: bytes });
        more(bytes);
      },
    );
    return this.#ahead;
  }

  /** No other job comes: the thread ends when it is done with those that it was given. */
  finish(): void {
    this.#tell(null);
  }

  /** Nothing that it does is wanted any more. */
  close(): void {
    this.#port.close();
  }

  #tell(message: HelperMessage): void {
    this.#port.postMessage(message);
  }

  #receive(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      const message = next.message as ResultMessage | ObjectsMessage;
      if (!this.#isAtWork) this.#atWork();
      this.#isAtWork = true;
      if ('objects' in message) this.#ahead?.receive(message);
      else this.#jobs.get(message.job)?.receive(message.n, message.result);
    }
  }
}

/** A thread that reads needs little room for what is young. */
const LIMITS = { maxYoungGenerationSizeMb: 4 };

/** How many results are kept that came before their turn. */
const MOST_AHEAD = 64;

/** Some tasks of which a helper does a part. */
export class Job<K extends TaskKind> {
  readonly #kind: K;
  readonly #claims: Claims;
  readonly #withheld: readonly boolean[];
  readonly #receive: () => void;
  readonly #results = new Map<number, TaskKinds[K]['result'] | null>();

  constructor(kind: K, claims: Claims, withheld: readonly boolean[], receive: () => void) {
    this.#kind = kind;
    this.#claims = claims;
    this.#withheld = withheld;
    this.#receive = receive;
  }

  receive(n: number, result: unknown): void {
    this.#results.set(n, received(this.#kind, result));
  }

  /** @returns what came of task `n`: by the helper where it has taken it, else by `own`. To be asked once of each. */
  result(n: number, own: () => TaskKinds[K]['result']): TaskKinds[K]['result'] {
    return this.#claims.take(n) ? own() : (this.#awaited(n) ?? own());
  }

  /** What came of the tasks, in their order. @param own does one of them here. */
  *inOrder(own: (n: number) => TaskKinds[K]['result']): Generator<TaskKinds[K]['result']> {
    const { count } = this.#claims;
    const made = new Map<number, TaskKinds[K]['result']>();
    let ahead = 0;
    for (let n = 0; n < count; n++) {
      // While the helper is at it, what comes next is done.
      while (!made.has(n) && !this.#has(n) && ahead < count && made.size < MOST_AHEAD) {
        if (this.#withheld[ahead] === true || this.#claims.take(ahead)) made.set(ahead, own(ahead));
        ahead++;
      }
      const known = made.get(n);
      made.delete(n);
      yield known ?? this.#awaited(n) ?? own(n);
    }
  }

  #has(n: number): boolean {
    this.#receive();
    return this.#results.has(n);
  }

  /** null: the helper could not do it, or does not answer. */
  #awaited(n: number): TaskKinds[K]['result'] | null {
    for (let told = this.#claims.told; !this.#has(n); told = this.#claims.told) {
      if (this.#claims.told === told && !this.#claims.wait(told, MOST_WAIT_MS) && !this.#has(n)) return null;
    }
    const result = this.#results.get(n) ?? null;
    this.#results.delete(n);
    return result;
  }
}
