import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

describe('git that an agent runs brings only what git stores already: what a person writes is not the agent’s', () => {
  test.each([
    'git switch -c topic',
    'git stash && git stash pop',
    'git checkout -- g',
    'git restore .',
    'git reset --hard',
    'git pull --no-rebase',
  ])('after the last ghost: %s', (command) => {
    world.commit('Begin', { f: 'one\n', g: 'g\n' });
    const session = world.session().turn('a');
    session.shell(command, {});
    world.write({ f: 'one\nmine\n', new: 'mine\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'mine ← untraced']);
    expect(world.who('new')).toEqual(['mine ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('between two ghosts', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session().turn('a');
    session.shell('git switch -c topic', {});
    world.write({ f: 'one\nmine\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'mine ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('and it is no rival of what wrote the lines', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session().turn('a');
    session.shell('./tool', { f: 'one\ntwo\n' });
    world.session({ ghosts: false }).turn('b').shell('git stash && git stash pop', {});
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
  });
});
