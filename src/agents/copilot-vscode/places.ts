import type { TracePointer, TraceSource } from '../../model/session.js';

/** Requests of a session have numbers of their own; so many things of each can be told apart. */
const OF_REQUEST = 100_000;
/** Calls of the chat stand behind the operations of the editing session: the store does not tell which came first. */
const CALLS = 60_000;

/** Where a request stands, from 0. */
export function placeOfRequest(source: TraceSource, request: number): TracePointer {
  return { source, line: request * OF_REQUEST + 1, offset: 0, length: 0 };
}

/** @param nth operation of its request, from 0. @param epoch that it has in the timeline (or its index in a list of entries). */
export function placeOfOperation(source: TraceSource, request: number, nth: number, epoch: number): TracePointer {
  return { source, line: request * OF_REQUEST + 2 + Math.min(nth, CALLS - 3), offset: epoch, length: 0 };
}

/** @param call index among those of the request. @param inChat index of the request in the chat. */
export function placeOfCall(source: TraceSource, request: number, call: number, inChat: number): TracePointer {
  const line = request * OF_REQUEST + CALLS + Math.min(call, OF_REQUEST - CALLS - 1);
  return { source, line, offset: inChat, length: call + 1 };
}

/** The call of the chat that a pointer names; null where it names an operation. */
export function callAt({ offset, length }: TracePointer): { readonly request: number; readonly call: number } | null {
  return length === 0 ? null : { request: offset, call: length - 1 };
}
