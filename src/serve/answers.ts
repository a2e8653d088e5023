import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ChangeStamp } from '../model/viewer-result.js';
import type { Question } from './routes.js';
import { Turnstile } from './turnstile.js';

/** An answer as it goes over the wire. */
export interface Answer {
  readonly body: Buffer;
  /** Of the body, in quotes. */
  readonly tag: string;
  zipped(): Promise<Buffer>;
}

export interface AnswersOptions {
  /** Works an answer out: JSON. `key`: the question as one text. */
  readonly workOut: (question: Question, key: string) => Promise<string>;
  /** What an answer about a file, or about none, rests on now. */
  readonly stampFor: (file: string | null) => Promise<ChangeStamp>;
  /** How much is kept, bodies and what is zipped of them, in bytes. */
  readonly mostBytes: number;
  /** How many answers are worked out at the same time, and how many more may wait. */
  readonly atOnce: number;
  readonly mostWaiting: number;
}

interface Kept {
  readonly answer: KeptAnswer;
  readonly stamp: string;
}

/**
 * Answers, each worked out once as long as nothing changes that it rests on: who asks for what is being worked out waits for the same,
 * and what was answered is kept, the least recently asked forgotten first.
 */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #turnstile: Turnstile;
  /** Those that take long, one after the other, leave room for the others. */
  readonly #longOnes: Turnstile;
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<Answer>>();
  /** The first answer that reads traces fills the index: the others wait for it, and do not read all of them beside it. */
  #first: Promise<unknown> | null = null;
  #bytes = 0;

  constructor(options: AnswersOptions) {
    this.#options = options;
    this.#turnstile = new Turnstile(options.atOnce, options.mostWaiting);
    this.#longOnes = new Turnstile(1, options.mostWaiting);
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param key the question as one text.
   * @throws AiBlameError as working it out; `TooBusy` where too many wait.
   */
  async of(key: string, question: Question): Promise<Answer> {
    const stamp = await this.#options.stampFor(question.file);
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.stamp === stamp.stamp) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.answer;
    }
    if (kept !== undefined) this.#forget(key, kept);
    const flight = `${key}\0${stamp.stamp}`;
    const underWay = this.#underWay.get(flight);
    if (underWay !== undefined) return underWay;
    const promise = this.#workOut(key, question)
      .then((text) => this.#keep(key, text, stamp))
      .finally(() => this.#underWay.delete(flight));
    this.#underWay.set(flight, promise);
    return promise;
  }

  async #workOut(key: string, question: Question): Promise<string> {
    const { effort } = question;
    if (effort === 'none') return this.#through(key, question);
    if (effort === 'traces' && this.#first === null) {
      const text = this.#through(key, question);
      this.#first = text.catch(() => undefined);
      return text;
    }
    await this.#first;
    return effort === 'traces'
      ? this.#through(key, question)
      : this.#longOnes.through(() => this.#through(key, question));
  }

  #through(key: string, question: Question): Promise<string> {
    return this.#turnstile.through(() => this.#options.workOut(question, key));
  }

  #keep(key: string, text: string, { stamp, isSettled }: ChangeStamp): Answer {
    const answer = new KeptAnswer(Buffer.from(text), (more) => {
      if (this.#kept.get(key)?.answer !== answer) return;
      this.#bytes += more;
      this.#shrink();
    });
    // What changed a moment ago may change once more without a trace of it in its times.
    if (!isSettled || answer.body.length > this.#options.mostBytes) return answer;
    const before = this.#kept.get(key);
    if (before !== undefined) this.#forget(key, before);
    this.#kept.set(key, { answer, stamp });
    this.#bytes += answer.bytes;
    this.#shrink();
    return answer;
  }

  #shrink(): void {
    for (const [key, kept] of this.#kept) {
      if (this.#bytes <= this.#options.mostBytes) return;
      this.#forget(key, kept);
    }
  }

  #forget(key: string, { answer }: Kept): void {
    this.#kept.delete(key);
    this.#bytes -= answer.bytes;
  }
}

const zip = promisify(gzip);

class KeptAnswer implements Answer {
  readonly body: Buffer;
  readonly tag: string;
  readonly #grew: (bytes: number) => void;
  #zipped: Promise<Buffer> | null = null;
  #more = 0;

  constructor(body: Buffer, grew: (bytes: number) => void) {
    this.body = body;
    this.tag = tagOf(body);
    this.#grew = grew;
  }

  get bytes(): number {
    return this.body.length + this.#more;
  }

  zipped(): Promise<Buffer> {
    this.#zipped ??= zip(this.body).then((bytes) => {
      this.#more = bytes.length;
      this.#grew(bytes.length);
      return bytes;
    });
    return this.#zipped;
  }
}

/** A tag of what a body holds, whether it is zipped on its way or not. */
export function tagOf(body: Buffer): string {
  return `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}
