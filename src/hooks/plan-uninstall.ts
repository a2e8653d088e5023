import { dirname, join } from 'node:path';
import { GIT_HOOKS, type GitHook, type Manager } from '../model/hooks-result.js';
import { type FileStep, lookAtFile } from './hook-files.js';
import { KEPT_CALL, SHEBANG } from './hook-scripts.js';
import { candidateFiles, type HooksPlace } from './hooks-place.js';
import { type BlockFacts, blocksIn, isTorn, withoutBlock } from './marked-block.js';
import { FRAMEWORK_START } from './pre-commit-framework.js';

/** A block of ours that lies somewhere. */
interface InstalledHook {
  readonly hook: GitHook;
  readonly manager: Manager;
  readonly file: string;
  /** As `PlannedHook.chained`. */
  readonly chained: string | null;
}

export interface Installed {
  readonly hooks: readonly InstalledHook[];
  /** Files whose marks were changed, so that what is ours in them cannot be told. */
  readonly torn: readonly string[];
}

/** Everything that is installed, whoever runs it. */
export function findInstalled(place: HooksPlace): Installed {
  const hooks: InstalledHook[] = [];
  const torn: string[] = [];
  for (const { manager, file } of candidateFiles(place)) {
    const text = lookAtFile(file).content.toString('latin1');
    if (isTorn(text)) torn.push(file);
    for (const { hook, facts } of blocksIn(text)) {
      const known = GIT_HOOKS.find((name) => name === hook);
      if (known !== undefined) hooks.push({ hook: known, manager, file, chained: chainedOf(known, manager, facts) });
    }
  }
  return { hooks, torn };
}

function chainedOf(hook: GitHook, manager: Manager, { kept, isNewFile }: BlockFacts): string | null {
  if (manager === 'lefthook' || manager === 'pre-commit') return null;
  return kept ?? (isNewFile ? null : hook);
}

export interface PlannedRemoval {
  readonly steps: readonly FileStep[];
  /** A hook of before that cannot get its place back, since what stands there was added to: it goes on running from where it is kept. */
  readonly keptOn: string | null;
}

/** Takes the blocks of these hooks out of one file, and puts back what was there before; what others wrote into it stays. */
export function planRemoval(file: string, hooks: readonly GitHook[]): PlannedRemoval {
  const { content, mode } = lookAtFile(file);
  const folder = dirname(file);
  let text = content.toString('latin1');
  const gone: BlockFacts[] = [];
  let keptOn: string | null = null;
  const steps: FileStep[] = [];
  for (const hook of hooks) {
    const block = blocksIn(text).find((one) => one.hook === hook);
    if (block === undefined) continue;
    const { facts } = block;
    gone.push(facts);
    const rest = withoutBlock(text, block);
    const kept = facts.kept === null ? null : join(folder, facts.kept);
    if (kept !== null && lookAtFile(kept).kind !== 'missing') {
      if (rest === SHEBANG) return { steps: [{ do: 'move', path: kept, to: file }], keptOn: null };
      keptOn = kept;
      text = `${text.slice(0, block.start)}${KEPT_CALL}\n${text.slice(block.end)}`;
    } else text = rest;
  }
  const isNew = gone.some(({ isNewFile }) => isNewFile);
  if (isNew && ['', SHEBANG, FRAMEWORK_START].includes(text)) {
    steps.push({ do: 'remove', path: file });
    if (gone.some(({ isNewFolder }) => isNewFolder)) steps.push({ do: 'remove-folder', path: folder });
  } else if (gone.length > 0) steps.push({ do: 'write', path: file, content: Buffer.from(text, 'latin1'), mode });
  return { steps, keptOn };
}
