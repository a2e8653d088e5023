/** In front of the tasks' states: how many of them the helper is done with, to be waited on. */
const DONE = 0;
const FREE = 0;
const TAKEN = 1;

/** Which of two threads does which of some tasks: each of them goes to the one that takes it first. */
export class Claims {
  readonly count: number;
  readonly #states: Int32Array<SharedArrayBuffer>;

  private constructor(memory: SharedArrayBuffer) {
    this.#states = new Int32Array(memory);
    this.count = this.#states.length - 1;
  }

  static of(count: number): Claims {
    return new Claims(new SharedArrayBuffer((count + 1) * Int32Array.BYTES_PER_ELEMENT));
  }

  /** The same claims, in the other thread. */
  static in(memory: SharedArrayBuffer): Claims {
    return new Claims(memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#states.buffer;
  }

  /** @returns false where the other thread has task `n`, or this one took it before. */
  take(n: number): boolean {
    return Atomics.compareExchange(this.#states, n + 1, FREE, TAKEN) === FREE;
  }

  /** The helper has told what became of one more task. */
  tell(): void {
    Atomics.add(this.#states, DONE, 1);
    Atomics.notify(this.#states, DONE);
  }

  get told(): number {
    return Atomics.load(this.#states, DONE);
  }

  /** Sleeps until the helper has told of more tasks than `known`. @returns false where it did not within so many milliseconds. */
  wait(known: number, mostMs: number): boolean {
    return Atomics.wait(this.#states, DONE, known, mostMs) !== 'timed-out';
  }
}
