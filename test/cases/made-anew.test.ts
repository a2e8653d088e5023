import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

// A patch that deletes a file and adds it again writes the whole of it anew.

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => {
  world.remove();
});

// What the file held then is not recorded either way, so that the new line may be a person's.
test.each([
  ['an addition over it', ''],
  ['a deletion and an addition', '*** Delete File: f\n'],
])('L8: what the file has again after %s keeps its writer', (_, deletion) => {
  world.commit('Begin', { f: 'a1\na2\na3\n' });
  const session = world.session().turn('redo');
  session.patch(`${deletion}*** Add File: f\n+a1\n+new\n+a3`, { f: 'a1\nnew\na3\n' });
  expect(world.who('f')).toEqual(['a1 ← commit', 'new ← s1#1 fragment', 'a3 ← commit']);
  expect(world.editLines()).toEqual(['s1#1 modify f fragment +1 -1']);
});

test('C12: where it is the same byte for byte, nobody wrote a line', () => {
  world.commit('Begin', { f: 'a1\na2\n' });
  const session = world.session().turn('redo');
  session.patch('*** Delete File: f\n*** Add File: f\n+a1\n+a2', { f: 'a1\na2\n' });
  expect(world.who('f')).toEqual(['a1 ← commit', 'a2 ← commit']);
});

test('a file that is deleted, and added by a patch of its own, is the agent’s (case L18)', () => {
  world.commit('Begin', { f: 'a1\na2\n' });
  const session = world.session().turn('redo');
  session.patch('*** Delete File: f', { f: null });
  session.patch('*** Add File: f\n+a1\n+a2', { f: 'a1\na2\n' });
  expect(world.who('f')).toEqual(['a1 ← s1#1 exact', 'a2 ← s1#1 exact']);
});

test('what is added before it is deleted is gone', () => {
  world.commit('Begin', { f: 'a1\n' });
  const session = world.session().turn('redo');
  session.patch('*** Add File: f\n+b1\n*** Delete File: f', { f: null });
  world.write({ f: 'b1\n' });
  session.turn('talk').say('hello');
  expect(world.who('f')).toEqual(['b1 ← untraced']);
});
