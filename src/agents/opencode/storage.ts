import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { namesIn } from '../../scan/list-folders.js';
import { stampAt } from '../../scan/look-at.js';
import { readDocument } from '../../scan/open-source.js';
import { parsedObject, textOf } from '../json-values.js';
import { orNull } from '../whole-source.js';
import { projectOf, type StoredMessage, type StoredRecord, type StoredSession } from './record.js';

/**
 * A session of the JSON store (formats/opencode.md, 1).
 * @throws AiBlameError UNREADABLE where its own file cannot be read.
 */
export function readStored(source: TraceSource): StoredSession {
  const id = idOf(source.path);
  const own = source.path.endsWith('.json') ? recordAt(source, source.path) : null;
  const info = own?.data ?? {};
  const project = projectOf(info);
  const worktree = project === null ? null : orNull(() => recordAt(source, `storage/project/${project}.json`));
  const folder = `storage/message/${id}`;
  return {
    id: textOf(info.id) ?? id,
    info,
    worktree: textOf(worktree?.data?.worktree),
    messages: jsonIn(source, folder)
      .map((name) => messageAt(source, `${folder}/${name}`))
      .filter((message) => message !== null),
  };
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
}

function messageAt(source: TraceSource, path: string): StoredMessage | null {
  const record = orNull(() => recordAt(source, path));
  if (record === null) return null;
  const folder = `storage/part/${record.id}`;
  const parts = jsonIn(source, folder).map((name) => orNull(() => recordAt(source, `${folder}/${name}`)));
  const updated = stampAt(new Disk(), `${source.home}/${path}`)?.mtimeMs ?? null;
  return { ...record, updated, parts: parts.filter((part) => part !== null) };
}

function jsonIn({ home }: TraceSource, folder: string): string[] {
  return namesIn(new Disk(), `${home}/${folder}`).filter((name) => name.endsWith('.json'));
}

/** @throws AiBlameError UNREADABLE. */
function recordAt(source: TraceSource, path: string): StoredRecord {
  const bytes = readDocument({ ...source, path });
  const text = bytes?.toString('utf8').replace(/^\uFEFF/, '') ?? null;
  return {
    id: idOf(path),
    data: text === null ? null : parsedObject(text),
    length: text === null ? -1 : text.length,
    created: null,
    updated: null,
  };
}
