import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

test('what a command wrote to a file under another name, which a patch changed in the same window, is that command’s', () => {
  world.commit('Begin', { a: 'one\ntwo\nthree\n' });
  world.session().turn('talk').say('hello');
  const session = world.session({ version: '0.129.0', ghosts: false }).turn('a');
  session.shell('cp a b', { b: 'one\ntwo\nthree\n' });
  session.patch('*** Update File: b\n*** Move to: c\n@@\n-one\n+ONE\n two', { b: null, c: 'ONE\ntwo\nthree\n' });
  world.session().turn('talk').say('hello');
  expect(world.who('c')).toEqual(['ONE ← s2#1 fragment', 'two ← s2#1 snapshot', 'three ← s2#1 snapshot']);
});
