import { basename, dirname, extname, join } from 'node:path';
import { AiBlameError } from '../errors.js';
import type { GitHook, Manager } from '../model/hooks-result.js';
import type { HookOptions } from './hook-calls.js';
import { type FileState, type FileStep, isFolder, lookAtFile, realFile } from './hook-files.js';
import {
  huskyScriptWith,
  isShellScript,
  KEPT_SUFFIX,
  kindOf,
  type Program,
  SHEBANG,
  scriptBlock,
  scriptWith,
} from './hook-scripts.js';
import { type HooksPlace, huskyOf, lefthookFile } from './hooks-place.js';
import { lefthookLines, lefthookWith } from './lefthook.js';
import { type BlockFacts, blocksIn, isTorn, NO_FACTS, withoutBlock } from './marked-block.js';
import { FRAMEWORK_FILE, FRAMEWORK_START, frameworkLines, frameworkWith } from './pre-commit-framework.js';

/** What is to be done for one hook. */
export interface PlannedHook {
  readonly hook: GitHook;
  readonly file: string;
  readonly state: 'installed' | 'updated' | 'unchanged';
  /** The name of what runs before ours in its own right: the file itself, or what is kept of it; null: nothing. */
  readonly chained: string | null;
  readonly steps: readonly FileStep[];
}

/**
 * Plans one hook; nothing is written.
 * @throws AiBlameError NO_SUCH_FILE, NOT_WRITABLE, UNREADABLE, USAGE.
 */
export function planHook(
  place: HooksPlace,
  manager: Manager,
  hook: GitHook,
  options: HookOptions,
  program: Program,
): PlannedHook {
  switch (manager) {
    case 'git':
      return planScript(place.hooksFolder, hook, options, program, place.isWindows);
    case 'husky': {
      const husky = huskyOf(place);
      if (husky === null) {
        throw new AiBlameError('NO_SUCH_FILE', 'There is no folder .husky here', {
          hint: 'Run `npx husky init` first',
        });
      }
      return husky.isRunBySh
        ? planHusky(husky.folder, hook, options)
        : planScript(husky.folder, hook, options, { place: null }, place.isWindows);
    }
    case 'lefthook': {
      const file = lefthookFile(place) ?? join(place.root, 'lefthook.yml');
      const byHand = lefthookLines(hook, options);
      if (!['.yml', '.yaml'].includes(extname(file))) throw notEditable(file, byHand);
      return planConfig(file, '', hook, byHand, (text, facts) => lefthookWith(text, hook, options, facts));
    }
    case 'pre-commit': {
      const file = join(place.root, FRAMEWORK_FILE);
      return planConfig(file, FRAMEWORK_START, hook, frameworkLines(hook, options), (text, facts) =>
        frameworkWith(text, hook, options, facts),
      );
    }
  }
}

/** A file that git runs. */
function planScript(
  folder: string,
  hook: GitHook,
  options: HookOptions,
  program: Program,
  isWindows: boolean,
): PlannedHook {
  const file = join(folder, hook);
  const state = lookAtFile(file);
  const own = asBytes(options, program);
  const script = state.content.toString('latin1');
  checkBlocks(file, script);
  const block = blocksIn(script).find((one) => one.hook === hook);
  if (block !== undefined) {
    const { facts } = block;
    const text = scriptBlock(hook, kindOf(facts), own.options, own.program, facts);
    const after = script.slice(0, block.start) + text + script.slice(block.end);
    return changed(hook, file, state, after, facts.kept ?? (facts.isNewFile ? null : hook));
  }
  const isRun = isWindows || (state.mode & 0o111) !== 0;
  if (state.kind === 'file' && isRun && isShellScript(state.content)) {
    return changed(hook, file, state, scriptWith(script, hook, own.options, own.program), hook);
  }
  return planNewScript(folder, hook, state, own);
}

/** Where there is none, or one that only can be kept beside ours: a link, a program of another language, one without permission. */
function planNewScript(folder: string, hook: GitHook, state: FileState, own: ReturnType<typeof asBytes>): PlannedHook {
  const file = join(folder, hook);
  if (state.kind === 'folder' || state.kind === 'other') {
    throw new AiBlameError('NOT_WRITABLE', `${file} is no hook that could go on running: it is no file`);
  }
  const kept = `${hook}${KEPT_SUFFIX}`;
  const isInTheWay = lookAtFile(join(folder, kept)).kind !== 'missing';
  const wasThere = state.kind !== 'missing';
  if (isInTheWay && wasThere) {
    throw new AiBlameError(
      'NOT_WRITABLE',
      `${hook} cannot be kept beside ours: there is a file ${join(folder, kept)}`,
      {
        hint: 'Rename the one or the other',
      },
    );
  }
  // One that is kept, and no hook: an installation that was broken off.
  const facts: BlockFacts = {
    ...NO_FACTS,
    isNewFile: true,
    isNewFolder: isOurFolder(folder),
    kept: wasThere || isInTheWay ? kept : null,
  };
  const text = SHEBANG + scriptBlock(hook, kindOf(facts), own.options, own.program, facts);
  const steps: FileStep[] = [
    ...folderSteps(folder),
    ...(wasThere ? [{ do: 'move', path: file, to: join(folder, kept) } satisfies FileStep] : []),
    { do: 'write', path: file, content: Buffer.from(text, 'latin1'), mode: 0o755 },
  ];
  return { hook, file, state: 'installed', chained: facts.kept, steps };
}

/** A script that husky runs. */
function planHusky(folder: string, hook: GitHook, options: HookOptions): PlannedHook {
  const file = join(folder, hook);
  const state = lookAtFile(file);
  if (state.kind !== 'file' && state.kind !== 'missing') {
    throw new AiBlameError('NOT_WRITABLE', `${file} is no plain file, and is left alone`);
  }
  const script = state.content.toString('latin1');
  checkBlocks(file, script);
  const own = asBytes(options, { place: null });
  const facts = { ...NO_FACTS, isNewFile: state.kind === 'missing' };
  const block = blocksIn(script).find((one) => one.hook === hook);
  if (block === undefined) {
    const after = huskyScriptWith(script, hook, own.options, facts);
    const mode = state.kind === 'missing' ? 0o644 : state.mode;
    return changed(hook, file, { ...state, mode }, after, state.kind === 'missing' ? null : hook);
  }
  // What a person wrote behind it in the meantime stays there.
  const line = blocksIn(huskyScriptWith('', hook, own.options, block.facts))[0]?.text ?? '';
  const after = script.slice(0, block.start) + line + script.slice(block.end);
  return changed(hook, file, state, after.replace(/\r?\n/g, script.includes('\r\n') ? '\r\n' : '\n'), hook);
}

/** A configuration in YAML, in its own place where it is a link. */
function planConfig(
  named: string,
  start: string,
  hook: GitHook,
  byHand: string,
  add: (text: string, facts: BlockFacts) => string | null,
): PlannedHook {
  const file = realFile(named);
  const state = file === null ? null : lookAtFile(file);
  if (file === null || state === null || (state.kind !== 'file' && state.kind !== 'missing')) {
    throw new AiBlameError('NOT_WRITABLE', `${named} is no file that can be changed`);
  }
  const before = state.kind === 'missing' ? start : state.content.toString('utf8');
  if (state.kind === 'file' && !Buffer.from(before).equals(state.content)) throw notEditable(named, byHand);
  checkBlocks(named, before);
  const blocks = blocksIn(before);
  const block = blocks.find((one) => one.hook === hook);
  const isNewFile = state.kind === 'missing' || blocks.some(({ facts }) => facts.isNewFile);
  const bare = block === undefined ? before : withoutBlock(before, block);
  const after = add(bare, { ...NO_FACTS, isNewFile });
  if (after === null) throw notEditable(named, byHand);
  const mode = state.kind === 'missing' ? 0o644 : state.mode;
  const content = Buffer.from(after);
  if (state.kind === 'file' && content.equals(state.content)) {
    return { hook, file, state: 'unchanged', chained: null, steps: [] };
  }
  const steps: FileStep[] = [{ do: 'write', path: file, content, mode }];
  return { hook, file, state: block === undefined ? 'installed' : 'updated', chained: null, steps };
}

function changed(hook: GitHook, file: string, before: FileState, after: string, chained: string | null): PlannedHook {
  const content = Buffer.from(after, 'latin1');
  if (before.kind === 'file' && content.equals(before.content)) {
    return { hook, file, state: 'unchanged', chained, steps: [] };
  }
  const wasInstalled = blocksIn(before.content.toString('latin1')).some((block) => block.hook === hook);
  const steps: FileStep[] = [{ do: 'write', path: file, content, mode: before.mode }];
  return { hook, file, state: wasInstalled ? 'updated' : 'installed', chained, steps };
}

/** Scripts are handled byte by byte: so is what goes into them. */
function asBytes(options: HookOptions, { place }: Program): { options: HookOptions; program: Program } {
  const bytes = (text: string): string => Buffer.from(text).toString('latin1');
  return {
    options: { failOn: options.failOn.map(bytes), trailer: options.trailer },
    program: { place: place === null ? null : [bytes(place[0]), bytes(place[1])] },
  };
}

function folderSteps(folder: string): FileStep[] {
  return isFolder(folder) ? [] : [{ do: 'make-folder', path: folder }];
}

/** Whether the folder is not there yet, or was made by us: another hook of ours in it tells so. */
function isOurFolder(folder: string): boolean {
  if (!isFolder(folder)) return true;
  return ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'].some((hook) =>
    blocksIn(lookAtFile(join(folder, hook)).content.toString('latin1')).some(({ facts }) => facts.isNewFolder),
  );
}

function checkBlocks(file: string, text: string): void {
  if (!isTorn(text)) return;
  throw new AiBlameError('NOT_WRITABLE', `${file} holds a part of ours whose marks were changed: it is left alone`, {
    hint: 'Take out the lines from "# >>> ai-blame hooks" on by hand, and run this again',
  });
}

function notEditable(file: string, byHand: string): AiBlameError {
  return new AiBlameError(
    'NOT_WRITABLE',
    `${basename(dirname(file))}/${basename(file)} cannot be added to as it is written`,
    {
      hint: `Add this by hand: ${byHand}`,
    },
  );
}
