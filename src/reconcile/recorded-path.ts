/** A path as some machine recorded it, in one spelling: `/` between components, no trailing `/`, no `.` or `..`. */
export interface RecordedPath {
  readonly path: string;
  /** Windows paths are compared without regard to case. */
  readonly caseless: boolean;
}

const DRIVE = /^[a-z]:/i;
/** In our spelling already, as nearly every recorded path is: no empty component, no `.` or `..`. */
const PLAIN = /^(?:\/(?!\.{0,2}(?:\/|$))[^/\0]+)+$/;

/**
 * Brings an absolute path of a trace into one spelling: `\\?\C:\demo\x` → `C:/demo/x`, `file:///home/ada/x` → `/home/ada/x`.
 *
 * @returns null for a relative path, an empty one, or one with NUL.
 */
export function normaliseRecordedPath(raw: string): RecordedPath | null {
  if (PLAIN.test(raw)) return { path: raw, caseless: false };
  if (raw.includes('\0')) return null;
  let text = raw.startsWith('file://') ? decodeFileUri(raw) : raw;
  let caseless = false;
  if (DRIVE.test(text) || text.startsWith('\\\\')) {
    caseless = true;
    text = text
      .replace(/\\/g, '/')
      .replace(/^\/\/\?\/UNC\//i, '//')
      .replace(/^\/\/[?.]\//, '');
  }
  const isUnc = caseless && text.startsWith('//');
  if (!text.startsWith('/') && !DRIVE.test(text)) return null;
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const joined = parts.join('/');
  if (isUnc) return { path: `//${joined}`, caseless };
  return { path: DRIVE.test(text) ? joined : `/${joined}`, caseless };
}

/**
 * Path of `inner` relative to `outer`, or null where it does not lie below (or is) `outer`. `''` where they are the same.
 */
export function relativeTo(outer: RecordedPath, inner: RecordedPath): string | null {
  const caseless = outer.caseless || inner.caseless;
  const from = caseless ? outer.path.toLowerCase() : outer.path;
  const to = caseless ? inner.path.toLowerCase() : inner.path;
  if (from === to) return '';
  const base = from.endsWith('/') ? from : `${from}/`;
  return to.startsWith(base) ? inner.path.slice(base.length) : null;
}

function decodeFileUri(uri: string): string {
  const path = uri.replace(/^file:\/\/(localhost)?/, '');
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // A stray `%` is part of the name: Codex writes such URIs from paths, not the other way round.
  }
  return /^\/[a-z]:/i.test(decoded) ? decoded.slice(1) : decoded;
}
