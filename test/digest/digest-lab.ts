import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { BlameResult } from '../../src/model/blame-result.js';
import type { AnswerVerification, EvidenceDigest } from '../../src/model/evidence-digest.js';
import type { FakeEnv } from '../cli/fake-env.js';
import { schemaNamed } from '../report/schemas.js';
import { type Answer, answerTo } from '../support/run-cli.js';

const DIGEST_SCHEMA = schemaNamed('digest-1');
const VERIFY_SCHEMA = schemaNamed('verify-1');

/** An answer with its digest, as it was printed. */
export type Sealed = BlameResult & { readonly digest: EvidenceDigest };

/** Asks in a world, and keeps documents beside it. */
export class DigestLab {
  readonly folder: string;
  /** Of every question. */
  readonly where: readonly string[];
  readonly env: Partial<FakeEnv>;

  constructor(folder: string, where: readonly string[], env: Partial<FakeEnv>) {
    this.folder = folder;
    this.where = where;
    this.env = env;
  }

  get document(): string {
    return join(this.folder, 'answer.json');
  }

  /** A blame with its digest, which is then the document. */
  async seal(file: string, ...options: string[]): Promise<Sealed> {
    return this.sealed<Sealed>('blame', file, '--json', '--digest', ...options);
  }

  /** The answer to any question, which is then the document. */
  async sealed<T = { readonly digest: EvidenceDigest; readonly files: unknown[] }>(...argv: string[]): Promise<T> {
    const { exitCode, stdout, stderr } = await this.ask(...argv);
    if (exitCode !== 0) throw new Error(stderr);
    writeFileSync(this.document, stdout);
    const answer: T & { readonly digest: EvidenceDigest } = JSON.parse(stdout);
    expect(DIGEST_SCHEMA(answer.digest) ? [] : DIGEST_SCHEMA.errors).toEqual([]);
    return answer;
  }

  write(document: unknown): void {
    writeFileSync(this.document, JSON.stringify(document));
  }

  async ask(...argv: string[]): Promise<Answer> {
    return answerTo([...argv, ...this.where], this.env);
  }

  /** Exit code, outcome, and each finding as `status part subject`. */
  async verify(...options: string[]): Promise<{ exitCode: number; outcome: string; findings: string[] }> {
    const { exitCode, stdout, stderr } = await this.ask('verify', this.document, '--json', ...options);
    if (stdout === '') throw new Error(stderr);
    const verification: AnswerVerification = JSON.parse(stdout);
    expect(VERIFY_SCHEMA(verification) ? [] : VERIFY_SCHEMA.errors).toEqual([]);
    const { outcome, findings } = verification;
    return { exitCode, outcome, findings: findings.map(({ status, part, subject }) => `${status} ${part} ${subject}`) };
  }
}

export const SAME = { exitCode: 0, outcome: 'same', findings: [] };
