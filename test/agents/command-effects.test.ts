import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { effectOf } from '../../src/agents/command-effects.js';
import { classifyCommand } from '../../src/shell/classify-command.js';

const programs = fc.constantFrom(
  ...[
    "sed -n '1,200p'",
    'sed -n 5p',
    'sed -n',
    'sed -i',
    'cat',
    'nl -ba',
    'head',
    'head -20',
    'head -n 5',
    'tail -n 3',
  ],
  ...['tail', 'wc -l', 'ls', 'ls -la', 'pwd', 'rg --files', 'rm', 'npm test', 'git status', 'env', 'tee', 'xargs rm'],
);
const words = fc.constantFrom(
  'src/a.ts',
  '-i',
  '-n',
  '.',
  '..',
  '../b c',
  '> x',
  '>> y',
  '| tee z',
  '&& rm q',
  '; ls',
  '$(rm w)',
  '`rm e`',
  '"a b"',
  'A=1',
  '~',
  '*',
  '--pre=x',
  '-',
  'w',
  '\n',
  'a@b%c+d=e:f,g',
  '&',
  '2>&1',
  '<(rm r)',
);
const command = fc
  .tuple(programs, fc.array(words, { maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest].join(' '));
const cwd = fc.constantFrom(null, '/w', 'C:\\w');

test('what needs no closer look, and what was looked at before, is what a closer look tells', () => {
  fc.assert(
    fc.property(command, cwd, fc.boolean(), (text, directory, isScript) => {
      const given = isScript ? ['bash', '-lc', text] : text;
      expect(effectOf(given, directory)).toEqual(classifyCommand(given, directory));
      expect(effectOf(given, directory)).toEqual(classifyCommand(given, directory));
    }),
    { numRuns: 4_000 },
  );
});
