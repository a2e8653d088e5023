import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

describe('literal substitutions by commands, where nothing keeps snapshots', () => {
  test("only the lines that were replaced are the agent's, not what a person had not committed", () => {
    world.commit('Begin', { f: 'one\ntwo\nthree\n' });
    world.write({ f: 'one\ntwo\nthree\nperson\n' });
    world.session({ ghosts: false }).turn('replace').shell("sed -i 's/two/2/' f", { f: 'one\n2\nthree\nperson\n' });
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 inferred', 'three ← commit', 'person ← untraced']);
    expect(world.editLines()).toEqual(['s1#1 modify f inferred +1 -1']);
  });

  test("a person's later change beside the replaced line is not the agent's", () => {
    world.commit('Begin', { f: 'one\ntwo\nthree\n' });
    world.session({ ghosts: false }).turn('replace').shell("sed -i 's/two/2/' f", { f: 'one\n2\nthree\n' });
    world.write({ f: 'one\n2\n3\n' });
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 inferred', '3 ← untraced']);
    expect(world.editLines()).toEqual(['s1#1 modify f inferred +1 -1']);
  });

  test('a command that replaces nothing of the known content is a suspect for what differs', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    const session = world.session({ ghosts: false });
    session.turn('add').patch('*** Update File: f\n@@\n two\n+three', { f: 'one\ntwo\nthree\n' });
    world.write({ f: 'one\ntwo\nthree\nfour\n' });
    session.turn('replace').shell("perl -pi -e 's/four/4/g' f", { f: 'one\ntwo\nthree\n4\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← commit', 'three ← s1#1 exact', '4 ← s1#2 inferred']);
  });

  test('a file that no commit knows and a command only adds to was not made by it', () => {
    world.write({ f: 'one\ntwo\n' });
    const session = world.session({ ghosts: false }).turn('replace');
    session
      .shell("sed -i 's/two/2/' f", { f: 'one\n2\n' })
      .shell("cat >> f <<'EOF'\nthree\nEOF", { f: 'one\n2\nthree\n' });
    expect(world.who('f')).toEqual(['one ← untraced', '2 ← untraced', 'three ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('a later patch builds on the replaced text', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    const session = world.session({ ghosts: false });
    session.turn('replace').shell("sed -i 's/two/2/' f", { f: 'one\n2\n' });
    session.turn('add').patch('*** Update File: f\n@@\n 2\n+three', { f: 'one\n2\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 inferred', 'three ← s1#2 exact']);
  });
});

test('snapshots around it raise what a command replaced', () => {
  world.commit('Begin', { f: 'one\ntwo\n' });
  const session = world.session();
  session
    .turn('replace')
    .shell("sed -i 's/two/2/' f", { f: 'one\n2\n' })
    .patch('*** Update File: f\n@@\n 2\n+three', { f: 'one\n2\nthree\n' });
  session.turn('talk').say('done');
  expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 snapshot', 'three ← s1#1 exact']);
});

describe('a move whose text does not tell whether its last word is a folder', () => {
  test.each(['mv f g', 'git mv f g'])('%s: a new name', (command) => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    world.session({ ghosts: false }).turn('move').shell(command, { f: null, g: 'one\ntwo\n' });
    expect(world.editLines()).toEqual(['s1#1 rename f → g inferred +0 -0']);
  });

  test('into a folder', () => {
    world.commit('Begin', { f: 'one\ntwo\n', 'd/x': 'x\n' });
    world.session({ ghosts: false }).turn('move').shell('mv f d', { f: null, 'd/f': 'one\ntwo\n' });
    expect(world.editLines()).toEqual(['s1#1 rename f → d/f inferred +0 -0']);
  });

  test('into a folder that is gone since', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    const session = world.session({ ghosts: false });
    session.turn('make').patch('*** Add File: d/x\n+x', { 'd/x': 'x\n' });
    session.turn('move').shell('mv f d', { f: null, 'd/f': 'one\ntwo\n' });
    world.write({ 'd/f': null, 'd/x': null });
    expect(world.editLines()).toContain('s1#2 rename f → d/f inferred +0 -0');
    expect(world.editLines().filter((line) => line.includes('→'))).toHaveLength(1);
  });
});
