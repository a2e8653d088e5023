import { type JsonObject, parsedObject, textOf } from '../json-values.js';
import { type Token, tokensOf } from './program-tokens.js';

/** A program of code mode that uses tools whose effects are told elsewhere, or in its text. */
export interface Program {
  /** What it hands to `exec_command`, in the order of the text; null: some of it is computed. */
  readonly commands: readonly JsonObject[] | null;
  /** There is no branch, loop or function in it: what stands there is run, unless something fails before. */
  readonly isStraight: boolean;
}

/** Words of programs that may leave something out, or do it more than once. */
const CONTROL = new Set([
  ...['if', 'else', 'for', 'while', 'do', 'switch', 'case', 'try', 'catch', 'finally'],
  ...['function', 'return', 'throw', 'break', 'continue', 'class'],
]);

/**
 * Reads a program of code mode (formats/codex.md, 11.1 h). It is not run, and only believed where every use of `tools` names
 * `apply_patch`, `exec_command` or a harmless tool; patches are never taken from it (17).
 * @returns null where it may write by other means.
 */
export function readProgram(text: string, isHarmless: (tool: string) => boolean): Program | null {
  const isTold = (tool: string) => tool === 'apply_patch' || tool === 'exec_command' || isHarmless(tool);
  const tokens = tokensOf(text);
  return (tokens === null ? null : programOf(text, tokens, isTold)) ?? programByWords(text, isTold);
}

/** Where the text cannot be taken apart, every `tools` in it counts as a use, also within texts. */
function programByWords(text: string, isTold: (tool: string) => boolean): Program | null {
  const uses = text.match(/\btools\b(?:\.\w+)?/g) ?? [];
  const names = uses.map((use) => use.slice('tools.'.length));
  return names.length === 0 || !names.every(isTold)
    ? null
    : { commands: names.includes('exec_command') ? null : [], isStraight: false };
}

function programOf(text: string, tokens: readonly Token[], isTold: (tool: string) => boolean): Program | null {
  const commands: JsonObject[] = [];
  let isComputed = false;
  let isUsed = false;
  for (const [n, token] of tokens.entries()) {
    if (token.kind !== 'word' || token.text !== 'tools') {
      continue;
    }
    const name = tokens[n + 1]?.text === '.' ? (tokens[n + 2]?.text ?? '') : '';
    if (!isTold(name)) {
      return null;
    }
    isUsed = true;
    if (name === 'exec_command') {
      const given = soleArgument(text, tokens, n + 3);
      if (given === null) {
        isComputed = true;
      } else {
        commands.push(given);
      }
    }
  }
  return isUsed ? { commands: isComputed ? null : commands, isStraight: isStraight(tokens) } : null;
}

/** The argument of a call whose parenthesis is the given token, where it is the only one and an object in JSON with a command; else null. */
function soleArgument(text: string, tokens: readonly Token[], open: number): JsonObject | null {
  const from = tokens[open + 1];
  if (tokens[open]?.text !== '(' || from?.text !== '{') {
    return null;
  }
  let depth = 0;
  for (let n = open + 1; n < tokens.length; n++) {
    const token = tokens[n];
    // What is no JSON ends the search, so that nothing is searched twice.
    if (token === undefined || !isJson(token)) {
      return null;
    }
    depth += token.text === '{' ? 1 : token.text === '}' ? -1 : 0;
    if (depth === 0) {
      const isLast = tokens[n + 1]?.text === ')' || (tokens[n + 1]?.text === ',' && tokens[n + 2]?.text === ')');
      const given = isLast ? parsedObject(text.slice(from.at, token.at + 1)) : null;
      return textOf(given?.cmd) === null ? null : given;
    }
  }
  return null;
}

function isJson({ kind, text }: Token): boolean {
  return (
    kind === 'literal' || (kind === 'mark' ? '{}[],:.+-'.includes(text) : /^(?:true|false|null|\d\w*)$/.test(text))
  );
}

function isStraight(tokens: readonly Token[]): boolean {
  return !tokens.some(({ kind, text, at }, n) => {
    const next = tokens[n + 1];
    const follows = (mark: string) => next?.text === mark && next.at === at + 1;
    if (kind === 'word') {
      return CONTROL.has(text);
    }
    return (
      kind === 'mark' &&
      (text === '?' ||
        (text === '=' && follows('>')) ||
        (text === '&' && follows('&')) ||
        (text === '|' && follows('|')) ||
        (text === ')' && next?.text === '{'))
    );
  });
}
