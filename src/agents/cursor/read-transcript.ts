import type { TellVisitor } from '../../model/history-fact.js';
import type { TracePointer, TraceSource } from '../../model/session.js';
import { scanRecords } from '../../scan/scan-records.js';
import { effectOf } from '../command-effects.js';
import { type JsonObject, parsedObject, textOf } from '../json-values.js';
import { folderOf, isAbsolutePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { transcriptOf } from './discover.js';
import { type Block, blocksOf, changesAsked, textIn } from './transcript-tools.js';

const COMMAND_LENGTH = 200;

/**
 * Reads a transcript of an agent (formats/cursor.md, C): it tells what was asked for, and neither when nor what became of it.
 * @throws AiBlameError UNREADABLE where it cannot be opened.
 */
export function readTranscript(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  const builder = new SessionBuilder(source, bareSession(source.agent, ''), onFact);
  // The file is named by the conversation: the records do not tell it.
  const transcript = transcriptOf(source.path);
  const { tooLarge, failure } = scanRecords(source, {
    test: () => 'want',
    record({ bytes, line, offset, length }) {
      const record = parsedObject(bytes.toString('utf8'));
      if (record === null) {
        builder.lost('record_unparsable');
        return;
      }
      builder.session.id = transcript?.id ?? '';
      builder.session.parentId = transcript?.parent ?? null;
      const pointer = { source, line, offset, length };
      builder.at(pointer, null);
      take(builder, record, pointer);
    },
  });
  builder.lost('record_too_large', tooLarge);
  if (failure !== null) builder.lost('source_damaged');
  return builder.finish();
}

function take(builder: SessionBuilder, record: JsonObject, pointer: TracePointer): void {
  switch (record.role) {
    case 'user':
      builder.message(textIn(record), null);
      break;
    case 'assistant': {
      const text = textIn(record);
      if (text !== '') builder.answer(text);
      for (const block of blocksOf(record)) tellBlock(builder, block, pointer);
      break;
    }
    default:
      builder.lost('record_unknown_type');
  }
}

function tellBlock(builder: SessionBuilder, block: Block, body: TracePointer): void {
  const { at, name, input } = block;
  const command = name === 'Shell' ? textOf(input.command) : null;
  builder.call(null, name, command, undefined, { input: () => input });
  const common = { outcome: 'unknown', callId: null, tool: name, body } as const;
  if (command !== null) {
    const cwd = textOf(input.working_directory);
    const { writes, targets } = effectOf(command, cwd);
    if (writes === 'none') return;
    const text = lineOf(command, COMMAND_LENGTH);
    builder.add({ kind: 'command', ...common, cwd, text, place: at, writes, targets, exitCode: null });
    return;
  }
  const read = name === 'Read' ? textOf(input.path) : null;
  if (read !== null) builder.add({ kind: 'read', ...common, path: read, lines: null, whole: false });
  for (const { place, op, path, oldPath } of changesAsked(block)) {
    builder.add({ kind: 'file_change', ...common, op, path, oldPath, place });
    if (isAbsolutePath(path)) builder.alsoWorkedIn(folderOf(path));
  }
}
