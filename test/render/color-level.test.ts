import { expect, test } from '@jest/globals';
import { type ColorChoice, colorLevel } from '../../src/render/color-level.js';

const XTERM = { TERM: 'xterm-256color' };

test.each<[string, ColorChoice, Record<string, string>, boolean, number]>([
  ['a terminal with 256 colours', 'auto', XTERM, true, 2],
  ['a terminal with all colours', 'auto', { TERM: 'xterm', COLORTERM: 'truecolor' }, true, 3],
  ['a simple terminal', 'auto', { TERM: 'xterm' }, true, 1],
  ['a dumb terminal', 'auto', { TERM: 'dumb' }, true, 0],
  ['one without a name', 'auto', {}, true, 0],
  ['one without a name on Windows', 'auto', { OS: 'Windows_NT' }, true, 2],
  ['one that takes colours as they are', 'auto', { TERM: 'xterm-direct' }, true, 3],
  ['no terminal', 'auto', XTERM, false, 0],
  ['never', 'never', { ...XTERM, FORCE_COLOR: '3' }, true, 0],
  ['always, without a terminal', 'always', XTERM, false, 2],
  ['always, against NO_COLOR and a dumb terminal', 'always', { NO_COLOR: '1', TERM: 'dumb' }, false, 1],
  ['NO_COLOR', 'auto', { ...XTERM, NO_COLOR: '1' }, true, 0],
  ['NO_COLOR that is empty says nothing', 'auto', { ...XTERM, NO_COLOR: '' }, true, 2],
  ['CLICOLOR=0', 'auto', { ...XTERM, CLICOLOR: '0' }, true, 0],
  ['CLICOLOR=1 asks for a terminal all the same', 'auto', { ...XTERM, CLICOLOR: '1' }, false, 0],
  ['CLICOLOR_FORCE', 'auto', { ...XTERM, CLICOLOR_FORCE: '1' }, false, 2],
  ['NO_COLOR against CLICOLOR_FORCE', 'auto', { ...XTERM, CLICOLOR_FORCE: '1', NO_COLOR: '1' }, true, 0],
  ['FORCE_COLOR without a value', 'auto', { ...XTERM, FORCE_COLOR: '' }, false, 2],
  ['FORCE_COLOR=0', 'auto', { ...XTERM, FORCE_COLOR: '0' }, true, 0],
  ['FORCE_COLOR=1', 'auto', { ...XTERM, FORCE_COLOR: '1' }, true, 1],
  ['FORCE_COLOR=3 against NO_COLOR', 'auto', { FORCE_COLOR: '3', NO_COLOR: '1' }, false, 3],
])('%s', (_what, choice, variables, isTTY, level) => {
  expect(colorLevel(choice, variables, isTTY)).toBe(level);
});
