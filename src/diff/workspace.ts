/**
 * Arrays that comparisons use again and again: a chain of versions needs a dozen for each step, and making them would
 * cost as much as comparing. Their length is at least what was asked for; what is in them is left over unless cleared.
 */
export class Workspace {
  readonly #numbers = new Map<string, Int32Array>();
  readonly #flags = new Map<string, Uint8Array>();

  numbers(name: string, length: number): Int32Array {
    let array = this.#numbers.get(name);
    if (array === undefined || array.length < length) {
      array = new Int32Array(withRoom(length));
      this.#numbers.set(name, array);
    }
    return array;
  }

  /** As `numbers`, the first `length` entries 0. */
  cleared(name: string, length: number): Int32Array {
    return this.numbers(name, length).fill(0, 0, length);
  }

  flags(name: string, length: number): Uint8Array {
    let array = this.#flags.get(name);
    if (array === undefined || array.length < length) {
      array = new Uint8Array(withRoom(length));
      this.#flags.set(name, array);
    }
    return array;
  }

  clearedFlags(name: string, length: number): Uint8Array {
    return this.flags(name, length).fill(0, 0, length);
  }
}

function withRoom(length: number): number {
  return length + (length >> 3) + 64;
}
