import type { TextView } from './views.js';

const KEYS: readonly (readonly [string, string])[] = [
  ['j k ↓ ↑', 'a line down, up'],
  ['space b', 'a page down, up; also PageDown PageUp'],
  ['^D ^U', 'half a page down, up'],
  ['g G', 'the first line, the last line'],
  [': N', 'line N'],
  ['] [', 'the block below, above'],
  ['h l ← →', 'sideways, where lines are long'],
  ['/ n N', 'look for a text; the next, the last before'],
  ['Enter d', 'what the turn did to all files'],
  [',', 'the file before the edit or the commit of the line'],
  ['<', 'back to what was seen before; also Backspace'],
  ['y', 'copy the link that ai-blame link prints'],
  ['?', 'these keys'],
  ['q ^C', 'quit; q closes a diff, and these keys'],
];

const KEY_COLUMNS = 10;

/** The keys, as a view. */
export const HELP: TextView = {
  kind: 'text',
  title: 'keys',
  rows: KEYS.map(([keys, what]) => ({ look: 'plain', text: `${keys.padEnd(KEY_COLUMNS)}${what}` })),
  turn: null,
};
