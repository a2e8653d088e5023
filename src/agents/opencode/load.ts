import type { CommandEvent, FileChangeBody, FileChangeEvent, ReadEvent } from '../../model/agent-event.js';
import type { TracePointer, TraceSource } from '../../model/session.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText } from '../agent-adapter.js';
import { type JsonObject, textOf } from '../json-values.js';
import { resolvePath } from '../paths.js';
import { changeBody } from './changes.js';
import { readFromDatabase, recordInDatabase } from './database.js';
import type { StoredRecord } from './record.js';
import { isIdNumber, recordAmong, recordsIn } from './record-place.js';
import { TURN_START } from './session-reader.js';
import { readStored } from './storage.js';
import { turnDiffs } from './summaries.js';
import { isShell, toolCallOf, wholeFileShown } from './tools.js';

/** @throws AiBlameError UNREADABLE, SqlError. */
export function loadChange({ body, place, session }: FileChangeEvent): FileChangeBody {
  const part = recordAt(body, 'prt');
  const call = part === null ? null : toolCallOf(part);
  return call === null ? { tellings: [] } : changeBody(call, place, session.cwd);
}

/** @throws AiBlameError UNREADABLE, SqlError. */
export function loadCommand({ body, cwd }: CommandEvent): CommandText | null {
  const part = recordAt(body, 'prt');
  const call = part === null ? null : toolCallOf(part);
  const command = call !== null && isShell(call.tool) ? textOf(call.input.command) : null;
  if (command === null) return null;
  return { command, writes: wholeFileWrites(command, cwd), substitutions: literalSubstitutions(command, cwd) };
}

/** What a read showed, or a content that was noted with a turn. @throws AiBlameError UNREADABLE, SqlError. */
export function loadRead({ body, path, tool, outOf }: ReadEvent): string | null {
  if (outOf === undefined) {
    const part = recordAt(body, 'prt');
    const call = part === null ? null : toolCallOf(part);
    return call === null ? null : wholeFileShown(call.output);
  }
  const message = recordAt(body, 'msg');
  if (message === null) return null;
  const diff = turnDiffs(message).find(({ file }) => endsIn(path, file));
  return (tool === TURN_START ? diff?.before : diff?.after) ?? null;
}

/** A part, or a message, as the store has it. @throws AiBlameError UNREADABLE, SqlError. */
export function recordText(at: TracePointer): string | null {
  const record = recordAt(at, 'prt');
  return record === null ? null : JSON.stringify(record);
}

function endsIn(path: string, file: string): boolean {
  const plain = (text: string): string => resolvePath('/', text.replaceAll('\\', '/'));
  return path === file || plain(path).endsWith(plain(file));
}

function recordAt({ source, offset, length }: TracePointer, prefix: 'prt' | 'msg'): JsonObject | null {
  if (source.kind === 'sqlite' && isIdNumber(offset)) {
    const record = recordInDatabase(source, prefix, offset, length);
    if (record !== null) return record;
  }
  return recordAmong(recordsOf(source), offset, length)?.data ?? null;
}

/** The session whose text was asked for last: texts are asked for in a row. As it was when it was found: later it may hold more. */
let kept: { readonly source: TraceSource; readonly records: readonly StoredRecord[] } | null = null;

function recordsOf(source: TraceSource): readonly StoredRecord[] {
  if (kept?.source !== source) {
    kept = { source, records: recordsIn(source.kind === 'sqlite' ? readFromDatabase(source) : readStored(source)) };
  }
  return kept.records;
}
