import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { devNull } from 'node:os';

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: number;
  readonly stat: Stats;
}

/** How to open for reading: else the opening of a pipe waits for somebody who writes into it. To files it is all the same. */
export const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading, and nothing else: pipes, sockets and devices may keep whoever reads them for ever. The null device is an
 * empty file, as everywhere.
 * @param flags of `open`, beside those.
 * @throws what the file system throws: of folders `EISDIR`, as the reading of one does; of all else that is no file `ENOTSUP`.
 */
export function openRegular(path: string, flags = 0): OpenFile {
  const handle = openSync(path, READ_AT_ONCE | flags);
  try {
    const stat = fstatSync(handle);
    if (stat.isFile() || isNull(stat)) return { handle, stat };
    const code = stat.isDirectory() ? 'EISDIR' : 'ENOTSUP';
    throw Object.assign(new Error(`${path} is no regular file`), { code });
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

/** The bytes of a file, as `openRegular` opens it. */
export function readRegular(path: string): Buffer {
  const { handle } = openRegular(path);
  try {
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isNull(stat: Stats): boolean {
  return stat.isCharacterDevice() && stat.rdev === statSync(devNull).rdev;
}
