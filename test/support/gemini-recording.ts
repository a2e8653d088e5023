import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodexWorld } from './codex-world.js';
import { GitRepo } from './git.js';

const RECORDINGS = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/recordings-gemini');

export const geminiVersions: readonly string[] = readdirSync(RECORDINGS);

interface GeminiWriter {
  readonly session: string;
  readonly turn: number;
}

export interface GeminiTruth {
  readonly cwd: string;
  /** What the person did: the first is committed. */
  readonly person: { readonly time: string; readonly files: Record<string, string> }[];
  /** Ids by alias. */
  readonly sessions: Record<string, string>;
  readonly files: Record<string, [text: string, writer: GeminiWriter | null][]>;
}

/** What an editor and the agent said to each other; not of every version. */
export function captureOf(version: string): string {
  return join(RECORDINGS, version, 'capture.jsonl');
}

/** Lays out the repository as it is at the end of a recording, and the home of Gemini CLI, `person/.gemini`, beside it. */
export function laidOutGemini(world: CodexWorld, version: string): GeminiTruth {
  const recording = join(RECORDINGS, version);
  const truth: GeminiTruth = JSON.parse(readFileSync(join(recording, 'truth.json'), 'utf8'));
  const [begin] = truth.person;
  world.clock = Date.parse(begin?.time ?? '') - 60_000;
  world.commit('Begin', begin?.files);
  for (const [path, lines] of Object.entries(truth.files)) {
    world.write({ [path]: lines.map(([text]) => `${text}\n`).join('') });
  }
  mkdirSync(join(world.base, 'person'), { recursive: true });
  const home = join(world.base, 'person', '.gemini');
  cpSync(join(recording, 'home'), home, { recursive: true });
  if (existsSync(join(recording, 'shadow.bundle'))) layOutShadow(recording, join(home, 'history', 'demo'));
  return truth;
}

/** The project's shadow repository, which holds what the checkpoints saw. */
function layOutShadow(recording: string, folder: string): void {
  const shadow = new GitRepo(folder, ['-b', 'none']);
  shadow.git('fetch', '-q', join(recording, 'shadow.bundle'), 'main:main');
  shadow.git('symbolic-ref', 'HEAD', 'refs/heads/main');
  mkdirSync(join(folder, '.git', 'logs'), { recursive: true });
  cpSync(join(recording, 'shadow-reflog'), join(folder, '.git', 'logs', 'HEAD'));
}
