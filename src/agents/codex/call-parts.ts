import { effectOf } from '../command-effects.js';
import { detached } from '../json-values.js';
import { resolvePath } from '../paths.js';
import { type CallShape, type Command, commandLine } from './calls.js';
import { headOf, patchFiles } from './patches.js';
import type { CommandPart, PatchPart, ProgramPart } from './pending-calls.js';

/**
 * The patch in a call, or null.
 * @param cwd the directory in force; null: not known.
 */
export function patchPart(shape: CallShape, cwd: string | null): PatchPart | null {
  if (shape.kind === 'opaque' || shape.kind === 'program') {
    return null;
  }
  const patch = shape.kind === 'patch' ? shape : shape.patch;
  if (patch === null) {
    return null;
  }
  const workdir = shape.workdir === null ? cwd : resolvePath(cwd, shape.workdir);
  const directory = patch.cd === null ? workdir : resolvePath(workdir, patch.cd);
  const heads = patchFiles(patch.text)?.map(headOf) ?? null;
  return { heads, directory: directory === null ? null : detached(directory), intercepted: shape.kind === 'patch' };
}

/** What a call runs that may change files. */
export function commandParts(shape: CallShape, cwd: string | null): CommandPart[] {
  switch (shape.kind) {
    case 'patch':
      return [];
    case 'opaque':
      return [opaquePart(shape.text, cwd)];
    case 'program':
      return (
        shape.commands?.flatMap((each, place) =>
          each.kind === 'patch' ? [] : commandPart(each.command, each.workdir, cwd, place),
        ) ?? [opaquePart(shape.text, cwd)]
      );
    case 'command':
      return commandPart(shape.command, shape.workdir, cwd, null);
  }
}

function opaquePart(text: string, cwd: string | null): CommandPart {
  return { cwd, text: detached(commandLine(text)), writes: 'any', targets: [], place: null };
}

/** None where the command only reads. */
function commandPart(
  command: Command,
  workdir: string | null,
  cwd: string | null,
  place: number | null,
): CommandPart[] {
  const directory = workdir === null ? cwd : directoryIn(cwd, workdir);
  const { writes, targets } = effectOf(command, directory);
  return writes === 'none'
    ? []
    : [
        {
          cwd: directory,
          text: detached(commandLine(command)),
          writes,
          targets: targets.map(({ path, op }) => ({ path: detached(path), op })),
          place,
        },
      ];
}

/** Calls name the same directory again and again, and it is kept with each of them: as one text. */
let last: { readonly cwd: string | null; readonly workdir: string; readonly directory: string } | null = null;

function directoryIn(cwd: string | null, workdir: string): string {
  if (last === null || last.workdir !== workdir || last.cwd !== cwd) {
    last = { cwd, workdir: detached(workdir), directory: detached(resolvePath(cwd, workdir)) };
  }
  return last.directory;
}

/** What the call of a program is, as a whole. */
export function programPart(shape: CallShape): ProgramPart {
  return shape.kind === 'program'
    ? { hasOnlyCommands: true, isStraight: shape.isStraight }
    : { hasOnlyCommands: false, isStraight: false };
}
