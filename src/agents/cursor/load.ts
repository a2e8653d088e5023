import type { CommandEvent, FileChangeBody, FileChangeEvent } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { readRecordAt } from '../../scan/open-source.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText } from '../agent-adapter.js';
import { parsedObject, textOf } from '../json-values.js';
import { storeOf } from './discover.js';
import { composerChange, composerCommand } from './load-composer.js';
import { callsIn } from './read-store.js';
import { readAgentStore } from './store.js';
import { type Block, blocksOf, changesAsked } from './transcript-tools.js';

/** @throws AiBlameError UNREADABLE where the source cannot be read. */
export function changeBody(event: FileChangeEvent): FileChangeBody {
  if (isComposer(event.body)) return composerChange(event);
  const change = blocksAt(event.body)
    .flatMap(changesAsked)
    .find(({ place }) => place === event.place);
  return { tellings: change === undefined || change.telling === null ? [] : [change.telling] };
}

/** @throws AiBlameError UNREADABLE where the source cannot be read. */
export function commandText(event: CommandEvent): CommandText | null {
  const command = isComposer(event.body) ? composerCommand(event) : commandAt(event);
  if (command === null) return null;
  return {
    command,
    writes: wholeFileWrites(command, event.cwd),
    substitutions: literalSubstitutions(command, event.cwd),
  };
}

function commandAt({ body, place }: CommandEvent): string | null {
  const block = blocksAt(body).find(({ at }) => at === place);
  return block === undefined ? null : textOf(block.input.command);
}

function isComposer({ source }: TracePointer): boolean {
  return source.kind === 'sqlite' && storeOf(source.path) === null;
}

function blocksAt({ source, offset, length }: TracePointer): Block[] {
  if (source.kind === 'sqlite') {
    const told = readAgentStore(source, false).messages[offset];
    return told === undefined || told.message === null || told.length !== length ? [] : callsIn(told.message);
  }
  const record = parsedObject(readRecordAt(source, offset, length).toString('utf8'));
  return record === null ? [] : blocksOf(record);
}
