import { AiBlameError } from '../errors.js';

/** Options as the parser found them: absent, a flag, one text, or several where an option was given several times. */
export type RawOptions = Readonly<Record<string, unknown>>;

/** All values of a repeatable option, in order. */
export function texts(options: RawOptions, name: string): string[] {
  const given = options[name] ?? [];
  return (Array.isArray(given) ? given : [given]).map((value) => {
    if (typeof value !== 'string') {
      throw new AiBlameError('USAGE', `${spelt(name)} needs a value`);
    }
    return value;
  });
}

/** The value of an option that may be given once, or null. */
export function text(options: RawOptions, name: string): string | null {
  const [value = null, ...more] = texts(options, name);
  if (more.length > 0) {
    throw new AiBlameError('USAGE', `${spelt(name)} was given ${more.length + 1} times, and takes one value`);
  }
  return value;
}

/** The value of an option of git blame's, or null: of several the last counts, as with git, so that an alias can be overruled. */
export function lastText(options: RawOptions, name: string): string | null {
  return texts(options, name).at(-1) ?? null;
}

/** What an option is left with where `--no-NAME` takes back what stands before it, as with git. null: that stands last. */
export function leftOf(options: RawOptions, name: string): unknown[] | null {
  const given = [options[name] ?? []].flat();
  return given.at(-1) === false ? null : given.slice(given.lastIndexOf(false) + 1);
}

export function flag(options: RawOptions, name: string): boolean {
  return options[name] === true;
}

/** Values of a repeatable option that must be among `choices`. */
export function chosen<T extends string>(options: RawOptions, name: string, choices: readonly T[]): T[] {
  return texts(options, name).map((value) => choice(value, name, choices));
}

/** @throws AiBlameError USAGE that names the choices. */
export function choice<T extends string>(value: string, name: string, choices: readonly T[]): T {
  const found = choices.find((candidate) => candidate === value);
  if (found === undefined) {
    throw badValue(name, value, `one of ${choices.join(', ')}`);
  }
  return found;
}

/** A usage error that shows what was expected and what was given. */
export function badValue(name: string, given: string, expected: string, hint?: string): AiBlameError {
  const options = hint === undefined ? {} : { hint };
  return new AiBlameError('USAGE', `${spelt(name)} expects ${expected}, not "${given}"`, options);
}

/** At most one of these flags may be given. @returns it, or null. */
export function onlyOne<T extends string>(options: RawOptions, names: readonly T[]): T | null {
  const [first = null, second] = names.filter((name) => flag(options, name));
  if (first !== null && second !== undefined) {
    throw new AiBlameError('USAGE', `${spelt(first)} and ${spelt(second)} exclude each other`);
  }
  return first;
}

/** `rev` → `--rev`, `L` → `-L`. */
export function spelt(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
