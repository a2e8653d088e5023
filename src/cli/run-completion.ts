import type { Env } from '../env.js';
import { visibleCell } from '../render/control-characters.js';
import { type CompletionWord, completionOf } from './complete-words.js';
import { COMPLETION_SCRIPTS } from './completion-scripts.js';
import { lookUpWords } from './completion-sources.js';
import type { CompletionInvocation } from './invocation.js';
import type { UseCases } from './use-cases.js';

const MOST_ABOUT = 60;
const MOST_WORDS = 500;

/** Nothing that a shell would take for something else: these words come from traces, and from names of refs. */
const IS_PLAIN = /^[\w.:@/+,=^-]+$/;

export async function runCompletion({ request }: CompletionInvocation, env: Env, useCases: UseCases): Promise<void> {
  if (request.what === 'script') {
    await env.stdout.write(COMPLETION_SCRIPTS[request.shell]);
    return;
  }
  const { words, sources, partial, prefix } = completionOf(request.words);
  // What cannot be found, or not soon enough, is nothing: a key was pressed, and no question was asked.
  const lookUp = sources.map((source) => lookUpWords(source, partial, request.words, env, useCases).catch(() => []));
  const found = (await Promise.all(lookUp))
    .flat()
    .filter(({ word }) => word.startsWith(partial) && IS_PLAIN.test(word))
    .slice(0, MOST_WORDS)
    .map(({ word, about }) => ({ word: `${prefix}${word}`, about }));
  const ofShell = sources.filter((source) => source === 'file' || source === 'directory');
  await env.stdout.write([...words, ...found].map(line).join('') + ofShell.map((source) => `:${source}\n`).join(''));
}

function line({ word, about }: CompletionWord): string {
  const text = visibleCell(about).trim();
  return `${word}\t${text.length > MOST_ABOUT ? `${text.slice(0, MOST_ABOUT - 1)}…` : text}\n`;
}
