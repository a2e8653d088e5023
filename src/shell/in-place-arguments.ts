import type { ShellWord } from './shell-script.js';

/** Arguments of `sed` or `perl`, as far as these edit files in place. */
export interface InPlaceArguments {
  readonly scripts: readonly ShellWord[];
  readonly files: readonly ShellWord[];
  /** What the copies of the old files are named by; empty: there are none. Null: nothing is edited in place. */
  readonly suffix: string | null;
  /** The other options, each with its `-`. */
  readonly options: readonly string[];
  /** `sed` only: the suffix is a word of its own, which only BSD understands. */
  readonly isBsd: boolean;
}

/** @returns null where an option is not among the known ones, or there is no script. */
export function splitSedArguments(args: readonly ShellWord[]): InPlaceArguments | null {
  const scripts: ShellWord[] = [];
  const files: ShellWord[] = [];
  const options: string[] = [];
  let suffix: string | null = null;
  let isBsd = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    const { text } = word;
    if (!text.startsWith('-') || text === '-') {
      files.push(word);
      continue;
    }
    if (!word.plain) return null;
    const long =
      /^--(?:in-place(?:=(.*))?|expression=([\s\S]*)|(?:quiet|silent|regexp-extended|separate|null-data|posix|debug))$/.exec(
        text,
      );
    if (long !== null) {
      if (text.startsWith('--in-place')) suffix = long[1] ?? '';
      else if (long[2] !== undefined) scripts.push({ ...word, text: long[2] });
      else options.push(text);
      continue;
    }
    const short = /^-([nErsuz]*)(?:(i)([\s\S]*)|(e)([\s\S]*))?$/.exec(text);
    if (short === null) return null;
    options.push(...[...(short[1] as string)].map((letter) => `-${letter}`));
    if (short[2] !== undefined) {
      suffix = short[3] as string;
      // An empty word cannot be a script.
      if (suffix === '' && args[at + 1]?.text === '' && args[at + 1]?.quoted) {
        isBsd = true;
        at++;
      }
    }
    if (short[4] !== undefined) {
      const script = short[5] === '' ? args[++at] : { ...word, text: short[5] as string };
      if (script === undefined) return null;
      scripts.push(script);
    }
  }
  if (scripts.length === 0) {
    const script = files.shift();
    if (script === undefined) return null;
    scripts.push(script);
  }
  return { scripts, files, suffix, options, isBsd };
}

/** @returns null where an option is not among the known ones, or there is no `-e`. */
export function splitPerlArguments(args: readonly ShellWord[]): InPlaceArguments | null {
  const scripts: ShellWord[] = [];
  const files: ShellWord[] = [];
  const options: string[] = [];
  let suffix: string | null = null;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    if (!word.plain) return null;
    if (!word.text.startsWith('-')) {
      files.push(word);
      continue;
    }
    // What follows `i` in the same word is the suffix: `-pie` has no script.
    const option = /^-([pnlw]*)(0\d{0,3}|0x[0-9a-fA-F]+)?([pnlw]*)(?:(i)((?:\.[\w.]*)?)|(e))?$/.exec(word.text);
    if (option === null || files.length > 0) return null;
    options.push(...[...`${option[1]}${option[3]}`].map((letter) => `-${letter}`));
    if (option[2] !== undefined) options.push(`-${option[2]}`);
    if (option[4] !== undefined) suffix = option[5] as string;
    if (option[6] !== undefined) {
      const script = args[++at];
      if (script === undefined) return null;
      scripts.push(script);
    }
  }
  return scripts.length === 0 ? null : { scripts, files, suffix, options, isBsd: false };
}
