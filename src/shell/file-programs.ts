import type { CommandTarget } from '../model/agent-event.js';
import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, combineEffects } from './command-effect.js';
import type { KnownOptions } from './program-words.js';
import { namedTargets, splitArguments } from './program-words.js';
import type { ShellWord } from './shell-script.js';

/** What a program does to files, from its arguments (without its name) and the directory that it runs in. */
export type ProgramEffect = (args: readonly ShellWord[], cwd: string | null) => CommandEffect;

/** Creates or removes directories only: nothing has contents afterwards that had none before. */
const DIRECTORIES_ONLY: CommandEffect = { writes: 'named', targets: [] };

/** Programs whose purpose is to change the files that they name. */
export const FILE_PROGRAMS: ReadonlyMap<string, ProgramEffect> = new Map<string, ProgramEffect>([
  ['rm', onEach('delete', { flags: 'frRvdiI', long: ['force', 'recursive', 'verbose', 'dir'] })],
  ['unlink', onEach('delete', { flags: '' })],
  ['touch', onEach('edit', { flags: 'acmhf', values: 'rtd', long: ['no-create', 'date', 'reference', 'time'] })],
  ['truncate', onEach('edit', { flags: 'co', values: 'sr', long: ['size', 'no-create', 'reference'] })],
  ['mkdir', directories({ flags: 'pv', values: 'm', long: ['parents', 'verbose', 'mode'] })],
  ['rmdir', directories({ flags: 'pv', long: ['parents', 'verbose', 'ignore-fail-on-non-empty'] })],
  ['mv', transfer('move-from', 'move-to', { flags: 'fnviuT', long: ['force', 'no-clobber', 'verbose'] })],
  [
    'cp',
    transfer(null, 'copy-to', {
      flags: 'aRrfpvnuiLPHdxT',
      long: ['archive', 'recursive', 'force', 'no-clobber', 'verbose', 'preserve', 'parents'],
    }),
  ],
  ['ln', transfer(null, 'write', { flags: 'sfnvrTLP', long: ['symbolic', 'force', 'no-dereference', 'relative'] })],
  ['install', transfer(null, 'copy-to', { flags: 'CcDpsTv', values: 'mog', long: ['mode', 'owner', 'group'] })],
  ['tee', tee],
  ['dd', dd],
]);

function onEach(op: CommandTarget['op'], known: KnownOptions): ProgramEffect {
  return (args, cwd) => {
    const split = splitArguments(args, known);
    return split === null || split.operands.length === 0 ? ANY_EFFECT : namedTargets(split.operands, op, cwd);
  };
}

function directories(known: KnownOptions): ProgramEffect {
  return (args) => (splitArguments(args, known) === null ? ANY_EFFECT : DIRECTORIES_ONLY);
}

/**
 * `program SOURCE… DESTINATION`. Whether the destination is a directory cannot be known from the text; where it can be one, the
 * path inside of it is a target too.
 *
 * @param from what happens to the sources; null: nothing.
 */
export function transfer(
  from: CommandTarget['op'] | null,
  to: CommandTarget['op'],
  known: KnownOptions,
): ProgramEffect {
  return (args, cwd) => {
    const split = splitArguments(args, known);
    const destination = split?.operands.at(-1);
    const sources = split?.operands.slice(0, -1) ?? [];
    if (destination === undefined || destination.text === '' || sources.length === 0) return ANY_EFFECT;
    const parts: CommandEffect[] = [];
    for (const source of sources) {
      if (!source.plain || baseName(source.text) === '') return ANY_EFFECT;
      const inside = { ...destination, text: `${destination.text}/${baseName(source.text)}` };
      const isDirectory = sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(destination.text);
      const mayBeDirectory = isDirectory || !baseName(destination.text).includes('.');
      if (from !== null) parts.push(namedTargets([source], from, cwd));
      if (!isDirectory) parts.push(namedTargets([destination], to, cwd));
      if (mayBeDirectory) parts.push(namedTargets([inside], to, cwd));
    }
    return combineEffects(parts);
  };
}

function baseName(path: string): string {
  return path
    .replace(/\/{1,9}$/, '')
    .split('/')
    .at(-1) as string;
}

function tee(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  const split = splitArguments(args, { flags: 'aip', long: ['append'] });
  if (split === null) return ANY_EFFECT;
  const append = split.options.some(({ name }) => name === '-a' || name === '--append');
  return namedTargets(split.operands, append ? 'append' : 'write', cwd);
}

function dd(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  if (!args.every((word) => word.plain && /^[a-z]+=/.test(word.text))) return ANY_EFFECT;
  const outputs = args
    .filter(({ text }) => text.startsWith('of='))
    .map((word) => ({ ...word, text: word.text.slice(3) }));
  return namedTargets(outputs, 'write', cwd);
}
