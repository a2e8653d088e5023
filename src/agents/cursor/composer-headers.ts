import type { SqlDatabase } from '../../sql/database.js';
import { foreignState } from '../../sql/foreign-database.js';
import { type JsonObject, objectOf, objectsOf, parsedObject, textOf } from '../json-values.js';
import { openFolderOf } from './composer.js';
import { workspaceFolder } from './workspaces.js';

/** What the database that was asked last lists, as its file was then. */
let kept: { readonly file: string; readonly state: string; readonly headers: ReadonlyMap<string, Header> } | null =
  null;

interface Header {
  /** Name of the workspace's folder in `workspaceStorage`, or null. */
  readonly workspace: string | null;
  readonly data: JsonObject;
}

/**
 * The folder that the editor's own list has for a conversation (formats/cursor.md, A.3, third): the table `composerHeaders` since 3.12, before it
 * the key `composer.composerHeaders`. null where it is not listed, or its window had no folder of this machine open.
 * @param file absolute path of the database.
 */
export function listedFolderOf(database: SqlDatabase, file: string, home: string, composerId: string): string | null {
  const state = foreignState(file);
  if (kept?.file !== file || kept.state !== state) kept = { file, state, headers: headersIn(database) };
  const header = kept.headers.get(composerId);
  if (header === undefined) return null;
  // Where its place is told, a workspace of that name on this machine is another one.
  if (objectOf(objectOf(header.data.workspaceIdentifier)?.uri) !== null) return openFolderOf(header.data);
  return header.workspace === null ? null : workspaceFolder(home, header.workspace);
}

function headersIn(database: SqlDatabase): Map<string, Header> {
  const tables = new Set(
    database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all([])
      .map(([name]) => name),
  );
  const headers = new Map<string, Header>();
  const add = (id: string | null, workspace: string | null, data: JsonObject): void => {
    if (id === null) return;
    const named = workspace ?? textOf(objectOf(data.workspaceIdentifier)?.id);
    headers.set(id, { workspace: named, data });
  };
  if (tables.has('ItemTable')) {
    const [value] =
      database.prepare("SELECT value FROM ItemTable WHERE key = 'composer.composerHeaders'").get([]) ?? [];
    for (const data of objectsOf(objectIn(value ?? null)?.allComposers)) add(textOf(data.composerId), null, data);
  }
  if (tables.has('composerHeaders')) {
    const columns = new Set(database.prepare('SELECT * FROM composerHeaders LIMIT 0').columns());
    const asked = ['composerId', 'workspaceId', 'value'].map((name) => (columns.has(name) ? name : 'NULL'));
    for (const [id, workspace, value] of database.prepare(`SELECT ${asked.join(', ')} FROM composerHeaders`).all([])) {
      add(textOf(id), textOf(workspace), objectIn(value ?? null) ?? {});
    }
  }
  return headers;
}

function objectIn(value: unknown): JsonObject | null {
  const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
  return typeof text === 'string' ? parsedObject(text) : null;
}
