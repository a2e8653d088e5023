import { readRecordAt } from '../../scan/open-source.js';
import { parsedObject, textOf } from '../json-values.js';
import { titleOf } from './outline.js';

/** Longer files of names are read up to here. */
const MOST = 64 * 1024 ** 2;

/** Where persons' names for sessions stand: appended to, the last one counts (formats/codex.md, 2.4). */
const FILE = 'session_index.jsonl';

/** Names of the sessions of the homes, by id. Where homes name a session differently the first home counts. */
export function sessionNames(homes: readonly string[]): Map<string, string> {
  return new Map([...homes].reverse().flatMap((home) => [...namesIn(home)]));
}

function namesIn(home: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of textOfNames(home).split('\n')) {
    const entry = line === '' ? null : parsedObject(line);
    const id = textOf(entry?.id);
    const name = textOf(entry?.thread_name);
    if (id !== null && name !== null) {
      names.set(id, titleOf(name));
    }
  }
  return names;
}

function textOfNames(home: string): string {
  try {
    return readRecordAt({ agent: 'codex', home, path: FILE, kind: 'jsonl', size: 0 }, 0, MOST).toString();
  } catch {
    return '';
  }
}
