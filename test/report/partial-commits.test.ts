import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { report, spans } from './report-lab.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const WHOLE = 'one\n1\n2\ntwo\n3\n';

/** Of a patch of three lines in two places only a part is committed; the work tree holds all of it. */
function committed(part: string): void {
  world.commit('first', { a: 'one\ntwo\n' });
  const patch = '*** Update File: a\n@@\n one\n+1\n+2\n two\n+3';
  world.session({ model: 'gpt-a' }).turn('Add').patch(patch, { a: WHOLE });
  world.write({ a: part });
  world.git('add', 'a');
  world.write({ a: WHOLE });
  world.repo.clock = Math.floor(Date.parse(world.tick()) / 1000);
  world.git('commit', '-q', '-m', 'part');
}

function told(...words: string[]): string[] | undefined {
  return spans(report(world, { words })).a;
}

test.each([
  ['part of a run', 'one\n1\ntwo\n', ['+2 agent gpt-a exact'], ['+3 agent gpt-a exact', '+5 agent gpt-a exact']],
  ['one of two places', 'one\ntwo\n3\n', ['+3 agent gpt-a exact'], ['+2-3 agent gpt-a exact']],
  [
    'with a line of a person in between',
    'one\n1\nmine\ntwo\n',
    ['+2 agent gpt-a exact', '+3 commit'],
    ['+3 agent gpt-a exact', '+5 agent gpt-a exact', '-3 commit'],
  ],
  ['nothing of it', 'one\nmine\ntwo\n', ['+2 commit'], ['+2-3 agent gpt-a exact', '+5 agent gpt-a exact', '-2 commit']],
])('a commit that holds part of a patch: %s', (_, part, ofHead, rest) => {
  committed(part);
  expect(told('HEAD')).toEqual(ofHead);
  expect(spans(report(world, { kind: 'worktree' })).a).toEqual(rest);
  world.commit('rest', {});
  expect(told('HEAD')).toEqual(rest);
  expect(told('HEAD~2..HEAD')).toEqual(['+2-3 agent gpt-a exact', '+5 agent gpt-a exact']);
  expect(told('HEAD~1')).toEqual(ofHead);
});

test('what is left of it is discarded: the commit keeps its writer', () => {
  committed('one\n1\ntwo\n');
  world.git('checkout', '-q', '--', 'a');
  expect(told('HEAD')).toEqual(['+2 agent gpt-a exact']);
  expect(report(world, { kind: 'worktree' }).files).toEqual([]);
});

test('a turn goes on in what was not committed', () => {
  committed('one\n1\ntwo\n');
  world
    .session({ model: 'gpt-b' })
    .turn('On')
    .patch('*** Update File: a\n@@\n 3\n+4', { a: `${WHOLE}4\n` });
  expect(told('HEAD')).toEqual(['+2 agent gpt-a exact']);
  expect(spans(report(world, { kind: 'worktree' })).a).toEqual([
    '+3 agent gpt-a exact',
    '+5 agent gpt-a exact',
    '+6 agent gpt-b exact',
  ]);
});
