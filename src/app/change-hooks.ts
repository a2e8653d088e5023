import { isAbsolute, join, relative, sep } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Repository } from '../git/repository.js';
import type { HookOptions } from '../hooks/hook-calls.js';
import { carryOut, type FileStep, isFolder, lookAtFile } from '../hooks/hook-files.js';
import type { Program } from '../hooks/hook-scripts.js';
import { hooksFolderOf } from '../hooks/hooks-folder.js';
import { findManagers, type HooksPlace, isCalled } from '../hooks/hooks-place.js';
import { planHook } from '../hooks/plan-install.js';
import { findInstalled, planRemoval } from '../hooks/plan-uninstall.js';
import type { Warning } from '../model/diagnostic.js';
import {
  type GitHook,
  type HookName,
  type HooksResult,
  MANAGERS,
  type Manager,
  PARTS,
  type PlacedHook,
} from '../model/hooks-result.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';

export interface HooksRequest extends HookOptions {
  readonly what: 'install' | 'uninstall' | 'status';
  /** For install and uninstall. */
  readonly hooks: readonly HookName[];
  /** null: the one that is in use. */
  readonly manager: Manager | null;
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  readonly place: Place;
}

/**
 * Installs hooks, takes them out, or tells which there are.
 * @throws AiBlameError NO_REPOSITORY, USAGE (several managers are in use), NO_SUCH_FILE, NOT_WRITABLE, UNREADABLE …
 */
export function changeHooks(request: HooksRequest, env: Env): HooksResult {
  const repository = openPlace(request.place, env);
  try {
    const place = placeOf(repository, env);
    switch (request.what) {
      case 'install':
        return install(repository, place, request, env);
      case 'uninstall':
        return uninstall(repository, place, request);
      case 'status':
        return status(repository, place, request);
    }
  } finally {
    repository.close();
  }
}

function placeOf(repository: Repository, env: Env): HooksPlace {
  return {
    root: repository.root,
    hooksFolder: hooksFolderOf(repository, env.variables, env.home),
    ownFolder: join(repository.commonDir, 'hooks'),
    isWindows: env.platform === 'win32',
  };
}

function install(repository: Repository, place: HooksPlace, request: HooksRequest, env: Env): HooksResult {
  const manager = request.manager ?? managerInUse(place);
  const isOurs = isInside(place.hooksFolder, repository.commonDir) || isInside(place.hooksFolder, repository.gitDir);
  if (manager === 'git' && !isFolder(place.hooksFolder) && lookAtFile(place.hooksFolder).kind !== 'missing') {
    throw new AiBlameError(
      'NOT_WRITABLE',
      `Git runs no hooks here: core.hooksPath is ${place.hooksFolder}, no folder`,
      {
        hint: 'git config --unset core.hooksPath',
      },
    );
  }
  // Where others share the files, nothing of this machine goes into them.
  const program: Program = { place: isOurs ? env.program : null };
  const parts = request.hooks.flatMap((name): readonly GitHook[] => PARTS[name]);
  const plan = (hook: GitHook) => planHook(place, manager, hook, request, program);
  // What cannot be done is told before anything is; then each is planned on what the one before left: they may share a file.
  let planned = parts.map(plan);
  if (!request.dryRun) {
    planned = parts.map((hook) => {
      const one = plan(hook);
      carryOut(one.steps);
      return one;
    });
  }
  const hooks = planned.map(({ hook, file, state, chained }): PlacedHook => {
    return { hook, manager, file: shown(file, place), state, chained };
  });
  const warnings = manager === 'git' ? sharedWarnings(place, repository) : [];
  return resultOf(repository, place, request, manager, hooks, nextSteps(place, manager, hooks), warnings);
}

function managerInUse(place: HooksPlace): Manager {
  const found = managersOf(place);
  const [only = 'git', ...more] = found;
  if (more.length === 0) return only;
  throw new AiBlameError('USAGE', `Hooks are run by several programs here: ${found.join(', ')}`, {
    hint: `Say which: --manager ${found.join(', or --manager ')}`,
  });
}

/** What git runs counts more than what is only configured. */
function managersOf(place: HooksPlace): Manager[] {
  const { active, present } = findManagers(place);
  const found = active.length > 0 ? active : present;
  return MANAGERS.filter((manager) => found.includes(manager));
}

function uninstall(repository: Repository, place: HooksPlace, request: HooksRequest): HooksResult {
  const parts = request.hooks.flatMap((name): readonly GitHook[] => PARTS[name]);
  const { hooks: installed, torn } = findInstalled(place);
  const chosen = installed.filter(
    ({ hook, manager }) => parts.includes(hook) && (request.manager === null || manager === request.manager),
  );
  const warnings: Warning[] = torn.map((file) => tornWarning(shown(file, place)));
  const done: FileStep[] = [];
  for (const file of new Set(chosen.map((one) => one.file))) {
    if (torn.includes(file)) continue;
    const ours = chosen.filter((one) => one.file === file).map(({ hook }) => hook);
    const { steps, keptOn } = planRemoval(file, ours);
    done.push(...steps);
    if (keptOn !== null) {
      const message = `${shown(file, place)} was added to: what it had replaced goes on running as ${shown(keptOn, place)}`;
      warnings.push({ code: 'hook_kept_beside', message, count: 1, subject: shown(keptOn, place) });
    }
  }
  // A folder can only go when all files have gone.
  const folders = done.filter((step) => step.do === 'remove-folder');
  if (!request.dryRun) carryOut([...done.filter((step) => step.do !== 'remove-folder'), ...folders]);
  const hooks = chosen
    .filter(({ file }) => !torn.includes(file))
    .map(({ hook, manager, file, chained }): PlacedHook => {
      return { hook, manager, file: shown(file, place), state: 'removed', chained };
    });
  return resultOf(repository, place, request, null, hooks, [], warnings);
}

function status(repository: Repository, place: HooksPlace, request: HooksRequest): HooksResult {
  const { hooks: installed, torn } = findInstalled(place);
  const warnings: Warning[] = torn.map((file) => tornWarning(shown(file, place)));
  for (const { manager, file, hook } of installed) {
    const where = `git takes hooks from ${shown(place.hooksFolder, place)}`;
    if (manager === 'git' && !isInside(file, place.hooksFolder)) {
      warnings.push({
        code: 'hook_not_run',
        message: `${shown(file, place)} is not run: ${where}`,
        count: 1,
        subject: hook,
      });
    } else if (!isCalled(place, manager, hook)) {
      const message = `${hook} is not run: ${where}, and there it does not call ${manager}`;
      warnings.push({ code: 'hook_not_run', message, count: 1, subject: hook });
    }
  }
  const hooks = installed.map(({ hook, manager, file, chained }): PlacedHook => {
    return { hook, manager, file: shown(file, place), state: 'installed', chained };
  });
  const [only = 'git', ...more] = managersOf(place);
  return resultOf(repository, place, request, more.length > 0 ? null : only, hooks, [], warnings);
}

function resultOf(
  repository: Repository,
  place: HooksPlace,
  { what, dryRun }: HooksRequest,
  manager: Manager | null,
  hooks: readonly PlacedHook[],
  next: readonly string[],
  warnings: readonly Warning[],
): HooksResult {
  const managers = managersOf(place);
  return {
    schema: 'ai-blame/hooks@1',
    repository: repositoryRef(repository),
    action: what,
    dryRun,
    manager,
    managers: managers.length === 0 ? ['git'] : managers,
    hooksFolder: place.hooksFolder,
    hooks,
    next,
    warnings,
  };
}

/** What else the manager needs until git has it run the hooks. */
function nextSteps(place: HooksPlace, manager: Manager, hooks: readonly PlacedHook[]): string[] {
  const uncalled = hooks.map(({ hook }) => hook).filter((hook) => !isCalled(place, manager, hook));
  switch (manager) {
    case 'git':
      return [];
    case 'husky':
      return uncalled.length === 0 ? [] : ['npx husky'];
    case 'lefthook':
      return uncalled.length === 0 ? [] : ['lefthook install'];
    case 'pre-commit': {
      // It does not run while its configuration is changed and not staged.
      const changed = hooks.filter(({ state }) => state !== 'unchanged').map(({ file }) => `git add ${file}`);
      const types = uncalled.map((hook) => `--hook-type ${hook}`).join(' ');
      return [...new Set(changed), ...(uncalled.length === 0 ? [] : [`pre-commit install ${types}`])];
    }
  }
}

function sharedWarnings(place: HooksPlace, { root, commonDir }: Repository): Warning[] {
  const { hooksFolder } = place;
  if (isInside(hooksFolder, root) || isInside(hooksFolder, commonDir)) return [];
  const message = `core.hooksPath is ${hooksFolder}, outside of the repository: every repository that uses it runs the hook`;
  return [{ code: 'hooks_folder_shared', message, count: 1, subject: hooksFolder }];
}

function tornWarning(file: string): Warning {
  const message = `${file} holds a part of ours whose marks were changed: it is left alone`;
  return { code: 'hook_marks_changed', message, count: 1, subject: file };
}

function shown(file: string, { root }: HooksPlace): string {
  return isInside(file, root) ? relative(root, file).split(sep).join('/') : file;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
