import type { Env } from '../env.js';
import { COMMON_OPTIONS, placeOf } from './common-options.js';
import type { CompletionSource, CompletionWord } from './complete-words.js';
import { spelt } from './option-values.js';
import { takingValue } from './taking-value.js';
import type { UseCases } from './use-cases.js';

/** Whoever presses a key does not wait longer than this for what has to be looked up. */
const PATIENCE_MS = 900;
const MOST_SESSIONS = '100';

type Found = Readonly<Record<string, unknown>>;

/**
 * Words of a kind that has to be looked up. Traces are read by another run of this program, which is given up when it takes too long.
 *
 * @param partial what the words begin with; of a state also its file.
 * @param words of the command line, which may say where to look.
 * @throws whatever goes wrong.
 */
export async function lookUpWords(
  source: CompletionSource,
  partial: string,
  words: readonly string[],
  env: Env,
  useCases: UseCases,
): Promise<CompletionWord[]> {
  const place = placeIn(words);
  const records = (...command: string[]) => recordsOf([...command, '--ndjson', ...spelledOut(place)], env);
  switch (source) {
    case 'file':
    case 'directory':
      // The shell's own.
      return [];
    case 'revision':
      return (await useCases.nameRevisions(placeOf(place, env), env)).map((word) => ({ word, about: '' }));
    case 'edit':
      return (await records('edits')).reverse().map(({ id, path, model, timestamp }) => {
        return { word: textOf(id), about: [path, model, timestamp].map(textOf).join(' ') };
      });
    case 'state': {
      const file = partial.slice(0, partial.lastIndexOf('@'));
      const options = ['--ndjson', ...spelledOut(place)];
      return statesOf(file, await recordsOf(['log', ...options, '--', file], env));
    }
    case 'session':
      return (await sessions(records)).map(({ id, agent, title, firstMessage }) => {
        return { word: textOf(id), about: `${textOf(agent)} ${textOf(title) || textOf(firstMessage)}` };
      });
    case 'model': {
      const models = (await sessions(records)).map(({ model }) => textOf(model));
      return [...new Set(models)].map((word) => ({ word, about: '' }));
    }
  }
}

/** Those that worked in this repository; where none has, or it is none: all. */
async function sessions(records: (...command: string[]) => Promise<Found[]>): Promise<Found[]> {
  const list = ['sessions', '--all', '--limit', MOST_SESSIONS];
  const here = await records(...list, '--project', '.');
  return here.length > 0 ? here : records(...list);
}

function statesOf(file: string, states: readonly Found[]): CompletionWord[] {
  const numbered = states.map(({ state, kind, evidence, attribution }) => {
    const { agent, model } = (attribution ?? {}) as Found;
    const about = [evidence ?? kind, agent, model].map(textOf).join(' ');
    return { word: `${file}@${state}`, about };
  });
  return [...numbered, { word: `${file}@HEAD`, about: 'in git' }, { word: `${file}@worktree`, about: 'on disk' }];
}

async function recordsOf(words: readonly string[], env: Env): Promise<Found[]> {
  const run = await env.runAgain(words, PATIENCE_MS);
  if (run === null || run.exitCode !== 0) return [];
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What the command line says of where to look. */
function placeIn(words: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const taking = takingValue(COMMON_OPTIONS);
  const place: Record<string, string[]> = {};
  const end = words.indexOf('--');
  // The last word is being written.
  const whole = end < 0 ? words.length - 1 : end;
  for (let i = 0; i + 1 < whole; i++) {
    const [word, value] = [words[i] ?? '', words[i + 1] ?? ''];
    if (!taking.has(word)) continue;
    const name = word.replace(/^--?/, '');
    place[name] = [...(place[name] ?? []), value];
    i++;
  }
  return place;
}

function spelledOut(place: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(place).flatMap(([name, values]) => values.flatMap((value) => [spelt(name), value]));
}
