import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, combineEffects, NO_EFFECT } from './command-effect.js';
import { namedTargets, splitArguments } from './program-words.js';
import { isPureSedScript } from './sed-script.js';
import type { ShellWord } from './shell-script.js';

/** `sed`: reads only, or edits the files that it names when `-i` is given. Its script must be known to do nothing else. */
export function sedEffect(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  const scripts: ShellWord[] = [];
  const operands: ShellWord[] = [];
  let suffix: string | null = null;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    const { text } = word;
    if (!text.startsWith('-') || text === '-') {
      operands.push(word);
      continue;
    }
    if (!word.plain) return ANY_EFFECT;
    const long =
      /^--(?:in-place(?:=(.*))?|expression=([\s\S]*)|(?:quiet|silent|regexp-extended|separate|null-data|posix|debug))$/.exec(
        text,
      );
    if (long !== null) {
      if (text.startsWith('--in-place')) suffix = long[1] ?? '';
      if (long[2] !== undefined) scripts.push({ ...word, text: long[2] });
      continue;
    }
    const short = /^-([nErsuz]*)(?:(i)([\s\S]*)|(e)([\s\S]*))?$/.exec(text);
    if (short === null) return ANY_EFFECT;
    if (short[2] !== undefined) {
      suffix = short[3] as string;
      // BSD takes the suffix as a word of its own; an empty one cannot be a script.
      if (suffix === '' && args[at + 1]?.text === '' && args[at + 1]?.quoted) at++;
    }
    if (short[4] !== undefined) {
      const script = short[5] === '' ? args[++at] : { ...word, text: short[5] as string };
      if (script === undefined) return ANY_EFFECT;
      scripts.push(script);
    }
  }
  if (scripts.length === 0) {
    const script = operands.shift();
    if (script === undefined) return ANY_EFFECT;
    scripts.push(script);
  }
  if (!scripts.every((script) => script.plain && isPureSedScript(script.text))) return ANY_EFFECT;
  return suffix === null ? NO_EFFECT : editedInPlace(operands, suffix, cwd);
}

/** Names of Perl that reach beyond the text at hand, or that this reader cannot judge. */
const PERL_BEYOND =
  /[`<>|]|\b(?:system|exec|open|sysopen|opendir|unlink|rename|link|symlink|mkdir|rmdir|truncate|qx|eval|do|require|use|no|local|print|printf|say|select|write|syscall|fork|kill|tie|dbmopen|chmod|chown|utime|ARGVOUT|ARGV|BEGIN|END|INIT|CHECK|UNITCHECK|AUTOLOAD|package|sub|glob|IO|File)\b|\$\^|->|::|@\{|&/;

/** `perl -pi -e CODE FILES`: edits the files where the code is nothing but text work. */
export function perlEffect(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  const codes: ShellWord[] = [];
  const operands: ShellWord[] = [];
  let suffix: string | null = null;
  let prints = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    if (!word.plain) return ANY_EFFECT;
    if (!word.text.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const option = /^-([pnlw]*)(?:0\d{0,3}|0x[0-9a-fA-F]+)?([pnlw]*)(?:(i)((?:\.[\w.]*)?))?([pnlw]*)(e?)$/.exec(
      word.text,
    );
    if (option === null || operands.length > 0) return ANY_EFFECT;
    if (/p/.test(`${option[1]}${option[2]}${option[5]}`)) prints = true;
    if (option[3] !== undefined) suffix = option[4] as string;
    if (option[6] === 'e') {
      const code = args[++at];
      if (code === undefined) return ANY_EFFECT;
      codes.push(code);
    }
  }
  const pure = codes.length > 0 && codes.every((code) => code.plain && !PERL_BEYOND.test(code.text));
  if (!pure || !prints) return ANY_EFFECT;
  return suffix === null ? NO_EFFECT : editedInPlace(operands, suffix, cwd);
}

/** Edits, and the copies that a suffix such as `.bak` leaves. */
function editedInPlace(files: readonly ShellWord[], suffix: string, cwd: string | null): CommandEffect {
  if (files.length === 0 || suffix.includes('*') || suffix.includes('/')) return ANY_EFFECT;
  const copies = suffix === '' ? [] : files.map((word) => ({ ...word, text: word.text + suffix }));
  return combineEffects([namedTargets(files, 'edit', cwd), namedTargets(copies, 'copy-to', cwd)]);
}

/** `awk`: reads only, where its program neither redirects nor runs anything. */
export function awkEffect(args: readonly ShellWord[]): CommandEffect {
  const split = splitArguments(args, { flags: '', values: 'Fv' });
  const program = split?.operands[0];
  const pure = program?.plain && !/[>|@]|\bsystem\b/.test(program.text);
  return pure && split?.options.every(({ value }) => value?.plain !== undefined) ? NO_EFFECT : ANY_EFFECT;
}
