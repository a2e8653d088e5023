import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
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
