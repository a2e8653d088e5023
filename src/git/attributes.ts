import { closeSync, constants, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { unquoteC } from './c-quoting.js';
import { openSync } from './disk.js';
import { wildmatch } from './wildmatch.js';

/** git ignores larger files and longer lines. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
const MAX_LINE_BYTES = 2048;

/** `attr`: true, `-attr`: false, `attr=text`: the text. `!attr` and what no line names: not in the map. */
export type AttributeValues = ReadonlyMap<string, boolean | string>;

/** `null`: `!attr`, which hides what less important lines say. */
type Setting = readonly [name: string, value: boolean | string | null];

interface Rule {
  readonly pattern: string;
  /** A pattern without a slash is held against the name alone. */
  readonly nameOnly: boolean;
  readonly settings: readonly Setting[];
}

interface AttributeFile {
  readonly rules: readonly Rule[];
  readonly macros: ReadonlyMap<string, readonly Setting[]>;
}

const NONE: AttributeFile = { rules: [], macros: new Map() };
let builtIn: AttributeFile | null = null;

export interface AttributeSources {
  /** Top folder of the work tree. */
  readonly root: string;
  /** `info/attributes` of the common git directory: the most important. */
  readonly infoFile: string;
  /** `core.attributesFile`: the least important; null for none. */
  readonly globalFile: string | null;
  readonly ignoreCase: boolean;
}

/** Attributes of the paths of a work tree (gitattributes). Each file is read once. */
export class Attributes {
  readonly #sources: AttributeSources;
  readonly #files = new Map<string, AttributeFile>();

  constructor(sources: AttributeSources) {
    this.#sources = sources;
  }

  /** @param path of a file, relative to the root */
  of(path: string): AttributeValues {
    const stack = this.#stack(path);
    const found = new Map<string, boolean | string | null>();
    const set = (settings: readonly Setting[]): void => {
      for (const [name, value] of [...settings].reverse()) {
        if (!found.has(name)) {
          found.set(name, value);
          const macro =
            value === true ? stack.find(({ file }) => file.macros.has(name))?.file.macros.get(name) : undefined;
          set(macro ?? []);
        }
      }
    };
    for (const { file, folder } of stack) {
      for (const rule of [...file.rules].reverse()) {
        if (this.#matches(rule, folder, path)) {
          set(rule.settings);
        }
      }
    }
    return new Map([...found].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
  }

  /** Files that speak about a path, the most important first, each with the folder that its patterns start from. */
  #stack(path: string): { file: AttributeFile; folder: string }[] {
    const { root, infoFile, globalFile } = this.#sources;
    const stack = [{ file: this.#read(infoFile, true, false), folder: '' }];
    const parts = path.split('/').slice(0, -1);
    for (let depth = parts.length; depth >= 0; depth--) {
      const folder = parts.slice(0, depth).join('/');
      // git does not follow a symbolic link here.
      stack.push({ file: this.#read(join(root, folder, '.gitattributes'), depth === 0, true), folder });
    }
    if (globalFile !== null) {
      stack.push({ file: this.#read(globalFile, true, false), folder: '' });
    }
    builtIn ??= parseAttributes('[attr]binary -diff -merge -text', true);
    return [...stack, { file: builtIn, folder: '' }];
  }

  #read(file: string, macros: boolean, noLink: boolean): AttributeFile {
    let parsed = this.#files.get(file);
    if (parsed === undefined) {
      const text = readText(file, noLink);
      parsed = text === null ? NONE : parseAttributes(text, macros);
      this.#files.set(file, parsed);
    }
    return parsed;
  }

  #matches(rule: Rule, folder: string, path: string): boolean {
    const relative = folder === '' ? path : path.slice(folder.length + 1);
    const subject = rule.nameOnly ? relative.slice(relative.lastIndexOf('/') + 1) : relative;
    return wildmatch(rule.pattern, subject, this.#sources.ignoreCase);
  }
}

/** @param macros whether `[attr]name …` is allowed in this file */
function parseAttributes(text: string, macros: boolean): AttributeFile {
  const rules: Rule[] = [];
  const defined = new Map<string, readonly Setting[]>();
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const [, subject = '', rest = ''] = /^[ \t\r]*("(?:[^"\\]|\\.)*"|[^ \t\r]+)(.*)$/s.exec(line) ?? [];
    if (subject === '' || subject.startsWith('#') || Buffer.byteLength(line) >= MAX_LINE_BYTES) {
      continue;
    }
    const macro = /^\[attr\](.+)$/.exec(subject)?.[1];
    const settings = parseSettings(rest);
    if (settings === null || (macro !== undefined && (!macros || !isName(macro)))) {
      continue;
    }
    if (macro !== undefined) {
      defined.set(macro, settings);
      continue;
    }
    const pattern = unquoteC(subject) ?? subject;
    // A pattern for folders matches no file; a negative one is not allowed.
    if (!pattern.endsWith('/') && !pattern.startsWith('!')) {
      rules.push({ pattern: pattern.replace(/^\//, ''), nameOnly: !pattern.includes('/'), settings });
    }
  }
  return { rules, macros: defined };
}

/** @returns null where git would skip the whole line: a name that is not allowed. */
function parseSettings(text: string): Setting[] | null {
  const settings: Setting[] = [];
  for (const word of text.split(/[ \t\r]+/)) {
    if (word === '') {
      continue;
    }
    const [, sign = '', name = '', value] = /^([-!]?)([^=]*)(?:=(.*))?$/.exec(word) ?? [];
    if (!isName(name)) {
      return null;
    }
    settings.push([name, sign === '-' ? false : sign === '!' ? null : (value ?? true)]);
  }
  return settings;
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9_.][-A-Za-z0-9_.]*$/.test(text) && !text.startsWith('builtin_');
}

function readText(file: string, noLink: boolean): string | null {
  let fd: number;
  try {
    fd = openSync(file, noLink ? (constants.O_NOFOLLOW ?? 0) : 0);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > MAX_FILE_BYTES) {
      return null;
    }
    const buffer = Buffer.allocUnsafe(stat.size);
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, stat.size, 0));
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
