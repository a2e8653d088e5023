import type { TracePointer } from '../../model/session.js';
import { detached, type JsonObject, objectOf, textOf, textsOf } from '../json-values.js';
import type { Moment } from '../session-builder.js';

/** A command that the client ran in a terminal for the agent. */
export interface Terminal {
  readonly command: string | readonly string[];
  /** As recorded; null: the session's. */
  readonly directory: string | null;
  /** The request that has the command. */
  readonly at: TracePointer;
  readonly moment: Moment;
  /** The call that it runs for. */
  readonly callId: string | null;
  /** Its end was told. */
  isDone: boolean;
}

/** What `terminal/create` runs: words, or, without arguments, a text for a shell. */
export function terminalCommand({ command, args }: JsonObject): string | readonly string[] | null {
  const program = textOf(command);
  if (program === null) return null;
  const words = textsOf(args);
  return words.length === 0 ? detached(program) : [program, ...words].map(detached);
}

/** How it ended, as `terminal/wait_for_exit` or `terminal/output` answers; null while it runs. */
export function exitOf(result: JsonObject): { readonly code: number | null; readonly isKilled: boolean } | null {
  const status = objectOf(result.exitStatus) ?? ('exitCode' in result || 'signal' in result ? result : null);
  if (status === null) return null;
  const code = Number.isSafeInteger(status.exitCode) ? (status.exitCode as number) : null;
  return { code, isKilled: textOf(status.signal) !== null };
}
