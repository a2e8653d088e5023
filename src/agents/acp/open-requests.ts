import type { JsonObject } from '../json-values.js';
import type { Sender } from './capture-line.js';

interface Asked<T> {
  readonly method: string;
  readonly request: T;
}

/** Requests without an answer so far. Both sides number theirs, so that a number may be open twice (formats/acp.md, 9). */
export class OpenRequests<T> {
  readonly #open = new Map<string, Asked<T>>();

  /** @param from who asks. */
  ask(connection: string, from: Sender, id: unknown, asked: Asked<T>): void {
    this.#open.set(keyOf(connection, from, id), asked);
  }

  /** The request that a message answers; null where there is none. @param from who answers; null: not told. */
  answered(connection: string, from: Sender | null, message: JsonObject): Asked<T> | null {
    const askers: Sender[] = from === null ? ['client', 'agent'] : [from === 'client' ? 'agent' : 'client'];
    const open = askers.flatMap((asker) => {
      const key = keyOf(connection, asker, message.id);
      const asked = this.#open.get(key);
      return asked === undefined ? [] : [{ key, asked }];
    });
    const found = open.find(({ asked }) => fits(asked.method, message)) ?? open[0];
    if (found === undefined) return null;
    this.#open.delete(found.key);
    return found.asked;
  }
}

function keyOf(connection: string, from: Sender, id: unknown): string {
  return JSON.stringify([connection, from, id]);
}

/** What an answer has to hold, where the answers of two requests may be taken for each other. */
const HOLDS: Readonly<Record<string, string>> = {
  'session/new': 'sessionId',
  'session/prompt': 'stopReason',
  'session/request_permission': 'outcome',
  'fs/read_text_file': 'content',
  'terminal/create': 'terminalId',
  'terminal/output': 'output',
};

function fits(method: string, { result }: JsonObject): boolean {
  const key = HOLDS[method];
  const isEmpty = typeof result !== 'object' || result === null || Object.keys(result).length === 0;
  return key === undefined ? isEmpty : !isEmpty && key in result;
}
