import type { ServerResponse } from 'node:http';
import type { ChangeStamp } from '../model/viewer-result.js';
import type { Advance } from './told-progress.js';

/** Milliseconds between two looks, and between two signs of life. A look may take a tenth of the time between two. */
const PERIOD_MS = 1000;
const SHARE = 10;
const SIGN_OF_LIFE_MS = 15_000;

/** A page has one; a person, some pages. */
const MOST_LISTENERS = 32;

export interface Clock {
  now(): number;
  /** Calls back once, after so many milliseconds. @returns what takes that back. */
  after(milliseconds: number, call: () => void): () => void;
}

/** Tells whoever listens that something changed, and how far answers have come (server-sent events). Nobody looks while nobody listens. */
export class Live {
  readonly #stampNow: () => Promise<ChangeStamp>;
  readonly #clock: Clock;
  readonly #listeners = new Set<ServerResponse>();
  #stamp: string | null = null;
  #toldAt = 0;
  #cancel: (() => void) | null = null;

  constructor(stampNow: () => Promise<ChangeStamp>, clock: Clock) {
    this.#stampNow = stampNow;
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.#listeners.size >= MOST_LISTENERS;
  }

  /** @param response its head is written; it stays open. */
  add(response: ServerResponse): void {
    this.#listeners.add(response);
    response.on('close', () => this.#remove(response));
    response.write(`retry: 2000\n\n${this.#stamp === null ? '' : event('hello', { stamp: this.#stamp })}`);
    if (this.#listeners.size === 1) this.#look();
  }

  /** Tells how far an answer has come. @param question as one text (`questionKey`). */
  tellAdvance(question: string, { message, done, total }: Advance): void {
    if (this.#listeners.size > 0) this.#tell(event('progress', { question, message, done, total }));
  }

  close(): void {
    for (const response of this.#listeners) response.end();
    this.#listeners.clear();
    this.#rest();
  }

  #remove(response: ServerResponse): void {
    this.#listeners.delete(response);
    if (this.#listeners.size === 0) this.#rest();
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#stamp = null;
  }

  #look(): void {
    const begun = this.#clock.now();
    const again = (): void => {
      if (this.#listeners.size === 0) return;
      const pause = Math.max(PERIOD_MS, (this.#clock.now() - begun) * SHARE);
      this.#cancel?.();
      this.#cancel = this.#clock.after(pause, () => this.#look());
    };
    this.#stampNow().then(
      ({ stamp }) => {
        if (this.#listeners.size === 0) return;
        if (this.#stamp === null) this.#tell(event('hello', { stamp }));
        else if (this.#stamp !== stamp) this.#tell(event('change', { stamp }));
        else if (this.#clock.now() - this.#toldAt >= SIGN_OF_LIFE_MS) this.#tell(':\n\n');
        this.#stamp = stamp;
        again();
      },
      // What cannot be looked at now may be there again later.
      again,
    );
  }

  #tell(text: string): void {
    this.#toldAt = this.#clock.now();
    for (const response of this.#listeners) {
      // Who does not read is no reason to remember everything.
      if (response.writableLength > MOST_UNREAD) response.destroy();
      else response.write(text);
    }
  }
}

const MOST_UNREAD = 64 * 1024;

function event(name: 'hello' | 'change' | 'progress', told: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(told)}\n\n`;
}
