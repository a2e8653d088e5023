import { AiBlameError } from '../errors.js';

/** The code of an error of Node (`ENOENT`, `Z_BUF_ERROR`), or null. Errors need not be of this realm's `Error`. */
export function errorCode(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/** Whether nothing can lie at a path that the system refused to look at. */
export function isNothingThere(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(errorCode(error) ?? '');
}

/** Whether a read went over the end of a buffer. */
export function isOutOfRange(error: unknown): boolean {
  const code = errorCode(error);
  return error instanceof RangeError || code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS';
}

/** What the system refused, in words; expected trouble stays as it is. @param what such as a file's path */
export function unreadable(error: unknown, what: string): AiBlameError {
  return error instanceof AiBlameError
    ? error
    : new AiBlameError('UNREADABLE', `Cannot read ${what}`, { cause: error });
}
