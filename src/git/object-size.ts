import { AiBlameError } from '../errors.js';

/** Larger objects are refused: one would take all memory, and no source file is that large. */
export const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

export function objectTooLarge(what: string): AiBlameError {
  return new AiBlameError('UNREADABLE', `${what} is larger than ${MAX_OBJECT_BYTES >> 20} MiB`);
}
