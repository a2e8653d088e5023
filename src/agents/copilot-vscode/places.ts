import type { TracePointer, TraceSource } from '../../model/session.js';

/** Requests of a session have numbers of their own; so many things of each can be told apart. */
const OF_REQUEST = 1_000_000;
/** Calls stand behind operations of which nothing tells the call. */
const CALLS = 100_000;
/** Operations of one call. */
const OF_CALL = 100;

/** Where a request stands, from 0. */
export function placeOfRequest(source: TraceSource, request: number): TracePointer {
  return { source, line: request * OF_REQUEST + 1, offset: 0, length: 0 };
}

/** Where what was said to a request stands: behind all that was done for it. */
export function placeOfAnswer(source: TraceSource, request: number): TracePointer {
  return { source, line: (request + 1) * OF_REQUEST, offset: 0, length: 0 };
}

/**
 * @param nth operation of its request, from 0; or of the call that it was made by.
 * @param call index among those of the request; null where it is not known.
 * @param epoch that it has in the timeline (or its index in a list of entries).
 */
export function placeOfOperation(
  source: TraceSource,
  request: number,
  { nth, call, epoch }: { readonly nth: number; readonly call: number | null; readonly epoch: number },
): TracePointer {
  const first = call === null ? 2 : lineOfCall(call) + 1;
  const most = call === null ? CALLS - 3 : OF_CALL - 2;
  return { source, line: request * OF_REQUEST + first + Math.min(nth, most), offset: epoch, length: 0 };
}

/** @param call index among those of the request. @param inChat index of the request in the chat. */
export function placeOfCall(source: TraceSource, request: number, call: number, inChat: number): TracePointer {
  return { source, line: request * OF_REQUEST + lineOfCall(call), offset: inChat, length: call + 1 };
}

function lineOfCall(call: number): number {
  return Math.min(CALLS + call * OF_CALL, OF_REQUEST - OF_CALL);
}

/** The call of the chat that a pointer names; null where it names an operation. */
export function callAt({ offset, length }: TracePointer): { readonly request: number; readonly call: number } | null {
  return length === 0 ? null : { request: offset, call: length - 1 };
}
