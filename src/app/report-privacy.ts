import type { Env } from '../env.js';
import type { Repository } from '../git/repository.js';
import type { EditRecord } from '../model/edit-record.js';
import type { ReportedPrompt } from '../model/report-result.js';
import type { Redactor } from '../secrets/redactor.js';
import type { Place } from './place.js';

/** Prompts are cut off there (contract, section 3). */
const LONGEST = 120;

/** What a report may tell of the machine and of the conversations. */
export interface PrivateOf {
  /** A sentence without the folders of this machine. */
  readonly withoutPlaces: (text: string) => string;
  /** What was asked in the turns of these edits, each once, by session and turn. */
  readonly promptsOf: (edits: readonly EditRecord[]) => ReportedPrompt[];
}

/**
 * @param homes folders in which traces were looked for.
 * @param isWanted whether private things may be told: then places stay.
 */
export function privateOf(
  repository: Repository,
  place: Place,
  env: Env,
  homes: readonly string[],
  isWanted: boolean,
  redactor: Redactor,
): PrivateOf {
  const ours = [...homes, ...Object.values(place.homes).flat(), ...place.movedFrom];
  // The longest first: a home may hold the repository.
  const places = [
    [repository.root, '.'] as const,
    ...ours.map((path) => [path, '…'] as const),
    [env.home, '~'] as const,
  ].sort(([a], [b]) => b.length - a.length);
  return {
    withoutPlaces: (text) =>
      isWanted
        ? text
        : places.reduce((clean, [path, sign]) => (path.length > 1 ? clean.replaceAll(path, sign) : clean), text),
    promptsOf(edits) {
      const prompts = new Map<string, ReportedPrompt>();
      for (const { agent, session, turn } of edits) {
        if (turn === null || turn.prompt === '') continue;
        const key = `${agent}\0${session}\0${String(turn.index).padStart(9, '0')}`;
        if (prompts.has(key)) continue;
        const prompt = redactor.cleanCut(turn.prompt, LONGEST);
        prompts.set(key, { agent, session, turn: turn.index, prompt });
      }
      return [...prompts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, prompt]) => prompt);
    },
  };
}
