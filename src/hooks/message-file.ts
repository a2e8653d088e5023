import { lstatSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { AiBlameError } from '../errors.js';

/** Messages are handled byte by byte: git lets them be in any encoding. @throws AiBlameError UNREADABLE. */
export function readMessage(file: string): string {
  try {
    if (!lstatSync(file).isFile()) throw new Error('it is no file');
    return readFileSync(file, 'latin1');
  } catch (error) {
    throw new AiBlameError('UNREADABLE', `The message ${file} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** In its place, as git expects it. @throws AiBlameError NOT_WRITABLE. */
export function writeMessage(file: string, message: string): void {
  try {
    writeFileSync(file, message, 'latin1');
  } catch (error) {
    throw new AiBlameError('NOT_WRITABLE', `The message ${file} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Whether two paths lead to one folder. */
export function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return one === other;
  }
}
