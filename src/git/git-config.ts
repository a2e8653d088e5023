import { join } from 'node:path';
import { AiBlameError } from '../errors.js';

/** Settings from git's config files. */
export class GitConfig {
  /** By full name: section and key in lower case, the part between as written. Later values win. */
  readonly #values = new Map<string, string[]>();

  /** @param settings the most general first (`readConfigFiles`) */
  constructor(settings: Iterable<ConfigSetting>) {
    for (const { name, value } of settings) {
      const values = this.#values.get(name);
      if (values === undefined) {
        this.#values.set(name, [value]);
      } else {
        values.push(value);
      }
    }
  }

  /** @param name `core.autocrlf`, `remote.origin.url` @returns the last value, or null. A key without a value holds ''. */
  get(name: string): string | null {
    return this.getAll(name).at(-1) ?? null;
  }

  getAll(name: string): string[] {
    return (this.#values.get(normalName(name)) ?? []).map((value) => (value === NO_VALUE ? '' : value));
  }

  /** @returns null where it is not set, or is no boolean. */
  getBoolean(name: string): boolean | null {
    const value = this.#values.get(normalName(name))?.at(-1);
    if (value === undefined) {
      return null;
    }
    // A key without `=` is true; one with an empty value is false.
    if (value === NO_VALUE || /^(true|yes|on)$/i.test(value)) {
      return true;
    }
    if (value === '' || /^(false|no|off)$/i.test(value)) {
      return false;
    }
    const number = configInteger(value);
    return number === null ? null : number !== 0;
  }

  /** As `getBoolean`, for what git ends at where it is none. @throws AiBlameError USAGE. */
  requireBoolean(name: string): boolean | null {
    const value = this.getBoolean(name);
    if (value !== null || this.get(name) === null) return value;
    throw new AiBlameError('USAGE', `${name} is no boolean: ${this.get(name)}`);
  }

  /** Names between section and key: those of `remote` are the remotes. In the order of the files. */
  subsections(section: string): string[] {
    const start = `${section.toLowerCase()}.`;
    const found = new Set<string>();
    for (const name of this.#values.keys()) {
      const end = name.lastIndexOf('.');
      if (name.startsWith(start) && end > start.length - 1) {
        found.add(name.slice(start.length, end));
      }
    }
    return [...found];
  }
}

/**
 * The system's and the user's config files, as git finds them; the most general first. They need not exist.
 * @param environment variables such as HOME and XDG_CONFIG_HOME
 */
export function globalConfigFiles(environment: Readonly<Record<string, string | undefined>>): string[] {
  const { GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM, GIT_CONFIG_SYSTEM, HOME, XDG_CONFIG_HOME } = environment;
  const files = GIT_CONFIG_NOSYSTEM === undefined ? [GIT_CONFIG_SYSTEM ?? '/etc/gitconfig'] : [];
  if (GIT_CONFIG_GLOBAL !== undefined) {
    files.push(GIT_CONFIG_GLOBAL);
  } else if (HOME !== undefined && HOME !== '') {
    files.push(join(XDG_CONFIG_HOME || join(HOME, '.config'), 'git', 'config'), join(HOME, '.gitconfig'));
  }
  return files;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** A number as git reads it: `12`, `-1`, `0x10`, octal `010`, `2k`; null: none, or one over 32 bits. */
export function configInteger(value: string): number | null {
  const [, sign, digits = '', unit = ''] = /^\s*([-+]?)(0x[\da-f]+|0[0-7]*|[1-9]\d*)([kmg]?)$/i.exec(value) ?? [];
  if (sign === undefined) return null;
  const plain = Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const number = plain * (UNITS[unit.toLowerCase()] ?? 1) * (sign === '-' ? -1 : 1);
  return Math.abs(number) < 2 ** 31 ? number : null;
}

/** The value of a key that stands alone on its line. */
const NO_VALUE = '\0';

function normalName(name: string): string {
  const first = name.indexOf('.');
  const last = name.lastIndexOf('.');
  return name.slice(0, first).toLowerCase() + name.slice(first, last) + name.slice(last).toLowerCase();
}

export interface ConfigSetting {
  /** Section and key in lower case, the part between as written. */
  readonly name: string;
  /** `NO_VALUE` where the key stands alone. */
  readonly value: string;
}

/**
 * Settings of one file, in its order (the way of git 2.39, `git_parse_source` in config.c).
 * @param file its name, for who is told of it.
 * @throws AiBlameError UNREADABLE with the first line that git refuses.
 */
export function* parseConfig(text: string, file: string): Generator<ConfigSetting> {
  let section = '';
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  let at = 0;
  while (at < source.length) {
    const blank = matchAt(/[ \t\r\n]+|[#;][^\n]*/y, source, at);
    const header = matchAt(/\[(?!\])([-.a-zA-Z0-9]*)(?:[ \t\r]+"((?:[^"\\\n]|\\[^\n])*)")?\]/y, source, at);
    if (header !== null) section = `${sectionName(header[1] ?? '', header[2])}.`;
    const passed = blank ?? header;
    if (passed !== null) {
      at += passed[0].length;
      continue;
    }
    const key = matchAt(/([a-zA-Z][-a-zA-Z0-9]*)[ \t]*(=|\n|$)/y, source, at);
    const behind = at + (key?.[0].length ?? 0);
    const parsed = key?.[2] === '=' ? parseValue(source, behind) : { value: NO_VALUE, end: behind };
    if (key === null || parsed === null) {
      const line = source.slice(0, at).split('\n').length;
      throw new AiBlameError('UNREADABLE', `Bad config line ${line} in ${file}`);
    }
    yield { name: `${section}${(key[1] ?? '').toLowerCase()}`, value: parsed.value };
    at = parsed.end;
  }
}

function sectionName(section: string, subsection: string | undefined): string {
  if (subsection !== undefined) {
    return `${section.toLowerCase()}.${subsection.replace(/\\(.)/g, '$1')}`;
  }
  return section.toLowerCase();
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '\\': '\\', '"': '"', '\n': '' };

/** From after the `=` to the end of the line; lines that end in a backslash go on. Null: no value to git. */
function parseValue(source: string, start: number): { value: string; end: number } | null {
  let value = '';
  /** Length of `value` up to the last character that is no blank outside of quotes. */
  let kept = 0;
  let quoted = false;
  let at = start;
  for (; at < source.length && source[at] !== '\n'; at++) {
    const char = source[at] as string;
    if (char === '\\') {
      const meant = ESCAPED[source[++at] ?? '\n'];
      if (meant === undefined) return null;
      value += meant;
      kept = value.length;
    } else if (char === '"') {
      quoted = !quoted;
      kept = value.length;
    } else if (!quoted && (char === '#' || char === ';')) {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
      break;
    } else if (quoted || !/[ \t\r]/.test(char)) {
      value += char;
      kept = value.length;
    } else if (value !== '') {
      value += char;
    }
  }
  return quoted ? null : { value: value.slice(0, kept), end: at + 1 };
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
