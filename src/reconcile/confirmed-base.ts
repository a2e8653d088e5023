import type { FileChangeBody, FileChangeEvent } from '../model/agent-event.js';
import type { FollowedFile } from './followed-file.js';

/**
 * Whether it is known what a whole content was written over.
 *
 * @param base what the file is taken to have held; null: it was not there.
 */
export function isBaseConfirmed(
  file: FollowedFile,
  event: FileChangeEvent,
  body: FileChangeBody,
  base: Buffer | null,
): boolean {
  if (body.before !== undefined) return true;
  // A record that says it made the file found none, unless one is known to have been there.
  if (base === null) return event.op === 'create';
  if (file.isStale) return false;
  return file.wholeKnowledge.has(event) || isOfStep(file, event);
}

/** Whether a content has lines that the file is not known to have had: only such can be a person's. */
export function bringsLines({ chain }: FollowedFile, content: Buffer | null): boolean {
  return chain.hunksTo(content).some(({ afterStart, afterEnd }) => afterEnd > afterStart);
}

/** Whether the session's own tree shows the file, and was taken when the calls after it had been asked for. */
function isOfStep({ anchor, chain }: FollowedFile, { session }: FileChangeEvent): boolean {
  const seen = anchor?.entry.event;
  return seen?.mayBeLate === true && seen.session.id === session.id && anchor?.version === chain.version;
}
