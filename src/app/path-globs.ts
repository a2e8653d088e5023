import { wildmatch } from '../git/wildmatch.js';

/**
 * Whether a path is meant by a pattern, in the manner of gitignore: one without a slash means a name at any depth, others start at the
 * root; a folder means all that is in it; `*` stops at a slash, `**` does not.
 * @param path relative to the root.
 */
export function matchesGlob(glob: string, path: string): boolean {
  const pattern = glob.replace(/^\/+/, '').replace(/\/+$/, '');
  const isName = !pattern.includes('/') && !glob.startsWith('/');
  const parts = path.split('/');
  if (isName) {
    const mayBeFile = glob.endsWith('/') ? parts.length - 1 : parts.length;
    return parts.slice(0, mayBeFile).some((part) => wildmatch(pattern, part));
  }
  return (!glob.endsWith('/') && wildmatch(pattern, path)) || wildmatch(`${pattern}/**`, path);
}

export function matchesAny(globs: readonly string[], path: string): boolean {
  return globs.some((glob) => matchesGlob(glob, path));
}
