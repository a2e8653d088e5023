import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

// Braces and blank lines that two functions share prove nothing of who wrote them.

const HEAD = ['// head', 'const k = 1;', ''];
const FOO = ['function foo() {', '  return alpha;', '}', ''];
const BAR = ['function bar() {', '  return beta;', '}', ''];
const END = ['export { k };'];
const ADD_FOO = '*** Update File: f\n@@\n const k = 1;\n \n+function foo() {\n+  return alpha;\n+}\n+\n export { k };';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => {
  world.remove();
});

const text = (...parts: readonly string[][]): string =>
  parts
    .flat()
    .map((line) => `${line}\n`)
    .join('');

const blamed = (lines: readonly string[], as: string): string[] => lines.map((line) => `${line} ← ${as}`);

test('C9: what another branch has where an agent’s function was is its commits’, down to the braces', () => {
  world.commit('Begin', { f: text(HEAD, END) });
  world.git('checkout', '-q', '-b', 'other');
  world.commit('Other', { f: text(HEAD, BAR, END) });
  world.git('checkout', '-q', 'main');
  world
    .session({ ghosts: false })
    .turn('add')
    .patch(ADD_FOO, { f: text(HEAD, FOO, END) });
  world.commit('The agent’s');
  expect(world.who('f')).toEqual([...blamed(HEAD, 'commit'), ...blamed(FOO, 's1#1 exact'), ...blamed(END, 'commit')]);
  world.git('checkout', '-q', 'other');
  expect(world.who('f')).toEqual(blamed([...HEAD, ...BAR, ...END], 'commit'));
  world.git('checkout', '-q', 'main');
  expect(world.who('f')).toEqual([...blamed(HEAD, 'commit'), ...blamed(FOO, 's1#1 exact'), ...blamed(END, 'commit')]);
});

test('C9: nor has a reset to another branch an agent’s braces in it', () => {
  world.commit('Begin', { f: text(HEAD, END) });
  world.git('checkout', '-q', '-b', 'other');
  world.commit('Other', { f: text(HEAD, BAR, END) });
  world.git('checkout', '-q', 'main');
  world
    .session()
    .turn('add')
    .patch(ADD_FOO, { f: text(HEAD, FOO, END) });
  world.commit('The agent’s');
  world.git('reset', '-q', '--hard', 'other');
  expect(world.who('f')).toEqual(blamed([...HEAD, ...BAR, ...END], 'commit'));
});

test('G1: an agent’s function that was picked to another branch is the agent’s there, too', () => {
  world.commit('Begin', { f: text(HEAD, END) });
  world.git('branch', 'other');
  world
    .session({ ghosts: false })
    .turn('add')
    .patch(ADD_FOO, { f: text(HEAD, FOO, END) });
  world.commit('The agent’s');
  world.git('checkout', '-q', 'other');
  world.commit('Other', { f: text(['// another head'], HEAD, END) });
  world.git('cherry-pick', 'main');
  world.git('checkout', '-q', 'main');
  world.git('checkout', '-q', 'other');
  expect(world.who('f')).toEqual([
    ...blamed(['// another head', ...HEAD], 'commit'),
    ...blamed(FOO, 's1#1 exact'),
    ...blamed(END, 'commit'),
  ]);
});

test('L16: after an agent’s function was discarded, the braces of what a person writes are the person’s', () => {
  world.commit('Begin', { f: text(HEAD, END) });
  const session = world.session();
  session.turn('add').patch(ADD_FOO, { f: text(HEAD, FOO, END) });
  world.git('checkout', '-q', '--', 'f');
  session.turn('talk').say('hello');
  world.write({ f: text(HEAD, BAR, END) });
  session.turn('talk').say('hello');
  expect(world.who('f')).toEqual([...blamed(HEAD, 'commit'), ...blamed(BAR, 'untraced'), ...blamed(END, 'commit')]);
});

test('G1: after an agent’s function was discarded, it comes back with its braces', () => {
  world.commit('Begin', { f: text(HEAD, END) });
  const session = world.session();
  session.turn('add').patch(ADD_FOO, { f: text(HEAD, FOO, END) });
  world.git('stash', '-q', '--', 'f');
  session.turn('talk').say('hello');
  world.write({ f: text(['// person'], HEAD, END) });
  world.commit('Person');
  session.turn('talk').say('hello');
  world.git('stash', 'pop', '-q');
  session.turn('talk').say('hello');
  expect(world.who('f')).toEqual([
    ...blamed(['// person', ...HEAD], 'commit'),
    ...blamed(FOO, 's1#1 exact'),
    ...blamed(END, 'commit'),
  ]);
});

test('G7: what another work tree has not committed makes nobody’s braces here an agent’s', () => {
  world.commit('Begin', { f: text(HEAD, END) });
  world.git('worktree', 'add', '-q', '-b', 'side', join(world.base, 'side'));
  const session = world.session({ ghosts: false, repo: world.another('side', null) });
  session.turn('add').patch(ADD_FOO, { f: text(HEAD, FOO, END) });
  world.commit('Mine', { f: text(HEAD, BAR, END) });
  expect(world.who('f')).toEqual(blamed([...HEAD, ...BAR, ...END], 'commit'));
});

test('C9: a line that a commit had before an agent wrote the same one is the commit’s where git puts that there', () => {
  world.commit('Begin', { f: 'a\nb\n' });
  world.git('checkout', '-q', '-b', 'other');
  world.commit('Other', { f: 'a\nx\nb\n' });
  world.git('checkout', '-q', 'main');
  const session = world.session({ ghosts: false }).turn('w');
  session.patch('*** Update File: f\n@@\n a\n+x\n+y\n b', { f: 'a\nx\ny\nb\n' });
  world.commit('The agent’s');
  world.git('checkout', '-q', 'other');
  expect(world.who('f')).toEqual(['a ← commit', 'x ← commit', 'b ← commit']);
  world.git('checkout', '-q', 'main');
  expect(world.who('f')).toEqual(['a ← commit', 'x ← s1#1 exact', 'y ← s1#1 exact', 'b ← commit']);
});

test('C9: nor is what was there before it the agent’s when its commit is taken back', () => {
  const [first, second] = ['function one() {', 'function two() {'];
  world.commit('Begin', { f: text([first, '  a;', '}', ''], END) });
  const patch = `*** Update File: f\n@@\n+${second}\n+  a;\n+}\n+\n ${first}\n   a;\n }`;
  world
    .session({ ghosts: false })
    .turn('w')
    .patch(patch, { f: text([second, '  a;', '}', ''], [first, '  a;', '}', ''], END) });
  world.commit('The agent’s');
  world.git('reset', '-q', '--hard', 'HEAD~1');
  expect(world.who('f')).toEqual(blamed([first, '  a;', '}', '', ...END], 'commit'));
});
