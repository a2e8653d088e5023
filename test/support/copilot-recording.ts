import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodexWorld } from './codex-world.js';

const RECORDINGS = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/recordings-copilot');

export const copilotVersions: readonly string[] = readdirSync(RECORDINGS);

export interface CopilotTruth {
  readonly cwd: string;
  /** What the person did: the first is committed. */
  readonly person: { readonly time: string; readonly files: Record<string, string> }[];
  /** Ids by alias. */
  readonly sessions: Record<string, string>;
  readonly files: Record<
    string,
    [text: string, writer: { readonly session: string; readonly turn: number; readonly model: string } | null][]
  >;
}

/** Lays out the repository as it is at the end of a recording, and the home of Copilot CLI, `person/.copilot`, beside it. */
export function laidOutCopilot(world: CodexWorld, version: string): CopilotTruth {
  const recording = join(RECORDINGS, version);
  const truth: CopilotTruth = JSON.parse(readFileSync(join(recording, 'truth.json'), 'utf8'));
  const [begin] = truth.person;
  world.clock = Date.parse(begin?.time ?? '') - 60_000;
  world.commit('Begin', begin?.files);
  const gone = Object.keys(begin?.files ?? {}).filter((path) => truth.files[path] === undefined);
  world.write(Object.fromEntries(gone.map((path) => [path, null])));
  for (const [path, lines] of Object.entries(truth.files)) {
    world.write({ [path]: lines.map(([text]) => `${text}\n`).join('') });
  }
  mkdirSync(join(world.base, 'person'), { recursive: true });
  cpSync(join(recording, 'home'), join(world.base, 'person', '.copilot'), { recursive: true });
  return truth;
}
