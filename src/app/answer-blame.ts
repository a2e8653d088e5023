import type { Env } from '../env.js';
import type { BlameReport } from '../model/blame-result.js';
import { Answers } from '../store/answers.js';
import { indexLocation } from '../store/index-file.js';
import type { BlameRequest } from './blame-request.js';
import { givenContents } from './given-contents.js';
import { KeptBlame, questionOf } from './kept-answers.js';
import type { Progress } from './progress.js';
import { searchedHomes } from './searched-homes.js';
import { SourceLooks } from './source-looks.js';

/** What is asked, as the command line tells it. */
export interface AskedBlame extends Omit<BlameRequest, 'contents'> {
  /** A file relative to `place.directory`, or `-` for standard input, that stands for what the work tree has. */
  readonly contentsOf?: string;
}

async function requestOf({ contentsOf, ...request }: AskedBlame, env: Env): Promise<BlameRequest> {
  if (contentsOf === undefined) return request;
  return { ...request, contents: await givenContents(contentsOf, request.place.directory, env) };
}

/**
 * Who wrote each line of a file: as it was answered before, where nothing that the answer rests on has changed since; else as it is
 * worked out now. The engine and the index are loaded only for that.
 * @throws AiBlameError as `blameFile`.
 */
export async function answerBlame(asked: AskedBlame, env: Env, progress: Progress): Promise<BlameReport> {
  const request = await requestOf(asked, env);
  const { index } = request.place;
  const searched = index === undefined ? [] : searchedHomes(request.place, env);
  const question = index === undefined ? null : questionOf(request, searched, env);
  if (index === undefined || question === null) {
    const { blameAnew } = await import('./blame-anew.js');
    return blameAnew(request, env, progress, null);
  }
  const looks = new SourceLooks(env);
  const answers = new Answers(indexLocation(env, index.file).file);
  const kept = KeptBlame.find(answers, question);
  if (kept?.holdsFor(searched, looks)) return kept.report();
  const { blameAnew } = await import('./blame-anew.js');
  return blameAnew(request, env, progress, { answers, question, kept, looks });
}
