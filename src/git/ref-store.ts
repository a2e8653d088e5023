import type { Oid } from './git-objects.js';

/** What a ref holds: an id, or the name of another ref. */
export type RefValue = { readonly oid: Oid } | { readonly target: string };

/** One change of a ref, as its log tells it. */
export interface ReflogEntry {
  /** null: the ref did not exist before. */
  readonly before: Oid | null;
  /** null: the ref was deleted. */
  readonly after: Oid | null;
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** As written: `+0200`. */
  readonly zone: string;
  readonly message: string;
}

/** Where a repository keeps its refs and their logs. */
export interface RefStore {
  /** @param name full: `HEAD`, `refs/heads/main` @returns null where there is none */
  read(name: string): RefValue | null;
  /** All refs below `refs/`, not sorted. @param folder only those below this one, as `refs/replace` */
  list(folder?: string): Map<string, RefValue>;
  /** Oldest first; of a very long log only the newest part. Empty where there is none. Damaged entries are left out. */
  reflog(name: string): ReflogEntry[];
}

/** Whether a name is one that git lets a ref have; nothing else may become part of a path (git-check-ref-format). */
export function isRefName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids them by name
  if (name.length > 4096 || /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.$/.test(name)) {
    return false;
  }
  const [first = ''] = name.split('/', 1);
  const whole = first === 'refs' ? name.length > 5 : /^[A-Z_]+$/.test(name);
  return whole && name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

/** Whether each work tree has this ref for itself (git-worktree, "Refs"). */
export function isPerWorkTree(name: string): boolean {
  return /^(?!refs\/)|^refs\/(?:bisect|worktree|rewritten)\//.test(name);
}

/** Follows symbolic refs. @returns the last name, and its id or null where it does not exist (an unborn branch). */
export function resolveRef(store: RefStore, name: string): { name: string; oid: Oid | null } {
  let at = name;
  for (let depth = 0; depth < 10; depth++) {
    const value = store.read(at);
    if (value === null || 'oid' in value) {
      return { name: at, oid: value?.oid ?? null };
    }
    at = value.target;
  }
  return { name: at, oid: null };
}
