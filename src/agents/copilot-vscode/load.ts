import type { CommandEvent } from '../../model/agent-event.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText } from '../agent-adapter.js';
import { commandOf } from './chat-calls.js';
import { documentsOf } from './documents.js';
import { callAt } from './places.js';

/** @throws AiBlameError UNREADABLE when the source cannot be opened. */
export function commandText(event: CommandEvent): CommandText | null {
  const asked = callAt(event.body);
  const call =
    asked === null ? undefined : documentsOf(event.body.source).chat?.requests[asked.request]?.calls[asked.call];
  const command = call === undefined ? null : commandOf(call);
  if (command === null) return null;
  return {
    command,
    writes: wholeFileWrites(command, event.cwd),
    substitutions: literalSubstitutions(command, event.cwd),
  };
}
