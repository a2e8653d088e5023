import type { ChangeTelling } from '../../model/agent-event.js';
import { resolvePath } from '../paths.js';
import { callsOfOperations, type MadeBy } from './calls-of-operations.js';
import { changesOf, samePath } from './chat-calls.js';
import type { Documents } from './documents.js';
import type { Timeline } from './timeline.js';

type Change = Timeline['changes'][number];

/** The calls of the operations of each request, by the documents that tell them. */
const known = new WeakMap<Documents, Map<string, readonly MadeBy[] | null>>();

/** What the call that made an operation asked of its file; null where the chat does not tell it, or not plainly. */
export function askedOfOperation(
  documents: Documents,
  timeline: Timeline,
  { operation }: Change,
): ChangeTelling | null {
  const request = documents.chat?.requests.find(({ id }) => id === operation.requestId);
  if (request === undefined) return null;
  const resolved = (path: string): string => resolvePath(documents.workspace, path);
  const operations = timeline.changes.flatMap((one) => (one.operation.requestId === request.id ? [one.operation] : []));
  const byRequest = known.get(documents) ?? new Map<string, readonly MadeBy[] | null>();
  known.set(documents, byRequest);
  const made = byRequest.has(request.id)
    ? (byRequest.get(request.id) ?? null)
    : callsOfOperations(request, operations, resolved);
  byRequest.set(request.id, made);
  const call = made?.[operations.indexOf(operation)]?.call;
  const asked = call === undefined ? undefined : request.calls[call];
  const own =
    asked === undefined ? [] : changesOf(asked).filter(({ path }) => samePath(resolved(path), operation.path));
  return own.length === 1 ? (own[0]?.telling ?? null) : null;
}
