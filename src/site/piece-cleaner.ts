import type { JsonValue } from '../model/json-value.js';
import { withoutHome } from '../render/without-home.js';
import { MARK } from '../secrets/known-forms.js';
import type { Redactor } from '../secrets/redactor.js';

/** Prompts are cut off there (contract, section 3): half a key at their end has no form any more. */
const PROMPT = 120;
/** Shorter lines of a secret may well stand elsewhere, too. */
const SHORTEST_LINE = 8;
/** Texts that are told again and again: so many, of so many characters at most. */
const MOST_KEPT = 20_000;
const LONGEST_KEPT = 1000;

/** A line of a key as PEM has it, where what stands around it was cut off. Digits of a digest are none. */
const KEY_LINE =
  /^(?=[^\n]*[a-z])(?=[^\n]*[A-Z])(?=[^\n]*[0-9+/])(\s*(?:\d+[:|→\t ]\s*)?[+-]?\s*)[A-Za-z0-9+/]{60,76}={0,2}\s*$/gm;

export interface CleanerOptions {
  /** null: all is told as it is. */
  readonly redactor: Redactor | null;
  /** The person's home, absolute, for which `~` is told; null: places are told. */
  readonly home: string | null;
  /** Other folders of this machine, absolute, and what is told in their place in sentences of ours. */
  readonly places: readonly (readonly [folder: string, told: string])[];
}

/** Takes out of what pages tell what is nobody else's matter: secrets, and where things lie on this machine. */
export class PieceCleaner {
  readonly #options: CleanerOptions;
  /** Lines that are parts of a longer secret, wherever they stand again. */
  readonly #secretLines = new Set<string>();
  readonly #known = new Map<string, string>();
  #lines = 0;

  constructor(options: CleanerOptions) {
    this.#options = options;
  }

  /** How many were taken out until now. */
  get replaced(): number {
    return (this.#options.redactor?.replaced ?? 0) + this.#lines;
  }

  /** A whole content, whose lines keep their numbers. */
  content(text: string): string {
    const { redactor } = this.#options;
    if (redactor === null) return this.#atHome(text);
    const told = redactor.cleanLines(text);
    if (told !== text) this.#remember(text.split('\n'), told.split('\n'), redactor);
    return this.#atHome(told);
  }

  /** A document as JSON, without what stands in it for bytes. */
  value<T>(value: T): T {
    return this.#value(value as JsonValue, '') as T;
  }

  /** A sentence of ours about this machine. */
  sentence(text: string): string {
    const { places, home } = this.#options;
    if (home === null) return this.text(text);
    const told = places.reduce(
      (clean, [folder, sign]) => (folder.length > 1 ? clean.replaceAll(folder, sign) : clean),
      text,
    );
    return this.text(told);
  }

  /** A text that may be a part of another one. */
  text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const told = this.#text(text);
    // What is counted is what pages tell, not how often they do.
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    if (text.length <= LONGEST_KEPT) this.#known.set(text, told);
    return told;
  }

  #text(text: string): string {
    const { redactor } = this.#options;
    if (redactor === null) return this.#atHome(text);
    const clean = redactor.clean(text).replace(KEY_LINE, (_, lead: string) => {
      this.#lines++;
      return `${lead}${MARK}`;
    });
    return this.#atHome(this.#secretLines.size === 0 ? clean : this.#withoutLines(clean));
  }

  #withoutLines(text: string): string {
    return text
      .split('\n')
      .map((line) => {
        const bare = bareLine(line);
        if (!this.#secretLines.has(bare)) return line;
        this.#lines++;
        return line.replace(bare, () => MARK);
      })
      .join('\n');
  }

  /** What of a content was taken out for what stands around it: alone it has no form. */
  #remember(raw: readonly string[], told: readonly string[], redactor: Redactor): void {
    for (const [at, line] of told.entries()) {
      const before = raw[at] ?? '';
      const bare = bareLine(before);
      if (line === before || bare.length < SHORTEST_LINE || this.#secretLines.has(bare)) continue;
      if (redactor.cleanName(before) === line) continue;
      this.#secretLines.add(bare);
      this.#known.clear();
    }
  }

  #atHome(text: string): string {
    const { home } = this.#options;
    return home === null || !text.includes(home) ? text : withoutHome(text, home);
  }

  #value(value: JsonValue, name: string): JsonValue {
    if (typeof value === 'string') return this.#named(value, name);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((member) => this.#value(member, name));
    const isRepository = 'root' in value && 'head' in value && this.#options.home !== null;
    const isWarning = 'code' in value && 'message' in value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, member]) => {
        if (key === 'textBase64' || key === 'contentBase64') return [];
        if (isRepository && key === 'root') return [[key, '.']];
        if (isWarning && typeof member === 'string') return [[key, this.sentence(member)]];
        if (key === 'home' && typeof member === 'string') return [[key, this.sentence(member)]];
        if (key === 'cwd' && typeof member === 'string') return [[key, this.#folder(member)]];
        return [[this.#named(key, ''), this.#value(member, key)]];
      }),
    );
  }

  /** Where a session ran. Its last name alone, so that a repository that was moved gives the same bytes. */
  #folder(folder: string): string {
    const told = this.text(folder);
    if (this.#options.home === null || told.startsWith('~')) return told;
    return `…/${told.split(/[\\/]/).at(-1)}`;
  }

  #named(text: string, name: string): string {
    const { redactor } = this.#options;
    const isPrompt = name === 'prompt' || name === 'logSubject';
    if (redactor === null || !isPrompt || text.length < PROMPT) return this.text(text);
    const key = `${text}\0`;
    const known = this.#known.get(key) ?? this.#atHome(redactor.cleanCut(text, PROMPT));
    this.#known.set(key, known);
    return known;
  }
}

/** Without what diffs and listings put before a line. */
function bareLine(line: string): string {
  return line.trim().replace(/^[+-]\s*/, '');
}
