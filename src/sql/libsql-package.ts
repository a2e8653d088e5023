import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';

const PACKAGE = 'libsql';

/** So much of a program tells what loads it. */
const HEAD_BYTES = 4096;

/**
 * What the package libsql exports, loaded without its two helpers that find out which C library this Linux has: one has Node write a whole
 * report of the process, the other loads the module that starts processes, and both together take 20 ms, of 25 for the package. What they
 * come to stands in the first bytes of Node itself.
 *
 * @param load of a file of ours.
 * @returns null where that tells nothing, or this is no Linux: the package then has to find out by itself.
 * @throws whatever loading throws.
 */
export function loadLibsqlDirectly(load: NodeJS.Require): unknown {
  const { platform, arch } = process;
  const library = platform === 'linux' && (arch === 'x64' || arch === 'arm64') ? libraryOfNode() : null;
  const file = library === null ? null : fileOf(load);
  if (library === null || file === null) return null;
  const known: Readonly<Record<string, unknown>> = {
    '@neon-rs/load': { currentTarget: () => `linux-${arch}-${library === 'glibc' ? 'gnu' : 'musl'}` },
    'detect-libc': { familySync: () => library, GLIBC: 'glibc', MUSL: 'musl' },
  };
  const folder = dirname(file);
  const require = (name: string): unknown => {
    // Files of its own are run as it is: Node would look for each of them, and for what kind of module it is.
    if (name.startsWith('./')) return run(join(folder, `${name}.js`), require);
    return known[name] ?? load(load.resolve(name, { paths: [folder] }));
  };
  return run(file, require);
}

/** Runs a CommonJS module. @returns what it exports. */
function run(file: string, require: (name: string) => unknown): unknown {
  const module = { exports: {} as unknown };
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  const body = compileFunction(readFileSync(file, 'utf8'), names, { filename: file });
  body.call(module.exports, module.exports, require, module, file, dirname(file));
  return module.exports;
}

/** By its path, since asking for the package by its name has Node load what reads `exports` of a package. */
function fileOf(load: NodeJS.Require): string | null {
  const files = load.resolve.paths(PACKAGE)?.map((folder) => join(folder, PACKAGE, 'index.js')) ?? [];
  const file = files.find((each) => existsSync(each));
  return file === undefined ? null : realpathSync(file);
}

/** The C library that Node was linked with, by the name of what loads it, as the helper `detect-libc` has it. */
function libraryOfNode(): 'glibc' | 'musl' | null {
  const head = Buffer.alloc(HEAD_BYTES);
  try {
    const handle = openSync('/proc/self/exe', 'r');
    try {
      readSync(handle, head);
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
  return head.includes('/ld-musl-') ? 'musl' : head.includes('/ld-linux-') ? 'glibc' : null;
}
