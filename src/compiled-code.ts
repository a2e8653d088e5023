import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import type { Env } from './env.js';
import { makeFolder } from './make-folder.js';
import { openRegular } from './open-regular.js';
import { removeDraft } from './remove-draft.js';
import { indexLocation } from './store/index-file.js';
import { onceOf, twice } from './store/kept-twice.js';
import { shortName } from './store/short-name.js';

/** Put in by `scripts/build.mjs`: a digest of all sources of this program. */
declare const AI_BLAME_BUILD: string;

/** Name of the folder beside the index. */
const FOLDER = 'code';

/** What an older version of this program left is not asked for any more. */
const OLD_MS = 30 * 24 * 60 * 60 * 1000;

/** Who may write it may say what is run. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Beside the index where that usually lies. null: what V8 makes is not to be kept, by Node's own word for that, or because the person
 * wants no index, or measures what is run.
 */
export function folderOfCode(env: Pick<Env, 'cwd' | 'home' | 'variables'>): string | null {
  const { AI_BLAME_NO_INDEX, NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = env.variables;
  if ([AI_BLAME_NO_INDEX, NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE].some(isSet)) return null;
  return join(dirname(indexLocation(env, null).file), FOLDER);
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '' && variable !== '0';
}

/** What imports modules for the others (`scripts/build.mjs`): a script that is not loaded by Node cannot. */
const IMPORT = 'import';

const ENDING = '.cjs';

interface Loaded {
  readonly exports: unknown;
  readonly script: Script;
  /** In which kinds of runs what is kept of it was made. */
  readonly kinds: readonly string[];
}

/**
 * Loads files of this program with what V8 made of them in an earlier run: compiling is the half of a first answer in a small repository.
 * It is what `module.enableCompileCache` does from Node 22.1 on, but sees where what is kept is damaged, which V8 does not; what was made
 * by another V8, or under other flags, V8 itself leaves aside.
 */
export class CompiledCode {
  readonly #folder: string | null;
  readonly #loaded = new Map<string, Loaded>();

  /** @param folder null: files are loaded as Node does, and nothing is kept. */
  constructor(folder: string | null) {
    this.#folder = folder;
  }

  /** @param name a file beside this one, without its ending. @returns what it exports. */
  load(name: string): unknown {
    const known = this.#loaded.get(name);
    if (known !== undefined) return known.exports;
    const file = join(import.meta.dirname, `${name}${ENDING}`);
    const own = createRequire(file);
    if (this.#folder === null) return own(file);
    const kept = keptIn(this.#folder, name);
    // What is built is ASCII (`scripts/build.mjs`), and read faster as such.
    const script = new Script(wrapped(readFileSync(file, 'latin1')), {
      filename: file,
      ...(kept === null ? {} : { cachedData: kept.code }),
    });
    const isTaken = kept !== null && script.cachedDataRejected === false;
    const module = { exports: {} };
    const require = Object.assign(
      (asked: string): unknown => {
        if (!asked.startsWith('./') || !asked.endsWith(ENDING)) return own(asked);
        const beside = asked.slice('./'.length, -ENDING.length);
        return beside === IMPORT ? own(asked) : this.load(beside);
      },
      { resolve: own.resolve },
    );
    script.runInThisContext()(module.exports, require, module, file, dirname(file));
    this.#loaded.set(name, { exports: module.exports, script, kinds: isTaken ? kept.kinds : [] });
    return module.exports;
  }

  /**
   * Keeps what V8 made of the loaded files until now: only what was run is compiled, so each kind of run adds its own. Where the folder of
   * the index is not there, or cannot be written, nothing is kept.
   */
  async keep(): Promise<void> {
    const folder = this.#folder;
    if (folder === null) return;
    const kind = [...this.#loaded.keys()].join('+');
    const wanted = [...this.#loaded].filter(([, { kinds }]) => !kinds.includes(kind));
    if (wanted.length === 0) return;
    if (!existsSync(dirname(folder))) return;
    const { setFlagsFromString } = await import('node:v8');
    // V8 takes a code only under the flags that it was made under: these may have been set since (`app/small-heap.ts`, `app/late-optimising.ts`).
    setFlagsFromString('--semi-space-growth-factor=2');
    setFlagsFromString('--heap-growing-percent=0');
    if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--interrupt-budget=67584');
    for (const [name, { script, kinds }] of wanted) {
      write(folder, name, [...kinds, kind], script.createCachedData());
    }
  }
}

/** As Node wraps a CommonJS module. */
function wrapped(text: string): string {
  return `(function (exports, require, module, __filename, __dirname) { ${text}\n});`;
}

/** By what, besides its text, a file was compiled: this version of the program and of Node, and the flags. One line. */
function maker(): string {
  const { version, arch, execArgv, env } = process;
  return JSON.stringify([AI_BLAME_BUILD, version, arch, execArgv, env.NODE_OPTIONS]);
}

/** Each of them has a file of its own. */
function pathIn(folder: string, name: string, made: string): string {
  return join(folder, `${name}-${shortName(made)}`);
}

/** @returns null where nothing is kept, or it is damaged, or not ours alone. */
function keptIn(folder: string, name: string): { code: Buffer; kinds: readonly string[] } | null {
  const made = maker();
  let bytes: Buffer;
  try {
    const { handle, stat } = openRegular(pathIn(folder, name, made));
    try {
      const { uid, mode, size } = stat;
      const user = process.getuid?.();
      if (user !== undefined && (uid !== user || (mode & WRITABLE_BY_OTHERS) !== 0)) return null;
      bytes = Buffer.allocUnsafeSlow(size);
      if (readSync(handle, bytes) !== size) return null;
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
  const once = onceOf(bytes);
  if (once === null) return null;
  const end = once.indexOf('\n');
  const kindsEnd = once.indexOf('\n', end + 1);
  if (once.toString('utf8', 0, end) !== made || kindsEnd < 0) return null;
  const kinds = once
    .toString('latin1', end + 1, kindsEnd)
    .trimEnd()
    .split(',');
  return { code: once.subarray(kindsEnd + 1), kinds };
}

/** V8 copies a code that does not begin at a multiple of this. */
const ALIGNMENT = 8;

/** What cannot be written is not kept. */
function write(folder: string, name: string, kinds: readonly string[], code: Buffer): void {
  const made = maker();
  const path = pathIn(folder, name, made);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    makeFolder(folder, 0o700);
    const head = Buffer.from(`${made}\n${kinds.join(',')}`);
    const space = ' '.repeat(ALIGNMENT - 1 - (head.length % ALIGNMENT));
    writeFileSync(draft, twice(Buffer.concat([head, Buffer.from(`${space}\n`), code])), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
    forgetOld(folder);
  } catch {
    removeDraft(draft);
  }
}

function forgetOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - changed > OLD_MS) rmSync(path, { force: true });
  }
}
