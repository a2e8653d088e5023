import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import type { GitRepo } from '../support/git.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

/** Subject of the commit beside each line; null where no commit has the line. */
function subjects(file: string, options: { directory?: string; revision?: string } = {}): (string | null)[] {
  const { lines, commits } = world.blame(file, options);
  return lines.map(({ commit }) => (commit === null ? null : (commits[commit]?.summary ?? '?')));
}

/** A patch that adds a line to the end of a file whose last line is `last`. */
function append(file: string, last: string, line: string): string {
  return `*** Update File: ${file}\n@@\n ${last}\n+${line}`;
}

describe('G1: rewriting history changes no writer', () => {
  /** An agent's line two is committed on a branch of its own, another commit goes on with main. */
  function diverge(options: { ghosts: boolean; by: 'patch' | 'shell' }): void {
    world.commit('Begin', { f: 'one\n' });
    world.git('checkout', '-q', '-b', 'topic');
    const session = world.session({ ghosts: options.ghosts });
    session.turn('w');
    if (options.by === 'patch') session.patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    else session.shell('./tool', { f: 'one\ntwo\n' });
    world.commit('Two');
    world.git('checkout', '-q', 'main');
    world.commit('Top', { f: 'top\none\n' });
  }

  const ways = [
    { ghosts: true, by: 'patch', evidence: 'exact' },
    { ghosts: false, by: 'patch', evidence: 'exact' },
    { ghosts: true, by: 'shell', evidence: 'inferred' },
  ] as const;

  describe.each(ways)('written by $by, ghosts: $ghosts', ({ ghosts, by, evidence }) => {
    const whole = ['top ← commit', 'one ← commit', `two ← s1#1 ${evidence}`];

    test('rebase', () => {
      diverge({ ghosts, by });
      world.git('checkout', '-q', 'topic');
      world.git('rebase', '-q', 'main');
      expect(world.who('f')).toEqual(whole);
      expect(subjects('f')).toEqual(['Top', 'Begin', 'Two']);
    });

    test('squash merge', () => {
      diverge({ ghosts, by });
      world.git('merge', '-q', '--squash', 'topic');
      world.commit('Squashed');
      world.git('branch', '-q', '-D', 'topic');
      expect(world.who('f')).toEqual(whole);
      expect(subjects('f')).toEqual(['Top', 'Begin', 'Squashed']);
    });

    test('squash merge that is not committed yet', () => {
      diverge({ ghosts, by });
      world.git('merge', '-q', '--squash', 'topic');
      expect(world.who('f')).toEqual(whole);
      expect(subjects('f')).toEqual(['Top', 'Begin', null]);
    });

    test('merge', () => {
      diverge({ ghosts, by });
      world.git('merge', '-q', '--no-ff', '-m', 'Merge topic', 'topic');
      expect(world.who('f')).toEqual(whole);
      expect(subjects('f')).toEqual(['Top', 'Begin', 'Two']);
    });

    test('cherry-pick', () => {
      diverge({ ghosts, by });
      world.git('cherry-pick', 'topic');
      expect(world.who('f')).toEqual(whole);
    });

    test('amend with a line of a person', () => {
      diverge({ ghosts, by });
      world.git('checkout', '-q', 'topic');
      world.write({ f: 'one\ntwo\nthree\n' });
      world.git('commit', '-q', '-a', '--amend', '-m', 'Two and three');
      // What came after the only ghost of a turn that ran something may be its own: that is inferred, never more.
      const last = by === 'shell' ? 's1#1 inferred' : 'commit';
      if (by === 'patch') expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', `three ← ${last}`]);
      else expect(world.who('f').slice(0, 2)).toEqual(['one ← commit', 'two ← s1#1 inferred']);
      expect(subjects('f')).toEqual(['Begin', 'Two and three', 'Two and three']);
    });

    test('soft reset, and one commit for two', () => {
      diverge({ ghosts, by });
      world.git('checkout', '-q', 'topic');
      world.commit('Person', { f: 'zero\none\ntwo\n' });
      world.git('reset', '-q', '--soft', 'HEAD~2');
      world.commit('Both in one');
      expect(world.who('f').filter((line) => !line.startsWith('zero'))).toEqual([
        'one ← commit',
        `two ← s1#1 ${evidence}`,
      ]);
      expect(subjects('f')).toEqual(['Both in one', 'Begin', 'Both in one']);
    });

    test('hard reset, and back by the reflog', () => {
      diverge({ ghosts, by });
      world.git('checkout', '-q', 'topic');
      world.git('reset', '-q', '--hard', 'HEAD~1');
      expect(world.who('f')).toEqual(['one ← commit']);
      world.git('reset', '-q', '--hard', 'HEAD@{1}');
      expect(world.who('f')).toEqual(['one ← commit', `two ← s1#1 ${evidence}`]);
    });

    test('merged by a server that squashes, and pulled', () => {
      diverge({ ghosts, by });
      const server = world.another('server');
      server.git('config', 'receive.denyCurrentBranch', 'ignore');
      world.git('push', '-q', server.dir, 'topic:topic', 'main:main');
      world.gitIn(server, 'reset', '-q', '--hard', 'main');
      world.gitIn(server, 'merge', '-q', '--squash', 'topic');
      world.commitIn(server, 'Squashed by the server');
      world.git('pull', '-q', server.dir, 'main');
      world.git('branch', '-q', '-D', 'topic');
      expect(world.who('f')).toEqual(whole);
      expect(subjects('f')).toEqual(['Top', 'Begin', 'Squashed by the server']);
    });
  });

  test('a rebase between two turns gives the turn before it nothing of what came with it', () => {
    diverge({ ghosts: true, by: 'shell' });
    world.git('checkout', '-q', 'topic');
    world.git('rebase', '-q', 'main');
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['top ← commit', 'one ← commit', 'two ← s1#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0']);
  });

  test('a rebase with a conflict that a person resolves', () => {
    world.commit('Begin', { f: 'one\n' });
    world.git('checkout', '-q', '-b', 'topic');
    world.session().turn('w').patch('*** Update File: f\n@@\n-one\n+agent\n+second', { f: 'agent\nsecond\n' });
    world.commit('Agent');
    world.git('checkout', '-q', 'main');
    world.commit('Main', { f: 'main\n' });
    world.git('checkout', '-q', 'topic');
    expect(() => world.git('rebase', '-q', 'main')).toThrow();
    world.write({ f: 'main and agent\nsecond\n' });
    world.git('add', 'f');
    world.git('-c', 'core.editor=true', 'rebase', '--continue');
    expect(world.who('f')).toEqual(['main and agent ← commit', 'second ← s1#1 exact']);
  });
});

test('G6: a rename of which one commit has the new name, and the next one takes the old name away', () => {
  world.commit('Begin', { one: 'a\nb\nc\n' });
  world.session().turn('a').shell('./tool', { one: null, two: 'a\nb\nmore\nc\n' });
  world.git('add', 'two');
  world.git('commit', '-qm', 'New');
  world.commit('Old');
  expect(world.who('two')).toEqual(['a ← commit', 'b ← commit', 'more ← s1#1 inferred', 'c ← commit']);
});

test('G1: a file that was renamed in commits that are squashed later, while a command ran that could have written it', () => {
  const first = world.commit('Begin', { one: 'a\nb\nc\n' });
  world.git('mv', 'one', 'two');
  world.commit('Two');
  world.session().turn('a').shell('./tool', { other: 'x\n' });
  world.git('mv', 'two', 'three');
  world.commit('Three');
  world.git('reset', '-q', '--soft', first);
  world.commit('Squashed');
  expect(world.who('three')).toEqual(['a ← commit', 'b ← commit', 'c ← commit']);
  expect(world.who('other')).toEqual(['x ← s1#1 inferred']);
});

describe('G2: what a pull brings is its commits’', () => {
  /** A second clone of the same history, where somebody else works. */
  function colleague(): GitRepo {
    world.git('clone', '-q', world.repo.dir, join(world.base, 'colleague'));
    return world.another('colleague', null);
  }

  test('between two ghosts, after a turn that ran commands', () => {
    world.commit('Begin', { f: 'one\n', g: 'g\n' });
    const other = colleague();
    const session = world.session();
    session.turn('w').shell('./tool', { f: 'one\nagent\n' });
    world.commit('Agent');
    world.commitIn(other, 'Theirs', { f: 'theirs\none\n', g: 'g\ntheirs\n', 'new.txt': 'new\n' });
    world.git('pull', '-q', '--no-rebase', '--no-edit', other.dir, 'main');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['theirs ← commit', 'one ← commit', 'agent ← s1#1 snapshot']);
    expect(subjects('f')).toEqual(['Theirs', 'Begin', 'Agent']);
    expect(world.who('g')).toEqual(['g ← commit', 'theirs ← commit']);
    expect(world.who('new.txt')).toEqual(['new ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0']);
  });

  test.each([true, false])(
    'where the agent had deleted the file after a commit of it: its lines come back as its own (ghost: %s)',
    (ghosts) => {
      world.commit('Begin', { f: 'one\nlast\n' });
      const session = world
        .session({ ghosts })
        .turn('w')
        .patch(append('f', 'one', 'agent'), { f: 'one\nagent\nlast\n' });
      world.commit('Agent');
      const other = colleague();
      session.patch('*** Delete File: f', { f: null });
      world.commitIn(other, 'Theirs', { f: 'one\nagent\ntheirs\nlast\n' });
      world.git('pull', '-q', '--no-rebase', '--no-edit', other.dir, 'main');
      expect(world.who('f')).toEqual(['one ← commit', 'agent ← s1#1 exact', 'theirs ← commit', 'last ← commit']);
    },
  );

  test('by rebase, with a stash around what is not committed', () => {
    world.commit('Begin', { f: 'one\n' });
    const other = colleague();
    const session = world.session();
    session.turn('w').shell('./tool', { f: 'one\nagent\n' });
    world.commitIn(other, 'Theirs', { f: 'theirs\none\n' });
    world.git('pull', '-q', '--rebase', '--autostash', other.dir, 'main');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['theirs ← commit', 'one ← commit', 'agent ← s1#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0']);
  });

  test('by the agent itself during its turn, which goes on to edit the file', () => {
    world.commit('Begin', { f: 'one\n' });
    const other = colleague();
    world.commitIn(other, 'Theirs', { f: 'theirs\none\n' });
    const session = world.session();
    session.turn('w').shell('git pull');
    world.git('pull', '-q', other.dir, 'main');
    session.patch(append('f', 'one', 'agent'), { f: 'theirs\none\nagent\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['theirs ← commit', 'one ← commit', 'agent ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0']);
  });

  test('twice without a rebase, and a turn’s snapshot in between', () => {
    world.commit('Begin', { f: 'one\n' });
    const other = colleague();
    world.session().turn('w').shell('./tool');
    world.commitIn(other, 'New', { n: 'a\nb\nc\nd\n' });
    world.git('pull', '-q', '--no-rebase', '--no-edit', other.dir, 'main');
    world.session().turn('talk').say('hello');
    world.commitIn(other, 'More', { n: 'x\na\nb\nc\nd\n' });
    world.git('pull', '-q', '--no-rebase', '--no-edit', other.dir, 'main');
    expect(world.who('n')).toEqual(['x', 'a', 'b', 'c', 'd'].map((line) => `${line} ← commit`));
    expect(world.editLines()).toEqual([]);
  });

  test('after the last turn, which has no later ghost', () => {
    world.commit('Begin', { f: 'one\n' });
    const other = colleague();
    world.commitIn(other, 'Theirs', { f: 'theirs\none\n' });
    world.session().turn('w').shell('./tool');
    world.git('pull', '-q', other.dir, 'main');
    expect(world.who('f')).toEqual(['theirs ← commit', 'one ← commit']);
    expect(world.editLines()).toEqual([]);
  });

  test('of a file that a patch of the session made, without ghosts', () => {
    world.commit('Begin', { f: 'one\n' });
    const other = colleague();
    world
      .session({ ghosts: false })
      .turn('w')
      .patch(append('f', 'one', 'agent'), { f: 'one\nagent\n' });
    world.commit('Agent');
    world.commitIn(other, 'Theirs', { f: 'theirs\none\n' });
    world.git('pull', '-q', '--no-rebase', '--no-edit', other.dir, 'main');
    expect(world.who('f')).toEqual(['theirs ← commit', 'one ← commit', 'agent ← s1#1 exact']);
  });
});

describe('G3: a merge with a conflict', () => {
  const conflict = '<<<<<<< HEAD\nagent\n=======\ntheirs\n>>>>>>> other\n';

  /** The agent's line stands against another branch's; git leaves the conflict in the file. */
  function collide(how: 'patch' | 'shell' = 'patch'): void {
    world.commit('Begin', { f: 'a\nb\n', g: 'g\n' });
    world.git('checkout', '-q', '-b', 'other');
    world.commit('Theirs', { f: 'a\ntheirs\n', g: 'g\ntheirs\n' });
    world.git('checkout', '-q', 'main');
    const session = world.session();
    session.turn('w');
    if (how === 'patch') session.patch('*** Update File: f\n@@\n a\n-b\n+agent', { f: 'a\nagent\n' });
    else session.shell('./tool', { f: 'a\nagent\n' });
    world.commit('Agent');
    expect(() => world.git('merge', '-q', 'other')).toThrow();
    expect(readFileSync(join(world.repo.dir, 'f'), 'utf8')).toBe(`a\n${conflict}`);
  }

  test('resolved by a person: the resolved line is theirs, the rest as it was', () => {
    collide();
    world.write({ f: 'a\nagent\nboth\n' });
    world.commit('Merged');
    expect(world.who('f')).toEqual(['a ← commit', 'agent ← s1#1 exact', 'both ← commit']);
    expect(subjects('f')).toEqual(['Begin', 'Agent', 'Merged']);
    expect(world.who('g')).toEqual(['g ← commit', 'theirs ← commit']);
  });

  test('resolved by a person between two ghosts, after a turn that ran something', () => {
    collide('shell');
    world.write({ f: 'a\nagent\nboth\n' });
    world.commit('Merged');
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['a ← commit', 'agent ← s1#1 snapshot', 'both ← commit']);
    expect(subjects('f')).toEqual(['Begin', 'Agent', 'Merged']);
    expect(world.who('g')).toEqual(['g ← commit', 'theirs ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -1']);
  });

  test('of a cherry-pick, resolved by a person between two ghosts', () => {
    collide('shell');
    world.git('merge', '--abort');
    expect(() => world.git('cherry-pick', 'other')).toThrow();
    world.write({ f: 'a\nagent\nboth\n' });
    world.commit('Picked');
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['a ← commit', 'agent ← s1#1 snapshot', 'both ← commit']);
  });

  test('resolved by a command of a turn that sees the conflict', () => {
    collide('shell');
    const session = world.session();
    session.turn('resolve').shell('./resolve', { f: 'a\nagent\nboth\n' });
    world.commit('Merged');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['a ← commit', 'agent ← s1#1 snapshot', 'both ← s2#1 snapshot']);
  });

  test('of a merge that the turn itself ran, and resolved by a command', () => {
    collide('shell');
    world.git('merge', '--abort');
    const session = world.session();
    session.turn('merge').shell('git merge other', {}, 1).shell('./resolve', { f: 'a\nagent\nboth\n' });
    world.git('update-ref', 'MERGE_HEAD', 'other');
    world.commit('Merged');
    session.turn('talk').say('hello');
    expect(world.who('f').at(-1)).toBe('both ← s2#1 snapshot');
  });

  test('resolved by an agent’s patch in a turn that sees the conflict', () => {
    collide();
    const session = world.session();
    session
      .turn('resolve')
      .patch('*** Update File: f\n@@\n-<<<<<<< HEAD\n agent\n-=======\n theirs\n->>>>>>> other\n+resolved', {
        f: 'a\nagent\ntheirs\nresolved\n',
      });
    world.commit('Merged');
    const whole = ['a ← commit', 'agent ← s1#1 exact', 'theirs ← commit', 'resolved ← s2#1 exact'];
    expect(world.who('f')).toEqual(whole);
    expect(subjects('f')).toEqual(['Begin', 'Agent', 'Theirs', 'Merged']);
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(whole);
  });

  test('resolved by an agent’s patch, without ghosts', () => {
    world.commit('Begin', { f: 'a\nb\n' });
    world.git('checkout', '-q', '-b', 'other');
    world.commit('Theirs', { f: 'a\ntheirs\n' });
    world.git('checkout', '-q', 'main');
    world.commit('Ours', { f: 'a\nours\n' });
    expect(() => world.git('merge', '-q', 'other')).toThrow();
    world
      .session({ ghosts: false })
      .turn('resolve')
      .patch('*** Update File: f\n@@\n-<<<<<<< HEAD\n-ours\n-=======\n-theirs\n->>>>>>> other\n+ours and theirs', {
        f: 'a\nours and theirs\n',
      });
    world.commit('Merged');
    expect(world.who('f')).toEqual(['a ← commit', 'ours and theirs ← s1#1 fragment']);
  });

  test('lines of the other branch are never those of a turn that ran commands before the merge', () => {
    collide('shell');
    const session = world.session();
    session
      .turn('resolve')
      .patch('*** Update File: f\n@@\n-<<<<<<< HEAD\n agent\n-=======\n theirs\n->>>>>>> other\n+resolved', {
        f: 'a\nagent\ntheirs\nresolved\n',
      });
    const whole = ['a ← commit', 'agent ← s1#1 snapshot', 'theirs ← commit', 'resolved ← s2#1 exact'];
    const others = ['g ← commit', 'theirs ← commit'];
    expect(world.who('f')).toEqual(whole);
    expect(world.who('g')).toEqual(others);
    world.commit('Merged');
    expect(world.who('f')).toEqual(whole);
    expect(world.who('g')).toEqual(others);
  });
});

describe('G4: a stash changes no writer', () => {
  test.each([{ flags: [] }, { flags: ['--include-untracked'] }])(
    'stashed $flags and popped around a turn',
    ({ flags }) => {
      world.commit('Begin', { f: 'one\n', g: 'g\n' });
      const session = world.session();
      session
        .turn('w')
        .patch(append('f', 'one', 'agent'), { f: 'one\nagent\n' })
        .patch('*** Add File: new.txt\n+new', { 'new.txt': 'new\n' });
      world.git('stash', 'push', '-q', ...flags);
      session.turn('other').patch(append('g', 'g', 'agent'), { g: 'g\nagent\n' });
      world.commit('Other');
      session.turn('talk').say('hello');
      world.git('stash', 'pop', '-q');
      const check = (): void => {
        expect(world.who('f')).toEqual(['one ← commit', 'agent ← s1#1 exact']);
        expect(world.who('new.txt')).toEqual(['new ← s1#1 exact']);
        expect(world.who('g')).toEqual(['g ← commit', 'agent ← s1#2 exact']);
        expect(world.editLines()).toEqual([
          's1#1 modify f exact +1 -0',
          's1#1 create new.txt exact +1 -0',
          's1#2 modify g exact +1 -0',
        ]);
      };
      check();
      session.turn('talk').say('hello');
      check();
    },
  );

  test('what a command wrote, stashed before any ghost saw it, and popped', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('w').shell('./tool', { f: 'one\nagent\n' });
    session.turn('talk').say('hello');
    world.git('stash', 'push', '-q');
    session.turn('talk').say('hello');
    world.git('stash', 'pop', '-q');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'agent ← s1#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0']);
  });

  test('a turn that ran commands after a pop made nothing of what the pop brought back', () => {
    world.commit('Begin', { f: 'one\n' });
    world.write({ f: 'one\nperson\n' });
    const session = world.session();
    session.turn('talk').say('hello');
    world.git('stash', 'push', '-q');
    session.turn('run').shell('./tool');
    world.git('stash', 'pop', '-q');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'person ← preexisting']);
    expect(world.editLines()).toEqual([]);
  });
});

describe('G5: the agent commits by itself', () => {
  test('what a command of the turn wrote and another committed', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('w').shell('./tool', { f: 'one\ntwo\n', 'new.txt': 'x\n' });
    session.shell('git commit -qam Two');
    world.commit('Two');
    session.turn('talk').say('done');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.who('new.txt')).toEqual(['x ← s1#1 snapshot']);
    expect(subjects('f')).toEqual(['Begin', 'Two']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0', 's1#1 create new.txt snapshot +1 -0']);
  });

  test('twice, and a person in between', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.commit('Two');
    world.commit('Person', { f: 'one\ntwo\nperson\n' });
    session.turn('b').patch(append('f', 'person', 'four'), { f: 'one\ntwo\nperson\nfour\n' });
    world.commit('Four');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'person ← commit', 'four ← s1#2 exact']);
    expect(subjects('f')).toEqual(['Begin', 'Two', 'Person', 'Four']);
  });

  test.each([
    ['a snapshot of the next turn shows it', true, 'snapshot'],
    ['no snapshot does', false, 'inferred'],
  ])('a file that its tool moved and changed at once: the new lines are its (%s)', (_title, isShown, evidence) => {
    world.commit('Begin', { old: 'one\ntwo\nthree\nfour\n' });
    const session = world.session();
    session.turn('move').shell('./tool', { old: null, new: 'one\ntwo\nmore\nthree\nfour\n' });
    world.commit('Agent');
    if (isShown) session.turn('talk').say('hello');
    expect(world.who('new')).toEqual([
      'one ← commit',
      'two ← commit',
      `more ← s1#1 ${evidence}`,
      'three ← commit',
      'four ← commit',
    ]);
  });
});

describe('G6: git mv by a person', () => {
  const lines = 'one\ntwo\nthree\nfour\n';
  const whole = ['one ← commit', 'two ← commit', 'three ← commit', 'four ← commit', 'five ← s1#1 exact'];

  function written(ghosts: boolean) {
    world.commit('Begin', { 'old.txt': lines });
    const session = world.session({ ghosts });
    session.turn('w').patch(append('old.txt', 'four', 'five'), { 'old.txt': `${lines}five\n` });
    return session;
  }

  test.each([true, false])('not committed (ghosts: %s)', (ghosts) => {
    written(ghosts);
    world.commit('Five');
    world.git('mv', 'old.txt', 'new.txt');
    expect(world.who('new.txt')).toEqual(whole);
    expect(subjects('new.txt')).toEqual(['Begin', 'Begin', 'Begin', 'Begin', 'Five']);
  });

  test.each([true, false])('with lines that no commit has (ghosts: %s)', (ghosts) => {
    written(ghosts);
    world.git('mv', 'old.txt', 'new.txt');
    expect(world.who('new.txt')).toEqual(whole);
    expect(subjects('new.txt')).toEqual(['Begin', 'Begin', 'Begin', 'Begin', null]);
  });

  test.each([true, false])('committed (ghosts: %s)', (ghosts) => {
    written(ghosts);
    world.git('mv', 'old.txt', 'new.txt');
    world.commit('Moved');
    expect(world.who('new.txt')).toEqual(whole);
  });

  test('into another folder, between two turns', () => {
    const session = written(true);
    world.commit('Five');
    mkdirSync(join(world.repo.dir, 'sub'));
    world.git('mv', 'old.txt', 'sub/new.txt');
    session.turn('more').patch(append('sub/new.txt', 'five', 'six'), { 'sub/new.txt': `${lines}five\nsix\n` });
    world.commit('Moved');
    session.turn('talk').say('hello');
    expect(world.who('sub/new.txt')).toEqual([...whole, 'six ← s1#2 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify old.txt exact +1 -0', 's1#2 modify sub/new.txt exact +1 -0']);
  });

  test('and back by another branch: the file that was there before follows no copy that a turn made on this one', () => {
    world.commit('Begin', { old: 'one\ntwo\nthree\n', g: 'g\n' });
    world.git('switch', '-q', '-c', 'topic');
    world.git('mv', 'old', 'new');
    world.commit('Renamed');
    const session = world.session();
    session.turn('a').shell('cp new copy', { copy: 'one\ntwo\nthree\n' });
    session.shell('mv new moved', { new: null, moved: 'one\ntwo\nthree\n' });
    world.commit('Copied');
    world.git('switch', '-q', 'main');
    expect(world.who('old')).toEqual(['one ← commit', 'two ← commit', 'three ← commit']);
  });

  test('a new file of a person that only resembles one that is still there follows nothing', () => {
    written(true);
    world.write({ 'copy.txt': `${lines}five\n` });
    expect(world.who('copy.txt')).toEqual([
      'one ← untraced',
      'two ← untraced',
      'three ← untraced',
      'four ← untraced',
      'five ← untraced',
    ]);
  });
});

describe('codex reader 12: G7: linked work trees', () => {
  function linked(): GitRepo {
    world.git('worktree', 'add', '-q', '-b', 'side', join(world.base, 'side'));
    return world.another('side', null);
  }

  test('a session in one of them: there before, everywhere after the merge', () => {
    world.commit('Begin', { f: 'one\n' });
    const side = linked();
    const session = world.session({ repo: side });
    session.turn('w').patch(append('f', 'one', 'patched'), { f: 'one\npatched\n' });
    session.turn('x').shell('./tool', { f: 'one\npatched\nseen\n' });
    session.turn('y').shell('./tool', { f: 'one\npatched\nseen\nlast\n' });
    const whole = ['one ← commit', 'patched ← s1#1 exact', 'seen ← s1#2 snapshot', 'last ← s1#3 inferred'];
    expect(world.who('f', { directory: side.dir })).toEqual(whole);
    expect(world.who('f')).toEqual(['one ← commit']);
    world.commitIn(side, 'Side');
    expect(world.who('f', { directory: side.dir })).toEqual(whole);
    expect(world.who('f')).toEqual(['one ← commit']);
    world.git('merge', '-q', 'side');
    expect(world.who('f')).toEqual(whole);
    expect(subjects('f')).toEqual(['Begin', 'Side', 'Side', 'Side']);
  });

  test('equal text that a person writes in the other one is the person’s', () => {
    world.commit('Begin', { f: 'one\n' });
    const side = linked();
    world
      .session({ repo: side })
      .turn('w')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.write({ f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← untraced']);
  });

  test('what a person commits in one is not that of a turn that ran commands in the other', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session({ repo: linked() }).turn('w').shell('./tool');
    world.commit('Person', { f: 'one\nperson\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'person ← commit']);
  });

  test('a session in the main one, blamed in the linked one after the merge there', () => {
    world.commit('Begin', { f: 'one\n' });
    const side = linked();
    world
      .session()
      .turn('w')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.commit('Two');
    world.gitIn(side, 'merge', '-q', 'main');
    expect(world.who('f', { directory: side.dir })).toEqual(['one ← commit', 'two ← s1#1 exact']);
  });

  test('a work tree that was removed since', () => {
    world.commit('Begin', { f: 'one\n' });
    const side = linked();
    world
      .session({ repo: side })
      .turn('w')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.commitIn(side, 'Two');
    world.git('merge', '-q', 'side');
    world.git('worktree', 'remove', side.dir);
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
  });
});

describe('G8: each path belongs to the repository that holds it', () => {
  test('a submodule, with the session in the repository above it', () => {
    const library = world.another('library');
    world.commitIn(library, 'Library', { f: 'one\n' });
    world.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.dir, 'sub');
    world.commit('With submodule', { 'top.txt': 'top\n' });
    const session = world.session();
    session
      .turn('w')
      .patch(append('sub/f', 'one', 'two'), { 'sub/f': 'one\ntwo\n' })
      .patch(append('top.txt', 'top', 'two'), { 'top.txt': 'top\ntwo\n' });
    session.turn('talk').say('hello');
    const whole = ['one ← commit', 'two ← s1#1 exact'];
    expect(world.who('f', { directory: join(world.repo.dir, 'sub') })).toEqual(whole);
    expect(world.who('sub/f')).toEqual(whole);
    expect(world.who('top.txt')).toEqual(['top ← commit', 'two ← s1#1 exact']);
    expect(world.blame('f', { directory: join(world.repo.dir, 'sub') }).warnings).toEqual([]);
    expect(world.editLines()).toEqual(['s1#1 modify top.txt exact +1 -0']);
  });

  test('a session in a nested repository is nothing to the one around it', () => {
    world.commit('Begin', { f: 'one\n' });
    const inner = world.another('repo/inner');
    world.commitIn(inner, 'Inner', { f: 'one\n' });
    world
      .session({ repo: inner })
      .turn('w')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit']);
    expect(world.who('f', { directory: inner.dir })).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.who('inner/f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual([]);
  });

  test('a session in a folder of repositories', () => {
    world.commit('Begin', { f: 'one\n' });
    const other = world.another('other');
    world.commitIn(other, 'Begin', { f: 'one\n' });
    const session = world.session({ cwd: world.base, ghosts: false });
    session
      .turn('w')
      .patch(append('repo/f', 'one', 'here'), { f: 'one\nhere\n' })
      .patch(append('other/f', 'one', 'there'), {});
    other.write({ f: 'one\nthere\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'here ← s1#1 exact']);
    expect(world.who('f', { directory: other.dir })).toEqual(['one ← commit', 'there ← s1#1 exact']);
    expect(world.who('repo/f', { directory: world.base })).toEqual(['one ← commit', 'here ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0']);
  });
});

describe('G9, G10: from wherever it is asked', () => {
  function write(options: { ghosts?: boolean; git?: { commit_hash?: string; repository_url?: string } } = {}): void {
    world
      .session(options)
      .turn('w')
      .patch(append('sub/f', 'one', 'two'), { 'sub/f': 'one\ntwo\n' });
  }
  const whole = ['one ← commit', 'two ← s1#1 exact'];

  test('G9: from a sub-folder, by absolute path, through symlinks to the repository and to a folder in it', () => {
    world.commit('Begin', { 'sub/f': 'one\n' });
    write();
    const { dir } = world.repo;
    symlinkSync(dir, join(world.base, 'link'));
    symlinkSync('sub', join(dir, 'alias'));
    const places = [
      { file: 'f', directory: join(dir, 'sub') },
      { file: '../sub/f', directory: join(dir, 'sub') },
      { file: join(dir, 'sub/f'), directory: join(dir, 'sub') },
      { file: join(world.base, 'link/sub/f'), directory: dir },
      { file: 'sub/f', directory: join(world.base, 'link') },
      { file: 'f', directory: join(world.base, 'link/sub') },
      { file: 'alias/f', directory: dir },
    ];
    for (const { file, directory } of places) {
      expect({ file, directory, who: world.who(file, { directory }) }).toEqual({ file, directory, who: whole });
      expect(world.blame(file, { directory }).path).toBe('sub/f');
    }
  });

  test('G9: with -C, as the program is run', () => {
    world.commit('Begin', { 'sub/f': 'one\n' });
    write();
    const answers = [
      runIn(world, ['--json', 'sub/f']),
      runIn(world, ['--json', '-C', join(world.repo.dir, 'sub'), 'f'], { cwd: world.base }),
      runIn(world, ['--json', '-C', 'repo', '-C', 'sub', 'f'], { cwd: world.base }),
      runIn(world, ['--json', '-C', '..', 'sub/f'], { cwd: join(world.repo.dir, 'sub') }),
    ];
    expect(answers[0]).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('"origin": "agent"') });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('G9: a session that was started through a symlink', () => {
    world.commit('Begin', { 'sub/f': 'one\n' });
    symlinkSync(world.repo.dir, join(world.base, 'link'));
    world
      .session({ cwd: join(world.base, 'link') })
      .turn('w')
      .patch(append('sub/f', 'one', 'two'), { 'sub/f': 'one\ntwo\n' });
    expect(world.who('sub/f')).toEqual(whole);
  });

  test('G10: the repository was moved, its ghost commits with it', () => {
    world.commit('Begin', { 'sub/f': 'one\n' });
    write();
    const moved = join(world.base, 'moved');
    renameSync(world.repo.dir, moved);
    expect(world.who('sub/f', { directory: moved })).toEqual(whole);
  });

  test('G10: the repository was moved; commit and remote tell it, or the person', () => {
    const first = world.commit('Begin', { 'sub/f': 'one\n' });
    world.git('remote', 'add', 'origin', 'git@example.org:ada/demo.git');
    write({ ghosts: false, git: { commit_hash: first, repository_url: 'https://example.org/ada/demo' } });
    const moved = join(world.base, 'moved');
    renameSync(world.repo.dir, moved);
    expect(world.who('sub/f', { directory: moved })).toEqual(whole);
  });

  test.each<[string, (session: WorldSession) => void, string, string]>([
    [
      'that a command changed there',
      (session) => session.shell("sed -i 's/one/ONE/' f", { 'sub/f': 'ONE\n' }),
      'sub/f',
      'ONE ← s1#1 inferred',
    ],
    [
      'that it made, and that lies there',
      (session) => session.patch('*** Add File: g\n+new', { 'sub/g': 'new\n' }),
      'sub/g',
      'new ← s1#1 exact',
    ],
    [
      'that it made, and that it moved by a command to where it lies',
      (session) => {
        session.patch('*** Add File: g\n+new', { 'sub/g': 'new\n' });
        session.shell('mv g h', { 'sub/g': null, 'sub/h': 'new\n' });
      },
      'sub/h',
      'new ← s1#1 exact',
    ],
  ])('G10: the repository was moved, and a session in a sub-folder is placed by a file %s', (_, act, file, line) => {
    const first = world.commit('Begin', { 'sub/f': 'one\n' });
    act(world.session({ ghosts: false, folder: 'sub', git: { commit_hash: first } }).turn('a'));
    const moved = join(world.base, 'moved');
    renameSync(world.repo.dir, moved);
    expect(world.who(file, { directory: moved })).toEqual([line]);
  });

  test('G10: the repository was moved, and a session in a sub-folder is placed by one that worked above', () => {
    const first = world.commit('Begin', { 'sub/f': 'one\n' });
    const git = { commit_hash: first };
    world.session({ ghosts: false, git }).turn('talk').say('hello');
    const session = world.session({ ghosts: false, folder: 'sub', git }).turn('a');
    session.patch('*** Add File: g\n+new', { 'sub/g': 'new\n' });
    world.write({ 'sub/g': null });
    const moved = join(world.base, 'moved');
    renameSync(world.repo.dir, moved);
    expect(world.editLines([], { directory: moved })).toEqual(['s2#1 create sub/g exact +1 -0']);
  });

  test.each(['a snapshot', 'a commit'])(
    'G10: the repository was moved while a session went on, which began with %s of it',
    (by) => {
      const first = world.commit('Begin', { 'sub/f': 'one\n' });
      const ghosts = by === 'a snapshot';
      const session = world.session({ ghosts, ...(ghosts ? {} : { git: { commit_hash: first } }) }).turn('a');
      session.patch(append('sub/f', 'one', 'two'), { 'sub/f': 'one\ntwo\n' });
      const moved = join(world.base, 'moved');
      renameSync(world.repo.dir, moved);
      session.record('turn_context', { cwd: moved, approval_policy: 'never', model: 'gpt-demo', summary: 'auto' });
      session.record('event_msg', { type: 'user_message', message: 'go on', images: [] });
      expect(world.who('sub/f', { directory: moved })).toEqual(whole);
    },
  );

  test('G10: a session that came here from a folder that is gone, and of which nothing tells that it was this repository', () => {
    world.commit('Begin', { 'sub/f': 'one\n' });
    const gone = join(world.base, 'gone');
    const session = world.session({ ghosts: false, cwd: gone }).turn('a');
    session.patch(append('sub/f', 'one', 'two'), {});
    session.record('turn_context', {
      cwd: world.repo.dir,
      approval_policy: 'never',
      model: 'gpt-demo',
      summary: 'auto',
    });
    world.write({ 'sub/f': 'one\ntwo\n' });
    expect(world.who('sub/f')).toEqual(['one ← commit', 'two ← untraced']);
  });

  test('G10: the repository was moved, and only the person knows', () => {
    world.commit('Begin', { 'sub/f': 'one\n' });
    write({ ghosts: false });
    const moved = join(world.base, 'moved');
    renameSync(world.repo.dir, moved);
    expect(world.who('sub/f', { directory: moved })).toEqual(['one ← commit', 'two ← untraced']);
    expect(world.who('sub/f', { directory: moved, movedFrom: [world.repo.dir] })).toEqual(whole);
  });

  test.each([true, false])('G10: cloned anew, without ghosts (the old one is there: %s)', (isThere) => {
    const server = world.another('server.git', ['--bare']);
    const first = world.commit('Begin', { 'sub/f': 'one\n' });
    world.git('remote', 'add', 'origin', server.dir);
    write({ ghosts: true, git: { commit_hash: first, repository_url: server.dir } });
    world.commit('Two');
    world.git('push', '-q', 'origin', 'main');
    const clone = join(world.base, 'clone');
    world.git('clone', '-q', server.dir, clone);
    if (!isThere) rmSync(world.repo.dir, { recursive: true });
    expect(world.who('sub/f', { directory: clone })).toEqual(whole);
    expect(subjects('sub/f', { directory: clone })).toEqual(['Begin', 'Two']);
  });

  test('G10: another repository with the same remote name, or the same path, is another', () => {
    world.commit('Begin', { 'sub/f': 'one\n' });
    write({ ghosts: false, git: { commit_hash: '1'.repeat(40), repository_url: 'git@example.org:ada/demo.git' } });
    const other = world.another('other');
    world.commitIn(other, 'Other', { 'sub/f': 'one\ntwo\n' });
    world.gitIn(other, 'remote', 'add', 'origin', 'git@example.org:ada/demo.git');
    expect(world.who('sub/f', { directory: other.dir })).toEqual(['one ← commit', 'two ← commit']);
  });
});

describe('G11: names', () => {
  const names = [
    'two words.txt',
    '"quoted".txt',
    "it's.txt",
    'back\\slash.txt',
    'tab\there.txt',
    '\u00e9t\u00e9.txt',
    'e\u0301te\u0301.txt',
    '日本/語.txt',
    '-dash.txt',
    '--json',
    'a:b.txt',
    'glob[*]?.txt',
    '$(touch x).txt',
  ];

  test.each(names)('%j, written by a patch', (name) => {
    world.commit('Begin', { [name]: 'one\n', other: 'x\n' });
    world
      .session({ ghosts: false })
      .turn('w')
      .patch(append(name, 'one', 'two'), { [name]: 'one\ntwo\n' });
    expect(world.who(name)).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.blame(name).path).toBe(name);
    expect(world.editLines()).toEqual([`s1#1 modify ${name} exact +1 -0`]);
  });

  test.each([...names, ' blanks around ', 'new\nline.txt', '\u0001.txt', '\u202egpj.txt'])(
    '%j, seen between two ghosts',
    (name) => {
      world.commit('Begin', { [name]: 'one\n', other: 'x\n' });
      const session = world.session();
      session.turn('w').shell('./tool', { [name]: 'one\ntwo\n' });
      session.turn('talk').say('hello');
      expect(world.who(name)).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
      expect(world.editLines()).toEqual([`s1#1 modify ${name} snapshot +1 -0`]);
    },
  );

  test.each([...names, ' blanks around ', 'new\nline.txt', '\u0001.txt'])(
    '%j, in JSON and porcelain as git quotes it',
    (name) => {
      world.commit('Begin', { [name]: 'one\n' });
      const named = (porcelain: string): string[] =>
        porcelain.split('\n').filter((line) => line.startsWith('filename '));
      const ours = runIn(world, ['--porcelain', '--', name]);
      expect(ours.code).toBe(0);
      expect(named(ours.stdout)).toEqual(named(world.git('blame', '--porcelain', '--', name)));
      expect(JSON.parse(runIn(world, ['--json', '--', name]).stdout).path).toBe(name);
    },
  );

  test('NFC and NFD of one name are two files', () => {
    world.commit('Begin', { '\u00e9.txt': 'nfc\n', 'e\u0301.txt': 'nfd\n' });
    world
      .session()
      .turn('w')
      .patch(append('\u00e9.txt', 'nfc', 'agent'), { '\u00e9.txt': 'nfc\nagent\n' });
    expect(world.who('\u00e9.txt')).toEqual(['nfc ← commit', 'agent ← s1#1 exact']);
    expect(world.who('e\u0301.txt')).toEqual(['nfd ← commit']);
  });
});

describe('G12: how objects are stored', () => {
  /** One line by a patch, one that only ghosts show, one committed by a person. */
  function work(): { session: WorldSession; whole: string[] } {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch(append('f', 'one', 'patched'), { f: 'one\npatched\n' });
    session.turn('b').shell('./tool', { f: 'one\npatched\nseen\n' });
    session.turn('talk').say('hello');
    world.commit('Work', { f: 'one\npatched\nseen\nperson\n' });
    session.turn('talk').say('hello');
    const whole = ['one ← commit', 'patched ← s1#1 exact', 'seen ← s1#2 snapshot', 'person ← commit'];
    return { session, whole };
  }

  test('loose, packed, and packed with the ghosts as deltas', () => {
    const { session, whole } = work();
    expect(world.who('f')).toEqual(whole);
    for (const [n, ghost] of session.ghosts.entries()) world.git('update-ref', `refs/keep/${n}`, ghost);
    world.git('repack', '-a', '-d', '-q', '--depth=50', '--window=50');
    world.git('prune-packed');
    for (const n of session.ghosts.keys()) world.git('update-ref', '-d', `refs/keep/${n}`);
    expect(readdirSync(join(world.repo.dir, '.git/objects')).sort()).toEqual(['info', 'pack']);
    expect(world.who('f')).toEqual(whole);
    expect(world.blame('f').warnings).toEqual([]);
  });

  test('ghosts that git gc packed as cruft', () => {
    const { whole } = work();
    world.git('gc', '-q', '--cruft', '--prune=never');
    expect(world.who('f')).toEqual(whole);
    expect(world.blame('f').warnings).toEqual([]);
  });

  test('an object database that borrows from another', () => {
    const { whole } = work();
    const borrower = join(world.base, 'borrower');
    world.git('clone', '-q', '--shared', world.repo.dir, borrower);
    renameSync(join(world.repo.dir, '.git/objects'), join(world.base, 'objects'));
    writeFileSync(join(borrower, '.git/objects/info/alternates'), `${join(world.base, 'objects')}\n`);
    rmSync(world.repo.dir, { recursive: true });
    expect(world.who('f', { directory: borrower })).toEqual(whole);
  });

  test('a shallow clone: what is there counts, the rest is the boundary’s', () => {
    const first = world.commit('Begin', { f: 'one\n' });
    const server = world.another('server.git', ['--bare']);
    world.git('remote', 'add', 'origin', server.dir);
    const url = `file://${server.dir}`;
    world.commit('Person', { f: 'one\nperson\n' });
    world
      .session({ ghosts: false, git: { commit_hash: first, repository_url: url } })
      .turn('w')
      .patch(append('f', 'person', 'agent'), { f: 'one\nperson\nagent\n' });
    world.commit('Agent');
    world.git('push', '-q', 'origin', 'main');
    const shallow = join(world.base, 'shallow');
    world.git('clone', '-q', '--depth', '1', url, shallow);
    rmSync(world.repo.dir, { recursive: true });
    // Neither the ghosts nor the commit that the session began at are there: nothing ties it, and nothing is guessed.
    expect(world.who('f', { directory: shallow })).toEqual(['one ← commit', 'person ← commit', 'agent ← commit']);
    expect(subjects('f', { directory: shallow })).toEqual(['Agent', 'Agent', 'Agent']);
    // The person may tie it.
    expect(world.who('f', { directory: shallow, movedFrom: [world.repo.dir] })).toEqual([
      'one ← commit',
      'person ← commit',
      'agent ← s1#1 fragment',
    ]);
  });

  test('a partial clone: contents that were never fetched are told, not guessed', () => {
    const { whole } = work();
    const partial = join(world.base, 'partial');
    world.git('config', 'uploadpack.allowFilter', 'true');
    world.git('clone', '-q', '--filter=blob:none', `file://${world.repo.dir}`, partial);
    const { lines, warnings } = world.blame('f', { directory: partial });
    expect(lines.map(({ text }) => text)).toEqual(whole.map((line) => line.replace(/ ← .*/, '')));
    expect(lines.map(({ origin }) => origin)).not.toContain('untraced');
    expect(warnings.map(({ code }) => code)).toContain('history_missing');
  });

  test('codex reader 12: objects named by SHA-256', () => {
    world.remove();
    world = new CodexWorld(['--object-format=sha256']);
    const { whole } = work();
    expect(world.head()).toHaveLength(64);
    expect(world.who('f')).toEqual(whole);
    expect(world.blame('f').warnings).toEqual([]);
    world.git('gc', '-q', '--prune=never');
    expect(world.who('f')).toEqual(whole);
  });
});

describe('G13: no line changes writer', () => {
  test('by a change of the mode only', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    session.turn('b').shell('chmod +x f');
    chmodSync(join(world.repo.dir, 'f'), 0o755);
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0']);
  });

  test('by a symlink to it, which is a file of its own', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    session.turn('b').shell('ln -s f link');
    symlinkSync('f', join(world.repo.dir, 'link'));
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.who('link')).toEqual(['f ← s1#2 snapshot']);
  });

  test("a committed symlink is its commit's, in the work tree and staged, until it leads elsewhere or is a file", () => {
    world.commit('Begin', { f: 'one\n' });
    const link = join(world.repo.dir, 'link');
    symlinkSync('f', link);
    const begun = world.commit('Link');
    const told = (): string => runIn(world, ['blame', '--porcelain', 'link']).stdout.slice(0, 46);
    expect(world.who('link')).toEqual(['f ← commit']);
    expect(told()).toBe(`${begun} 1 1 1`);
    rmSync(link);
    symlinkSync('g', link);
    expect(world.who('link')).toEqual(['g ← untraced']);
    rmSync(link);
    world.repo.write({ link: 'f' });
    expect(told()).toBe(`${'0'.repeat(40)} 1 1 1`);
    expect(told()).toBe(world.repo.git('blame', '--porcelain', 'link').slice(0, 46));
  });

  test('by a symlink of a person that becomes a file with other text', () => {
    world.commit('Begin', { f: 'one\n' });
    symlinkSync('f', join(world.repo.dir, 'link'));
    const linked = world.commit('Link');
    const session = world.session();
    session.turn('a').shell('./tool', { link: null });
    world.repo.write({ link: 'one\nagent\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit']);
    expect(world.who('link')).toEqual(['one ← s1#1 snapshot', 'agent ← s1#1 snapshot']);
    const before = runIn(world, ['show', 'link@0', '--lines', '--json']).stdout;
    expect(JSON.parse(before).lines).toMatchObject([{ origin: 'commit', commit: linked }]);
  });
});

describe('G14: --rev', () => {
  test('a revision of another branch', () => {
    world.commit('Begin', { f: 'one\n' });
    world.git('checkout', '-q', '-b', 'topic');
    world
      .session()
      .turn('w')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.commit('Two');
    world.git('checkout', '-q', 'main');
    expect(world.who('f')).toEqual(['one ← commit']);
    expect(world.who('f', { revision: 'topic' })).toEqual(['one ← commit', 'two ← s1#1 exact']);
  });

  test('what only ghosts show, as of the commit in which it came', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').shell('./tool', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    const second = world.commit('Two');
    session.turn('b').shell('./tool', { f: 'one\ntwo\nthree\n' });
    session.turn('talk').say('hello');
    world.commit('Three');
    world.write({ f: 'person\n' });
    expect(world.who('f', { revision: second })).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.who('f', { revision: 'HEAD~1' })).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.who('f', { revision: 'HEAD' })).toEqual([
      'one ← commit',
      'two ← s1#1 snapshot',
      'three ← s1#3 snapshot',
    ]);
    expect(world.blame('f', { revision: 'HEAD~1' }).revision).toBe(second);
  });

  test('a name that the file has no more, and a file that is gone', () => {
    world.commit('Begin', { old: 'one\ntwo\nthree\n' });
    const session = world.session();
    session.turn('a').patch(append('old', 'three', 'four'), { old: 'one\ntwo\nthree\nfour\n' });
    world.commit('Four');
    world.git('mv', 'old', 'new');
    world.commit('Moved');
    expect(world.who('old', { revision: 'HEAD~1' })).toEqual([
      'one ← commit',
      'two ← commit',
      'three ← commit',
      'four ← s1#1 exact',
    ]);
    expect(world.who('new', { revision: 'HEAD' })).toEqual([
      'one ← commit',
      'two ← commit',
      'three ← commit',
      'four ← s1#1 exact',
    ]);
    expect(() => world.blame('new', { revision: 'HEAD~1' })).toThrow(expect.objectContaining({ code: 'NO_SUCH_FILE' }));
  });

  test('a rewritten commit: as it was before and after', () => {
    world.commit('Begin', { f: 'one\n' });
    world.git('checkout', '-q', '-b', 'topic');
    world
      .session()
      .turn('w')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const before = world.commit('Two');
    world.git('checkout', '-q', 'main');
    world.commit('Top', { f: 'top\none\n' });
    world.git('rebase', '-q', 'main', 'topic');
    expect(world.who('f', { revision: before })).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.who('f', { revision: 'topic' })).toEqual(['top ← commit', 'one ← commit', 'two ← s1#1 exact']);
  });
});
