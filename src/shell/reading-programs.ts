import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, NO_EFFECT } from './command-effect.js';
import type { ProgramEffect } from './file-programs.js';
import { namedTargets, splitArguments } from './program-words.js';
import type { ShellWord } from './shell-script.js';

/** Programs and shell builtins that change no file's content, whatever their arguments. */
export const PURE_PROGRAMS: ReadonlySet<string> = new Set(
  `: true false [ [[ test echo cat head tail wc nl pwd ls dir stat which type whereis whoami id uname printenv groups nproc tty
   basename dirname realpath readlink grep egrep fgrep zgrep zcat bzcat xzcat cut tr paste comm cmp diff column fold fmt expand
   unexpand rev tac od hexdump strings md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum shasum du df ps free
   uptime sleep seq jq locale chmod chown chgrp exit return break continue wait shift umask ulimit unset sync`.split(
    /\s+/,
  ),
);

/** Programs that read only, but for some options. */
export const READING_PROGRAMS: ReadonlyMap<string, ProgramEffect> = new Map<string, ProgramEffect>([
  ['rg', without(/^--(?:pre$|pre=|hostname-bin)/)],
  ['fd', without(/^(?:-[a-zA-Z]*[xX]|--exec)/)],
  ['fdfind', without(/^(?:-[a-zA-Z]*[xX]|--exec)/)],
  ['tree', without(/^(?:-[a-zA-Z]*[oR]|--output)/)],
  ['file', without(/^(?:-[a-zA-Z]*C|--compile)/)],
  ['date', without(/^(?:-[a-zA-Z]*s|--set)/)],
  ['base64', without(/^(?:-[a-zA-Z]*o|--output)/)],
  ['printf', without(/^-v/)],
  ['command', commandLookup],
  ['sort', sort],
  ['uniq', secondOperandIsWritten('cdiuDz', 'fsw')],
  ['xxd', secondOperandIsWritten('abeEipruCd', 'cglnos')],
  [
    'set',
    (args) => (args.every(({ text }) => /^[-+](?:[eux]+|[eux]*o)$|^pipefail$/.test(text)) ? NO_EFFECT : ANY_EFFECT),
  ],
]);

/** @param forbidden matches the text of an argument with which the program may write, or run another. */
function without(forbidden: RegExp): ProgramEffect {
  return (args) => {
    const risky = args.some((word) => forbidden.test(word.text) || (!word.plain && word.text.startsWith('-')));
    return risky ? ANY_EFFECT : NO_EFFECT;
  };
}

/** `command -v NAME`; other forms run something and are looked through elsewhere. */
function commandLookup(args: readonly ShellWord[]): CommandEffect {
  return /^-[vV]$/.test(args[0]?.text ?? '') ? NO_EFFECT : ANY_EFFECT;
}

function sort(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  const long = ['reverse', 'numeric-sort', 'unique', 'version-sort', 'human-numeric-sort', 'key', 'output', 'stable'];
  const split = splitArguments(args, { flags: 'bdfghiMnRrVcCmsuz', values: 'koStT', long });
  if (split === null) return ANY_EFFECT;
  const outputs = split.options.filter(({ name }) => name === '-o' || name === '--output');
  const files = outputs.flatMap(({ value }) => (value === null ? [] : [value]));
  return files.length < outputs.length ? ANY_EFFECT : namedTargets(files, 'write', cwd);
}

/** `program INPUT OUTPUT`. */
function secondOperandIsWritten(flags: string, values: string): ProgramEffect {
  return (args, cwd) => {
    const split = splitArguments(args, { flags, values });
    return split === null || split.operands.some((word) => !word.plain && !word.quoted)
      ? ANY_EFFECT
      : namedTargets(split.operands.slice(1), 'write', cwd);
  };
}
