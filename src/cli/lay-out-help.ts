import type { Env } from '../env.js';
import { parseArguments } from './parse-arguments.js';
import { NAMED, WHOLE } from './ready-help.js';

/** All texts that `readyHelp` looks for, laid out by the parser. @param env tells the width. */
export function layOutHelp(env: Env): { readonly name: string; readonly text: string }[] {
  const texts = [{ name: WHOLE, words: ['--help'] }, ...NAMED.map((name) => ({ name, words: [name, '--help'] }))];
  return texts.map(({ name, words }) => {
    const asked = parseArguments(words, env, '');
    return { name, text: asked.command === 'print' ? asked.text : '' };
  });
}
