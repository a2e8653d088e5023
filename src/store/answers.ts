import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import type { GrowingSource } from '../model/growing-source.js';
import { readRegular } from '../open-regular.js';
import { removeDraft } from '../remove-draft.js';
import { isSameStamp, probeSum } from './file-stamp.js';
import { onceOf, twice } from './kept-twice.js';
import { shortName } from './short-name.js';
import type { SourceRow } from './source-row.js';

/** An answer as it is kept, and what it rests on. Texts without line ends. */
export interface KeptAnswer {
  /** JSON: what the traces came to when it was given. */
  readonly traces: string;
  /** JSON: what was looked at on the disk. */
  readonly looks: string;
  /** JSON: the answer without the file's text. */
  readonly answer: string;
}

/** More answers than a person asks for again; those given last are kept. */
const MOST_ANSWERS = 2000;
/** So many go at once, so that not each new one has to look at all. */
const SPARE = 100;
/** One that is larger is not worth its place: it is worked out anew. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Of the file of the sources that may be written on. */
const GROWING = 'growing';
/** Of the file of all that was looked at to find the sources. */
const LOOKS = 'looks';
/** What it begins with is as long as a multiple of this. */
const ALIGNMENT = 8;

/** Answers of earlier versions have 64 digits, and `state` was theirs. */
const NAME = /^([0-9a-f]{16}|[0-9a-f]{64}|growing|looks|state)(\.[0-9a-f]+)?$/;

/**
 * Answers that were given before, by their questions: files in a folder beside the index, so that the same question needs no database.
 * Whether one still holds is for the caller to find out. Without the index they count for nothing.
 */
export class Answers {
  readonly #index: string;
  readonly #folder: string;

  /** @param index path of the index's file. */
  constructor(index: string) {
    this.#index = index;
    this.#folder = `${index}-answers`;
  }

  /** @param question a text without line ends. @returns null where none was kept, or what is there is damaged. */
  find(question: string): KeptAnswer | null {
    const [of, traces, looks, answer] = this.#read(shortName(question)) ?? [];
    if (of !== question || traces === undefined || looks === undefined || answer === undefined) return null;
    return existsSync(this.#index) ? { traces, looks, answer } : null;
  }

  /** What cannot be written is not kept. */
  keep(question: string, { traces, looks, answer }: KeptAnswer): void {
    if (looks.length + answer.length > MOST_BYTES) return;
    if (this.#write(shortName(question), [question, traces, looks, answer])) this.#forgetOldest();
  }

  /** What was looked at to find the sources, where a state of them is the one that was kept last; else null. */
  looks(state: string): Buffer | null {
    try {
      const file = readRegular(join(this.#folder, LOOKS));
      const end = file.indexOf('\n');
      return file.toString('latin1', 0, Math.max(0, end)).trimEnd() === state ? file.subarray(end + 1) : null;
    } catch {
      return null;
    }
  }

  /** What cannot be written is not kept. @param looks of any bytes: whether they are damaged is for the caller to find out. */
  keepLooks(state: string, looks: Buffer): void {
    const head = state.padEnd(Math.ceil((state.length + 1) / ALIGNMENT) * ALIGNMENT - 1);
    this.#put(LOOKS, Buffer.concat([Buffer.from(`${head}\n`, 'latin1'), looks]));
  }

  /** Sources that may be written on, as they were in a state of all sources; none where that is not the one that was kept last. */
  growing(state: string): readonly GrowingSource[] {
    const [of, sources] = this.#read(GROWING) ?? [];
    return of === state && sources !== undefined ? (JSON.parse(sources) as GrowingSource[]) : [];
  }

  /** What cannot be written is not kept. */
  keepGrowing(state: string, rows: readonly SourceRow[]): void {
    const [, last = '[]'] = this.#read(GROWING) ?? [];
    const known = new Map((JSON.parse(last) as GrowingSource[]).map((source) => [placeOf(source), source]));
    const sources = rows.flatMap((row) => {
      const { agent, home, path, stamp } = row;
      const same = known.get(placeOf(row));
      const isKnown = same !== undefined && isSameStamp(same.stamp, stamp);
      const sum = isKnown ? same.sum : probeSum(row, stamp.size, row);
      return sum === null ? [] : [{ agent, home, path, stamp, sum } satisfies GrowingSource];
    });
    this.#write(GROWING, [state, JSON.stringify(sources)]);
  }

  /** @throws what the file system throws. */
  forgetAll(): void {
    for (const name of this.#names()) rmSync(join(this.#folder, name), { force: true });
  }

  #forgetOldest(): void {
    const names = this.#names();
    if (names.length < MOST_ANSWERS + SPARE) return;
    const changed = (name: string): number =>
      statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const byAge = names.map((name) => ({ name, at: changed(name) })).sort((a, b) => a.at - b.at);
    for (const { name } of byAge.slice(0, -MOST_ANSWERS)) rmSync(join(this.#folder, name), { force: true });
  }

  /** Ours; also drafts of a process that was killed. */
  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => NAME.test(name));
    } catch {
      return [];
    }
  }

  /** @returns null where there is none, or it is damaged. */
  #read(name: string): readonly string[] | null {
    let bytes: Buffer;
    try {
      bytes = readRegular(join(this.#folder, name));
    } catch {
      return null;
    }
    return onceOf(bytes)?.toString('utf8').split('\n').slice(0, -1) ?? null;
  }

  /** @param parts texts without line ends. @returns whether they are there now. */
  #write(name: string, parts: readonly string[]): boolean {
    return this.#put(name, twice(Buffer.from([...parts, ''].join('\n'))));
  }

  #put(name: string, content: Buffer): boolean {
    const file = join(this.#folder, name);
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      makeFolder(this.#folder, 0o700);
      writeFileSync(draft, content, { mode: 0o600, flag: 'wx' });
      renameSync(draft, file);
      return true;
    } catch {
      removeDraft(draft);
      return false;
    }
  }
}

function placeOf({ agent, home, path }: Pick<GrowingSource, 'agent' | 'home' | 'path'>): string {
  return [agent, home, path].join('\0');
}
