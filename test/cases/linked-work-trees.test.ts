import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { explainLine } from '../../src/app/explain-line.js';
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

describe('a file that an agent moves in the linked work tree, of which the new name alone is committed', () => {
  const move = '*** Update File: f\n*** Move to: g\n@@\n one\n+moved\n two';

  test('has the lines still that a session wrote in the main one before', () => {
    world.commit('Begin', { f: 'one\nthree\n' });
    world
      .session({ ghosts: false })
      .turn('w')
      .patch('*** Update File: f\n@@\n one\n+two\n three', { f: 'one\ntwo\nthree\n' });
    world.commit('Main');
    world.git('worktree', 'add', '-q', '-b', 'side', join(world.base, 'side'));
    side = world.another('side', null);
    world.session({ repo: side, ghosts: false }).turn('m').patch(move, { f: null, g: 'one\nmoved\ntwo\nthree\n' });
    world.gitIn(side, 'add', '--', 'g');
    world.gitIn(side, 'commit', '-q', '-m', 'New name');
    const expected = ['one ← commit', 'moved ← s2#1 exact', 'two ← s1#1 exact', 'three ← commit'];
    expect(world.who('g', { directory: side.dir })).toEqual(expected);
    world.commitIn(side, 'Old name');
    world.git('merge', '-q', 'side');
    expect(world.who('g')).toEqual(expected);
  });

  test('also where a command moved it untold', () => {
    const begun = 'one\ntwo\nthree\nfour\n';
    world.commit('Begin', { f: begun });
    const patch = '*** Update File: f\n@@\n one\n+first\n two';
    const changed = begun.replace('one\n', 'one\nfirst\n');
    world.session({ ghosts: false }).turn('w').patch(patch, { f: changed });
    world.commit('Main');
    world.git('worktree', 'add', '-q', '-b', 'side', join(world.base, 'side'));
    side = world.another('side', null);
    world.session({ repo: side, ghosts: false }).turn('m').shell('./tool', { f: null, g: changed });
    world.gitIn(side, 'add', '--', 'g');
    world.gitIn(side, 'commit', '-q', '-m', 'New name');
    expect(world.who('g', { directory: side.dir })[1]).toBe('first ← s1#1 exact');
  });

  test('but none that a person writes under the new name as a session had written it under the old one', () => {
    begin({ f: 'one\ntwo\n' });
    world
      .session({ ghosts: false })
      .turn('w')
      .patch('*** Update File: f\n@@\n two\n+three', { f: 'one\ntwo\nthree\n' });
    world.commit('Main');
    world.session({ repo: side, ghosts: false }).turn('m').patch(move, { f: null, g: 'one\nmoved\ntwo\n' });
    side.write({ g: 'one\nmoved\ntwo\nthree\n' });
    world.gitIn(side, 'add', '--', 'g');
    world.gitIn(side, 'commit', '-q', '-m', 'New name');
    const expected = ['one ← commit', 'moved ← s2#1 exact', 'two ← commit', 'three ← commit'];
    expect(world.who('g', { directory: side.dir })).toEqual(expected);
  });
});

describe('lines that the linked work tree has no more, but that were merged before', () => {
  const add = '*** Add File: f\n+one\n+two\n+three';

  test('are still the patch’s, though a later one takes them out', () => {
    begin({ g: 'g\n' });
    const session = world.session({ repo: side, ghosts: false });
    session.turn('w').patch(add, { f: 'one\ntwo\nthree\n' });
    world.commitIn(side, 'Side');
    world.git('merge', '-q', 'side');
    session.patch('*** Update File: f\n@@\n one\n-two\n+2\n three', { f: 'one\n2\nthree\n' });
    expect(world.who('f')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact', 'three ← s1#1 exact']);
    expect(world.who('f', { directory: side.dir })).toEqual([
      'one ← s1#1 exact',
      '2 ← s1#1 exact',
      'three ← s1#1 exact',
    ]);
  });

  test('also where the file is written anew there, deleted, or was taken from versions that lie apart', () => {
    begin({ g: 'g\n' });
    const session = world.session({ repo: side, ghosts: false });
    session.turn('w').patch(add, { f: 'one\ntwo\nthree\n' });
    session.turn('x').patch('*** Update File: f\n@@\n one\n-two\n+2\n three', { f: 'one\n2\nthree\n' });
    world.commitIn(side, 'Side');
    world.git('merge', '-q', 'side');
    session.turn('y').patch('*** Add File: f\n+new', { f: 'new\n' });
    const whole = ['one ← s1#1 exact', '2 ← s1#2 exact', 'three ← s1#1 exact'];
    expect(world.who('f')).toEqual(whole);
    session.turn('z').patch('*** Delete File: f', { f: null });
    expect(world.who('f')).toEqual(whole);
  });

  test('after a squash, of which no log of the linked one tells', () => {
    begin({ g: 'g\n' });
    const session = world.session({ repo: side, ghosts: false });
    session.turn('w').patch(add, { f: 'one\ntwo\nthree\n' });
    world.commitIn(side, 'Side');
    world.git('merge', '-q', '--squash', 'side');
    world.commit('Squashed');
    session.turn('x').patch('*** Delete File: f', { f: null });
    expect(world.who('f')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact', 'three ← s1#1 exact']);
  });

  test('what a person committed before the agent wrote the same is the person’s, and so are braces', () => {
    begin({ g: 'g\n' });
    world.commit('Person', { f: 'two\n}\n' });
    const session = world.session({ repo: side, ghosts: false });
    session.turn('w').patch('*** Add File: f\n+one\n+two\n+}', { f: 'one\ntwo\n}\n' });
    session.turn('x').patch('*** Delete File: f', { f: null });
    expect(world.who('f')).toEqual(['two ← commit', '} ← commit']);
  });

  test('a brace that a person commits later is the person’s', () => {
    begin({ g: 'g\n' });
    const session = world.session({ repo: side, ghosts: false });
    session.turn('w').patch('*** Add File: f\n+one\n+}', { f: 'one\n}\n' });
    session.turn('x').patch('*** Delete File: f', { f: null });
    world.commit('Person', { f: 'mine\n}\n' });
    expect(world.who('f')).toEqual(['mine ← commit', '} ← commit']);
  });

  test('what a person wrote there stays the person’s', () => {
    begin({ g: 'g\n' });
    const session = world.session({ repo: side });
    session.turn('w').patch(add, { f: 'one\ntwo\nthree\n' });
    session.turn('talk').say('hello');
    side.write({ f: 'one\nperson\nthree\n' });
    world.commitIn(side, 'Side');
    world.git('merge', '-q', 'side');
    session.turn('x').patch('*** Add File: f\n+new', { f: 'new\n' });
    expect(world.who('f')).toEqual(['one ← s1#1 exact', 'person ← commit', 'three ← s1#1 exact']);
  });

  test('their life is told', () => {
    begin({ g: 'g\n' });
    const session = world.session({ repo: side, ghosts: false });
    session.turn('w').patch(add, { f: 'one\ntwo\nthree\n' });
    world.commitIn(side, 'Side');
    world.git('merge', '-q', 'side');
    session.turn('x').patch('*** Delete File: f', { f: null });
    const place = { directory: world.repo.dir, homes: { codex: [] }, movedFrom: [] };
    const progress = { update: () => {}, end: () => {} };
    const { origin, life } = explainLine(
      { file: 'f', line: 2, revision: null, agents: [], place },
      world.env(),
      progress,
    );
    expect(origin).toBe('agent');
    expect(life.map((station) => [station.role, station.origin, station.text])).toEqual([['writer', 'agent', 'two']]);
  });
});

describe('a file that was renamed in one work tree only', () => {
  test('by an agent, not committed: the lines of the other one’s session are known by the old name', () => {
    world.commit('Begin', { 'pkg/c.js': 'one\ntwo\nthree\nfour\n' });
    const text = 'one\ntwo\nthree\nfour\nfive\n';
    world
      .session({ ghosts: false })
      .turn('w')
      .patch('*** Update File: pkg/c.js\n@@\n four\n+five', { 'pkg/c.js': text });
    world.commit('Five');
    world.git('worktree', 'add', '-q', '-b', 'side', join(world.base, 'side'));
    side = world.another('side', null);
    const session = world.session({ repo: side });
    session.turn('m').shell('git mv pkg/c.js new.js', { 'pkg/c.js': null, 'new.js': text });
    side.git('add', '-A');
    const whole = ['one ← commit', 'two ← commit', 'three ← commit', 'four ← commit', 'five ← s1#1 exact'];
    expect(world.who('new.js', { directory: side.dir })).toEqual(whole);
    world.commitIn(side, 'Renamed');
    expect(world.who('new.js', { directory: side.dir })).toEqual(whole);
    world.git('merge', '-q', 'side');
    expect(world.who('new.js')).toEqual(whole);
  });
});
