import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

function add(file: string, ...lines: string[]): string {
  return [`*** Add File: ${file}`, ...lines.map((line) => `+${line}`)].join('\n');
}

describe('a person moves a file without telling git: its lines keep their writers', () => {
  test.each([
    ['with snapshots', true],
    ['without', false],
  ])('of a file that HEAD has (%s)', (_, ghosts) => {
    world.commit('Begin', { old: 'one\ntwo\n' });
    world.session({ ghosts }).turn('a').patch('*** Update File: old\n@@\n two\n+three', { old: 'one\ntwo\nthree\n' });
    world.write({ old: null, new: 'one\ntwo\nthree\n' });
    expect(world.who('new')).toEqual(['one ← commit', 'two ← commit', 'three ← s1#1 exact']);
  });

  test.each([
    ['with snapshots', true],
    ['without', false],
  ])('of a file that no commit has (%s), and that the person changes on the way', (_, ghosts) => {
    world.commit('Begin', { g: 'g\n' });
    world
      .session({ ghosts })
      .turn('a')
      .patch(add('old', 'one', 'two', 'three'), { old: 'one\ntwo\nthree\n' });
    world.write({ old: null, 'src/new': 'one\ntwo\nthree\nmine\n' });
    expect(world.who('src/new')).toEqual([
      'one ← s1#1 exact',
      'two ← s1#1 exact',
      'three ← s1#1 exact',
      'mine ← untraced',
    ]);
  });

  test('that was committed after the last snapshot, so that only the commit is like it', () => {
    world.commit('Begin', { old: 'one\n' });
    world.session().turn('a').shell('./tool', { old: 'one\ntwo\nthree\nfour\n' });
    world.commit('Agent');
    world.write({ old: null, new: 'one\ntwo\nthree\nfour\n' });
    expect(world.who('new')).toEqual([
      'one ← commit',
      'two ← s1#1 inferred',
      'three ← s1#1 inferred',
      'four ← s1#1 inferred',
    ]);
  });

  test('and a turn goes on under the new name', () => {
    world.commit('Begin', { old: 'one\ntwo\nthree\n' });
    const session = world.session({ ghosts: false });
    session.turn('a').patch('*** Update File: old\n@@\n three\n+four', { old: 'one\ntwo\nthree\nfour\n' });
    world.write({ old: null, new: 'one\ntwo\nthree\nfour\n' });
    session.turn('b').patch('*** Update File: new\n@@\n four\n+five', { new: 'one\ntwo\nthree\nfour\nfive\n' });
    expect(world.who('new').slice(3)).toEqual(['four ← s1#1 exact', 'five ← s1#2 exact']);
  });

  test('a file that only resembles one that is still there follows nothing', () => {
    const session = world.session({ ghosts: false });
    session.turn('a').patch(add('old', 'one', 'two'), { old: 'one\ntwo\n' });
    world.write({ new: 'one\ntwo\n' });
    expect(world.who('new')).toEqual(['one ← untraced', 'two ← untraced']);
  });

  test('nor does one that resembles a file that a turn deleted', () => {
    const session = world.session({ ghosts: false });
    session.turn('a').patch(add('old', 'one', 'two'), { old: 'one\ntwo\n' });
    session.turn('b').patch('*** Delete File: old', { old: null });
    world.write({ new: 'one\ntwo\n' });
    expect(world.who('new')).toEqual(['one ← untraced', 'two ← untraced']);
  });
});

test('a file that an opaque command of the last turn moves and changes: only what it changed is its', () => {
  world.commit('Begin', { old: 'one\ntwo\nthree\n' });
  const session = world.session();
  session.turn('a').shell('python3 step.py', { old: null, new: 'one\ntwo\nby the tool\nthree\n' });
  expect(world.who('new')).toEqual(['one ← commit', 'two ← commit', 'by the tool ← s1#1 inferred', 'three ← commit']);
  expect(world.editLines()).toEqual(['s1#1 rename old → new inferred +1 -0']);
});

describe('C24, G6: a file leaves the folder that a session’s snapshots cover', () => {
  const moved = ['one ← commit', 'two ← s1#1 snapshot'];

  function begin(): void {
    world.commit('Begin', { 'sub/f': 'one\n', g: 'g\n' });
    const part = world.session({ folder: 'sub' });
    part.turn('a').shell('./tool', { 'sub/f': 'one\ntwo\n' });
    part.turn('talk').say('hello');
    world.commit('Agent');
    world.git('mv', 'sub/f', 'f');
  }

  test.each([
    ['its next snapshot does not show it', 'sub'],
    ['the next snapshot covers all', undefined],
  ])('%s', (_, folder) => {
    begin();
    world
      .session(folder === undefined ? {} : { folder })
      .turn('talk')
      .say('hello');
    expect(world.who('f')).toEqual(moved);
    world.commit('Moved');
    expect(world.who('f')).toEqual(moved);
  });

  test('of a file that was written anew and committed since the last snapshot, which the next one shows', () => {
    world.commit('Begin', { old: 'one\ntwo\n' });
    const session = world.session();
    session.turn('a').patch('*** Add File: old\n+three\n+four', { old: 'three\nfour\n' });
    world.commit('Person');
    world.write({ old: null, new: 'three\nfour\n' });
    session.turn('talk').say('hello');
    world.commit('All');
    expect(world.who('new')).toEqual(['three ← s1#1 fragment', 'four ← s1#1 fragment']);
  });
});

describe('a new file that is less like a gone one than git wants for a rename', () => {
  const old = 'export const first = 1;\nexport const second = 2;\nexport const third = 3;\n';
  const lines = ['export const first = 1;', 'const another = second + 2;', 'const further = third + 3;', 'done();'];

  test.each(['in the work tree', 'in a commit', 'in a snapshot'])(
    'may be that file: what it has of it is not told as the writing of a command (%s)',
    (place) => {
      world.commit('Begin', { old });
      const session = world.session();
      session.turn('a').shell('./tool', { old: null, new: `${lines.join('\n')}\n` });
      if (place === 'in a commit') world.commit('Moved');
      if (place === 'in a snapshot') session.turn('b').say('hello');
      const evidence = place === 'in a snapshot' ? 'snapshot' : 'inferred';
      const [first, ...others] = lines;
      const origin = place === 'in a commit' ? 'commit' : 'untraced';
      expect(world.who('new')).toEqual([`${first} ← ${origin}`, ...others.map((line) => `${line} ← s1#1 ${evidence}`)]);
    },
  );

  test('is new where a command’s text tells that the gone one has another name now', () => {
    world.commit('Begin', { old });
    const session = world.session().turn('a');
    const text = `${lines.join('\n')}\n`;
    session.patch(add('old', ...lines), { old: text });
    session.shell('git mv old other', { old: null, other: text }).shell('cp other new', { new: text });
    session.turn('b').say('hello');
    expect(world.who('new')).toEqual(lines.map((line) => `${line} ← s1#1 snapshot`));
  });

  test('is new where a command’s text tells that it is a copy of another one, to which the gone one was moved unseen', () => {
    world.commit('Begin', { old });
    const session = world.session().turn('a');
    const text = `${lines.join('\n')}\n`;
    session.shell('./tool', { old: null, other: text }).shell('cp other new', { new: text });
    session.turn('b').say('hello');
    expect(world.who('new')).toEqual(lines.map((line) => `${line} ← s1#1 snapshot`));
    expect(world.who('other')[0]).toBe(`${lines[0]} ← untraced`);
  });

  test.each(['told by a command', 'untold'])(
    'is new where the gone one had gone before, though that is committed only now (%s)',
    (how) => {
      world.commit('Begin', { old });
      const session = world.session().turn('a');
      const text = `${lines.join('\n')}\n`;
      if (how === 'untold') world.write({ old: null });
      else session.shell('git mv old other', { old: null, other: old });
      session.turn('b').shell('./tool', { new: text });
      world.commit('All');
      expect(world.who('new')).toEqual(lines.map((line) => `${line} ← s1#2 inferred`));
    },
  );

  test('is new where it has hardly anything of that', () => {
    world.commit('Begin', { old });
    const more = Array.from({ length: 9 }, (_, n) => `line(${n});`);
    world
      .session()
      .turn('a')
      .shell('./tool', { old: null, new: `${[lines[0], ...more].join('\n')}\n`.repeat(2) });
    expect(world.who('new').every((line) => line.endsWith(' ← s1#1 inferred'))).toBe(true);
  });
});

test('a file that was committed and renamed before the first snapshot of all', () => {
  world.commit('Begin', { g: 'g\n' });
  const session = world.session({ ghosts: false }).turn('a');
  session.patch(add('old', 'one', 'two', 'three'), { old: 'one\ntwo\nthree\n' });
  world.commit('Agent');
  world.write({ old: null, new: 'one\ntwo\nthree\n' });
  world.session().turn('b').say('hello');
  world.commit('Renamed');
  expect(world.who('new')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact', 'three ← s1#1 exact']);
});

test('a copy of a file that goes on under another name is the command’s that made it', () => {
  world.commit('Begin', { f: 'one\ntwo\n' });
  const session = world.session().turn('a');
  session.shell('cp f g', { g: 'one\ntwo\n' }).shell('mv f h', { f: null, h: 'one\ntwo\n' });
  session.turn('b').say('hello');
  expect(world.who('g')).toEqual(['one ← s1#1 snapshot', 'two ← s1#1 snapshot']);
  expect(world.who('h')).toEqual(['one ← commit', 'two ← commit']);
});

describe('a command that nothing tells of moves a file, and changes it; before anything shows both names', () => {
  const old = 'one\ntwo\nthree\nfour\n';
  const made = 'one\ntwo\nby the tool\nthree\nfour\n';
  const kept = (evidence: string) => [
    'one ← commit',
    'two ← commit',
    `by the tool ← s1#1 ${evidence}`,
    'three ← commit',
    'four ← commit',
  ];

  test('all is committed for the first time: what the last snapshot shows of the old name is not its writing', () => {
    world.write({ old: 'one\ntwo\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: old\n@@\n two\n+three\n+four', { old });
    session.turn('b').shell('python3 step.py', { old: null, new: made });
    world.commit('All');
    expect(world.who('new')).toEqual([
      'one ← commit',
      'two ← commit',
      'by the tool ← s1#2 inferred',
      'three ← s1#1 exact',
      'four ← s1#1 exact',
    ]);
  });

  describe('it is committed, and of the old file only the last snapshot is like the new one', () => {
    const mine = 'one\ntwo\nthis is mine\nand this is too\n';
    const moved = 'one\nby the tool\nthis is mine\nand this is too\n';
    const kept = (evidence: string) => [
      'one ← commit',
      `by the tool ← s1#1 ${evidence}`,
      'this is mine ← commit',
      'and this is too ← commit',
    ];

    function begin(): WorldSession {
      world.commit('Begin', { old });
      world.write({ old: mine });
      return world.session().turn('a').shell('python3 step.py', { old: null, new: moved });
    }

    test.each([
      ['at the end', 'inferred'],
      ['before the next snapshot', 'snapshot'],
    ])('the person’s lines in it stay the person’s (%s)', (when, evidence) => {
      const session = begin();
      world.commit('All');
      if (when === 'before the next snapshot') session.turn('b').say('hello');
      expect(world.who('new')).toEqual(kept(evidence));
    });

    test('the turn is undone after that, and what was committed comes back later', () => {
      const session = begin();
      world.commit('All');
      world.write({ old: mine, new: null });
      session.turn('b').say('hello');
      world.git('stash', '-q');
      session.turn('c').say('hello');
      expect(world.who('new').slice(2)).toEqual(kept('').slice(2));
    });
  });

  test.each([
    ['shows that the old name is gone', 'sub', 'two ← s1#1 snapshot'],
    ['shows neither name', 'else', 'two ← s1#1 snapshot'],
  ])('a later snapshot, of another folder, %s: an earlier one tells of its lines', (_, folder, kept) => {
    world.commit('Begin', { 'sub/old': 'one\n', 'else/g': 'g\n' });
    const session = world.session();
    session.turn('a').shell('python3 first.py', { 'sub/old': 'one\ntwo\nthree\n' });
    session.turn('b').shell('python3 step.py', { 'sub/old': null, new: 'one\ntwo\nthree\nby the tool\n' });
    world.session({ folder }).turn('c').say('hello');
    expect(world.who('new')).toEqual(['one ← commit', kept, 'three ← s1#1 snapshot', 'by the tool ← s1#2 inferred']);
  });

  test('a file that was gone before, when nothing had the new name, is not that file', () => {
    world.commit('Begin', { 'sub/old': old, 'else/g': 'g\n' });
    const session = world.session();
    session.turn('a').shell('rm sub/old', { 'sub/old': null });
    session.turn('b').say('hello');
    session.shell('python3 step.py', { new: made });
    world.session({ folder: 'else' }).turn('c').say('hello');
    expect(world.who('new').every((line) => line.endsWith(' ← s1#2 inferred'))).toBe(true);
  });

  describe.each(['a snapshot', 'a commit'])(
    '%s shows it, and before that something changes it under the new name',
    (what) => {
      function moveThen(change: (session: WorldSession) => void): string[] {
        world.commit('Begin', { old });
        const session = world.session().turn('a');
        session.shell('python3 step.py', { old: null, new: made });
        change(session);
        if (what === 'a commit') world.commit('All');
        else session.turn('b').say('hello');
        return world.who('new');
      }

      test('a command that edits in place', () => {
        const who = moveThen((session) =>
          session.shell("sed -i 's/^four$/4/' new", { new: 'one\ntwo\nby the tool\nthree\n4\n' }),
        );
        expect(who.filter((line) => line.endsWith(' ← commit'))).toEqual([
          'one ← commit',
          'two ← commit',
          'three ← commit',
        ]);
        expect(who[4]).toMatch(/^4 ← s1#1 (snapshot|inferred)$/);
      });

      test('a patch', () => {
        const who = moveThen((session) =>
          session.patch('*** Update File: new\n@@\n-four\n+4', { new: 'one\ntwo\nby the tool\nthree\n4\n' }),
        );
        expect(who.filter((line) => line.endsWith(' ← commit'))).toEqual([
          'one ← commit',
          'two ← commit',
          'three ← commit',
        ]);
        expect(who[4]).toBe('4 ← s1#1 exact');
      });
    },
  );

  test('only the new name is committed', () => {
    world.commit('Begin', { old });
    world.session().turn('a').shell('python3 step.py', { old: null, new: made });
    world.git('add', 'new');
    world.git('commit', '-qm', 'New');
    expect(world.who('new')).toEqual(kept('inferred'));
  });

  test('only the new name is committed, which the next snapshot shows with the old one gone', () => {
    world.commit('Begin', { old });
    const session = world.session();
    session.turn('a').shell('python3 step.py', { old: null, new: made });
    world.git('add', 'new');
    world.git('commit', '-qm', 'New');
    session.turn('b').say('hello');
    expect(world.who('new')).toEqual(kept('snapshot'));
  });

  describe.each(['a', 'z'])('it moves an agent’s copy of a file (%s) and the file itself, and changes both', (copy) => {
    test.each(['the next snapshot', 'the work tree', 'a commit'])(
      'nothing tells which of the new ones is the copy: the lines that HEAD had are not told as the copying turn’s (%s)',
      (shows) => {
        world.commit('Begin', { m: old });
        const session = world.session();
        session.turn('a').shell(`cp m ${copy}`, { [copy]: old });
        const moved = { x: 'one\ntwo\nthree\nfour\nleft\n', y: 'one\ntwo\nthree\nfour\nright\n' };
        session.turn('b').shell('python3 step.py', { m: null, [copy]: null, ...moved });
        if (shows === 'the next snapshot') session.turn('c').say('hello');
        if (shows === 'a commit') world.commit('All');
        const evidence = shows === 'the next snapshot' ? 'snapshot' : 'inferred';
        const kept = ['one', 'two', 'three', 'four'].map((line) => `${line} ← commit`);
        expect(world.who('x')).toEqual([...kept, `left ← s1#2 ${evidence}`]);
        expect(world.who('y')).toEqual([...kept, `right ← s1#2 ${evidence}`]);
      },
    );
  });

  test('a copy is committed, and the file is still there: the copy is the command’s', () => {
    world.commit('Begin', { old });
    world.session().turn('a').shell('python3 step.py', { new: made });
    world.git('add', 'new');
    world.git('commit', '-qm', 'New');
    expect(world.who('new').every((line) => line.endsWith(' ← s1#1 inferred'))).toBe(true);
  });

  test('the changes are stashed, which brings the old name back: the stash shows that it was gone', () => {
    world.commit('Begin', { old });
    world.session().turn('a').shell('python3 step.py', { old: null, new: made });
    world.git('stash', '-q');
    expect(world.who('new')).toEqual(kept('inferred'));
    expect(world.who('old')).toEqual(['one ← commit', 'two ← commit', 'three ← commit', 'four ← commit']);
  });

  test.each(['the work tree', 'the next snapshot'])(
    'the changes are stashed, of which only the last snapshot is like the new name: the person’s lines in it stay the person’s (%s)',
    (shows) => {
      world.commit('Begin', { old });
      world.write({ old: 'one\ntwo\nthis is mine\nand this is too\n' });
      const session = world.session();
      const moved = 'one\nby the tool\nthis is mine\nand this is too\n';
      session.turn('a').shell('python3 step.py', { old: null, new: moved });
      world.git('stash', '-q');
      if (shows === 'the next snapshot') session.turn('b').say('hello');
      expect(world.who('new')).toEqual([
        'one ← commit',
        `by the tool ← s1#1 ${shows === 'the next snapshot' ? 'snapshot' : 'inferred'}`,
        'this is mine ← preexisting',
        'and this is too ← preexisting',
      ]);
    },
  );

  test('the changes are stashed, and the next snapshot shows the new name first', () => {
    world.commit('Begin', { old });
    const session = world.session();
    session.turn('a').shell('python3 step.py', { old: null, new: made });
    world.git('stash', '-q');
    session.turn('b').say('hello');
    expect(world.who('new')).toEqual(kept('snapshot'));
  });
});

describe('a file that a person renames, and that a patch then moves on, goes back to the name that HEAD has', () => {
  const moved = ['one ← commit', 'two ← commit', 'three ← commit', 'four ← s1#1 exact', 'five ← s1#2 exact'];

  /** @param files besides the one that is moved */
  function moveTwice(session: WorldSession, files: Record<string, string> = {}): void {
    world.commit('Begin', { old: 'one\ntwo\nthree\n', ...files });
    session.turn('a').patch('*** Update File: old\n@@\n three\n+four', { old: 'one\ntwo\nthree\nfour\n' });
    world.write({ old: null, between: 'one\ntwo\nthree\nfour\n' });
    const move = '*** Update File: between\n*** Move to: new\n@@\n four\n+five';
    session.turn('b', { ghost: false }).patch(move, { between: null, new: 'one\ntwo\nthree\nfour\nfive\n' });
  }

  test('as long as nothing is committed', () => {
    moveTwice(world.session({ ghosts: false, version: '0.129.0' }));
    expect(world.who('new')).toEqual(moved);
  });

  test('where only the last name is committed', () => {
    moveTwice(world.session({ ghosts: false, version: '0.129.0' }));
    world.commit('All');
    expect(world.who('new')).toEqual(moved);
  });

  test('where only the last name is committed, and a command moves it once more', () => {
    const session = world.session({ ghosts: false, version: '0.129.0' });
    moveTwice(session);
    session.turn('c').shell('mv new newer', { new: null, newer: 'one\ntwo\nthree\nfour\nfive\n' });
    world.commit('All');
    expect(world.who('newer')).toEqual(moved);
  });

  test('where a snapshot shows the last name, and none the name between', () => {
    const session = world.session();
    moveTwice(session);
    session.turn('talk').say('hello');
    expect(world.who('new')).toEqual(moved);
    world.commit('All');
    expect(world.who('new')).toEqual(moved);
  });

  test('but not where HEAD has the name between, too: that is another file', () => {
    const session = world.session({ ghosts: false, version: '0.129.0' });
    world.commit('Begin', { old: 'one\ntwo\nthree\n', between: 'uno\ndos\n' });
    session.turn('a').patch('*** Update File: old\n@@\n three\n+four', { old: 'one\ntwo\nthree\nfour\n' });
    world.write({ old: null, between: 'one\ntwo\nthree\nfour\nuno\n' });
    const move = '*** Update File: between\n*** Move to: new\n@@\n uno\n+five';
    session.turn('b').patch(move, { between: null, new: 'one\ntwo\nthree\nfour\nuno\nfive\n' });
    const other = [...['one', 'two', 'three', 'four'].map((line) => `${line} ← untraced`), 'uno ← commit'];
    expect(world.who('new')).toEqual([...other, 'five ← s1#2 exact']);
    world.commit('All');
    expect(world.who('new')).toEqual([
      ...['one', 'two', 'three', 'four', 'uno'].map((line) => `${line} ← commit`),
      'five ← s1#2 exact',
    ]);
  });
});

describe('a patch that moves a file and is cut short: nothing records whether it was carried out', () => {
  const grown = 'one\ntwo\nthree\nfour\n';
  const move = ['*** Update File: old', '*** Move to: new', '@@', ' three', '-four', '+five'].join('\n');
  const aborted = 'aborted by user after 2.4s';
  /** The person wrote so much into it since that it is no rename by git's rule any more. */
  const more = Array.from({ length: 9 }, (_, n) => `mine ${n}`);
  const result = ['one', 'two', 'three', 'five', ...more];
  const moved = [
    ...['one ← commit', 'two ← commit', 'three ← s1#1 exact', 'five ← s1#2 fragment'],
    ...more.map((line) => `${line} ← untraced`),
  ];

  function begin(ghosts: boolean): WorldSession {
    world.commit('Begin', { old: 'one\ntwo\n', g: 'g\n' });
    const session = world.session({ ghosts });
    return session.turn('a').patch('*** Update File: old\n@@\n two\n+three\n+four', { old: grown });
  }

  function text(lines: readonly string[]): string {
    return `${lines.join('\n')}\n`;
  }

  test('the work tree shows that it was', () => {
    begin(false)
      .turn('b')
      .patch(move, { old: null, new: text(result) }, aborted);
    expect(world.who('new')).toEqual(moved);
    expect(world.editLines(['new']).at(-1)).toBe('s1#2 rename old → new fragment +1 -0');
  });

  test('a commit shows that it was', () => {
    begin(false)
      .turn('b')
      .patch(move, { old: null, new: text(result) }, aborted);
    world.commit('All');
    expect(world.who('new')).toEqual([...moved.slice(0, 4), ...more.map((line) => `${line} ← commit`)]);
  });

  test('a snapshot shows that it was', () => {
    const session = begin(true)
      .turn('b')
      .patch(move, { old: null, new: text(result) }, aborted);
    session.turn('talk').say('hello');
    expect(world.who('new')).toEqual(moved);
  });

  test('where the old name is still there, the new one is another file', () => {
    begin(false).turn('b').patch(move, {}, aborted);
    world.write({ new: text(['one', 'two', 'three', ...more]) });
    const other = ['one', 'two', 'three', ...more].map((line) => `${line} ← untraced`);
    expect(world.who('new')).toEqual(other);
    expect(world.who('old').slice(2)).toEqual(['three ← s1#1 exact', 'four ← s1#1 exact']);
  });

  test('where the new name holds nothing that the patch shows of it, it is another file', () => {
    begin(false).turn('b').patch(move, {}, aborted);
    world.write({ old: null, new: text(['one', 'two', ...more]) });
    expect(world.who('new')).toEqual(['one', 'two', ...more].map((line) => `${line} ← untraced`));
  });

  test('where the new name was there before, it is another file', () => {
    const session = begin(true);
    world.write({ new: text(result) });
    session.turn('b').patch(move, { old: null }, aborted);
    expect(world.who('new')).toEqual(result.map((line) => `${line} ← untraced`));
  });

  test('where a later patch changes the old name, it was not carried out', () => {
    const session = begin(false).turn('b').patch(move, {}, aborted);
    session.patch('*** Update File: old\n@@\n three\n+six', { old: 'one\ntwo\nthree\nsix\nfour\n' });
    world.write({ old: null, new: text(['three', ...more]) });
    expect(world.who('new')).toEqual(['three', ...more].map((line) => `${line} ← untraced`));
  });

  test('where the tool tells that it failed, it was not carried out', () => {
    begin(false)
      .turn('b')
      .patch(move, {}, 'apply_patch verification failed: Failed to find expected lines in old:\nfour');
    world.write({ old: null, new: text(result) });
    expect(world.who('new')).toEqual(result.map((line) => `${line} ← untraced`));
  });
});
