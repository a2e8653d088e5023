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

  test('a file that no commit knows and a command only adds to was not made by it: it wrote what its text tells', () => {
    world.write({ f: 'one\ntwo\n' });
    const session = world.session({ ghosts: false }).turn('replace');
    session
      .shell("sed -i 's/two/2/' f", { f: 'one\n2\n' })
      .shell("cat >> f <<'EOF'\nthree\nEOF", { f: 'one\n2\nthree\n' });
    expect(world.who('f')).toEqual(['one ← untraced', '2 ← untraced', 'three ← s1#1 inferred']);
    expect(world.editLines()).toEqual(['s1#1 modify f inferred +1 -0']);
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

describe('the tool of what only snapshots show says with what the command’s text names the file', () => {
  test.each([
    ["cat > f <<'EOF'\none\ntwo\nEOF\n", 'shell_command (heredoc)'],
    ["printf 'one\\ntwo\\n' > f", 'shell_command (redirection)'],
    ["sed -i 's/^1$/one/' f", 'shell_command (sed -i)'],
    ['npx prettier --write f', 'shell_command (prettier)'],
    ['npm test && npx prettier --write f && npm run lint', 'shell_command (prettier)'],
    ['npm run codegen', 'shell_command'],
    ['python3 other.py elsewhere/f', 'shell_command'],
  ])('%j: %s', (command, tool) => {
    world.commit('Begin', { f: '1\n' });
    const session = world.session();
    session.turn('a').shell(command, { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← s1#1 snapshot', 'two ← s1#1 snapshot']);
    expect(world.edits().edits.map((edit) => edit.tool)).toEqual([tool]);
  });

  test.each(['mv f g', 'git mv f g'])('a move: %s', (command) => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    const session = world.session();
    session.turn('a').shell(command, { f: null, g: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('g')).toEqual(['one ← commit', 'two ← commit']);
    expect(world.edits().edits.map((edit) => edit.tool)).toEqual([`shell_command (${command.slice(0, -4)})`]);
  });

  test('a formatter that another command of the turn followed, and a patch has no such word', () => {
    world.commit('Begin', { f: '1\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n 1\n+2', { f: '1\n2\n' });
    session.shell('npx prettier --write f', { f: ' 1\n2\n' }).shell('npm test');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual([' 1 ← s1#1 snapshot', '2 ← s1#1 exact']);
    expect(world.edits().edits.map((edit) => edit.tool)).toEqual(['apply_patch', 'shell_command (prettier)']);
  });
});
