import { CAVEATS } from '../model/caveats.js';
import { displayWidth } from './columns.js';

const INDENT = '    ';

const HEAD = [
  'What weakens the claims of log, show, diff and bisect. How sure a state is:',
  '  exact        recorded by the agent, and agrees with what is known around it',
  '  derived      what the file held is known; who did it, or how, is concluded',
  '  best effort  nothing confirms it',
  '  none         it is credited to nobody',
  '',
  'Codes, as --json has them:',
];

/** Each code with its sentence, no wider than `width` where words allow. */
export function caveatsHelp(width: number): string {
  const codes = Object.entries(CAVEATS).map(
    ([code, message]) => `  ${code}\n${wrapped(message, width - INDENT.length)}`,
  );
  return `${HEAD.join('\n')}\n${codes.join('')}`;
}

function wrapped(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) as string;
    if (last === '') lines[lines.length - 1] = word;
    else if (displayWidth(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${INDENT}${line}\n`).join('');
}
