import { join, resolve } from 'node:path';
import type { TraceFinder } from '../agent-adapter.js';
import { discoverChats } from './discover.js';

/** The folder of Gemini CLI, and the transcripts in it (formats/gemini-cli.md, 1). */
export function geminiCliFinder(): TraceFinder {
  return {
    id: 'gemini-cli',
    option: { name: 'gemini-home', describe: "Gemini CLI's folder, in place of ~/.gemini (repeatable)" },
    homes({ home, variables }, { homes }) {
      if (homes.length > 0) return [...new Set(homes.map((path) => resolve(path)))];
      // The variable stands in for the person's home folder, not for the folder in it.
      const { GEMINI_CLI_HOME = '' } = variables;
      return [join(GEMINI_CLI_HOME === '' ? home : resolve(GEMINI_CLI_HOME), '.gemini')];
    },
    discover: discoverChats,
  };
}
