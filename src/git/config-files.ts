import { dirname, join, resolve } from 'node:path';
import { AiBlameError } from '../errors.js';
import { readFileSync, readNamedSync, realpathSync, statSync } from './disk.js';
import { errorCode, unreadable } from './error-code.js';
import { type ConfigSetting, GitConfig, parseConfig } from './git-config.js';
import { wildmatch } from './wildmatch.js';

const MAX_CONFIG_BYTES = 16 * 1024 * 1024;
/** As git (`MAX_INCLUDE_DEPTH`, config.c of 2.39). */
const MAX_INCLUDE_DEPTH = 10;

/** An open file of whoever started us (`GIT_CONFIG_GLOBAL=<(…)`): that may be a pipe. */
const HANDED_OVER = /^\/(dev|proc\/self)\/fd\/|^\/dev\/stdin$/;

export interface ConfigFiles {
  /** Of the system and the user, the most general first. One that may not be read counts as empty, as for git. */
  readonly general: readonly string[];
  /** The repository's own. */
  readonly own: readonly string[];
  /** Of the work tree: what `includeIf "gitdir:…"` is held against. */
  readonly gitDir: string;
  /** Short name of the branch that HEAD names; null where it is detached or not known. */
  readonly branch: string | null;
  /** What `~` stands for; null: such includes are passed over. */
  readonly home: string | null;
}

/**
 * Reads git's config files as git does (git-config(1), "Includes"): `include.path`, and `includeIf` of `gitdir`, `gitdir/i` and
 * `onbranch`, where they stand. Includes under `hasconfig` are not followed. Files that are not there count as empty.
 * @throws AiBlameError UNREADABLE where git would end: a file that is there and cannot be read, a line that is none of a config file, or includes too deep.
 */
export function readConfigFiles(files: ConfigFiles): GitConfig {
  const settings = function* (): Generator<ConfigSetting> {
    for (const file of files.general) yield* settingsOf(file, true, files, 0);
    for (const file of files.own) yield* settingsOf(file, false, files, 0);
  };
  return new GitConfig(settings());
}

function* settingsOf(file: string, mayBeRefused: boolean, files: ConfigFiles, depth: number): Generator<ConfigSetting> {
  if (depth > MAX_INCLUDE_DEPTH)
    throw new AiBlameError('UNREADABLE', `Config files include each other too deep: ${file}`);
  for (const setting of parseConfig(textOf(file, mayBeRefused), file)) {
    yield setting;
    if (!isInclude(setting.name, file, files)) continue;
    const path = expanded(setting.value, files.home);
    if (path !== null) yield* settingsOf(resolve(dirname(file), path), false, files, depth + 1);
  }
}

function isInclude(name: string, file: string, files: ConfigFiles): boolean {
  if (name === 'include.path') return true;
  const [, kind, pattern = ''] = /^includeif\.(gitdir|gitdir\/i|onbranch):(.*)\.path$/s.exec(name) ?? [];
  if (kind === undefined) return false;
  if (kind === 'onbranch') return files.branch !== null && wildmatch(openEnded(pattern), files.branch);
  const place = gitDirPattern(pattern, file, files.home);
  return place !== null && [real(files.gitDir), files.gitDir].some((dir) => wildmatch(place, dir, kind === 'gitdir/i'));
}

/** `~/`, `./` (the folder of the config file) and `/` say where a pattern begins; one without begins anywhere. */
function gitDirPattern(pattern: string, file: string, home: string | null): string | null {
  if (pattern.startsWith('./')) return openEnded(`${real(dirname(file))}${pattern.slice(1)}`);
  const path = expanded(pattern, home);
  if (path === null) return null;
  return openEnded(path.startsWith('/') ? path : `**/${path}`);
}

/** A pattern that ends in a slash means all below it. */
function openEnded(pattern: string): string {
  return pattern.endsWith('/') ? `${pattern}**` : pattern;
}

function expanded(path: string, home: string | null): string | null {
  if (path !== '~' && !path.startsWith('~/')) return path;
  return home === null ? null : join(home, path.slice(1));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function textOf(file: string, mayBeRefused: boolean): string {
  try {
    if ((statSync(file).size ?? 0) <= MAX_CONFIG_BYTES) {
      return mayBeRefused && HANDED_OVER.test(file) ? readNamedSync(file).toString('utf8') : readFileSync(file, 'utf8');
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || (mayBeRefused && code === 'EACCES')) return '';
    throw unreadable(error, file);
  }
  throw new AiBlameError('UNREADABLE', `${file} is larger than any config file`);
}
