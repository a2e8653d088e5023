import type { ChatRequest } from './chat.js';
import { changesOf, outcomeOf, samePath } from './chat-calls.js';
import type { Operation } from './timeline.js';

/** The call that made an operation. */
export interface MadeBy {
  /** Index among the calls of the request. */
  readonly call: number;
  /** Which operation of that call it is, from 0. */
  readonly nth: number;
}

/**
 * Which call of a message made each of its operations: both are told in their order, and by the names of files.
 * @param operations of the request, in order.
 * @param resolved a path that a call names, as the editor does.
 * @returns null where they do not agree.
 */
export function callsOfOperations(
  request: ChatRequest,
  operations: readonly Operation[],
  resolved: (path: string) => string,
): MadeBy[] | null {
  const edits = request.calls.flatMap((call, index) => {
    const outcome = outcomeOf(call, request);
    const paths = changesOf(call).flatMap(({ path, oldPath }) => [path, oldPath ?? path].map(resolved));
    return paths.length === 0 || outcome === 'rejected' || outcome === 'failed' ? [] : [{ index, paths: [...paths] }];
  });
  const made: MadeBy[] = [];
  let at = 0;
  let nth = 0;
  for (const operation of operations) {
    const names = operation.kind === 'rename' ? [operation.path, operation.oldPath] : [operation.path];
    const isNamed = (path: string): boolean => names.some((name) => samePath(name, path));
    const next = edits.findIndex(({ paths }, i) => i >= at && paths.some(isNamed));
    const edit = edits[next];
    if (edit === undefined) return null;
    nth = next === at ? nth : 0;
    made.push({ call: edit.index, nth: nth++ });
    at = next;
    // What the call asked of this file is done.
    edit.paths = edit.paths.filter((path) => !isNamed(path));
  }
  return made;
}
