import { resolve } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { appendText } from '../store/append-text.js';
import { note } from './notes.js';

/**
 * Adds to the summary of the job that runs us on GitHub: the file that `GITHUB_STEP_SUMMARY` names.
 * @returns whether there is one that took it.
 */
export function appendSummary(text: string, env: Env): boolean {
  const { GITHUB_STEP_SUMMARY: file = '' } = env.variables;
  if (file === '') return false;
  try {
    appendText(resolve(env.cwd, file), text);
    return true;
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    note(`The job's summary could not be written: ${error.message}`, env);
    return false;
  }
}
