import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

describe('Codex rollouts and ghost commits', () => {
  test('C1: a tracked file that a command changed is seen in the whole ghost trees', () => {
    world.commit('Begin', { 'a.txt': 'one\ntwo\n' });
    const session = world.session();
    session.turn('append').shell('echo three >> a.txt', { 'a.txt': 'one\ntwo\nthree\n' });
    session.turn('talk').say('hello');
    expect(world.who('a.txt')).toEqual(['one ← commit', 'two ← commit', 'three ← s1#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 modify a.txt snapshot +1 -0']);
  });

  test('C2: a session of one turn that adds a file by a patch needs no second ghost', () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    world.session().turn('add b').patch('*** Add File: b.txt\n+x\n+y', { 'b.txt': 'x\ny\n' });
    expect(world.who('b.txt')).toEqual(['x ← s1#1 exact', 'y ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create b.txt exact +2 -0']);
  });

  test('codex reader 10: C3: the last turn writes a file by a patch', () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('talk').say('hello');
    session.turn('write').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    expect(world.who('a.txt')).toEqual(['one ← commit', 'two ← s1#2 exact']);
  });

  test('C4: the last turn of one session is closed by the first ghost of the next', () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    world.session({ model: 'model-a' }).turn('append').shell('./tool', { 'a.txt': 'one\ntwo\n' });
    world.session({ model: 'model-b' }).turn('talk').say('hello');
    expect(world.who('a.txt')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.edits().edits.map(({ model }) => model)).toEqual(['model-a']);
  });

  test("C5: the model is the turn's own", () => {
    const session = world.session();
    session.turn('a', { model: 'A' }).patch('*** Add File: f\n+a', { f: 'a\n' });
    session.turn('b', { model: 'B' }).patch('*** Update File: f\n@@\n a\n+b', { f: 'a\nb\n' });
    session.turn('c', { model: 'C' }).shell('./tool', { f: 'a\nb\nc\n' });
    session.turn('d', { model: 'D' }).say('bye');
    const { lines, edits } = world.blame('f');
    expect(lines.map(({ text, edit }) => [text, edits[edit ?? '']?.model])).toEqual([
      ['a', 'A'],
      ['b', 'B'],
      ['c', 'C'],
    ]);
  });

  test("C6: a change seen between two ghosts is the first one's turn's, told with both times", () => {
    const session = world.session();
    session.turn('first').shell('./tool', { f: 'x\n' });
    session.turn('second').say('hello');
    const [edit] = world.edits().edits;
    const ghostLine = session.lines.findIndex((line) => line.includes(session.ghosts[1] ?? '?'));
    expect(edit?.turn?.index).toBe(1);
    expect(edit?.turn?.startedAt).toBe(JSON.parse(session.lines[2] ?? '').timestamp);
    expect(edit?.timestamp).toBe(JSON.parse(session.lines[ghostLine] ?? '').timestamp);
    expect(edit?.snapshots).toEqual({ before: session.ghosts[0], after: session.ghosts[1] });
    expect(world.who('f')).toEqual(['x ← s1#1 snapshot']);
  });

  test('C7: without any turn_context the model is unknown', () => {
    world.session({ model: null }).turn('add').patch('*** Add File: f\n+x', { f: 'x\n' });
    expect(world.edits().edits.map(({ model }) => model)).toEqual([null]);
    expect(world.blame('f').summary.byModel).toEqual({ unknown: 1 });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
  });

  test('C8: what a person makes between two turns that ran nothing is not an agent’s', () => {
    const session = world.session();
    session.turn('talk').say('hello');
    world.write({ 'mine.md': 'mine\n' });
    session.turn('talk again').say('hello');
    expect(world.who('mine.md')).toEqual(['mine ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('C9: lines of a branch that a person checks out between two ghosts are their commits’', () => {
    world.commit('Begin', { f: 'base\n' });
    world.git('checkout', '-q', '-b', 'other');
    world.commit('Other', { f: 'base\nother\n' });
    world.git('checkout', '-q', 'main');
    const session = world.session();
    session.turn('run').shell('./tool');
    world.git('checkout', '-q', 'other');
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['base ← commit', 'other ← commit']);
    expect(world.editLines()).toEqual([]);
  });

  test('C10: lines stay the agent’s when a person commits them, and the commit is told beside', () => {
    world.commit('Begin', { a: 'a\n' });
    const session = world.session();
    session.turn('make').shell('./tool', { 'new.txt': 'x\n' });
    const id = world.commit('Add new.txt');
    session.turn('talk').say('hello');
    const { lines } = world.blame('new.txt');
    expect(world.who('new.txt')).toEqual(['x ← s1#1 snapshot']);
    expect(lines.map(({ commit }) => commit)).toEqual([id]);
  });

  test('C12: lines keep their first writer through Move to, and the move is a record', () => {
    const session = world.session();
    session.turn('make').patch('*** Add File: old.md\n+one\n+two', { 'old.md': 'one\ntwo\n' });
    session.turn('move').patch('*** Update File: old.md\n*** Move to: new.md\n@@\n one\n-two\n+TWO', {
      'old.md': null,
      'new.md': 'one\nTWO\n',
    });
    expect(world.who('new.md')).toEqual(['one ← s1#1 exact', 'TWO ← s1#2 exact']);
    expect(world.editLines()).toEqual(['s1#1 create old.md exact +2 -0', 's1#2 rename old.md → new.md exact +1 -1']);
  });

  test('C12: lines keep their first writer through a git mv that two ghosts show', () => {
    const session = world.session();
    session.turn('make').patch('*** Add File: old.md\n+one\n+two', { 'old.md': 'one\ntwo\n' });
    session.turn('move').shell('git mv old.md new.md', { 'old.md': null, 'new.md': 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('new.md')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create old.md exact +2 -0', 's1#2 rename old.md → new.md snapshot +0 -0']);
  });

  test('C13: a deletion is a record, and blame of the gone path says so', () => {
    const session = world.session();
    session.turn('make').patch('*** Add File: f\n+x', { f: 'x\n' });
    session.turn('drop').patch('*** Delete File: f', { f: null });
    expect(world.editLines()).toEqual(['s1#1 create f exact +1 -0', 's1#2 delete f exact +0 -1']);
    expect(() => world.blame('f')).toThrow(expect.objectContaining({ code: 'NO_SUCH_FILE', exitCode: 3 }));
  });

  test('C14: a lost ghost is named, and the work tree is never read in its place', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('write').shell('./tool', { f: 'one\nagent\n' });
    session.turn('talk', { ghost: true }).say('hello');
    const lost = session.ghosts[1] ?? '';
    world.write({ f: 'person\n' });
    world.repo.git('-c', 'gc.reflogExpire=now', 'prune', '--expire=now', '--', session.ghosts[0] ?? '');
    const result = world.blame('f');
    expect(result.warnings.filter(({ code }) => code === 'snapshot_missing').map(({ subject }) => subject)).toEqual([
      lost,
    ]);
    // Nothing but the work tree shows what the command left (case L7).
    expect(world.who('f')).toEqual(['person ← s1#1 inferred']);
    expect(world.who('f', { minEvidence: 'snapshot' })).toEqual(['person ← untraced']);
  });

  test('C15: a session that worked in another repository is nothing here', () => {
    world.commit('Begin', { 'README.md': 'mine\n' });
    world
      .session({ cwd: '/somewhere/else', ghosts: false })
      .turn('write')
      .patch('*** Add File: README.md\n+theirs', {});
    expect(world.who('README.md')).toEqual(['mine ← commit']);
    expect(world.edits().warnings.map(({ code }) => code)).toEqual(['no_sessions']);
  });

  test('C16: a rollout without ghosts: patches are exact', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    world
      .session({ ghosts: false })
      .turn('write')
      .patch('*** Update File: f\n@@\n one\n-two\n+TWO', { f: 'one\nTWO\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'TWO ← s1#1 exact']);
  });

  test('C28: a patch that failed is no edit', () => {
    world.commit('Begin', { f: 'one\n' });
    const failed = 'apply_patch verification failed: Failed to find expected lines in f:\nnone';
    world.session().turn('write').patch('*** Update File: f\n@@\n-none\n+some', {}, failed);
    world.write({ f: 'one\nsome\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'some ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('C33: a person edits while a turn only reads', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('read').shell('cat f');
    world.write({ f: 'one\nmine\n' });
    session.turn('read').shell('ls');
    expect(world.who('f')).toEqual(['one ← commit', 'mine ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('C34: HEAD has no commit yet and everything is untracked', () => {
    world.write({ 'a.md': 'a\n' });
    const session = world.session();
    session.turn('write').shell("cat <<'EOF' > b.md\nb\nEOF", { 'b.md': 'b\n' });
    session.turn('talk').say('hello');
    expect(world.who('a.md')).toEqual(['a ← preexisting']);
    expect(world.who('b.md')).toEqual(['b ← s1#1 snapshot']);
  });
});

describe('lines', () => {
  test('L1, L2: only the changed line, each turn its own', () => {
    world.commit('Begin', { f: '1\n2\n3\n4\n5\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n 2\n-3\n+three\n 4', { f: '1\n2\nthree\n4\n5\n' });
    session.turn('b').patch('*** Update File: f\n@@\n 5\n+6', { f: '1\n2\nthree\n4\n5\n6\n' });
    expect(world.who('f')).toEqual([
      '1 ← commit',
      '2 ← commit',
      'three ← s1#1 exact',
      '4 ← commit',
      '5 ← commit',
      '6 ← s1#2 exact',
    ]);
  });

  test('L3: a person inserts around the agent’s lines', () => {
    const session = world.session();
    session.turn('a').patch('*** Add File: f\n+a1\n+a2', { f: 'a1\na2\n' });
    world.write({ f: 'top\na1\nmiddle\na2\n' });
    expect(world.who('f')).toEqual(['top ← untraced', 'a1 ← s1#1 exact', 'middle ← untraced', 'a2 ← s1#1 exact']);
  });

  test('L5: an edit at a line whose text also stands elsewhere', () => {
    world.commit('Begin', { f: 'a\nx\nb\nc\nd\ne\n' });
    world.session().turn('w').patch('*** Update File: f\n@@\n d\n+x\n e', { f: 'a\nx\nb\nc\nd\nx\ne\n' });
    expect(world.who('f')).toEqual([
      'a ← commit',
      'x ← commit',
      'b ← commit',
      'c ← commit',
      'd ← commit',
      'x ← s1#1 exact',
      'e ← commit',
    ]);
  });

  test('L7: a last turn with commands and no later ghost is inferred, and undecided with --min-evidence snapshot', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session().turn('run').shell('./tool', { f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 inferred']);
    expect(world.who('f', { minEvidence: 'snapshot' })).toEqual(['one ← commit', 'two ← untraced']);
  });

  test('L9: a later edit deletes the middle of a block', () => {
    const session = world.session();
    session.turn('a').patch('*** Add File: f\n+1\n+2\n+3', { f: '1\n2\n3\n' });
    session.turn('b').patch('*** Update File: f\n@@\n 1\n-2\n 3', { f: '1\n3\n' });
    expect(world.who('f')).toEqual(['1 ← s1#1 exact', '3 ← s1#1 exact']);
  });

  test('L13: a file whose line ends change keeps its writers', () => {
    const session = world.session();
    session.turn('a').patch('*** Add File: f\n+1\n+2', { f: '1\n2\n' });
    world.write({ f: '1\r\n2\r\n' });
    expect(world.who('f')).toEqual(['1 ← s1#1 exact', '2 ← s1#1 exact']);
  });

  test('L18: the restorer of a line is its last writer', () => {
    const session = world.session();
    session.turn('a').patch('*** Add File: f\n+x\n+keep', { f: 'x\nkeep\n' });
    session.turn('b').patch('*** Update File: f\n@@\n-x\n+y\n keep', { f: 'y\nkeep\n' });
    session.turn('c').patch('*** Update File: f\n@@\n-y\n+x\n keep', { f: 'x\nkeep\n' });
    expect(world.who('f')).toEqual(['x ← s1#3 exact', 'keep ← s1#1 exact']);
  });

  test('L19: a line that was deleted and put back by a person is the person’s', () => {
    const session = world.session();
    session.turn('a').patch('*** Add File: f\n+x\n+keep', { f: 'x\nkeep\n' });
    world.write({ f: 'keep\n' });
    session.turn('talk').say('hello');
    world.write({ f: 'x\nkeep\n' });
    expect(world.who('f')).toEqual(['x ← untraced', 'keep ← s1#1 exact']);
  });
});

describe('git', () => {
  test('a commit that leaves lines unstaged takes nothing from their writer', () => {
    world.commit('Begin', { f: 'one\n' });
    world
      .session({ ghosts: false })
      .turn('w')
      .patch('*** Update File: f\n@@\n one\n+staged\n+left', { f: 'one\nstaged\nleft\n' });
    world.write({ f: 'one\nstaged\n' });
    world.commit('Half');
    world.write({ f: 'one\nstaged\nleft\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'staged ← s1#1 exact', 'left ← s1#1 exact']);
  });

  test('nor does a second one that leaves other lines unstaged', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    const session = world.session({ ghosts: false });
    session.turn('a').patch('*** Update File: f\n@@\n two\n+gone', { f: 'one\ntwo\ngone\n' });
    session.shell('./tool', { f: 'one\n' });
    world.commit('Part');
    session.patch('*** Update File: f\n@@\n one\n+left\n+staged', { f: 'one\nleft\nstaged\n' });
    world.write({ f: 'one\nstaged\n' });
    world.commit('Part of the rest');
    world.write({ f: 'one\nleft\nstaged\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'left ← s1#1 exact', 'staged ← s1#1 exact']);
  });

  test('G5: the agent commits by itself', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    session.shell('git commit -qam "Two"');
    const id = world.commit('Two');
    session.turn('talk').say('done');
    const { lines } = world.blame('f');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(lines[1]?.commit).toBe(id);
  });

  test('G14: blame of a file as in a commit is the same chain, cut there', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    const id = world.commit('Two');
    session.turn('b').patch('*** Update File: f\n@@\n-one\n+ONE\n two', { f: 'ONE\ntwo\n' });
    world.commit('Three');
    expect(world.who('f', { revision: id })).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.who('f')).toEqual(['ONE ← s1#2 exact', 'two ← s1#1 exact']);
  });
});

describe('choosing the file', () => {
  test('F4: a path outside, a folder, a missing file, a file of git itself', () => {
    world.commit('Begin', { 'd/f': 'x\n' });
    const code = (file: string): string => {
      try {
        world.blame(file);
        return 'none';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(['../x', 'd', 'gone', '.git/HEAD', '/etc/hosts'].map(code)).toEqual([
      'OUTSIDE_REPOSITORY',
      'IS_DIRECTORY',
      'NO_SUCH_FILE',
      'OUTSIDE_REPOSITORY',
      'OUTSIDE_REPOSITORY',
    ]);
  });

  test('F5: without a session every line is by git, and one note says what was searched', () => {
    world.commit('Begin', { f: 'x\n' });
    const { lines, warnings } = world.blame('f');
    expect(lines.map(({ origin }) => origin)).toEqual(['commit']);
    expect(warnings.map(({ code }) => code)).toEqual(['no_sessions']);
    expect(warnings[0]?.message).toContain(world.home);
  });
});

describe('edits', () => {
  test('what a last turn’s command changed or made is listed, ignored files are not', () => {
    world.commit('Begin', { f: 'one\n', '.gitignore': 'out/\n' });
    world.session().turn('run').shell('./tool', { f: 'two\n', 'new.txt': 'x\n', 'out/big': 'y\n' });
    expect(world.editLines()).toEqual(['s1#1 modify f inferred +1 -1', 's1#1 create new.txt inferred +1 -0']);
    expect(world.who('new.txt')).toEqual(['x ← s1#1 inferred']);
  });
});

describe('what snapshots do not hold', () => {
  test('C25: an ignored file that an agent wrote is in no tree, and that is no deletion', () => {
    world.commit('Begin', { '.gitignore': 'local.txt\n' });
    const session = world.session();
    session.turn('write').patch('*** Add File: local.txt\n+x', { 'local.txt': 'x\n' });
    session.turn('run').shell('./tool');
    session.turn('talk').say('hello');
    expect(world.who('local.txt')).toEqual(['x ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create local.txt exact +1 -0']);
  });

  test('a file that a command removed before any snapshot saw it is gone, and a person’s new one is the person’s', () => {
    const session = world.session();
    session.turn('write').patch('*** Add File: f\n+x', { f: 'x\n' });
    session.shell('rm f', { f: null });
    session.turn('talk').say('hello');
    world.write({ f: 'x\n' });
    expect(world.who('f')).toEqual(['x ← untraced']);
    expect(world.editLines()).toEqual(['s1#1 create f exact +1 -0', 's1#1 delete f snapshot +0 -1']);
  });

  test('a tracked file in a folder that snapshots leave out was deleted when it is gone', () => {
    world.commit('Begin', { 'dist/a.js': 'one\n' });
    const session = world.session();
    session.turn('remove').shell('rm dist/a.js', { 'dist/a.js': null });
    session.turn('talk').say('hello');
    expect(world.editLines()).toEqual(['s1#1 delete dist/a.js snapshot +0 -1']);
  });
});
