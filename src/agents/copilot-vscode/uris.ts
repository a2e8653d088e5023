import { objectOf, textOf } from '../json-values.js';
import { fromFileUri } from '../paths.js';

/**
 * The path of a file's URI, as text or in its parts (formats/copilot.md, B.0 and D.3); null for what is no file of this machine: cells
 * of notebooks, untitled documents, blocks of code in a chat, files of another machine.
 */
export function filePathOf(uri: unknown): string | null {
  if (typeof uri === 'string') return /^file:\/\//i.test(uri) ? fromFileUri(uri) : null;
  const parts = objectOf(uri);
  const path = textOf(parts?.path);
  if (parts === null || path === null || parts.scheme !== 'file') return null;
  const host = textOf(parts.authority);
  if (host !== null) return `\\\\${host}${path.replaceAll('/', '\\')}`;
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}
