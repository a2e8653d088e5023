import { CAVEATS } from '../model/caveats.js';
import type { Confidence } from '../model/time-travel.js';
import { displayWidth } from './columns.js';

const INDENT = '    ';

const LEVELS = {
  exact: 'Recorded by the agent, and agrees with what is known around it',
  derived: 'What the file held is known; who did it, or how, is concluded',
  best_effort: 'Nothing confirms it',
  none: 'It is credited to nobody',
} satisfies Record<Confidence, string>;

/** Each level and each code with its sentence, no wider than `width` where words allow. */
export function caveatsHelp(width: number): string {
  const list = (words: Readonly<Record<string, string>>): string =>
    Object.entries(words)
      .map(([word, sentence]) => `  ${word}\n${wrapped(sentence, width, INDENT)}`)
      .join('');
  return [
    wrapped('What weakens the claims of log, show, diff and bisect.', width, ''),
    `\n${wrapped('How sure a state is (confidence in JSON):', width, '')}`,
    list(LEVELS),
    `\n${wrapped('Why it is not surer (caveats in JSON):', width, '')}`,
    list(CAVEATS),
  ].join('');
}

function wrapped(text: string, width: number, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) as string;
    if (last === '') lines[lines.length - 1] = word;
    else if (displayWidth(`${last} ${word}`) <= width - indent.length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}
