import { posix, win32 } from 'node:path';
import type { CommandTarget } from '../model/agent-event.js';

/** What a command may do to the contents of files. */
export interface CommandEffect {
  /**
   * `none`: it surely changes no file's content. `named`: all that it can change is in `targets`. `any`: its text does not tell;
   * `targets` then holds what it does tell.
   */
  readonly writes: 'none' | 'named' | 'any';
  /** In the order of the text. A target may be a directory: then everything below it is meant. */
  readonly targets: readonly CommandTarget[];
}

export const NO_EFFECT: CommandEffect = { writes: 'none', targets: [] };
export const ANY_EFFECT: CommandEffect = { writes: 'any', targets: [] };

const RANK = { none: 0, named: 1, any: 2 } as const;

/** More targets than this count as `any`. */
const MAX_TARGETS = 1000;

export function combineEffects(effects: readonly CommandEffect[]): CommandEffect {
  const writes = effects.reduce<CommandEffect['writes']>(
    (all, { writes }) => (RANK[writes] > RANK[all] ? writes : all),
    'none',
  );
  const targets = effects.flatMap((effect) => effect.targets);
  return targets.length > MAX_TARGETS ? { writes: 'any', targets: targets.slice(0, MAX_TARGETS) } : { writes, targets };
}

/** Files that take what is written to them and keep nothing. */
export function isSink(path: string): boolean {
  return /^\/dev\/(?:null|zero|tty|stdin|stdout|stderr|fd\/\d+)$/.test(path) || path.toLowerCase() === 'nul';
}

/** Longer paths name no file on the systems that agents run on. */
const MAX_PATH_LENGTH = 4096;

/**
 * @param cwd absolute, POSIX or Windows; null where it is not known.
 * @returns the absolute path in the form of `cwd`, or null where it cannot be known.
 */
export function resolvePath(cwd: string | null, path: string): string | null {
  if (path === '' || path.length + (cwd?.length ?? 0) > MAX_PATH_LENGTH) return null;
  if (path.startsWith('/')) return posix.normalize(path);
  if (/^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\')) return win32.normalize(path);
  if (cwd === null) return null;
  return /^[A-Za-z]:|^\\\\/.test(cwd) ? win32.join(cwd, path) : posix.join(cwd, path);
}
