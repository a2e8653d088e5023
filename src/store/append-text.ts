import { appendFileSync } from 'node:fs';
import { AiBlameError } from '../errors.js';

/** Adds a text to the end of a file, which is made where it is missing. @throws AiBlameError NOT_WRITABLE. */
export function appendText(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (cause) {
    throw new AiBlameError('NOT_WRITABLE', `Cannot write ${file}`, { cause });
  }
}
