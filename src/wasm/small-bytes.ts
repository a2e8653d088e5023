import { hash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SMALL_BYTES } from './small-bytes-code.js';

export type HashName = 'sha1' | 'sha256';

/** What `small-bytes.wat` exports, and where in its memory what is given and what comes of it stand. */
interface Code {
  readonly memory: WebAssembly.Memory;
  inflate(length: number, most: number): number;
  inflateRaw(length: number, most: number): number;
  sha1(at: number, length: number): void;
  sha256(at: number, length: number): void;
}
const DIGEST = 320;
const GIVEN = 16 * 1024;
const MADE = 80 * 1024;

/** Bytes that are inflated at most; and that they may become at most, or that are hashed. */
const MOST_GIVEN = 32 * 1024;
const MOST_MADE = 64 * 1024;

const DIGEST_BYTES: Readonly<Record<HashName, number>> = { sha1: 20, sha256: 32 };

/** Of UTF-8, for a unit of UTF-16. */
const MOST_BYTES = 3;

/**
 * Hashes and inflates what is small without Node's `crypto` and `zlib`. These take 3 ms to load and their first calls 45 µs each: a first
 * answer in a small repository, which asks for some 50 objects of git, takes 5 ms less by this code (1 ms to load, 20 µs each; plain
 * JavaScript would take 7 ms more than Node's). Once they are loaded and warm they are a quarter faster, so that whoever asks for more
 * than `mostCalls` gets theirs.
 */
export class SmallBytes {
  #callsLeft: number;
  /** null: there is none (`--jitless`, or too little room for addresses). */
  #loaded: { readonly code: Code; readonly memory: Buffer } | null | undefined;

  constructor(mostCalls: number) {
    this.#callsLeft = mostCalls;
  }

  /**
   * @param compressed begins with a zlib stream; what follows the stream is ignored.
   * @returns null where Node's `zlib` is to be asked: it is not small, becomes more than `most` bytes, is cut off, or is damaged.
   */
  inflate(compressed: Uint8Array, most: number): Buffer | null {
    return this.#inflated('inflate', compressed, most);
  }

  /** As `inflate`, of a stream without head and checksum. */
  inflateRaw(compressed: Uint8Array): Buffer | null {
    return this.#inflated('inflateRaw', compressed, MOST_MADE);
  }

  /** In hexadecimal digits. Texts are hashed as UTF-8. null where Node's `crypto` is to be asked. */
  digest(name: HashName, content: Uint8Array | string): string | null {
    const isText = typeof content === 'string';
    if (content.length * (isText ? MOST_BYTES : 1) > MOST_MADE) return null;
    const loaded = this.#next();
    if (loaded === null) return null;
    const { code, memory } = loaded;
    if (!isText) memory.set(content, MADE);
    code[name](MADE, isText ? memory.write(content, MADE) : content.length);
    return memory.toString('hex', DIGEST, DIGEST + DIGEST_BYTES[name]);
  }

  #inflated(how: 'inflate' | 'inflateRaw', compressed: Uint8Array, most: number): Buffer | null {
    const loaded = compressed.length > MOST_GIVEN ? null : this.#next();
    if (loaded === null) return null;
    const { code, memory } = loaded;
    memory.set(compressed, GIVEN);
    try {
      const length = code[how](compressed.length, Math.min(most, MOST_MADE));
      return Buffer.from(memory.subarray(MADE, MADE + length));
    } catch {
      return null;
    }
  }

  #next(): { readonly code: Code; readonly memory: Buffer } | null {
    if (this.#callsLeft === 0) return null;
    this.#callsLeft--;
    if (this.#loaded === undefined) this.#loaded = load();
    return this.#loaded;
  }
}

function load(): { readonly code: Code; readonly memory: Buffer } | null {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(SMALL_BYTES, 'base64')));
    const code = exports as unknown as Code;
    return { code, memory: Buffer.from(code.memory.buffer) };
  } catch {
    return null;
  }
}

const ours = new SmallBytes(500);

/** As `SmallBytes.inflate`. */
export function inflateSmall(compressed: Uint8Array, most: number): Buffer | null {
  return ours.inflate(compressed, most);
}

/** Inflates a stream without head and checksum. @throws whatever `zlib` does. */
export function inflatedRaw(compressed: Uint8Array): Buffer {
  return ours.inflateRaw(compressed) ?? inflateRawSync(compressed);
}

/** The digest of some bytes, or of a text as UTF-8, in hexadecimal digits. */
export function digestOf(name: HashName, content: Uint8Array | string): string {
  return ours.digest(name, content) ?? hash(name, content, 'hex');
}
