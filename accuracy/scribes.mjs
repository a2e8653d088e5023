import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

/** Agent → a function that makes a scribe of it (test/agents/scribe.ts): what writes traces as that agent leaves them. */
export const SCRIBES = await load();

/** Agents that edit files by tools of their own, with a patch grammar of nobody. */
export const EDITORS = [...SCRIBES.keys()];

async function load() {
  // Where packages are found that cannot be bundled.
  const cache = fileURLToPath(new URL('../node_modules/.cache/ai-blame/', import.meta.url));
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'scribes-'));
  try {
    const outfile = join(folder, 'scribes.mjs');
    const source = fileURLToPath(new URL('../test/agents/conformance/scribes.ts', import.meta.url));
    const kind = { bundle: true, platform: 'node', format: 'esm', external: ['libsql'], logLevel: 'error' };
    buildSync({ entryPoints: [source], outfile, ...kind });
    const { SCRIBES: list } = await import(pathToFileURL(outfile).href);
    return new Map(list.filter(([, make]) => canEdit(make())));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Only agents that tell models and commands can be held against a truth of sessions, turns and models. */
function canEdit({ agent, cannot }) {
  // Codex has the simulator's own rollouts.
  return (
    agent !== 'codex' && !['create', 'model', 'command', 'rejected', 'failed'].some((ability) => cannot.has(ability))
  );
}
