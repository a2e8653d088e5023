import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { f: 'one\n' });
});

afterEach(() => world.remove());

const add = (after: string, line: string): string => `*** Update File: f\n@@\n ${after}\n+${line}`;

/** `turn: codes` of each edit. */
function caveats(): string[] {
  return world.edits().edits.map(({ turn, caveats: all }) => `${turn?.index}: ${all.map(({ code }) => code).join()}`);
}

test('C27: edits of a turn that was undone say so, those before it do not', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  session.undo({ f: 'one\ntwo\n' });
  session.turn('c').patch(add('two', 'four'), { f: 'one\ntwo\nfour\n' });
  expect(caveats()).toEqual(['1: ', '2: undone', '3: ']);
});

test('C27: after an undo to a snapshot that is lost, lines are whose they were before, as the work tree shows', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch('*** Update File: f\n@@\n one\n-two\n+three', { f: 'one\nthree\n' });
  session.undo({ f: 'one\ntwo\n' });
  world.repo.git('prune', '--expire=now');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
});

test('edits of turns that the session forgot stay, and say so; turns that it had forgotten before are not counted again', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  session.turn('c').patch(add('three', 'four'), { f: 'one\ntwo\nthree\nfour\n' });
  session.rollBack(1);
  session.rollBack(1);
  expect(caveats()).toEqual(['1: ', '2: rolled_back', '3: rolled_back']);
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact', 'four ← s1#3 exact']);
});

test('another session is not touched by that', () => {
  const first = world.session();
  first.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  const second = world.session();
  second.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  second.rollBack(5);
  expect(caveats()).toEqual(['1: ', '1: rolled_back']);
});

test('why says it in a sentence, and in its JSON', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.rollBack(1);
  expect(runIn(world, ['why', 'f:2']).stdout).toContain(
    '    The session forgot the turn later; its files were left as they were\n',
  );
  const { edits } = JSON.parse(runIn(world, ['why', 'f:2', '--json']).stdout);
  expect(Object.values(edits as Record<string, { caveats: unknown }>).map((edit) => edit.caveats)).toEqual([
    [{ code: 'rolled_back', message: 'The session forgot the turn later; its files were left as they were' }],
  ]);
});
