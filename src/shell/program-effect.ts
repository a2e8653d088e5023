import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, NO_EFFECT } from './command-effect.js';
import { CONTROL_WORDS } from './directory-in-force.js';
import { FILE_PROGRAMS } from './file-programs.js';
import { gitEffect } from './git-effect.js';
import { awkEffect, perlEffect, sedEffect } from './in-place-programs.js';
import { PURE_PROGRAMS, READING_PROGRAMS } from './reading-programs.js';
import type { ShellWord } from './shell-script.js';

/** Control words that a command may follow. */
const LEADING_CONTROL: ReadonlySet<string> = new Set('if then elif else while until do { !'.split(' '));

/** `time`, `!` and the like before one command. */
const MAX_PREFIXES = 8;

/** Builtins that only move about or print. */
const MOVING: ReadonlySet<string> = new Set(['cd', 'pushd', 'popd', 'dirs', 'history', 'hash', 'read']);

const WITH_VERSION: ReadonlySet<string> = new Set(
  'node npm pnpm yarn bun deno python python3 pip pip3 ruby go cargo rustc java gcc clang make cmake docker gh bash'.split(
    ' ',
  ),
);

/** What a simple command does to files, from its words alone: not its redirections, substitutions or wrapped scripts. */
export function effectOfWords(words: readonly ShellWord[], cwd: string | null, prefixes = 0): CommandEffect {
  if (prefixes > MAX_PREFIXES) return ANY_EFFECT;
  const [name, ...args] = words;
  if (name === undefined) return NO_EFFECT;
  if (!name.plain) return name.text.startsWith('((') ? NO_EFFECT : ANY_EFFECT;
  if (!name.quoted && CONTROL_WORDS.has(name.text)) return controlEffect(name.text, args, cwd, prefixes);
  const program = baseProgram(name.text);
  if (program === null) return ANY_EFFECT;
  if (PURE_PROGRAMS.has(program) || MOVING.has(program)) return NO_EFFECT;
  if (WITH_VERSION.has(program) && args.length === 1 && args[0]?.text === '--version') return NO_EFFECT;
  const known = READING_PROGRAMS.get(program)?.(args, cwd) ?? FILE_PROGRAMS.get(program)?.(args, cwd);
  if (known !== undefined && program !== 'command') return known;
  switch (program) {
    case 'git':
      return gitEffect(args, cwd);
    case 'sed':
    case 'gsed':
      return sedEffect(args, cwd);
    case 'perl':
      return perlEffect(args, cwd);
    case 'awk':
    case 'gawk':
    case 'mawk':
      return awkEffect(args);
    case 'find':
      return findEffect(args);
    case 'command':
      return known === NO_EFFECT ? known : effectOfWords(args, cwd, prefixes + 1);
    case 'builtin':
    case 'time':
    case 'nohup':
      return args.length > 0 && !args[0]?.text.startsWith('-') ? effectOfWords(args, cwd, prefixes + 1) : ANY_EFFECT;
    case 'timeout':
      return /^\d+(?:\.\d+)?[smhd]?$/.test(args[0]?.text ?? '')
        ? effectOfWords(args.slice(1), cwd, prefixes + 1)
        : ANY_EFFECT;
    case 'env':
      return args.length === 0 ? NO_EFFECT : ANY_EFFECT;
    case 'xargs':
      return xargsEffect(args);
    default:
      return ANY_EFFECT;
  }
}

/** Only programs of the system: what a repository brings under the same name may do anything. */
export function baseProgram(name: string): string | null {
  if (!name.includes('/') && !name.includes('\\')) return name;
  const system = /^\/(?:usr\/(?:local\/)?)?s?bin\/([^/]+)$/.exec(name);
  return system?.[1] ?? null;
}

function controlEffect(
  control: string,
  args: readonly ShellWord[],
  cwd: string | null,
  prefixes: number,
): CommandEffect {
  if (LEADING_CONTROL.has(control)) return effectOfWords(args, cwd, prefixes + 1);
  if (control === 'fi' || control === 'done' || control === '}') return args.length === 0 ? NO_EFFECT : ANY_EFFECT;
  // `for NAME in WORDS`: the words are data.
  return control === 'for' && args[1]?.text === 'in' ? NO_EFFECT : ANY_EFFECT;
}

function findEffect(args: readonly ShellWord[]): CommandEffect {
  for (let at = 0; at < args.length; at++) {
    const text = args[at]?.text as string;
    if (/^-(?:delete|ok|okdir|execdir|fprint|fprint0|fprintf|fls)$/.test(text)) return ANY_EFFECT;
    if (text === '-exec' && !isPureProgram(args[++at])) return ANY_EFFECT;
  }
  return NO_EFFECT;
}

/** Runs a program with arguments that the text does not tell. */
function xargsEffect(args: readonly ShellWord[]): CommandEffect {
  let at = 0;
  for (; args[at]?.text.startsWith('-'); at++) {
    const text = args[at]?.text as string;
    if (/^-[nPLIds]$/.test(text)) at++;
    else if (!/^-(?:[0rt]+|[nPLIds].+)$|^--(?:null|no-run-if-empty)$/.test(text)) return ANY_EFFECT;
  }
  return args[at] === undefined || isPureProgram(args[at]) ? NO_EFFECT : ANY_EFFECT;
}

function isPureProgram(word: ShellWord | undefined): boolean {
  const program = word?.plain ? baseProgram(word.text) : null;
  return program !== null && PURE_PROGRAMS.has(program);
}
