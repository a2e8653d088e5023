import { appendFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

/** A patch that adds lines to the end of a file, after the line `last`. */
function append(file: string, last: string, ...lines: string[]): string {
  return [`*** Update File: ${file}`, '@@', ` ${last}`, ...lines.map((line) => `+${line}`)].join('\n');
}

function add(file: string, ...lines: string[]): string {
  return [`*** Add File: ${file}`, ...lines.map((line) => `+${line}`)].join('\n');
}

describe('files that come into git and leave it', () => {
  test('C11: git rm --cached of a person’s file between turns', () => {
    world.commit('Begin', { 'mine.md': 'mine\n', f: 'x\n' });
    const session = world.session();
    session.turn('run').shell('./tool');
    world.git('rm', '-q', '--cached', 'mine.md');
    session.turn('run').shell('./tool');
    world.git('commit', '-q', '-m', 'Not in git any more');
    session.turn('talk').say('hello');
    expect(world.who('mine.md')).toEqual(['mine ← preexisting']);
    expect(world.editLines()).toEqual([]);
  });

  test('C11: git rm --cached of a person’s file that is ignored from then on', () => {
    world.commit('Begin', { 'mine.md': 'mine\n', f: 'x\n' });
    const session = world.session();
    session.turn('run').shell('./tool');
    world.git('rm', '-q', '--cached', 'mine.md');
    world.write({ '.git/info/exclude': 'mine.md\n' });
    world.git('commit', '-q', '-m', 'Not in git any more');
    session.turn('run').shell('./tool');
    session.turn('talk').say('hello');
    expect(world.who('mine.md')).toEqual(['mine ← preexisting']);
    expect(world.editLines()).toEqual([]);
  });

  test('C12: lines keep their first writer through a deletion and an addition of equal text', () => {
    const session = world.session();
    session.turn('make').patch(add('old.md', 'one', 'two'), { 'old.md': 'one\ntwo\n' });
    session.turn('move').patch(`*** Delete File: old.md\n${add('new.md', 'one', 'two')}`, {
      'old.md': null,
      'new.md': 'one\ntwo\n',
    });
    expect(world.who('new.md')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create old.md exact +2 -0', 's1#2 rename old.md → new.md exact +0 -0']);
  });
});

describe('C17: a forked session repeats its parent’s records', () => {
  const parts = [
    { era: 'before turn ids, with ghosts', options: { version: '0.77.0' } },
    { era: 'with turn ids and ghosts', options: { version: '0.110.0', tasks: true } },
    { era: 'with turn ids, without ghosts', options: { version: '0.130.0', tasks: true, ghosts: false } },
  ] as const;

  test.each(parts)('$era: each edit once, the parent’s turn and time', ({ options }) => {
    world.commit('Begin', { f: 'one\n' });
    const parent = world.session({ ...options, model: 'model-a' });
    parent
      .turn('first')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' })
      .end();
    parent
      .turn('second')
      .patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' })
      .end();
    const times = world.edits().edits.map(({ timestamp }) => timestamp);
    const child = world.session({ ...options, model: 'model-b', meta: { forked_from_id: parent.id } });
    child.copyFrom(parent);
    child
      .turn('third')
      .patch(append('f', 'three', 'four'), { f: 'one\ntwo\nthree\nfour\n' })
      .end();
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact', 'four ← s2#1 exact']);
    expect(world.editLines()).toEqual([
      's1#1 modify f exact +1 -0',
      's1#2 modify f exact +1 -0',
      's2#1 modify f exact +1 -0',
    ]);
    expect(
      world
        .edits()
        .edits.map(({ timestamp, model }) => [timestamp, model])
        .slice(0, 2),
    ).toEqual(times.map((time) => [time, 'model-a']));
  });

  test('what only ghosts show is the parent’s too, and the copied ghosts open no second window', () => {
    world.commit('Begin', { f: 'one\n' });
    const parent = world.session();
    parent.turn('first').shell('./tool', { f: 'one\ntwo\n' });
    parent.turn('second').say('hello');
    world
      .session({ meta: { forked_from_id: parent.id } })
      .copyFrom(parent)
      .turn('third')
      .shell('./tool', {
        f: 'one\ntwo\nthree\n',
      });
    world.session().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot', 'three ← s2#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0', 's2#1 modify f snapshot +1 -0']);
  });

  test.each([
    ['all three', false],
    ['the fork between is gone', true],
  ])('a fork of a fork: snapshots that it copied stand where they were taken (%s)', (_title, isGone) => {
    world.commit('Begin', { f: 'one\n' });
    const first = world.session();
    first.turn('first').shell('./tool', { f: 'one\ntwo\n' });
    const home = isGone ? { home: join(world.base, 'gone') } : {};
    const second = world.session({ ...home, meta: { forked_from_id: first.id } }).copyFrom(first);
    second.turn('talk').say('hello');
    const third = world.session({ meta: { forked_from_id: second.id } }).copyFrom(second);
    third.turn('talk on').say('hello again');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0']);
  });

  test('a copy that was written so slowly that it looks like the fork’s own is known by its call', () => {
    world.commit('Begin', { f: 'one\n' });
    const parent = world.session();
    parent.turn('first').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.session({ meta: { forked_from_id: parent.id } }).copyFrom(parent, 5000);
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0']);
  });

  test('the parent’s file is gone: its edits are still its own', () => {
    world.commit('Begin', { f: 'one\n' });
    const parent = world.session({ home: join(world.base, 'gone') });
    parent.turn('first').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const child = world.session({ meta: { forked_from_id: parent.id } }).copyFrom(parent);
    child.turn('second').patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s2#1 exact']);
    // The copy's time is that of the fork: the edit's own is lost.
    expect(world.edits().edits.map(({ timestamp }) => timestamp === null)).toEqual([true, false]);
  });

  test('a paginated fork continues its parent’s file without copies', () => {
    world.commit('Begin', { f: 'one\n' });
    const options = { version: '0.150.0', paginated: true, ghosts: false } as const;
    const parent = world.session(options);
    parent
      .turn('first')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' })
      .end();
    const base = { thread_id: parent.id, end_ordinal_exclusive: parent.lines.length };
    const child = world.session({ ...options, meta: { forked_from_id: parent.id, history_base: base } });
    child
      .turn('second')
      .patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' })
      .end();
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s2#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's2#1 modify f exact +1 -0']);
  });

  test('a resumed session goes on in its file: its turns go on counting', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('first').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.tick(86_400_000);
    session.turn('second').patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact']);
  });
});

describe('what a record tells of itself', () => {
  test.each([
    ['none', ''],
    ['one that is no time', '"timestamp":"yesterday",'],
    ['null', '"timestamp":null,'],
    ['a number', '"timestamp":1767268800000,'],
  ])('C18: records without a valid time (%s) stand where their place in the file puts them', (_, time) => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ ghosts: false });
    session.turn('first').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const known = session.lines.length;
    session.turn('second').patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    for (let n = known; n < session.lines.length; n++) {
      session.lines[n] = (session.lines[n] ?? '').replace(/"timestamp":"[^"]*",/, time);
    }
    session.save();
    session.turn('third').patch(append('f', 'three', 'four'), { f: 'one\ntwo\nthree\nfour\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact', 'four ← s1#3 exact']);
    const { edits } = world.edits();
    expect(edits.map(({ timestamp, turn }) => [turn?.index, timestamp === null, turn?.startedAt === null])).toEqual([
      [2, true, true],
      [1, false, false],
      [3, false, false],
    ]);
  });

  test('C19: an edit names the session, the version and the record’s line, never the file’s name', () => {
    const file = 'sessions/2026/01/01/rollout-2026-01-01T12-00-00-ffffffff-0000-7000-8000-000000000000.jsonl';
    const session = world.session({ file, version: '0.81.0' });
    session.turn('make').patch(add('f', 'x'), { f: 'x\n' });
    const [edit] = world.edits().edits;
    expect(edit).toMatchObject({
      agent: 'codex',
      agentVersion: '0.81.0',
      provider: 'openai',
      session: session.id,
      parentSession: null,
      tool: 'apply_patch',
      call: 'call_00000001_1',
      trace: { path: file, line: session.lines.length },
    });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
  });
});

describe('homes and files', () => {
  test('C20: CODEX_HOME is read, also with blanks in its path, and only it', () => {
    world.commit('Begin', { f: 'one\n', g: 'one\n' });
    const blanks = join(world.base, 'my codex home');
    const standard = join(world.base, 'home/.codex');
    world
      .session({ home: blanks, ghosts: false })
      .turn('a')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world
      .session({ home: standard, ghosts: false })
      .turn('b')
      .patch(append('g', 'one', 'two'), { g: 'one\ntwo\n' });
    const who = (options: { homes?: string[]; variables?: Record<string, string> }): string[] =>
      ['f', 'g'].map((file) => world.who(file, options)[1] ?? '');
    expect(who({ variables: { CODEX_HOME: blanks } })).toEqual(['two ← s1#1 exact', 'two ← untraced']);
    expect(who({ variables: { CODEX_HOME: '' } })).toEqual(['two ← untraced', 'two ← s2#1 exact']);
    expect(who({ homes: [standard] })).toEqual(['two ← untraced', 'two ← s2#1 exact']);
    expect(who({ homes: [blanks, standard] })).toEqual(['two ← s1#1 exact', 'two ← s2#1 exact']);
  });

  test.each([
    ['as it is', 'C:\\Work\\Repo', 'C:\\Work\\Repo\\src\\a.ts'],
    ['in other case', 'C:\\Work\\Repo', 'c:\\work\\REPO\\src\\a.ts'],
    ['long', '\\\\?\\C:\\Work\\Repo', '\\\\?\\C:\\Work\\Repo\\src\\a.ts'],
    ['relative', 'C:\\Work\\Repo', 'src\\a.ts'],
    ['with slashes', 'C:\\Work\\Repo', 'C:/Work/Repo/src/a.ts'],
  ])('C21: a Windows path (%s) is matched to the repository, by its ghosts and by --moved-from', (_, cwd, path) => {
    world.commit('Begin', { 'src/a.ts': 'one\n' });
    const session = world.session({ cwd });
    session.turn('a').patch(append(path, 'one', 'two'), { 'src/a.ts': 'one\ntwo\n' });
    expect(world.who('src/a.ts')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify src/a.ts exact +1 -0']);
    const moved = world.session({ cwd, ghosts: false });
    moved.turn('b').patch(append(path, 'two', 'three'), { 'src/a.ts': 'one\ntwo\nthree\n' });
    expect(world.who('src/a.ts', { movedFrom: ['c:\\work\\repo'] })).toEqual([
      'one ← commit',
      'two ← s1#1 exact',
      'three ← s2#1 exact',
    ]);
  });

  test('C21: another drive, another folder that begins alike and another share are not the repository', () => {
    world.commit('Begin', { f: 'one\n' });
    for (const cwd of ['D:\\Work\\Repo', 'C:\\Work\\Repository', '\\\\server\\Work\\Repo']) {
      world
        .session({ cwd, ghosts: false })
        .turn('a')
        .patch(append('f', 'one', 'two'), {});
    }
    world.write({ f: 'one\ntwo\n' });
    expect(world.who('f', { movedFrom: ['C:\\Work\\Repo'] })).toEqual(['one ← commit', 'two ← untraced']);
  });

  test('C22: archived sessions and compressed ones are read', () => {
    world.commit('Begin', { f: 'one\n' });
    const archived = world.session();
    archived.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const compressed = world.session();
    compressed.turn('b').patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    archived.moveTo(`archived_sessions/rollout-2026-01-01T12-00-00-${archived.id}.jsonl`);
    compressed.moveTo(`sessions/2026/01/01/rollout-2026-01-01T12-00-00-${compressed.id}.jsonl.zst`);
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s2#1 exact']);
    expect(world.edits().edits.map(({ trace }) => trace)).toEqual([
      { path: `archived_sessions/rollout-2026-01-01T12-00-00-${archived.id}.jsonl`, line: archived.lines.length },
      {
        path: `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${compressed.id}.jsonl.zst`,
        line: compressed.lines.length,
      },
    ]);
  });

  test('C22: where a plain file and a compressed one are both there the plain one wins', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const plain = session.path;
    session.path = `${plain}.zst`;
    session.save();
    session.path = plain;
    session.turn('b').patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's1#2 modify f exact +1 -0']);
  });

  test('C23: homes that contain each other, are told twice or are linked: each rollout once', () => {
    world.commit('Begin', { f: 'one\n' });
    world
      .session({ ghosts: false })
      .turn('a')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const inner = join(world.home, 'inner');
    world
      .session({ ghosts: false, home: inner })
      .turn('b')
      .patch(append('f', 'two', 'three'), {
        f: 'one\ntwo\nthree\n',
      });
    const link = join(world.base, 'link');
    symlinkSync(world.home, link);
    mkdirSync(join(world.base, 'linked'));
    symlinkSync(join(world.home, 'sessions'), join(world.base, 'linked/sessions'));
    const homes = [world.home, inner, `${world.home}/`, join(world.home, '../codex'), link, join(world.base, 'linked')];
    const whole = ['one ← commit', 'two ← s1#1 exact', 'three ← s2#1 exact'];
    expect(world.who('f', { homes })).toEqual(whole);
    expect(world.who('f', { homes: homes.toReversed() })).toEqual(whole);
    expect(world.editLines([], { homes })).toEqual(['s1#1 modify f exact +1 -0', 's2#1 modify f exact +1 -0']);
  });
});

describe('what a ghost does not take in', () => {
  test('C24: outside the sub-folder nothing is concluded from such ghosts', () => {
    world.commit('Begin', { 'top.txt': 'one\n', 'sub/a.txt': 'one\n' });
    const part = world.session({ folder: 'sub' });
    part.turn('run').shell('./tool', { 'sub/a.txt': 'one\ntwo\n' });
    world.write({ 'top.txt': 'one\nmine\n', 'new.txt': 'mine\n' });
    part.turn('run').shell('./tool');
    world.session().turn('talk').say('hello');
    part.turn('run').shell('./tool');
    part.turn('talk').say('hello');
    expect(world.who('sub/a.txt')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.who('top.txt')).toEqual(['one ← commit', 'mine ← preexisting']);
    expect(world.who('new.txt')).toEqual(['mine ← preexisting']);
    expect(world.editLines()).toEqual(['s1#1 modify sub/a.txt snapshot +1 -0']);
  });

  test('C24: a patch that leaves the sub-folder counts, its paths from that folder', () => {
    world.commit('Begin', { 'top.txt': 'one\n', 'sub/a.txt': 'one\n' });
    const part = world.session({ folder: 'sub' });
    part.turn('a').patch(`${append('../top.txt', 'one', 'two')}\n${append('a.txt', 'one', 'two')}`, {
      'top.txt': 'one\ntwo\n',
      'sub/a.txt': 'one\ntwo\n',
    });
    part.turn('talk').say('hello');
    expect(world.who('top.txt')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.who('sub/a.txt')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify sub/a.txt exact +1 -0', 's1#1 modify top.txt exact +1 -0']);
  });

  test.each([
    ['a file that grew too large', 'big.log', { files: ['big.log'] }],
    ['a folder of too many files', 'data/1.csv', { dirs: ['data'] }],
    ['a folder that ghosts leave out', 'dist/out.js', { dirs: ['dist'] }],
  ])('C25: %s is not captured: neither deleted, nor created when it is seen again', (_, path, left) => {
    world.commit('Begin', { f: 'x\n' });
    world.write({ [path]: 'mine\n' });
    const session = world.session();
    session.turn('run').shell('./tool');
    session.turn('run', { ghost: false });
    session.takeGhost(path.startsWith('dist/') ? {} : left);
    session.shell('./tool');
    session.turn('run', { ghost: false });
    session.takeGhost(left);
    session.shell('./tool');
    session.turn('talk').say('hello');
    expect(world.who(path)).toEqual(['mine ← preexisting']);
    expect(world.editLines()).toEqual([]);
  });

  test.each(['node_modules/p/i.js', '.venv/a.py', 'build/o.txt'])(
    'C25: what a patch wrote into %s stays though no ghost ever shows it',
    (path) => {
      world.commit('Begin', { f: 'x\n' });
      const session = world.session({ ghosts: false });
      const left = { dirs: [path.split('/')[0] ?? ''] };
      session.turn('a').takeGhost(left);
      session.patch(add(path, 'one'), { [path]: 'one\n' });
      session.turn('b').takeGhost(left);
      session.shell('./tool');
      session.turn('c').takeGhost(left);
      expect(world.who(path)).toEqual(['one ← s1#1 exact']);
      expect(world.editLines()).toEqual([`s1#1 create ${path} exact +1 -0`]);
    },
  );
});

describe('C26: two sessions at once in one work tree', () => {
  test('append by patches: A’s to A, B’s to B', () => {
    world.commit('Begin', { f: 'one\n' });
    const [a, b] = [world.session(), world.session()];
    a.turn('a');
    b.turn('b');
    a.patch(append('f', 'one', 'A'), { f: 'one\nA\n' });
    b.patch(append('f', 'A', 'B'), { f: 'one\nA\nB\n' });
    a.patch(append('f', 'B', 'A again'), { f: 'one\nA\nB\nA again\n' });
    a.turn('talk').say('hello');
    b.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'A ← s1#1 exact', 'B ← s2#1 exact', 'A again ← s1#1 exact']);
    expect(world.editLines()).toEqual([
      's1#1 modify f exact +1 -0',
      's2#1 modify f exact +1 -0',
      's1#1 modify f exact +1 -0',
    ]);
  });

  test('where only ghosts speak it is undecided between the two, and told as such', () => {
    world.commit('Begin', { f: 'one\n' });
    const [a, b] = [world.session(), world.session()];
    a.turn('a');
    b.turn('b');
    a.shell('./tool', { f: 'one\nA\n' });
    b.shell('./tool', { f: 'one\nA\nB\n' });
    a.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'A ← untraced', 'B ← untraced']);
    expect(world.editLines()).toEqual([]);
    const warnings = world.blame('f').warnings.filter(({ code }) => code === 'undecided');
    expect(warnings.map(({ subject }) => subject)).toEqual(['f']);
    expect(warnings[0]?.message).toContain(a.id);
    expect(warnings[0]?.message).toContain(b.id);
  });

  test('a ghost of the one between two commands tells them apart', () => {
    world.commit('Begin', { f: 'one\n' });
    const [a, b] = [world.session(), world.session()];
    a.turn('a').shell('./tool', { f: 'one\nA\n' });
    b.turn('b').shell('./tool', { f: 'one\nA\nB\n' });
    a.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'A ← s1#1 snapshot', 'B ← s2#1 snapshot']);
  });

  test('a patch of the one leaves to the other what its command did', () => {
    world.commit('Begin', { f: 'one\n' });
    const [a, b] = [world.session(), world.session()];
    a.turn('a');
    b.turn('b').shell('./tool', { f: 'B\none\n' });
    a.patch(append('f', 'one', 'A'), { f: 'B\none\nA\n' });
    a.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['B ← s2#1 snapshot', 'one ← commit', 'A ← s1#1 exact']);
  });

  test('what both can have done after the last ghost is undecided too', () => {
    world.commit('Begin', { f: 'one\n' });
    const [a, b] = [world.session(), world.session()];
    a.turn('a');
    b.turn('b');
    a.shell('./tool');
    b.shell('./tool', { f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← untraced']);
    expect(world.blame('f').warnings.map(({ code }) => code)).toEqual(['undecided']);
  });
});

describe('C27: a turn is undone', () => {
  test('the files are restored from its ghost: the earlier writers', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    session.turn('b').patch('*** Update File: f\n@@\n-one\n-two\n+three', { f: 'three\n' });
    session.undo({ f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    session.turn('c').patch(append('f', 'two', 'four'), { f: 'one\ntwo\nfour\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'four ← s1#3 exact']);
  });

  test('what a command did is undone, and no ghost ever shows it', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').shell('./tool', { f: 'one\ntwo\n' });
    session.turn('b').shell('./tool', { f: 'three\n' });
    session.undo({ f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0']);
  });

  test('a file that the undone turn deleted is back with its writers', () => {
    const session = world.session();
    session.turn('a').patch(add('f', 'one'), { f: 'one\n' });
    session.turn('b').patch('*** Delete File: f', { f: null });
    session.undo({ f: 'one\n' });
    expect(world.who('f')).toEqual(['one ← s1#1 exact']);
  });

  test('an undo that failed undoes nothing', () => {
    const session = world.session();
    session.turn('a').patch(add('f', 'one'), { f: 'one\n' });
    const message = 'No ghost snapshot available to undo.';
    session.record('event_msg', { type: 'undo_completed', success: false, message });
    expect(world.who('f')).toEqual(['one ← s1#1 exact']);
  });

  test.each([true, false])('thread_rolled_back, and the lines are as before (seen by a ghost: %s)', (ghost) => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ version: '0.81.0' });
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    session.turn('b').patch('*** Update File: f\n@@\n-one\n-two\n+three', { f: 'three\n' });
    session.rollBack(1);
    world.write({ f: 'one\ntwo\n' });
    if (ghost) session.turn('c').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
  });

  test('thread_rolled_back alone touches no file: what the turn wrote is still its own', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ version: '0.81.0' });
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    session.rollBack(1);
    session.turn('b').patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's1#2 modify f exact +1 -0']);
  });
});

describe('patches', () => {
  test.each([
    ['turned down by the person', 'patch rejected by user'],
    ['turned down by a rule', 'patch rejected: writing outside of the project; rejected by user approval settings'],
    ['did not fit', 'apply_patch verification failed: Failed to find expected lines in f:\nnone'],
    ['stopped before it ran', 'aborted by user after 0.0s'],
  ])('C28: a patch that was %s is no edit', (_, output) => {
    world.commit('Begin', { f: 'one\n' });
    world
      .session()
      .turn('a')
      .patch(append('f', 'one', 'two'), {}, output);
    expect(world.who('f')).toEqual(['one ← commit']);
    expect(world.editLines()).toEqual([]);
  });

  test.each([
    ['declined', 'declined'],
    ['failed', 'failed'],
  ] as const)(
    'C28: a patch whose structured record says %s is no edit, though its changes look complete',
    (_, status) => {
      world.commit('Begin', { f: 'one\n' });
      const session = world.session({ version: '0.130.0', tasks: true, ghosts: false });
      const changes = { [join(world.repo.dir, 'f')]: { type: 'update', unified_diff: '@@ -1 +1,2 @@\n one\n+two\n' } };
      session.turn('a').patch(append('f', 'one', 'two'), {}, 'patch rejected by user', { status, changes });
      world.write({ f: 'one\ntwo\n' });
      expect(world.who('f')).toEqual(['one ← commit', 'two ← untraced']);
      expect(world.editLines()).toEqual([]);
    },
  );

  test('C28: a patch that an aborted turn never ran is no edit', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a');
    const input = `*** Begin Patch\n${append('f', 'one', 'two')}\n*** End Patch`;
    session.item({ type: 'custom_tool_call', status: 'completed', call_id: 'c', name: 'apply_patch', input });
    session.record('event_msg', { type: 'turn_aborted', reason: 'interrupted' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit']);
    expect(world.editLines()).toEqual([]);
  });

  test('C28: nor is one that an aborted turn never ran, where a person writes one of the many lines that it would have added', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a');
    const input = `*** Begin Patch\n${append('f', 'one', 'two')}\n+  return;\n+three\n*** End Patch`;
    session.item({ type: 'custom_tool_call', status: 'completed', call_id: 'c', name: 'apply_patch', input });
    session.record('event_msg', { type: 'turn_aborted', reason: 'interrupted' });
    world.write({ f: 'one\nmine\n  return;\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'mine ← untraced', '  return; ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  const forms: [string, string, (patch: string, root: string) => Record<string, unknown>][] = [
    ['words', 'shell', (patch) => ({ command: ['apply_patch', patch], workdir: 'sub' })],
    [
      'a heredoc in bash -lc',
      'shell',
      (patch) => ({ command: ['bash', '-lc', `cd sub && apply_patch <<'EOF'\n${patch}\nEOF\n`] }),
    ],
    [
      'a heredoc in a command line',
      'shell_command',
      (patch, root) => ({ command: `apply_patch <<'EOF'\n${patch}\nEOF`, workdir: `${root}/sub` }),
    ],
    ['cd in a command line', 'shell_command', (patch) => ({ command: `cd sub && apply_patch <<'EOF'\n${patch}\nEOF` })],
    [
      'cd from a workdir',
      'exec_command',
      (patch) => ({ cmd: `cd sub && apply_patch <<"EOF"\n${patch}\nEOF`, workdir: '.' }),
    ],
  ];
  test.each(forms)(
    'C29: a patch as %s (%s) is as any patch, its paths from the directory in force',
    (_, name, args) => {
      world.commit('Begin', { 'sub/f': 'one\n', f: 'one\n' });
      const patch = `*** Begin Patch\n${append('f', 'one', 'two')}\n*** End Patch`;
      const output = JSON.stringify({
        output: 'Success. Updated the following files:\nM f\n',
        metadata: { exit_code: 0 },
      });
      world.session().turn('a').function(name, args(patch, world.repo.dir), { 'sub/f': 'one\ntwo\n' }, output);
      expect(world.who('sub/f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
      expect(world.who('f')).toEqual(['one ← commit']);
      expect(world.editLines()).toEqual(['s1#1 modify sub/f exact +1 -0']);
    },
  );

  test('codex reader 19: C30: a patch that fits by fuzz rewrites its context, up to 0.161: those lines are changed too', () => {
    world.commit('Begin', { f: 'say(“hi”)  \nold\nend\n' });
    const patch = '*** Update File: f\n@@\n say("hi")\n-old\n+new\n end';
    world.session({ version: '0.77.0' }).turn('a').patch(patch, { f: 'say("hi")\nnew\nend\n' });
    // It does not agree with the content before: a person may have typed the other quotes after the ghost.
    expect(world.who('f')).toEqual(['say("hi") ← s1#1 fragment', 'new ← s1#1 fragment', 'end ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f fragment +2 -2']);
  });

  test('codex reader 19: C30: a patch that fits by fuzz keeps its context, from 0.163 on: only the changed line is the agent’s', () => {
    world.commit('Begin', { f: 'say(“hi”)  \nold\nend\n' });
    const patch = '*** Update File: f\n@@\n say("hi")\n-old\n+new\n end';
    const session = world.session({ version: '0.163.0', ghosts: false, tasks: true });
    session.turn('a').patch(patch, { f: 'say(“hi”)  \nnew\nend\n' });
    expect(world.who('f')).toEqual(['say(“hi”)   ← commit', 'new ← s1#1 exact', 'end ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -1']);
  });

  test('C30: a patch at an anchor changes the place after it', () => {
    const before = ['def a', ' x', ' y', 'def b', ' x', ' y', ''].join('\n');
    const after = ['def a', ' x', ' y', 'def b', ' x', ' z', ''].join('\n');
    world.commit('Begin', { f: before });
    world.session().turn('a').patch('*** Update File: f\n@@ def b\n  x\n- y\n+ z', { f: after });
    expect(world.who('f')).toEqual([
      'def a ← commit',
      ' x ← commit',
      ' y ← commit',
      'def b ← commit',
      ' x ← commit',
      ' z ← s1#1 exact',
    ]);
  });

  test('C31: a patch of several files, one of them moved and changed, is an edit for each, with one call', () => {
    world.commit('Begin', { 'a.txt': 'a\n', 'old.txt': 'one\ntwo\n', 'gone.txt': 'x\n' });
    const session = world.session();
    const patch = [
      add('new.txt', 'n'),
      '*** Update File: old.txt\n*** Move to: dir/moved.txt\n@@\n one\n-two\n+TWO',
      append('a.txt', 'a', 'b'),
      '*** Delete File: gone.txt',
    ].join('\n');
    session.turn('a').patch(patch, {
      'new.txt': 'n\n',
      'old.txt': null,
      'dir/moved.txt': 'one\nTWO\n',
      'a.txt': 'a\nb\n',
      'gone.txt': null,
    });
    session.turn('talk').say('hello');
    expect(world.editLines()).toEqual([
      's1#1 modify a.txt exact +1 -0',
      's1#1 rename old.txt → dir/moved.txt exact +1 -1',
      's1#1 delete gone.txt exact +0 -1',
      's1#1 create new.txt exact +1 -0',
    ]);
    const { edits } = world.edits();
    expect(new Set(edits.map(({ call }) => call))).toEqual(new Set(['call_00000001_1']));
    expect(new Set(edits.map(({ id }) => id)).size).toBe(4);
    expect(world.who('new.txt')).toEqual(['n ← s1#1 exact']);
    expect(world.who('a.txt')).toEqual(['a ← commit', 'b ← s1#1 exact']);
    expect(world.who('dir/moved.txt')).toEqual(['one ← commit', 'TWO ← s1#1 exact']);
  });

  test('C32: an edit that call, structured record and ghosts tell is one, exact, and names all three', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ version: '0.120.0', tasks: true });
    const changes = { [join(world.repo.dir, 'f')]: { type: 'update', unified_diff: '@@ -1 +1,2 @@\n one\n+two\n' } };
    session
      .turn('a')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' }, undefined, { status: 'completed', changes });
    const told = session.lines.findIndex((line) => line.includes('patch_apply_end')) + 1;
    session.end().turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0']);
    expect(world.edits().edits[0]).toMatchObject({
      call: 'call_00000001_1',
      trace: { line: told },
      snapshots: { before: session.ghosts[0], after: session.ghosts[1] },
    });
  });

  test('C32: a paginated rollout tells its patches by items', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ version: '0.150.0', paginated: true, ghosts: false });
    const changes = { [join(world.repo.dir, 'f')]: { type: 'update', unified_diff: '@@ -1 +1,2 @@\n one\n+two\n' } };
    session
      .turn('a')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' }, undefined, { status: 'completed', changes });
    session.turn('b', { model: 'gpt-other' });
    session.tell('exec-1', {
      status: 'completed',
      changes: { [join(world.repo.dir, 'g')]: { type: 'add', content: 'x\n' } },
    });
    world.repo.write({ g: 'x\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.who('g')).toEqual(['x ← s1#2 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's1#2 create g exact +1 -0']);
    expect(world.edits().edits.map(({ turn, model }) => [turn?.id, model])).toEqual([
      ['00000001-0001-7000-9000-000000000000', 'gpt-demo'],
      ['00000001-0002-7000-9000-000000000000', 'gpt-other'],
    ]);
  });
});

describe('C35: the thread of a sub-agent', () => {
  test('its edits are its own, with its model; its parent is named', () => {
    world.commit('Begin', { f: 'one\n', g: 'one\n' });
    const parent = world.session({ model: 'large', version: '0.98.0' });
    parent.turn('do it').function('spawn_agent', { message: 'help' }, {}, '{"agent_id":"x"}');
    const spawn = { thread_spawn: { parent_thread_id: parent.id, depth: 1 } };
    const child = world.session({ model: 'small', version: '0.98.0', meta: { source: { subagent: spawn } } });
    child
      .turn('help')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' })
      .shell('./tool', { g: 'one\ntwo\n' });
    parent.patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    parent.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s2#1 exact', 'three ← s1#1 exact']);
    expect(world.who('g')).toEqual(['one ← commit', 'two ← s2#1 snapshot']);
    expect(world.edits().edits.map(({ path, model, parentSession }) => [path, model, parentSession])).toEqual([
      ['f', 'small', parent.id],
      ['f', 'large', null],
      ['g', 'small', parent.id],
    ]);
  });

  test('a history that it was given holds no edits of its own', () => {
    world.commit('Begin', { f: 'one\n' });
    const options = { version: '0.147.0', tasks: true, ghosts: false } as const;
    const parent = world.session({ ...options, model: 'large' });
    parent
      .turn('first')
      .patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' })
      .end();
    const child = world.session({ ...options, model: 'small', meta: { parent_thread_id: parent.id } });
    child
      .copyFrom(parent)
      .turn('help')
      .patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' })
      .end();
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s2#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -0', 's2#1 modify f exact +1 -0']);
  });
});

describe('files that are under way or damaged', () => {
  test('C36: of a rollout that is still written the torn line waits', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ ghosts: false });
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const whole = session.lines.length;
    session.patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    const next = session.lines.splice(whole);
    session.save();
    appendFileSync(session.path, (next[0] ?? '').slice(0, 90));
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← untraced']);
    expect(world.blame('f').warnings).toEqual([]);
    session.lines.push(...next);
    session.save();
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#1 exact']);
  });

  test('C37: what is too large, no text, of an unknown kind or empty is passed by with a warning', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ ghosts: false });
    session.turn('a').patch(append('f', 'one', 'two'), { f: 'one\ntwo\n' });
    const time = '"timestamp":"2026-01-01T12:00:30.000Z"';
    const large = `{${time},"type":"response_item","payload":{"type":"custom_tool_call","name":"apply_patch","call_id":"c","input":"${'A'.repeat(65 << 20)}"}}`;
    const bad = [
      Buffer.from(large),
      Buffer.from('\0\0\0\0'),
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      Buffer.from(`{${time},"type":"brand_new","payload":{"type":"x"}}`),
      Buffer.from(`{${time},"type":"event_msg","payload":null}`),
    ];
    for (const line of bad) appendFileSync(session.path, Buffer.concat([line, Buffer.from('\n')]));
    session.turn('b').patch(append('f', 'two', 'three'), { f: 'one\ntwo\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact']);
    const { warnings } = world.blame('f');
    expect(warnings.map(({ code, count }) => [code, count])).toEqual([
      ['record_too_large', 1],
      ['record_unknown_type', 1],
      ['record_unparsable', 3],
    ]);
    expect(new Set(warnings.map(({ subject }) => subject))).toEqual(
      new Set([`sessions/2026/01/01/rollout-2026-01-01T12-00-00-${session.id}.jsonl`]),
    );
  });
});
