import type { FileChangeBody, FileChangeEvent } from '../model/agent-event.js';
import type { EditAction } from '../model/edit-record.js';

/** What a recorded change did. @param base the content that it was carried out on, where known */
export function recordedAction(event: FileChangeEvent, base?: Buffer | null): EditAction {
  // `Add File` over a file that exists replaces it (formats/codex.md, 11.4).
  return event.op === 'create' && base != null ? 'modify' : event.op;
}

/** What led from one content to another. @param renamed the name that the file had before, where it has another now */
export function residualAction(before: Buffer | null, after: Buffer | null, renamed: string | null): EditAction {
  if (renamed !== null) return 'rename';
  if (after === null) return 'delete';
  return before === null ? 'create' : 'modify';
}

/** Whether a change replaces all that the file was. */
export function replacesAll(body: FileChangeBody): boolean {
  return body.tellings[0]?.kind === 'content' || body.tellings[0]?.kind === 'deleted';
}
