import { AiBlameError } from '../errors.js';
import { SqlError } from '../sql/database.js';

const REBUILD = 'ai-blame index rebuild makes it anew from the traces';

/** Runs work on the index; what SQLite refuses becomes expected trouble that names the file. */
export function withIndexTrouble<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SqlError ? indexTrouble(file, error) : error;
  }
}

/** A full sentence, and what can be done. All of it ends with exit code 4 (contract, section 4). */
function indexTrouble(file: string, error: SqlError): AiBlameError {
  const cause = { cause: error };
  switch (error.trouble) {
    case 'busy':
      return new AiBlameError('LOCKED', `The index ${file} is busy: another process is writing it`, {
        hint: 'try again, or use --no-index',
        ...cause,
      });
    case 'not-a-database':
      return new AiBlameError('UNREADABLE', `The index ${file} is no SQLite database`, { hint: REBUILD, ...cause });
    case 'corrupt':
      return new AiBlameError('UNREADABLE', `The index ${file} is damaged: ${error.message}`, {
        hint: REBUILD,
        ...cause,
      });
    case 'full':
      return new AiBlameError('NOT_WRITABLE', `There is no room to write the index ${file}`, {
        hint: '--no-index works without it',
        ...cause,
      });
    case 'read-only':
    case 'cannot-open':
    case 'io':
      return new AiBlameError('NOT_WRITABLE', `The index ${file} cannot be written: ${error.message}`, {
        hint: 'name another with --index, or use --no-index',
        ...cause,
      });
    default:
      return new AiBlameError('UNREADABLE', `The index ${file} cannot be used: ${error.message}`, {
        hint: REBUILD,
        ...cause,
      });
  }
}

/** @returns the error for a file that is a database, but none of ours. */
export function foreignIndex(file: string): AiBlameError {
  return new AiBlameError('UNREADABLE', `${file} is a database of another program; it is left as it is`, {
    hint: 'name another file with --index',
  });
}

/** @returns the error for an index whose tables are not what this version made of them. */
export function changedIndex(file: string): AiBlameError {
  return new AiBlameError('UNREADABLE', `The index ${file} was made by another build, with other tables`, {
    hint: REBUILD,
  });
}
