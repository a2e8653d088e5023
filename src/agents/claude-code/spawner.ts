import type { TraceSource } from '../../model/session.js';
import { readDocument } from '../../scan/open-source.js';
import { parsedObject, textOf } from '../json-values.js';
import { orNull } from '../whole-source.js';

/** The sub-agent that spawned this one, by the note beside its transcript; null: the session itself did, or nothing tells. */
export function spawnerOf(source: TraceSource): string | null {
  const path = source.path.replace(/\.jsonl$/, '.meta.json');
  const note = orNull(() => readDocument({ ...source, path, kind: 'json' }));
  return textOf((note === null ? null : parsedObject(note.toString('utf8')))?.parentAgentId);
}
