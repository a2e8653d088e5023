import { AiBlameError } from '../../errors.js';
import { readPlainAt } from '../../scan/byte-reader.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import type { SqlDatabase } from '../../sql/database.js';
import { SqlError } from '../../sql/database.js';
import { findDriver } from '../../sql/find-driver.js';
import { openForeignDatabase } from '../../sql/foreign-database.js';
import { objectsOf, parsedObject, textOf, textsOf } from '../json-values.js';
import { fromFileUri } from '../paths.js';
import { orNull } from '../whole-source.js';

const DATABASE = 'state.vscdb';

/** Larger databases of workspaces are not opened, in bytes: they are read from a copy. */
const LARGEST = 256 * 1024 ** 2;

const MAX_DESCRIPTION = 64 * 1024;

/** What the workspaces of the home that was asked for last tell, as their files were then. */
let kept: {
  readonly home: string;
  readonly state: string;
  readonly folders: ReadonlyMap<string, string | null>;
} | null = null;

/**
 * The folder of the workspace that lists a conversation (formats/cursor.md, A.3): before 3.12 conversations do not tell it themselves. null where
 * none does, or several do.
 */
export function workspaceFolderOf(home: string, composerId: string): string | null {
  const { files } = listFiles(new Disk(), [home], {
    folders: ['workspaceStorage'],
    depth: 1,
    accept: (name) => name === 'workspace.json' || name === DATABASE || name === `${DATABASE}-wal`,
  });
  const state = files.map(({ path, stamp }) => `${path} ${stamp.size} ${stamp.mtimeMs} ${stamp.inode}`).join('\n');
  if (kept?.home !== home || kept.state !== state) kept = { home, state, folders: foldersIn(files) };
  return kept.folders.get(composerId) ?? null;
}

function foldersIn(files: readonly FoundFile[]): Map<string, string | null> {
  const folders = new Map<string, string | null>();
  for (const { root, path, stamp } of files) {
    if (!path.endsWith(`/${DATABASE}`) || stamp.size > LARGEST) continue;
    const folder = workspaceFolder(root, path.slice('workspaceStorage/'.length, -DATABASE.length - 1));
    if (folder === null) continue;
    for (const id of conversationsOf(`${root}/${path}`)) {
      folders.set(id, (folders.get(id) ?? folder) === folder && folders.get(id) !== null ? folder : null);
    }
  }
  return folders;
}

/** The one folder that a workspace's window had open, on this machine. @param name of its folder in `workspaceStorage`. */
export function workspaceFolder(home: string, name: string): string | null {
  if (!/^[\w-]+$/.test(name)) return null;
  const file = `${home}/workspaceStorage/${name}/workspace.json`;
  const text = orNull(() => readPlainAt(file, 0, MAX_DESCRIPTION).toString('utf8'));
  const uri = text === null ? null : textOf(parsedObject(text)?.folder);
  return uri === null || !/^file:\/\//i.test(uri) ? null : fromFileUri(uri);
}

/** Of one that cannot be read: none. */
function conversationsOf(file: string): string[] {
  const driver = findDriver();
  if (driver === null) return [];
  try {
    const { database, close } = openForeignDatabase(file, driver);
    try {
      return idsIn(database);
    } finally {
      close();
    }
  } catch (error) {
    if (error instanceof SqlError || error instanceof AiBlameError) return [];
    throw error;
  }
}

function idsIn(database: SqlDatabase): string[] {
  const [value] = database.prepare("SELECT value FROM ItemTable WHERE key = 'composer.composerData'").get([]) ?? [];
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
  const listed = typeof text === 'string' ? parsedObject(text) : null;
  const all = objectsOf(listed?.allComposers).flatMap(({ composerId }) => textOf(composerId) ?? []);
  return [...new Set([...all, ...textsOf(listed?.selectedComposerIds)])];
}
