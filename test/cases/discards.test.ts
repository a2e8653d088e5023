import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const MORE = '*** Update File: f\n@@\n-two\n+TWO';

describe('changes are discarded, back to what HEAD has: every line is again whose it was', () => {
  test('between two ghosts, after a commit in the same window', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').shell('./tool', { f: 'one\ntwo\n' });
    const committed = world.commit('Agent');
    session.patch(MORE, { f: 'one\nTWO\n' });
    world.git('checkout', 'HEAD', '--', 'f');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.blame('f').lines[1]?.commit).toBe(committed);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -1', 's1#1 modify f snapshot +1 -0']);
  });

  test('in the next window, in which a turn ran something', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    world.commit('Agent');
    session.turn('b').patch(MORE, { f: 'one\nTWO\n' });
    session.turn('c').shell('git restore f', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's1#2 modify f exact +1 -1']);
  });

  test('after the last ghost', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').shell('./tool', { f: 'one\ntwo\n' });
    world.commit('Agent');
    session.patch(MORE, { f: 'one\nTWO\n' });
    session.shell('./check');
    world.git('checkout', 'HEAD', '--', 'f');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 inferred']);
  });

  test('by a person, which only the next patch tells: it fits what HEAD has', () => {
    world.commit('Begin', { f: 'one\ntwo\nthree\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n one\n-two\n three', { f: 'one\nthree\n' });
    session.shell('./format other');
    world.git('checkout', '--', 'f');
    const next = world.session({ ghosts: false, version: '0.129.0' });
    next.turn('b').patch('*** Update File: f\n@@ two\n+more\n three', { f: 'one\ntwo\nmore\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← commit', 'more ← s2#1 exact', 'three ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +0 -1', 's2#1 modify f exact +1 -0']);
  });

  test('a person’s lines that a commit had before any trace are that commit’s', () => {
    const committed = world.commit('Begin', { f: 'one\ntwo\n' });
    world.write({ f: 'one\nmine\n' });
    const session = world.session();
    session.turn('a').shell('git checkout -- f', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← commit']);
    expect(world.blame('f').lines[1]?.commit).toBe(committed);
    expect(world.editLines()).toEqual([]);
  });

  test('a file that was deleted and is taken out of git again', () => {
    world.commit('Begin', { f: 'one\n', g: 'g\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    world.commit('Agent');
    session.turn('b').shell('rm f', { f: null });
    session.turn('c').shell('git checkout HEAD -- .', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's1#2 delete f snapshot +0 -2']);
  });
});

test('what a turn’s command brings back to an older text, and a person commits then, is the turn’s', () => {
  world.commit('Begin', { f: 'one\ntwo\n' });
  const session = world.session();
  session.turn('a').patch(MORE, { f: 'one\nTWO\n' });
  world.commit('Agent');
  session.turn('b').shell('./tool', { f: 'one\ntwo\n' });
  world.commit('Back');
  session.turn('talk').say('hello');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#2 snapshot']);
});

test('G4: a stash of one file, which leaves no mark in the reflog, and its pop two turns later', () => {
  world.commit('Begin', { f: 'one\n', g: 'g\n' });
  const session = world.session();
  session.turn('w').patch('*** Update File: f\n@@\n one\n+agent', { f: 'one\nagent\n' });
  world.git('stash', 'push', '-q', '--', 'f');
  session.turn('read').shell('cat g');
  world.git('stash', 'pop', '-q');
  session.turn('read').shell('cat f');
  world.commit('Done');
  session.turn('talk').say('hello');
  expect(world.who('f')).toEqual(['one ← commit', 'agent ← s1#1 exact']);
});

test.each([
  ['a stash', ['stash', '-q']],
  ['git restore', ['restore', 'f']],
])(
  'lines of a command that were committed before any snapshot showed them are still its, when %s brings them back',
  (_, args) => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session().turn('a').shell('./tool', { f: 'one\nmade\nmore\n' });
    world.commit('Made');
    session.patch('*** Update File: f\n@@\n more\n+patched', { f: 'one\nmade\nmore\npatched\n' });
    session.turn('b').patch('*** Update File: f\n@@\n-made\n more', { f: 'one\nmore\npatched\n' });
    world.git(...args);
    expect(world.who('f')).toEqual(['one ← commit', 'made ← s1#1 snapshot', 'more ← s1#1 snapshot']);
  },
);

describe.each([
  ['a stash', ['stash', '-q']],
  ['git restore', ['restore', '.']],
])('what was committed in a window, and gone again by the snapshot at its end, comes back by %s', (_, args) => {
  test('the lines are the turn’s whose command alone ran before the commit: a file that it made', () => {
    world.commit('Begin', { g: 'g\n' });
    const session = world.session().turn('a').shell('./first', { f: 'one\ntwo\nthree\n' });
    const committed = world.commit('Made');
    session.shell('./second', { f: '1\n2\nthree\nfour\n' });
    session.turn('b').say('hello');
    world.git(...args);
    expect(world.who('f')).toEqual(['one ← s1#1 inferred', 'two ← s1#1 inferred', 'three ← s1#1 snapshot']);
    expect(world.blame('f').lines.map(({ commit }) => commit)).toEqual([committed, committed, committed]);
    expect(world.editLines()).toEqual(['s1#1 create f inferred +2 -0', 's1#1 create f snapshot +4 -0']);
  });

  test('in a file that was there, older lines and those of a patch stay whose they were', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('w').patch('*** Update File: f\n@@\n one\n+patched', { f: 'one\npatched\n' });
    session.turn('a').shell('./first', { f: 'one\npatched\n\n}\nmade\n' });
    world.commit('Made');
    session.shell('./second', { f: 'other\n' });
    session.turn('b').say('hello');
    world.git(...args);
    expect(world.who('f')).toEqual([
      'one ← commit',
      'patched ← s1#1 exact',
      ' ← s1#2 inferred',
      '} ← s1#2 inferred',
      'made ← s1#2 inferred',
    ]);
  });

  test('lines that the commit before had are not', () => {
    world.commit('Begin', { f: 'one\nold\n' });
    world.write({ f: 'one\n' });
    const session = world.session().turn('a').shell('./first', { f: 'one\nmade\n' });
    world.commit('Some', { f: 'one\nold\nmade\n' });
    session.shell('./second', { f: 'one\nlast\n' });
    session.turn('b').say('hello');
    world.git(...args);
    expect(world.who('f')).toEqual(['one ← commit', 'old ← commit', 'made ← s1#1 inferred']);
  });

  test('nor those that a new file perhaps has from one that went with the commit', () => {
    const lines = ['export const first = 1;', 'const another = second + 2;', 'const further = third + 3;', 'done();'];
    const old = 'export const first = 1;\nexport const second = 2;\nexport const third = 3;\n';
    world.commit('Begin', { old });
    const session = world
      .session()
      .turn('a')
      .shell('./first', { old: null, new: `${lines.join('\n')}\n` });
    world.commit('Moved');
    session.shell('./second', { new: 'other();\ndone();\n' });
    session.turn('b').say('hello');
    world.git(...args);
    expect(world.who('new')).toEqual([
      `${lines[0]} ← commit`,
      `${lines[1]} ← s1#1 inferred`,
      `${lines[2]} ← s1#1 inferred`,
      `${lines[3]} ← s1#1 snapshot`,
    ]);
  });

  test('nor is anything where two turns ran a command before the commit', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session().turn('a').shell('./first', { f: 'one\nmade\n' });
    session.turn('b', { ghost: false }).shell('./first', {});
    world.commit('Made');
    session.shell('./second', { f: 'one\nlast\n' });
    session.turn('c').say('hello');
    world.git(...args);
    expect(world.who('f')).toEqual(['one ← commit', 'made ← commit']);
  });

  test('nor where no command ran before the commit', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session().turn('a');
    world.commit('Mine', { f: 'one\nmine\n' });
    session.shell('./second', { f: 'one\nlast\n' });
    session.turn('b').say('hello');
    world.git(...args);
    expect(world.who('f')).toEqual(['one ← commit', 'mine ← commit']);
  });
});

test('what HEAD holds of a file is no command’s writing when it comes back among other lines', () => {
  world.commit('Begin', { f: 'one\ntwo\nthree\n' });
  const session = world.session().turn('a');
  session.shell("cat > f <<'X'\nall\nX", { f: 'all\n' });
  session.turn('b').shell('mv f g', { f: null, g: 'all\n' }).shell('./tool');
  world.write({ f: 'one\ntwo\nmine\nthree\n' });
  expect(world.who('f')).toEqual(['one ← commit', 'two ← commit', 'mine ← s1#2 inferred', 'three ← commit']);
});

test('G4: a patch that was stashed comes back to a file that a command had written anew and moved away meanwhile', () => {
  world.commit('Begin', { f: 'one\n' });
  const session = world.session({ ghosts: false }).turn('a');
  session.patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
  world.git('stash', '-q');
  session.shell("cat > f <<'X'\nall\nX", { f: 'all\n' }).shell('mv f g', { f: null, g: 'all\n' });
  world.write({ f: 'one\ntwo\n' });
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
  expect(world.who('g')).toEqual(['all ← s1#1 inferred']);
});

test.each<[string, (shows: () => void) => void]>([
  ['the work tree', () => {}],
  ['a commit', (shows) => shows()],
])(
  'G4: a patch that was stashed comes back by a name that another patch had moved away, and a person goes on: %s shows what went',
  (_, show) => {
    world.commit('Begin', { f: 'one\ntwo\nthree\n' });
    world
      .session({ ghosts: false })
      .turn('a')
      .patch('*** Update File: f\n@@\n one\n+agent\n two', { f: 'one\nagent\ntwo\nthree\n' });
    world.git('stash', '-q');
    const move = '*** Update File: f\n*** Move to: g\n@@\n two\n three\n+four';
    const moved = 'one\ntwo\nthree\nfour\n';
    world.session({ ghosts: false }).turn('b').patch(move, { f: null, g: moved });
    show(() => {
      world.git('add', 'g');
      world.git('commit', '-qm', 'Moved');
    });
    world.git('stash', 'pop', '-q');
    expect(world.who('f')).toEqual(['one ← commit', 'agent ← s1#1 exact', 'two ← commit', 'three ← commit']);
    world.write({ f: 'mine\none\nagent\n2\nthree\n' });
    const whole = ['mine ← untraced', 'one ← commit', 'agent ← s1#1 exact', '2 ← untraced', 'three ← commit'];
    expect(world.who('f')).toEqual(whole);
    expect(world.who('g')).toEqual(['one ← commit', 'two ← commit', 'three ← commit', 'four ← s2#1 exact']);
  },
);

test('L19: a patch’s line that went with the file, after a reset that left the work tree as it was, is the person’s by the old name', () => {
  world.commit('Begin', { f: 'one\ntwo\nthree\n' });
  const session = world.session({ ghosts: false }).turn('a');
  session.patch('*** Update File: f\n@@\n one\n+agent\n two', { f: 'one\nagent\ntwo\nthree\n' });
  world.git('reset', '-q');
  const move = '*** Update File: f\n*** Move to: g\n@@\n two\n three\n+four';
  session.patch(move, { f: null, g: 'one\nagent\ntwo\nthree\nfour\n' });
  world.write({ f: 'one\nagent\nmine\nthree\n' });
  expect(world.who('f')).toEqual(['one ← commit', 'agent ← untraced', 'mine ← untraced', 'three ← commit']);
  expect(world.who('g')).toEqual([
    'one ← commit',
    'agent ← s1#1 exact',
    'two ← commit',
    'three ← commit',
    'four ← s1#1 exact',
  ]);
});

test('a command that changes lines in place made no file', () => {
  world.commit('Begin', { g: 'g\n' });
  const session = world.session();
  session.turn('a').shell("sed -i 's/o.e/two/' f", {}, 2);
  world.write({ f: 'mine\n' });
  session.turn('b').say('hello');
  expect(world.who('f')).toEqual(['mine ← untraced']);
});

test('a command that changes lines in place may have changed those of a file that another turn’s command made before it', () => {
  world.commit('Begin', { g: 'g\n' });
  const maker = world.session().turn('a');
  const editor = world.session().turn('b');
  maker.shell('./generate', { f: 'one\ntwo\n' });
  editor.shell("sed -i 's/^two$/2/' f", { f: 'one\n2\n' });
  maker.turn('c').say('hello');
  expect(world.who('f')).toEqual(['one ← untraced', '2 ← untraced']);
});

test('a command that changes lines in place changed none of a file that was made after it', () => {
  world.commit('Begin', { g: 'g\n' });
  const maker = world.session().turn('a');
  const editor = world.session().turn('b');
  editor.shell("sed -i 's/^two$/2/' f", {}, 2);
  maker.shell('./generate', { f: 'one\ntwo\n' });
  maker.turn('c').say('hello');
  expect(world.who('f')).toEqual(['one ← s1#1 snapshot', 'two ← s1#1 snapshot']);
});

test('a turn that made a file and changed lines of it in place wrote them all', () => {
  world.commit('Begin', { g: 'g\n' });
  const session = world.session().turn('a');
  session.shell('./generate', { f: 'one\ntwo\n' }).shell("sed -i 's/^two$/2/' f", { f: 'one\n2\n' });
  session.turn('c').say('hello');
  expect(world.who('f')).toEqual(['one ← s1#1 snapshot', '2 ← s1#1 snapshot']);
});

test('lines that HEAD has come back where a person discards changes and makes others, while a command ran', () => {
  world.commit('Begin', { f: 'one\ntwo\nthree\nfour\n' });
  world.write({ f: 'one\nmine\nthree\nfour\n' });
  const session = world.session().turn('a').shell('./tool');
  world.write({ f: 'one\ntwo\nthree\n4\n' });
  session.turn('b').say('hello');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← commit', 'three ← commit', '4 ← s1#1 snapshot']);
});
