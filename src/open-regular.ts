import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: number;
  readonly stat: Stats;
}

/** Else the opening of a pipe waits for somebody who writes into it; to files it is all the same. Windows knows neither. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading, and nothing else: pipes, sockets and devices may keep whoever reads them for ever.
 * @param flags of `open`, beside those.
 * @throws what the file system throws, and where something else is there.
 */
export function openRegular(path: string, flags = 0): OpenFile {
  const handle = openSync(path, AT_ONCE | flags);
  try {
    const stat = fstatSync(handle);
    if (stat.isFile()) return { handle, stat };
    throw new Error(`${path} is no regular file`);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}
