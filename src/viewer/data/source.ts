import type { Advance } from './advances.js';

/** Who hears of what changes meanwhile. */
interface Watcher {
  /** What was answered may have changed. */
  change(): void;
  /** Whether changes are told at all. */
  live(isLive: boolean): void;
  /** An answer has come so far. */
  advance(question: string, advance: Advance): void;
}

/** Where answers come from. */
export interface Source {
  /** The JSON that a key names. @throws Failure */
  ask(key: string): Promise<unknown>;
  /** @returns what ends it. */
  watch(watcher: Watcher): () => void;
}

/** Why there is no answer, in words that the program gave. */
export class Failure extends Error {
  readonly code: string;
  readonly hint: string | null;

  constructor(code: string, message: string, hint: string | null) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
  }
}

export type Parameters = Readonly<Record<string, string | number | null>>;

/** What names a question: the route, and its parameters by name. Those that are null are not asked. */
export function keyOf(route: string, parameters: Parameters = {}): string {
  const pairs = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? route : `${route}?${pairs.join('&')}`;
}
