import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { 'old.md': 'one\ntwo\n', f: 'f\n' });
});

afterEach(() => world.remove());

function session(): WorldSession {
  return world.session({ version: '0.129.0', ghosts: false }).turn('a');
}

describe('commands of sessions without snapshots that move or delete a committed file', () => {
  test.each(['git mv old.md new.md', 'mv old.md new.md'])(
    'C12: a rename, and no line changes its writer: %s',
    (command) => {
      session().shell(command, { 'old.md': null, 'new.md': 'one\ntwo\n' });
      expect(world.who('new.md')).toEqual(['one ← commit', 'two ← commit']);
      expect(world.editLines()).toEqual(['s1#1 rename old.md → new.md inferred +0 -0']);
    },
  );

  test('C12: it is committed by a person', () => {
    session().shell('mv old.md new.md', { 'old.md': null, 'new.md': 'one\ntwo\n' });
    world.commit('Renamed');
    expect(world.who('new.md')).toEqual(['one ← commit', 'two ← commit']);
    expect(world.editLines()).toEqual(['s1#1 rename old.md → new.md inferred +0 -0']);
  });

  test('C12: what a person changes in it is not the agent’s', () => {
    session().shell('git mv old.md new.md', { 'old.md': null, 'new.md': 'one\ntwo\n' });
    world.write({ 'new.md': 'one\nmine\ntwo\n' });
    expect(world.who('new.md')).toEqual(['one ← commit', 'mine ← untraced', 'two ← commit']);
    expect(world.editLines()).toEqual(['s1#1 rename old.md → new.md inferred +0 -0']);
  });

  test.each(['rm old.md', 'git rm old.md'])(
    'C13: a deletion; blame of the gone path says that it is missing: %s',
    (command) => {
      session().shell(command, { 'old.md': null });
      expect(world.editLines()).toEqual(['s1#1 delete old.md inferred +0 -2']);
      expect(runIn(world, ['old.md'])).toMatchObject({ code: 3, stdout: '' });
    },
  );

  test.each(['rm -rf docs', 'git rm -r docs'])('C13: a folder of files: %s', (command) => {
    world.commit('More', { 'docs/a': 'one\n', 'docs/b/c': 'one\ntwo\n' });
    session().shell(command, { docs: null });
    expect(world.editLines()).toEqual(['s1#1 delete docs/a inferred +0 -1', 's1#1 delete docs/b/c inferred +0 -2']);
  });

  test('C13: it is committed by a person', () => {
    session().shell('rm old.md', { 'old.md': null });
    world.commit('Removed');
    expect(world.editLines()).toEqual(['s1#1 delete old.md inferred +0 -2']);
  });

  test('C13: a file that is there again as it was is no deletion', () => {
    session().shell('rm old.md', { 'old.md': null });
    world.git('checkout', '--', 'old.md');
    expect(world.who('old.md')).toEqual(['one ← commit', 'two ← commit']);
    expect(world.editLines()).toEqual([]);
  });

  test('C13: and what a person writes by its name is the person’s', () => {
    session().shell('rm old.md', { 'old.md': null });
    world.write({ 'old.md': 'one\nmine\n' });
    expect(world.who('old.md')).toEqual(['one ← commit', 'mine ← untraced']);
    expect(world.editLines()).toEqual([]);
  });
});
