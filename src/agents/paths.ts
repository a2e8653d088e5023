/** Whether a recorded path is absolute, by the rules of POSIX or of Windows: the trace may come from another machine. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || /^[A-Za-z]:[\\/]/.test(path);
}

/**
 * The path resolved against a directory as recorded. `.`, `..` and doubled separators of the joined path are taken out; an absolute path
 * that has none of them, and the `\\?\` of Windows, stay as recorded.
 * @param directory absolute, or null where none is known: then a relative path stays relative.
 */
export function resolvePath(directory: string | null, path: string): string {
  const plain = fromFileUri(path);
  if (isAbsolutePath(plain)) {
    return normalized(plain);
  }
  if (directory === null) {
    return normalized(plain);
  }
  const windows = isWindowsPath(directory);
  const separator = windows ? '\\' : '/';
  const below = windows ? plain.replaceAll('/', separator) : plain;
  return normalized(`${directory}${/[\\/]$/.test(directory) ? '' : separator}${below}`);
}

function isWindowsPath(path: string): boolean {
  return path.startsWith('\\\\') || /^[A-Za-z]:[\\/]/.test(path);
}

/** A recorded directory, or null. Releases of 2026 also write them as URIs (formats/codex.md, 16 rule 17). */
export function directoryOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? fromFileUri(value) : null;
}

/** `file:///a%20b` → `/a b`, `file:///C:/x` → `C:/x`; everything else as it is (formats/codex.md, 16 rule 17). */
export function fromFileUri(path: string): string {
  if (!/^file:\/\//i.test(path)) {
    return path;
  }
  const withoutHost = path.slice(7).replace(/^[^/]+/, '');
  let decoded: string;
  try {
    decoded = decodeURIComponent(withoutHost);
  } catch {
    decoded = withoutHost;
  }
  return /^\/[A-Za-z]:[\\/]/.test(decoded) ? decoded.slice(1) : decoded;
}

/** Takes `.`, `..` and doubled separators out; on a Windows path both separators part the names. */
function normalized(path: string): string {
  const windows = isWindowsPath(path);
  // Thousands of paths have nothing to be taken out: that costs less to see than the pattern does.
  if (!windows && !path.startsWith('.') && !path.includes('/.') && !path.includes('//')) {
    return path;
  }
  const parting = windows ? /[\\/]+/ : /\/+/;
  if (!(windows ? /(^|[\\/])\.{1,2}([\\/]|$)|[^\\/][\\/]{2,}/ : /(^|\/)\.{1,2}(\/|$)|\/{2,}/).test(path)) {
    return path;
  }
  const root = windows
    ? (/^(?:\\\\\?\\)?(?:[A-Za-z]:[\\/]?|\\\\)?/.exec(path)?.[0] ?? '')
    : path.startsWith('/')
      ? '/'
      : '';
  const names: string[] = [];
  for (const name of path.slice(root.length).split(parting)) {
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') {
      names.pop();
    } else if (name === '..' && root === '') {
      names.push(name);
    } else if (name !== '' && name !== '.' && name !== '..') {
      names.push(name);
    }
  }
  return root + names.join(windows ? '\\' : '/');
}

/** The folder that a file lies in, by its recorded path. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return end <= 0 ? path : path.slice(0, end);
}
