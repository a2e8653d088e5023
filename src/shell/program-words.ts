import type { CommandTarget } from '../model/agent-event.js';
import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, isSink, NO_EFFECT, resolvePath } from './command-effect.js';
import type { ShellWord } from './shell-script.js';

/** Arguments of a program, split as getopt would. */
export interface SplitArguments {
  /** Options in their order: `-n`, `--quiet`; with the value where the option takes one. */
  readonly options: readonly { readonly name: string; readonly value: ShellWord | null }[];
  readonly operands: readonly ShellWord[];
}

export interface KnownOptions {
  /** Letters of options without a value. */
  readonly flags: string;
  /** Letters of options with a value. */
  readonly values?: string;
  /** Names of long options, without a value or with `=value`. */
  readonly long?: readonly string[];
}

/** @returns null where an option is not among the known ones. */
export function splitArguments(args: readonly ShellWord[], known: KnownOptions): SplitArguments | null {
  const options: { name: string; value: ShellWord | null }[] = [];
  const operands: ShellWord[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    const { text } = word;
    if (text === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (text.startsWith('--')) {
      const [name, ...rest] = text.slice(2).split('=');
      if (!word.plain || !known.long?.includes(name as string)) return null;
      options.push({ name: `--${name}`, value: rest.length > 0 ? { ...word, text: rest.join('=') } : null });
    } else if (text.startsWith('-') && text !== '-') {
      for (let i = 1; i < text.length; i++) {
        const letter = text[i] as string;
        if (known.values?.includes(letter)) {
          const value = i + 1 < text.length ? { ...word, text: text.slice(i + 1) } : args[++at];
          if (value === undefined) return null;
          options.push({ name: `-${letter}`, value });
          break;
        }
        if (!word.plain || !known.flags.includes(letter)) return null;
        options.push({ name: `-${letter}`, value: null });
      }
    } else {
      operands.push(word);
    }
  }
  return { options, operands };
}

/** Targets of one operation on each of the words; `any` where one of them is not a name of one known file. */
export function namedTargets(words: readonly ShellWord[], op: CommandTarget['op'], cwd: string | null): CommandEffect {
  const targets: CommandTarget[] = [];
  for (const word of words) {
    const path = word.plain ? resolvePath(cwd, word.text) : null;
    if (path === null) return ANY_EFFECT;
    if (!isSink(path)) targets.push({ path, op });
  }
  return targets.length === 0 ? NO_EFFECT : { writes: 'named', targets };
}
