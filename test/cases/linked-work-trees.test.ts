import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import type { GitRepo } from '../support/git.js';

let world: CodexWorld;
let side: GitRepo;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

/** The repository begins with these files, and gets a linked work tree on a branch of its own. */
function begin(files: Record<string, string>): void {
  world.commit('Begin', files);
  world.git('worktree', 'add', '-q', '-b', 'side', join(world.base, 'side'));
  side = world.another('side', null);
}

describe('a command’s lines that are committed before the next snapshot shows them', () => {
  test('are its turn’s in every work tree that the commit came to', () => {
    begin({ f: 'one\n' });
    const session = world.session({ repo: side });
    session.turn('w').shell('./tool', { f: 'one\ntwo\n' });
    world.commitIn(side, 'Person commits');
    session.turn('talk').say('hello');
    world.git('merge', '-q', 'side');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.who('f', { directory: side.dir })).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
  });

  test('so they are where the agent commits, and the branch is merged before the snapshot', () => {
    begin({ f: 'one\n' });
    const session = world.session({ repo: side });
    session.turn('w').shell("sed -i 's/one/1/' f", { f: '1\n' });
    session.shell('git add -A && git commit -m Step');
    world.commitIn(side, 'Step');
    world.commit('Meanwhile', { g: 'g\n' });
    world.git('merge', '-q', '--no-edit', 'side');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['1 ← s1#1 snapshot']);
  });

  test('what was committed before the turn began is not its', () => {
    begin({ f: 'one\n' });
    world.commit('Person', { f: 'one\ntwo\n' });
    const session = world.session({ repo: side });
    session.turn('w').shell('./tool', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← commit']);
  });
});
