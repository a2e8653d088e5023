import type { DiscoveredTraces, TraceFinder } from '../agents/agent-adapter.js';
import type { Env } from '../env.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';
import { NUMBERS } from '../scan/disk.js';
import { packLooks } from '../scan/packed-looks.js';
import type { Answers } from '../store/answers.js';
import { isSettled } from '../store/file-stamp.js';
import { digest, placesOf, stateBytes } from '../store/fingerprint.js';

/** What was found in the homes of an agent. */
export interface SourceLook extends DiscoveredTraces {
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

/** One text for the state of all sources, and for the trouble in finding them. */
export function stateOf(looks: readonly SourceLook[]): string {
  const head = looks.map(({ sources, warnings }) => [sources.length, warnings]);
  return digest(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...looks.map(stateBytes)]));
}

/** Keeps what was looked at to find sources, whose state is this (`stateOf`): unless it changed a moment ago. */
export function keepLooksOf(answers: Answers, state: string, seen: readonly SourceLook[]): void {
  if (areSettled(seen)) answers.keepLooks(state, packLooks(seen.map(({ looks }) => looks)));
}

/** One text for which sources there are, and for the trouble in finding them: what stays where files only grow. */
export function setOf(looks: readonly SourceLook[]): string {
  return JSON.stringify(looks.map((look) => [placesOf(look), look.warnings]));
}

/** Whether all that was looked at was last changed long enough ago that another change would show in its times. */
export function areSettled(looks: readonly SourceLook[]): boolean {
  return looks.every(({ looks: { kinds, numbers }, at }) => {
    return kinds.every((kind, n) => kind === 'type' || isSettled(stampIn(numbers, n * NUMBERS), at));
  });
}

function stampIn(numbers: readonly number[], at: number): Pick<FileStamp, 'mtimeMs' | 'ctimeMs'> {
  return { mtimeMs: numbers[at + 1] ?? 0, ctimeMs: numbers[at + 2] ?? 0 };
}
