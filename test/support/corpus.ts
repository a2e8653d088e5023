import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TraceSource } from '../../src/model/session.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Folder of real traces with known facts: `AI_BLAME_CORPUS`, else beside the project; null where there is none. */
export function corpusFolder(): string | null {
  const folder = process.env.AI_BLAME_CORPUS ?? join(root, '..', 'shared', 'corpus');
  return existsSync(folder) ? folder : null;
}

/** A file of the corpus as the source of an agent. */
export function corpusSource(home: string, path: string, agent = 'codex'): TraceSource {
  return { agent, home, path, kind: 'jsonl', size: statSync(join(home, path)).size };
}
