import { statSync } from 'node:fs';
import { AiBlameError } from '../errors.js';
import { withAnyText } from '../sql/any-text.js';
import type { SqlDriver } from '../sql/database.js';
import { SqlError } from '../sql/database.js';
import { openForeignDatabase } from '../sql/foreign-database.js';
import { checkSchema } from '../sql/sound-schema.js';
import { LogTable } from './logs.js';

/** A database with a log in it, for as long as one look takes. */
export interface OpenLog {
  readonly table: LogTable;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  close(): void;
}

/**
 * Opens a log. One of ours is read where it is; another program's from a copy, so that nothing beside it changes.
 * @param path absolute.
 * @throws AiBlameError UNREADABLE where it is not there, is damaged, or holds no log.
 */
export function openLog(path: string, isOurs: boolean, driver: SqlDriver): OpenLog {
  if (!isOurs) {
    const { database, torn, close } = openForeignDatabase(path, driver);
    const message = 'The log was written all the while it was read: its last records may be missing';
    return opened(() => new LogTable(database, path), close, torn ? [{ code: 'log_torn', message }] : []);
  }
  if (stampOfLog(path) === null) throw new AiBlameError('UNREADABLE', `There is no database ${path}`);
  try {
    const database = driver.open(path, 5000);
    return opened(
      () => {
        checkSchema(database);
        database.exec('PRAGMA query_only = 1');
        return new LogTable(withAnyText(database), path);
      },
      () => database.close(),
      [],
    );
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new AiBlameError('UNREADABLE', `${path} cannot be read: ${error.message}`, { cause: error });
  }
}

function opened(open: () => LogTable, close: () => void, warnings: OpenLog['warnings']): OpenLog {
  try {
    return { table: open(), warnings, close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * A look at the files of a database: `file` changes when another takes its place, `content` whenever something is written.
 * @returns null where it is not there.
 */
export function stampOfLog(path: string): { readonly file: string; readonly content: string } | null {
  const look = (name: string) => {
    try {
      return statSync(name, { bigint: true, throwIfNoEntry: false }) ?? null;
    } catch {
      return null;
    }
  };
  const [main, log] = [look(path), look(`${path}-wal`)];
  if (main === null) return null;
  return {
    file: `${main.dev} ${main.ino}`,
    content: [main, log].map((stat) => (stat === null ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`)).join('|'),
  };
}
