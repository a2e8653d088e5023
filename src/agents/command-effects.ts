import { classifyCommand } from '../shell/classify-command.js';

/** A text for a shell, or the words of a program. */
type Command = string | readonly string[];

type Effect = ReturnType<typeof classifyCommand>;

/**
 * What models do most: one program that can do nothing but read, with plain words. There is no need to take it apart to see that; for
 * everything else `classifyCommand` does.
 */
const READS =
  /^(?:sed -n '?\d+(?:,\d+)?p'?|cat|nl -ba|head(?: -n? ?\d+)?|tail(?: -n? ?\d+)?|wc(?: -[clw]+)?|ls(?: -[1AFahlrt]+)?|pwd|rg --files)(?: (?!-)[\w@%+=:,./-]+)*$/;

const NONE: Effect = { writes: 'none', targets: [] };

/** A session tests and builds again and again. */
const MOST_KEPT = 500;
const LONGEST_KEPT = 300;

const kept = new Map<string, Effect>();

/** As `classifyCommand`, for many commands. */
export function effectOf(command: Command, cwd: string | null): Effect {
  const text = typeof command === 'string' ? command : scriptOf(command);
  if (text === null || text.length > LONGEST_KEPT) {
    return classifyCommand(command, cwd);
  }
  if (READS.test(text)) {
    return NONE;
  }
  const key = `${cwd ?? ''}\0${typeof command === 'string' ? '' : 'words'}\0${text}`;
  const known = kept.get(key);
  if (known !== undefined) {
    return known;
  }
  if (kept.size >= MOST_KEPT) {
    kept.clear();
  }
  const effect = classifyCommand(command, cwd);
  kept.set(key, effect);
  return effect;
}

/** The script of `bash -lc`; null for other words. */
function scriptOf(words: readonly string[]): string | null {
  return words.length === 3 && words[0] === 'bash' && words[1] === '-lc' ? (words[2] ?? null) : null;
}
