import type { FoundTraces, TraceFinder } from '../agents/agent-adapter.js';
import type { Env } from '../env.js';
import type { TraceSource } from '../model/session.js';
import type { KnownState } from '../store/answers.js';
import { isSettled } from '../store/file-stamp.js';
import { digest, placesOf, stateBytes } from '../store/fingerprint.js';

/** What was found in the homes of an agent. */
export interface SourceLook extends FoundTraces {
  /** When it was looked; milliseconds since 1970. */
  readonly at: number;
}

/** Looks into the homes of each agent once: what one part of a run saw there, every other part sees. */
export class SourceLooks {
  readonly #env: Env;
  readonly #looks = new Map<string, SourceLook>();

  constructor(env: Env) {
    this.#env = env;
  }

  of(finder: TraceFinder, homes: readonly string[]): SourceLook {
    const key = [finder.id, ...homes].join('\0');
    const known = this.#looks.get(key);
    if (known !== undefined) return known;
    const at = this.#env.now();
    const look = { ...finder.discover(homes), at };
    this.#looks.set(key, look);
    return look;
  }
}

/** One text for which source it is. */
export function placeOfSource({ agent, home, path }: Pick<TraceSource, 'agent' | 'home' | 'path'>): string {
  return [agent, home, path].join('\0');
}

/** The state of all sources, and the trouble in finding them, with one text for both. */
export function stateOf(looks: readonly SourceLook[]): KnownState {
  const bytes = bytesOf(looks);
  return { bytes, state: digest(bytes) };
}

/** @param known a state that was; whether it is this one is found without a digest. */
export function isInState(looks: readonly SourceLook[], state: string, known: KnownState | null): boolean {
  const bytes = bytesOf(looks);
  return known?.state === state ? known.bytes.equals(bytes) : digest(bytes) === state;
}

function bytesOf(looks: readonly SourceLook[]): Buffer {
  const head = looks.map(({ sources, warnings }) => [sources.length, warnings]);
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...looks.map(stateBytes)]);
}

/** One text for which sources there are, and for the trouble in finding them: what stays where files only grow. */
export function setOf(looks: readonly SourceLook[]): string {
  return JSON.stringify(looks.map((look) => [placesOf(look), look.warnings]));
}

/** Whether every source was last changed long enough ago that another change would show in its stamp. */
export function areSettled(looks: readonly SourceLook[]): boolean {
  return looks.every(({ stamps, at }) => [...stamps.values()].every((stamp) => isSettled(stamp, at)));
}
