import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/commands.js';
import { HELP_TOPICS } from '../../src/cli/help-topics.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { CAVEATS } from '../../src/model/caveats.js';
import { EVIDENCE_LEVELS } from '../../src/model/evidence.js';
import { answerTo } from '../support/run-cli.js';
import { fakeEnv } from './fake-env.js';

function helpOn(...words: string[]): string {
  const answer = parseArguments(['help', ...words], fakeEnv({ variables: { COLUMNS: '80' } }), '1.2.3');
  return 'text' in answer ? answer.text : '';
}

describe('help on a topic', () => {
  test('evidence: every origin and every level, by their marks', () => {
    const words = [...helpOn('evidence').matchAll(/^ {2}(\S )?([a-z]+) {2,}\S/gm)].map(
      ([, mark = '', word]) => mark + word,
    );
    expect(words).toEqual([
      ...['agent', 'commit', 'preexisting', 'untraced'],
      ...EVIDENCE_LEVELS.map((level, i) => `${'=~:?'[i]} ${level}`),
    ]);
  });

  test('caveats: every code', () => {
    const text = helpOn('caveats');
    expect(Object.keys(CAVEATS).filter((code) => !text.includes(`  ${code}\n`))).toEqual([]);
  });

  test('refs: every form of a name', () => {
    const text = helpOn('refs');
    const forms = ['3, -1', 'e:7c1a90b5', '019b2c3d:2', 't:TURN', 's:18538bd7', 'd:2026', 'worktree, HEAD', 'REF^'];
    expect(forms.filter((form) => !text.includes(form))).toEqual([]);
  });

  test('no line is wider than 80 columns, and none ends in blanks', () => {
    for (const { name } of HELP_TOPICS) {
      expect(
        helpOn(name)
          .split('\n')
          .filter((line) => line.length > 80 || line !== line.trimEnd()),
      ).toEqual([]);
    }
  });

  test('help on help names them all', () => {
    expect(HELP_TOPICS.filter(({ name }) => !COMMANDS.help.usage.includes(name))).toEqual([]);
  });
});

describe('a word that is no command', () => {
  test.each([
    [['stat'], 3, 'There is no file stat in the work tree (did you mean ai-blame stats?)'],
    [['reprot', 'main'], 3, 'There is no revision reprot (did you mean ai-blame report?)'],
    [['session', '--json'], 3, 'There is no file session in the work tree (did you mean ai-blame sessions?)'],
    [['help', 'evidense'], 2, 'There is no help on evidense (did you mean ai-blame help evidence?)'],
    [['help', 'edit'], 2, 'There is no help on edit (did you mean ai-blame help edits?)'],
    [['src/stat'], 3, 'There is no file src/stat in the work tree'],
    [['blame', 'stat'], 3, 'There is no file stat in the work tree'],
  ])('%j', async (argv, exitCode, stderr) => {
    const cwd = process.cwd();
    expect(await answerTo([...argv, ...(argv[0] === 'help' ? [] : ['--no-index'])], { cwd })).toEqual({
      exitCode,
      stdout: '',
      stderr,
    });
  });
});
