import type { ChangeTelling, CommandEvent, FileChangeBody, FileChangeEvent } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import type { SqlDatabase } from '../../sql/database.js';
import { textOf } from '../json-values.js';
import { bubbleOf, headersOf } from './composer.js';
import { composerData, composerIdOf, contentOf, textUnder, withDatabase } from './database.js';
import { changesOf, commandOf, patchOf, type ToolCall, toolCallOf, unifiedOf } from './tool-data.js';

/** @throws AiBlameError UNREADABLE where the database cannot be read. */
export function composerChange({ body, place }: FileChangeEvent): FileChangeBody {
  return withDatabase(body.source, false, (database) => {
    const call = callAt(database, body);
    return call === null ? { tellings: [] } : changeIn(database, call, place);
  });
}

/** @throws AiBlameError UNREADABLE where the database cannot be read. */
export function composerCommand({ body }: CommandEvent): string | null {
  return withDatabase(body.source, false, (database) => {
    const call = callAt(database, body);
    return call === null ? null : commandOf(call);
  });
}

/** The call of the message at a place, if that is still the same by its length. */
function callAt(database: SqlDatabase, { source, offset, length }: TracePointer): ToolCall | null {
  const id = composerIdOf(source);
  const data = id === null ? null : composerData(database, id);
  const header = data === null ? undefined : headersOf(data)[offset];
  if (id === null || header === undefined) return null;
  const text = header.inline === null || length > 0 ? textUnder(database, `bubbleId:${id}:${header.id}`) : null;
  const bubble = bubbleOf(header, text);
  return bubble.tool === null || bubble.length !== length ? null : toolCallOf(bubble.tool);
}

/** The text of one change of a call: whole contents are kept apart, under the digest of each. */
export function changeIn(database: SqlDatabase, call: ToolCall, place: number): FileChangeBody {
  const change = changesOf(call)[place];
  if (change === undefined) return { tellings: [] };
  if (call.name === 'edit_file_v2') return wholeChange(database, call);
  if (call.name === 'delete_file') return { tellings: [{ kind: 'deleted', text: null }] };
  if (call.name === 'apply_patch') return { tellings: patchTelling(call, place) };
  const diff = unifiedOf(call.result);
  return { tellings: diff === null ? [] : [{ kind: 'unified', diff }] };
}

function wholeChange(database: SqlDatabase, { result }: ToolCall): FileChangeBody {
  const text = (key: unknown): string | null => contentOf(database, textOf(key) ?? '');
  const after = text(result.afterContentId);
  const before = result.fileWasCreated === true ? null : (text(result.beforeContentId) ?? undefined);
  const tellings: ChangeTelling[] = after === null ? [] : [{ kind: 'content', text: after }];
  return before === undefined ? { tellings } : { tellings, before };
}

function patchTelling({ args }: ToolCall, place: number): ChangeTelling[] {
  const file = patchOf(args)?.[place];
  switch (file?.op) {
    case 'add':
      return [{ kind: 'content', text: file.text }];
    case 'delete':
      return [{ kind: 'deleted', text: null }];
    case 'update':
      return [{ kind: 'apply_patch', chunks: file.chunks, dialect: 'keep-context' }];
    default:
      return [];
  }
}
