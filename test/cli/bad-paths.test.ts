import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

const LONG = 'a'.repeat(300);

let world: CodexWorld;
let root: string;
beforeAll(() => {
  world = new CodexWorld();
  world.commit('first', { f: 'one\n' });
  world.session({ model: 'gpt-a' }).turn('Two').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
  root = world.repo.dir;
  symlinkSync('loop', join(root, 'loop'));
});
afterAll(() => world.remove());

const IS_FILE = '(a file is where a folder would be)';
const IS_LONG = '(the name is too long)';
const IS_LOOP = '(symbolic links lead in a circle)';

// ROOT stands for the work tree.
test.each([
  [['report', '--html', 'f/x'], 4, `ROOT/f/x cannot be written ${IS_FILE}`],
  [['report', '--html', LONG], 4, `ROOT/${LONG} cannot be written ${IS_LONG}`],
  [['report', '--html', 'loop'], 4, `ROOT/loop cannot be written ${IS_LOOP}`],
  [['-S', 'f/x', 'f'], 3, 'The list of commits ROOT/f/x cannot be read'],
  [['--ignore-revs-file', 'f/x', 'f'], 3, 'The list of revisions ROOT/f/x cannot be read'],
  [['--ignore-revs-file', LONG, 'f'], 3, `The list of revisions ROOT/${LONG} cannot be read`],
  [['--ignore-revs-file', 'loop', 'f'], 3, 'The list of revisions ROOT/loop cannot be read'],
  [['ledger', 'verify', 'f/x'], 3, 'There is no ROOT/f/x'],
  [['ledger', 'verify', 'f/x', '--source'], 3, 'There is no ROOT/f/x'],
  [['ledger', 'verify', 'loop'], 4, `ROOT/loop cannot be looked at ${IS_LOOP}`],
  [['ledger', 'backfill', '--output-dir', 'f/x'], 3, 'There is no folder ROOT/f'],
  [['ledger', 'backfill', '--output-dir', 'loop'], 4, `ROOT/loop cannot be looked at ${IS_LOOP}`],
  [['ledger', 'export', '00000001', '--output', 'loop'], 4, `ROOT/loop cannot be looked at ${IS_LOOP}`],
  [['ledger', 'export', 'f/x.md'], 3, 'There is no file f/x.md'],
  [['ledger', 'export', `${LONG}.md`], 3, `There is no file ${LONG}.md`],
  [['log', LONG], 3, `There is no file ${LONG}, and no trace tells of one`],
  [['show', `${LONG}@1`], 3, `There is no file ${LONG}, and no trace tells of one`],
  [['diff', `${LONG}@1..2`], 3, `There is no file ${LONG}, and no trace tells of one`],
  [['bisect', LONG, '--contains', 'a'], 3, `There is no file ${LONG}, and no trace tells of one`],
  [['link', LONG], 3, `There is no file ${LONG}, and no trace tells of one`],
  [['log', 'loop/x'], 3, 'There is no file loop/x, and no trace tells of one'],
  [['annotate', LONG], 3, `There is no file ${LONG} in the work tree`],
])('%j ends with %i and a sentence', (argv, code, told) => {
  const ended = runIn(world, argv);
  const sentence = ended.stderr.split('\n').find((line) => line.startsWith('ai-blame: '));
  expect([ended.code, ended.stdout, sentence?.replaceAll(root, 'ROOT')]).toEqual([code, '', `ai-blame: ${told}`]);
});
