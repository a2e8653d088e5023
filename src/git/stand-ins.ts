import { AiBlameError } from '../errors.js';
import { readFileSync, readNamedSync } from './disk.js';
import type { Oid } from './git-objects.js';
import { isOid } from './oid.js';
import type { RefStore } from './ref-store.js';

const FOLDER = 'refs/replace';

/** Objects that others are read in place of (git-replace(1)), by the ids of those that they stand for. */
export function readReplacements(refs: RefStore): Map<Oid, Oid> {
  const replacements = new Map<Oid, Oid>();
  for (const [name, value] of refs.list(FOLDER)) {
    const replaced = name.startsWith(`${FOLDER}/`) ? name.slice(FOLDER.length + 1) : '';
    if (isOid(replaced) && 'oid' in value) replacements.set(replaced, value.oid);
  }
  return replacements;
}

/**
 * Parents that commits are told to have in place of their own: `<commit> <parent>…`, one commit a line (gitglossary(7), "grafts").
 * What is none, and comments, are passed over, as git does.
 * @returns empty where there is no such file.
 */
export function readGrafts(file: string): Map<Oid, readonly Oid[]> {
  try {
    return parseGrafts(readFileSync(file, 'latin1'));
  } catch {
    return new Map();
  }
}

/** As `readGrafts`, of a file that a person named. @throws AiBlameError NO_SUCH_FILE where there is no such file. */
export function readNamedGrafts(file: string): Map<Oid, readonly Oid[]> {
  try {
    return parseGrafts(readNamedSync(file).toString('latin1'));
  } catch (cause) {
    throw new AiBlameError('NO_SUCH_FILE', `The list of commits ${file} cannot be read`, { cause });
  }
}

function parseGrafts(text: string): Map<Oid, readonly Oid[]> {
  const grafts = new Map<Oid, readonly Oid[]>();
  for (const line of text.split('\n')) {
    const [commit = '', ...parents] = line.trimEnd().split(/\s/);
    if (isOid(commit) && parents.every(isOid)) grafts.set(commit, parents);
  }
  return grafts;
}
