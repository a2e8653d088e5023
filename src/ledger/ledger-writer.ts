import { createHash } from 'node:crypto';
import type { LedgerEntry, LedgerHead, LedgerSums } from '../model/ledger.js';
import { encodeLedger } from './encode.js';

export const SCHEMA_VERSION = 1;

/** Lays out a ledger entry by entry, so that it never has to be held whole, and sums up its bytes. */
export class LedgerWriter {
  readonly #sink: (text: string) => void;
  readonly #file = createHash('sha256');
  readonly #content = createHash('sha256');
  #count = 0;

  /** @param sink is given the ledger's text piece by piece. */
  constructor(sink: (text: string) => void) {
    this.#sink = sink;
    this.#both('{\n  "entries" : [\n');
  }

  /** The next number. */
  get sequence(): number {
    return this.#count + 1;
  }

  add(entry: LedgerEntry): void {
    this.#both(`${this.#count === 0 ? '' : ',\n'}    ${encodeLedger({ ...entry }, 2)}`);
    this.#count += 1;
  }

  end({ generatedAt, projectPath, threadID }: LedgerHead): LedgerSums {
    this.#both('\n  ],\n');
    this.#give(`  "generatedAt" : ${encodeLedger(generatedAt)},\n  "projectPath" : ${encodeLedger(projectPath)},\n`);
    this.#both(`  "schemaVersion" : ${SCHEMA_VERSION},\n  "threadID" : ${encodeLedger(threadID)}\n}`);
    return {
      entryCount: this.#count,
      sha256: this.#file.digest('hex'),
      contentSha256: this.#content.digest('hex'),
    };
  }

  #both(text: string): void {
    this.#content.update(text, 'utf8');
    this.#give(text);
  }

  #give(text: string): void {
    this.#file.update(text, 'utf8');
    this.#sink(text);
  }
}
