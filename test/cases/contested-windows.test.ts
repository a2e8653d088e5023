import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

function warned(file: string): string[] {
  return world.blame(file).warnings.map(({ code }) => code);
}

describe('two turns in one window, of which one names the file and the other ran something that its text does not tell', () => {
  test('who wrote the lines is undecided, whichever of them did', () => {
    world.commit('Begin', { f: 'one\n' });
    const [one, two] = [world.session(), world.session()];
    one.turn('a');
    two.turn('b', { ghost: false });
    two.shell('./tool', { f: 'one\nby the tool\n' });
    one.shell("sed -i '/never/d' f", {});
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'by the tool ← untraced']);
    expect(warned('f')).toEqual(['undecided']);
    expect(world.editLines()).toEqual([]);
  });

  test('lines that the command’s text itself tells are its turn’s; what differs besides is the other’s', () => {
    world.commit('Begin', { f: 'one\ntwo\nthree\n' });
    const [one, two] = [world.session(), world.session()];
    one.turn('a');
    two.turn('b', { ghost: false });
    two.shell('./tool', { f: 'by the tool\none\ntwo\nthree\n' });
    one.shell("sed -i 's/two/2/' f", { f: 'by the tool\none\n2\nthree\n' });
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual([
      'by the tool ← s2#1 snapshot',
      'one ← commit',
      '2 ← s1#1 snapshot',
      'three ← commit',
    ]);
    expect(warned('f')).toEqual([]);
  });

  test('a file that a command’s text tells in full is its turn’s', () => {
    const [one, two] = [world.session(), world.session()];
    world.commit('Begin', { g: 'g\n' });
    one.turn('a');
    two.turn('b', { ghost: false });
    two.shell('./tool', {});
    one.shell("cat > f <<'EOF'\none\ntwo\nEOF", { f: 'one\ntwo\n' });
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← s1#1 snapshot', 'two ← s1#1 snapshot']);
    expect(warned('f')).toEqual([]);
  });

  test('a command that writes the whole file anew has nobody before it for a rival', () => {
    world.commit('Begin', { f: 'one\n' });
    const [one, two] = [world.session(), world.session()];
    one.turn('a');
    two.turn('b', { ghost: false });
    two.shell('./tool', {});
    one.shell('jq . data.json > f', { f: 'new\n' });
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['new ← s1#1 snapshot']);
    expect(warned('f')).toEqual([]);
  });

  test('but whatever comes after it', () => {
    world.commit('Begin', { f: 'one\n' });
    const [one, two] = [world.session(), world.session()];
    one.turn('a');
    two.turn('b', { ghost: false });
    one.shell('jq . data.json > f', { f: 'new\n' });
    two.shell('./tool', { f: 'new\nby the tool\n' });
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['new ← untraced', 'by the tool ← untraced']);
    expect(warned('f')).toEqual(['undecided']);
  });

  test('a file that one of them removes by name is gone by that turn', () => {
    world.commit('Begin', { f: 'one\n', g: 'g\n' });
    const [one, two] = [world.session(), world.session()];
    one.turn('a');
    two.turn('b', { ghost: false });
    two.shell('./tool', {});
    one.shell('rm f', { f: null });
    world.session().turn('talk').say('hello');
    expect(world.editLines()).toEqual(['s1#1 delete f snapshot +0 -1']);
  });

  test('what the text of one appends to a file that the other made just before is its turn’s, the rest the other’s', () => {
    world.commit('Begin', { g: 'g\n' });
    const [one, two] = [world.session(), world.session({ ghosts: false })];
    one.turn('a').shell('make f', { f: 'made one\nmade two\n' });
    two.turn('b').shell("cat >> f <<'EOF'\nput behind\nand more\nEOF", {
      f: 'made one\nmade two\nput behind\nand more\n',
    });
    const expected = ['made one ← s1#1', 'made two ← s1#1', 'put behind ← s2#1', 'and more ← s2#1'];
    expect(world.who('f')).toEqual(expected.map((line) => `${line} inferred`));
    one.turn('talk').say('hello');
    expect(world.who('f')).toEqual(expected.map((line) => `${line} snapshot`));
    expect(warned('f')).toEqual([]);
  });

  test('what was appended and stands there no more as its text tells it leaves undecided who wrote the file', () => {
    world.commit('Begin', { g: 'g\n' });
    const [one, two] = [world.session(), world.session({ ghosts: false })];
    one.turn('a').shell('make f', { f: 'made one\n' });
    two.turn('b').shell("cat >> f <<'EOF'\nput behind\nand more\nEOF", { f: 'made one\nput behind\nand more\n' });
    one.shell('make again', { f: 'made one\nput Behind\nand more\n' });
    one.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['made one ← untraced', 'put Behind ← untraced', 'and more ← untraced']);
    expect(warned('f')).toEqual(['undecided']);
  });

  test('nor is it told whose the text is where it stands in several places', () => {
    world.commit('Begin', { g: 'g\n' });
    const [one, two] = [world.session(), world.session({ ghosts: false })];
    one.turn('a').shell('make f', { f: 'same\nmade\n' });
    two.turn('b').shell('echo same >> f', { f: 'same\nmade\nsame\n' });
    one.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['same ← untraced', 'made ← untraced', 'same ← untraced']);
  });

  test('after the last snapshot too', () => {
    world.commit('Begin', { f: 'one\n' });
    const [one, two] = [world.session(), world.session({ ghosts: false })];
    one.turn('a').shell("sed -i '/never/d' f", {});
    two.turn('b').shell('./tool', { f: 'one\nby the tool\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'by the tool ← untraced']);
    expect(warned('f')).toEqual(['undecided']);
  });

  test('and where nothing keeps snapshots', () => {
    world.commit('Begin', { f: 'one\n' });
    const [one, two] = [world.session({ ghosts: false }), world.session({ ghosts: false })];
    one.turn('a').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    two.turn('b').shell('./tool', { f: 'one\ntwo\nby the tool\n' });
    one.turn('c').shell("sed -i '/never/d' f", {});
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'by the tool ← untraced']);
    expect(warned('f')).toEqual(['undecided']);
  });
});

describe('after the last snapshot another session runs something', () => {
  test('which alone can have written what differs: inferred', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session().turn('talk').say('hello');
    world.session({ ghosts: false }).turn('b').shell('./tool', { f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s2#1 inferred']);
    expect(world.who('f', { minEvidence: 'snapshot' })).toEqual(['one ← commit', 'two ← untraced']);
    expect(world.editLines()).toEqual(['s2#1 modify f inferred +1 -0']);
  });

  test('and so did the session that left the snapshot: undecided', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session().turn('a').shell('./tool', {});
    world.session({ ghosts: false }).turn('b').shell('./tool', { f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← untraced']);
    expect(warned('f')).toEqual(['undecided']);
  });
});

describe('a command appends to a file of which no trace tells what it was', () => {
  test('that was not there: the file is its turn’s', () => {
    world.commit('Begin', { g: 'g\n' });
    world.session().turn('a').shell('echo first >> f', { f: 'first\n' });
    expect(world.who('f')).toEqual(['first ← s1#1 inferred']);
    expect(world.editLines()).toEqual(['s1#1 create f inferred +1 -0']);
  });

  test('and that was never seen: what its text tells is its turn’s, what was there before is nobody’s', () => {
    world.commit('Begin', { g: 'g\n' });
    world.write({ f: 'mine\n' });
    world.session({ ghosts: false }).turn('a').shell('echo behind >> f', { f: 'mine\nbehind\n' });
    world.write({ f: 'mine\nbehind\nmine, too\n' });
    expect(world.who('f')).toEqual(['mine ← untraced', 'behind ← s1#1 inferred', 'mine, too ← untraced']);
    expect(world.editLines()).toEqual(['s1#1 modify f inferred +1 -0']);
  });
});
