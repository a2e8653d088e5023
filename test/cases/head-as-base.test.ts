import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const add = '*** Update File: f\n@@\n one\n+two\n+three';
const remove = '*** Update File: f\n@@\n one\n-two\n three';

describe('a patch that fits what HEAD holds, and not what the file was known to be', () => {
  test.each([
    ['stashed', ['stash', '-q']],
    ['restored by a command that no log tells of', ['checkout', '-q', '--', 'f']],
  ])('changes were %s before: the lines that came back keep their writers', (_, git) => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ ghosts: false });
    session.turn('w').patch(add, { f: 'one\ntwo\nthree\n' });
    world.commit('Added');
    session.turn('x').patch(remove, { f: 'one\nthree\n' });
    world.git(...git);
    session.turn('y').patch('*** Update File: f\n@@\n two\n-three\n+3', { f: 'one\ntwo\n3\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', '3 ← s1#3 exact']);
  });

  test('a command’s lines were committed, which nothing else shows: they are its turn’s', () => {
    world.commit('Begin', { g: 'g\n' });
    world.session().turn('watch').say('hello');
    const session = world.session({ ghosts: false });
    session.turn('w').patch('*** Add File: f\n+one', { f: 'one\n' });
    session.shell('./tool', { f: 'made\nby it\none\n' });
    world.commit('Person commits');
    session.turn('x').patch('*** Update File: f\n@@\n made\n-by it\n+patched\n one', { f: 'made\npatched\none\n' });
    expect(world.who('f')).toEqual(['made ← s2#1 inferred', 'patched ← s2#2 exact', 'one ← s2#1 exact']);
    world.session().turn('watch').say('hello');
    expect(world.who('f')).toEqual(['made ← s2#1 snapshot', 'patched ← s2#2 exact', 'one ← s2#1 exact']);
  });

  test('what was patched since the commit stays the patch’s', () => {
    world.commit('Begin', { g: 'g\n' });
    world.session().turn('watch').say('hello');
    const session = world.session({ ghosts: false });
    session.turn('w').patch('*** Add File: f\n+one\n+two\n+three', { f: 'one\ntwo\nthree\n' });
    session.shell('./tool', { f: 'made\nby it\none\ntwo\nthree\n' });
    world.commit('Person commits');
    const later = '*** Update File: f\n@@\n+later\n three';
    session.turn('x').patch(later, { f: 'made\nby it\none\ntwo\nlater\nthree\n' });
    const last = '*** Update File: f\n@@\n made\n-by it\n-one\n+patched\n two\n later';
    session.turn('y').patch(last, { f: 'made\npatched\ntwo\nlater\nthree\n' });
    world.session().turn('watch').say('hello');
    expect(world.who('f')).toEqual([
      'made ← s2#1 snapshot',
      'patched ← s2#3 exact',
      'two ← s2#1 exact',
      'later ← s2#2 exact',
      'three ← s2#1 exact',
    ]);
  });

  test('a command that ran after the commit wrote nothing of it', () => {
    world.commit('Begin', { g: 'g\n' });
    const session = world.session({ ghosts: false });
    session.turn('w', { ghost: true }).patch('*** Add File: f\n+one', { f: 'one\n' });
    world.commit('Person', { f: 'person\nby it\none\n' });
    session.shell('./tool');
    session.patch('*** Update File: f\n@@\n person\n-by it\n+patched\n one', { f: 'person\npatched\none\n' });
    world.session().turn('watch').say('hello');
    expect(world.who('f')).toEqual(['person ← commit', 'patched ← s1#1 exact', 'one ← s1#1 exact']);
  });

  test('two turns ran commands before the commit: undecided', () => {
    world.commit('Begin', { g: 'g\n' });
    world.session().turn('watch').say('hello');
    const [one, two] = [world.session({ ghosts: false }), world.session({ ghosts: false })];
    one.turn('w').patch('*** Add File: f\n+one', { f: 'one\n' });
    one.shell('./tool', { f: 'made\nby it\none\n' });
    two.turn('w').shell('./tool');
    world.commit('Person commits');
    one.turn('x').patch('*** Update File: f\n@@\n made\n-by it\n+patched\n one', { f: 'made\npatched\none\n' });
    world.session().turn('watch').say('hello');
    expect(world.who('f')).toEqual(['made ← commit', 'patched ← s2#2 exact', 'one ← s2#1 exact']);
  });

  test('a patch that fits nothing known is found in a commit of some of its lines, and the others where they show next', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    world.write({ f: 'mine\none\ntwo\n' });
    const agent = world.session({ version: '0.129.0', ghosts: false }).turn('a');
    agent.patch('*** Update File: f\n@@\n one\n+more', { f: 'mine\none\nmore\ntwo\n' });
    agent.patch('*** Update File: f\n@@ mine\n one\n+first\n+second', { f: 'mine\none\nfirst\nsecond\nmore\ntwo\n' });
    // As `git add -p` leaves it: the work tree stays as it is.
    world.write({ f: 'mine\none\nsecond\nmore\ntwo\n' });
    world.commit('Part');
    world.write({ f: 'mine\none\nfirst\nsecond\nmore\ntwo\n' });
    expect(world.who('f')).toEqual([
      'mine ← commit',
      'one ← commit',
      'first ← s1#1 fragment',
      'second ← s1#1 fragment',
      'more ← s1#1 exact',
      'two ← commit',
    ]);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's1#1 modify f fragment +2 -0']);
  });

  test('the same where another commit leaves the others out once more', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    world.write({ f: 'mine\none\ntwo\n' });
    const agent = world.session({ version: '0.129.0', ghosts: false }).turn('a');
    agent.patch('*** Update File: f\n@@\n one\n+more', { f: 'mine\none\nmore\ntwo\n' });
    agent.patch('*** Update File: f\n@@ mine\n one\n+first\n+second', { f: 'mine\none\nfirst\nsecond\nmore\ntwo\n' });
    world.write({ f: 'mine\none\nsecond\nmore\ntwo\n' });
    world.commit('Part');
    world.write({ f: 'mine\none\nmore\ntwo\nown\n' });
    world.commit('Another part');
    world.write({ f: 'mine\none\nfirst\nsecond\nmore\ntwo\nown\n' });
    expect(world.who('f').slice(2, 5)).toEqual([
      'first ← s1#1 fragment',
      'second ← s1#1 fragment',
      'more ← s1#1 exact',
    ]);
  });

  test('the same where only the next patch, which fits that commit, shows the file', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    world.write({ f: 'mine\none\ntwo\n' });
    const agent = world.session({ version: '0.129.0', ghosts: false }).turn('a');
    agent.patch('*** Update File: f\n@@ mine\n one\n+first\n+second', { f: 'mine\none\nfirst\nsecond\ntwo\n' });
    world.write({ f: 'mine\none\nsecond\ntwo\n' });
    world.commit('Part');
    world.write({ f: 'mine\none\nfirst\nsecond\ntwo\n' });
    agent.patch('*** Update File: f\n@@\n two\n+three', { f: 'mine\none\nfirst\nsecond\ntwo\nthree\n' });
    expect(world.who('f')).toEqual([
      'mine ← commit',
      'one ← commit',
      'first ← s1#1 fragment',
      'second ← s1#1 fragment',
      'two ← commit',
      'three ← s1#1 fragment',
    ]);
  });

  test('the same of a change that only its difference tells', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    world.write({ f: 'mine\none\ntwo\n' });
    const session = world.session({ version: '0.169.0', ghosts: false, paginated: true }).turn('a');
    const unified_diff = '@@ -2,2 +2,4 @@\n one\n+first\n+second\n two\n';
    const changes = { [`${world.repo.dir}/f`]: { type: 'update', unified_diff, move_path: null } };
    session.tell('exec-1', { status: 'completed', changes });
    world.write({ f: 'one\nsecond\ntwo\n' });
    world.commit('Part');
    world.write({ f: 'mine\none\nfirst\nsecond\ntwo\n' });
    expect(world.who('f')).toEqual([
      'mine ← untraced',
      'one ← commit',
      'first ← s1#1 fragment',
      'second ← s1#1 fragment',
      'two ← commit',
    ]);
    expect(world.editLines()).toEqual(['s1#1 modify f fragment +2 -0']);
  });
});
