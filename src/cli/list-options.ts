import { resolve } from 'node:path';
import { didYouMean } from '../app/did-you-mean.js';
import type { Archived } from '../app/list-sessions.js';
import { AiBlameError } from '../errors.js';
import { isForeignPath } from './common-options.js';
import { parseInstant } from './instant.js';
import { badValue, flag, type RawOptions, spelt, text, texts } from './option-values.js';

const MOST_ROWS = 1000;
const USUAL_POLL_MS = 500;
const MOST_POLL_MS = 60_000;

/** How many rows a page has. @throws AiBlameError USAGE. */
export function limitOf<T>(options: RawOptions, usual: T): number | T {
  const given = text(options, 'limit');
  if (given === null) {
    return usual;
  }
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (limit < 1 || limit > MOST_ROWS) {
    throw badValue('limit', given, `a number from 1 to ${MOST_ROWS}`);
  }
  return limit;
}

/** `--since` and `--until`, ISO 8601 UTC. @throws AiBlameError USAGE, also where the one is later than the other. */
export function spanOf(options: RawOptions): { since: string | null; until: string | null } {
  const [from, to] = [text(options, 'since'), text(options, 'until')];
  const since = from === null ? null : parseInstant(from, 'since');
  const until = to === null ? null : parseInstant(to, 'until');
  if (since !== null && until !== null && since > until) {
    throw new AiBlameError('USAGE', `--since ${from} is later than --until ${to}`);
  }
  return { since, until };
}

/** Folders, absolute; those of another system as they are. */
export function foldersOf(options: RawOptions, name: string, directory: string): string[] {
  return texts(options, name).map((folder) => (isForeignPath(folder) ? folder : resolve(directory, folder)));
}

/** The word behind the command's own: what of it is asked; `list` where there is none, and that is a word of it. @throws AiBlameError USAGE. */
export function subcommandOf<T extends string>(command: string, operands: readonly string[], words: readonly T[]): T {
  const [given = null] = operands;
  const word = words.find((candidate) => candidate === (given ?? 'list'));
  if (word === undefined) {
    const expected = `ai-blame ${command} expects one of ${words.join(', ')}`;
    if (given === null) throw new AiBlameError('USAGE', expected);
    const meant = didYouMean(given, words);
    const hint = meant === null ? {} : { hint: `did you mean ai-blame ${command} ${meant}?` };
    throw new AiBlameError('USAGE', `${expected}, not "${given}"`, hint);
  }
  return word;
}

/** The one operand behind `word`. @throws AiBlameError USAGE. */
export function onlyOperand(command: string, operands: readonly string[], what: string): string {
  const [, given = '', ...more] = operands;
  if (given === '' || more.length > 0) {
    const found = more.length > 0 ? `${more.length + 1} were named` : 'name it by its id, or by how that begins';
    throw new AiBlameError('USAGE', `ai-blame ${command} takes one ${what}: ${found}`);
  }
  return given;
}

/** @throws AiBlameError USAGE where words are left, or an option that another word than this takes. */
export function nothingElse(
  command: string,
  options: RawOptions,
  operandsLeft: readonly string[],
  foreign: readonly string[],
): void {
  const [word] = operandsLeft;
  if (word !== undefined) {
    throw new AiBlameError('USAGE', `ai-blame ${command} takes no ${word}`);
  }
  const option = foreign.find((name) => options[name] !== undefined);
  if (option !== undefined) {
    throw new AiBlameError('USAGE', `ai-blame ${command} takes no ${spelt(option)}`);
  }
}

/** @throws AiBlameError USAGE where both are asked. */
export function archivedOf(options: RawOptions): Archived {
  if (flag(options, 'archived') && flag(options, 'all')) {
    throw new AiBlameError('USAGE', '--archived and --all exclude each other');
  }
  return flag(options, 'archived') ? 'archived' : flag(options, 'all') ? 'all' : 'active';
}

/** Milliseconds. @throws AiBlameError USAGE. */
export function pollOf(options: RawOptions): number {
  const given = text(options, 'poll-ms') ?? String(USUAL_POLL_MS);
  const poll = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (poll < 1 || poll > MOST_POLL_MS) {
    throw badValue('poll-ms', given, `a number from 1 to ${MOST_POLL_MS}`);
  }
  return poll;
}
