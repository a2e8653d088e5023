import { HOME_OPTIONS } from '../app/home-options.js';
import { GIT_HOOKS, HOOK_NAMES } from '../model/hooks-result.js';
import { COMMAND_NAMES } from './command-names.js';
import { COMMANDS, type Command } from './commands.js';
import { COMPLETION_SHELLS } from './completion-scripts.js';
import { HELP_TOPICS } from './help-topics.js';
import { spelt } from './option-values.js';
import { readSynopsis } from './synopsis.js';
import { takingValue } from './taking-value.js';

/** What has to be looked up; files and folders are left to the shell, which knows best how it writes them. */
export type CompletionSource = 'file' | 'directory' | 'session' | 'edit' | 'model' | 'revision' | 'state';

export interface CompletionWord {
  readonly word: string;
  /** What it is, for shells that show that; may be empty. */
  readonly about: string;
}

/** What may stand where a word is being written. */
export interface Completion {
  readonly words: readonly CompletionWord[];
  readonly sources: readonly CompletionSource[];
  /** What of it is written already; what is looked up begins with it. */
  readonly partial: string;
  /** What stands before that, and before each word that is looked up: `--rev=`. */
  readonly prefix: string;
}

/** Values of options that no list of words tells. */
const VALUES: Readonly<Record<string, CompletionSource>> = {
  ...Object.fromEntries(HOME_OPTIONS.map(({ name }) => [name, 'directory' as const])),
  C: 'directory',
  S: 'file',
  'config-from': 'revision',
  'ignore-rev': 'revision',
  'ignore-revs-file': 'file',
  'ignore-turn': 'session',
  'moved-from': 'directory',
  'output-dir': 'directory',
  contents: 'file',
  cwd: 'directory',
  db: 'file',
  edit: 'edit',
  index: 'file',
  model: 'model',
  output: 'file',
  project: 'directory',
  rev: 'revision',
  session: 'session',
  store: 'file',
};

/** What an operand may be, by its name in a usage line. */
const OPERANDS: Readonly<Record<string, readonly CompletionSource[]>> = {
  'A..B': ['revision'],
  'A...B': ['revision'],
  'FILE@A..B': ['file', 'state'],
  'FILE@REF': ['file', 'state'],
  'FILE.json': ['file'],
  'FILE:LINE': ['file'],
  'SESSION:N': ['session'],
  COMMIT: ['revision'],
  EDIT: ['edit'],
  FILE: ['file'],
  FOLDER: ['file'],
  PATH: ['file'],
  REV: ['revision'],
  RUN: ['session'],
  SESSION: ['session'],
};

/** @param words of the command line behind the program's name, up to the cursor; the last one is being written, and may be empty. */
export function completionOf(words: readonly string[]): Completion {
  const [partial = '', before] = [words.at(-1)?.trim(), words.slice(0, -1)];
  const { name, operands, isOption } = commandIn(before);
  const { options } = COMMANDS[name] as Command;
  const last = before.at(-1) ?? '';
  if (isOption && takingValue(options).has(last)) return valuesOf(last.replace(/^--?/, ''), options, partial, '');
  const [, given, value] = isOption ? (/^--([a-z-]+)=(.*)$/s.exec(partial) ?? []) : [];
  if (given !== undefined && value !== undefined) return valuesOf(given, options, value, `--${given}=`);
  if (isOption && partial.startsWith('-')) return { ...begun(optionWords(options), partial), sources: [] };
  return operandsAt(name, operands, partial, before.length === 0);
}

/** The command that is being written, and what of it is. */
interface Place {
  readonly name: (typeof COMMAND_NAMES)[number];
  /** What stands behind it that is no option, and no value of one. */
  readonly operands: readonly string[];
  /** Whether options may still come. */
  readonly isOption: boolean;
}

function commandIn(words: readonly string[]): Place {
  let name: Place['name'] | null = null;
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--')
      return { name: name ?? 'blame', operands: [...operands, ...words.slice(i + 1)], isOption: false };
    if (word.startsWith('-') && word !== '-') {
      if (takingValue(COMMANDS[name ?? 'blame'].options).has(word)) i++;
    } else if (name === null && operands.length === 0 && COMMAND_NAMES.some((each) => each === word)) {
      name = word as Place['name'];
    } else operands.push(word);
  }
  return { name: name ?? 'blame', operands, isOption: true };
}

function valuesOf(name: string, options: Command['options'], partial: string, prefix: string): Completion {
  const source = VALUES[name];
  const isOfShell = source === 'file' || source === 'directory';
  // Shells look for files by the whole word.
  if (source !== undefined) return { words: [], sources: isOfShell && prefix !== '' ? [] : [source], partial, prefix };
  const choices = name === 'agent' ? HOME_OPTIONS.map(({ agent }) => agent) : choicesIn(options[name]?.describe ?? '');
  const words = choices.map((word) => ({ word: `${prefix}${word}`, about: '' }));
  return { ...begun(words, `${prefix}${partial}`), sources: [] };
}

/** The words that a description lists: `auto, always or never`, `One of block, sidecar`. */
function choicesIn(describe: string): string[] {
  const [, list = ''] =
    /(?:^|: |of )((?:[a-z][a-z-]*, )*[a-z][a-z-]*(?:, | or )[a-z][a-z-]*)(?=$|[ ;(])/.exec(describe) ?? [];
  return list === '' ? [] : list.split(/, | or /);
}

function optionWords(options: Command['options']): CompletionWord[] {
  return Object.entries({ ...options, help: { alias: 'h', describe: 'Show help' } }).flatMap(
    ([name, { alias, describe }]) => {
      return [name, ...[alias ?? []].flat()].map((each) => ({ word: spelt(each), about: describe ?? '' }));
    },
  );
}

function operandsAt(name: Place['name'], operands: readonly string[], partial: string, isFirst: boolean): Completion {
  const commands = isFirst || name === 'help' ? commandWords() : [];
  if (name === 'help') {
    const topics = HELP_TOPICS.map(({ name: word, describe }) => ({ word, about: describe }));
    return { ...begun(operands.length === 0 ? [...commands, ...topics] : [], partial), sources: [] };
  }
  if (name === 'completion')
    return { ...begun(operands.length === 0 ? plain(COMPLETION_SHELLS) : [], partial), sources: [] };
  const { forms } = readSynopsis(COMMANDS[name].usage, name);
  const [word] = operands;
  const chosen = forms.filter(({ words }) => word !== undefined && words.includes(word));
  const words = operands.length === 0 ? plain(forms.flatMap((form) => form.words)) : [];
  const meant = chosen.length > 0 ? chosen : forms.filter((form) => form.word === null);
  const named = meant.flatMap((form) => form.operands);
  const hooks = named.some((each) => each.startsWith('HOOK')) ? plain(hooksFor(operands)) : [];
  const sources = named.flatMap((each) => OPERANDS[each] ?? []);
  // A state is written behind its file.
  const fitting = sources.filter((source) => (partial.includes('@') ? source !== 'file' : source !== 'state'));
  return { ...begun([...commands, ...words, ...hooks], partial), sources: [...new Set(fitting)] };
}

/** `run` runs one hook, of those that git calls; the others are about any of ours. */
function hooksFor([word, ...named]: readonly string[]): readonly string[] {
  if (word !== 'run') return HOOK_NAMES;
  return named.length === 0 ? GIT_HOOKS : [];
}

function commandWords(): CompletionWord[] {
  return COMMAND_NAMES.flatMap((word) => {
    const { describe } = COMMANDS[word];
    return describe === false ? [] : [{ word, about: describe }];
  });
}

function plain(words: readonly string[]): CompletionWord[] {
  return [...new Set(words)].map((word) => ({ word, about: '' }));
}

function begun(words: readonly CompletionWord[], partial: string): Omit<Completion, 'sources'> {
  return { words: words.filter(({ word }) => word.startsWith(partial)), partial, prefix: '' };
}
