import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileChangeEvent } from '../../model/agent-event.js';
import type { TraceSource } from '../../model/session.js';
import { readDocument } from '../../scan/open-source.js';
import { scanRecords } from '../../scan/scan-records.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { isoTime } from '../times.js';
import { orNull } from '../whole-source.js';
import { isBackupRecord, recordOf } from './records.js';
import { roleOf } from './transcript-role.js';

/** A copy that the agent kept of a file. */
interface Backup {
  readonly name: string;
  /** ISO 8601 UTC: when it was made. Some are made only after the edit that they were meant to precede. */
  readonly time: string;
}

/**
 * What the agent's copies held that were made before an edit, oldest first (formats/claude-code.md, 6). They are told of in the
 * transcript of the session, also those that its sub-agents' edits led to.
 *
 * @param path as the tool was given it.
 */
export function backupsOf(event: FileChangeEvent, path: string): string[] {
  const { time, trace } = event;
  const main = mainTranscript(event);
  if (time === null || main === null) return [];
  const key = createHash('sha256').update(path).digest('hex').slice(0, 16);
  const told = (indexOf(main.source, trace.source).get(key) ?? []).filter((backup) => backup.time < time);
  return told.flatMap(({ name }) => {
    const source = { ...trace.source, path: `file-history/${main.session}/${name}`, kind: 'json' } as const;
    const bytes = orNull(() => readDocument(source));
    return bytes === null || !isUtf8(bytes) ? [] : [bytes.toString('utf8')];
  });
}

function mainTranscript({
  trace: { source },
  session,
}: FileChangeEvent): { source: TraceSource; session: string } | null {
  const role = roleOf(source.path);
  if (role?.kind === 'main') return { source, session: session.id };
  const id = role?.main?.replace(/^.*\/|\.jsonl$/g, '') ?? session.parentId;
  if (role === null || id === null) return null;
  const path = role.main ?? source.path.replace(/[^/]+$/, `${id}.jsonl`);
  return { source: { ...source, path }, session: id };
}

/** Backups of each file, by the beginning of their names, in the order in which they were made. */
type BackupIndex = ReadonlyMap<string, readonly Backup[]>;

/** The index that was asked last: changes of a session are mostly asked for one after the other. */
let kept: { readonly key: string; readonly index: BackupIndex } | null = null;

/** @param asking the transcript whose edits are looked at: as long as it does not grow, all that bears on them is told. */
function indexOf(main: TraceSource, asking: TraceSource): BackupIndex {
  const key = [main.home, main.path, asking.path, asking.size].join('\0');
  if (kept?.key !== key) kept = { key, index: orNull(() => readIndex(main)) ?? new Map() };
  return kept.index;
}

/** @throws AiBlameError UNREADABLE when the file cannot be opened. */
function readIndex(source: TraceSource): BackupIndex {
  const times = new Map<string, string>();
  scanRecords(source, {
    test: (bytes, start) => (isBackupRecord(bytes, start) ? 'want' : 'skip'),
    record: ({ bytes }) => {
      const record = recordOf(bytes);
      const snapshot = objectOf(record?.snapshot);
      const all = Object.values(objectOf(snapshot?.trackedFileBackups) ?? {});
      for (const backup of [...all, record?.backup ?? snapshot?.backup]) note(objectOf(backup), times);
    },
  });
  const index = new Map<string, Backup[]>();
  for (const [name, time] of [...times].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const key = name.slice(0, 16);
    index.set(key, [...(index.get(key) ?? []), { name, time }]);
  }
  return index;
}

function note(backup: JsonObject | null, times: Map<string, string>): void {
  const name = textOf(backup?.backupFileName);
  const time = isoTime(backup?.backupTime);
  if (name !== null && time !== null && /^[0-9a-f]{16}@v\d+$/.test(name)) times.set(name, time);
}
