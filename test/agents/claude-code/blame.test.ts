import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ScribedWorld } from '../../support/scribed-world.js';
import type { Scribe, SessionScribe } from '../scribe.js';
import { AT, sec } from './reading.js';
import { claudeCodeScribe } from './scribe.js';

let scribe: Scribe;
let world: ScribedWorld;
beforeEach(() => {
  scribe = claudeCodeScribe();
  world = new ScribedWorld(scribe, 'claude-home');
});
afterEach(() => world.remove());

function session(id: string, at = 0, more: { parent?: string } = {}): SessionScribe {
  const opened = scribe.session({ id, cwd: world.repo.dir, at: sec(at), model: 'claude-demo', ...more });
  opened.says('Do it', sec(at + 1));
  return opened;
}

test('a file that was created and edited: each line by the turn that wrote it', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
  s1.says('More', sec(3));
  s1.model('claude-other');
  s1.changes({ path, before: 'one\ntwo\n', after: 'one\nTWO\nthree\n', at: sec(4) });
  world.repo.write({ 'a.py': 'one\nTWO\nthree\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | claude-code s1/1 claude-demo exact',
    'TWO | claude-code s1/2 claude-other exact',
    'three | claude-code s1/2 claude-other exact',
  ]);
});

test('an edit of a file that was committed; the rest is the commit’s', async () => {
  world.repo.clock = AT / 1000 - 60;
  world.repo.commit('Begin', { 'a.py': 'one\n\ttwo\nthree\n' });
  session('s1').changes({
    path: world.path('a.py'),
    before: 'one\n\ttwo\nthree\n',
    after: 'one\n\t2\nthree\n',
    at: sec(2),
  });
  world.repo.write({ 'a.py': 'one\n\t2\nthree\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | commit',
    '\t2 | claude-code s1/1 claude-demo exact',
    'three | commit',
  ]);
});

test('claude-code reader 6: two sessions on one file: what a person wrote between two edits is the person’s', async () => {
  const path = world.path('a.py');
  session('s1').changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
  session('s2', 60).changes({ path, before: 'one\nperson\ntwo\n', after: 'one\nperson\n2\n', at: sec(63) });
  world.repo.write({ 'a.py': 'one\nperson\n2\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | claude-code s1/1 claude-demo exact',
    'person | untraced',
    '2 | claude-code s2/1 claude-demo exact',
  ]);
});

test('claude-code reader 6: what a formatter makes of an edit is nobody’s, and the next edit does not take it over', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'x=1\ny=2\n', at: sec(2) });
  s1.changes({ path, before: 'x = 1\ny=2\n', after: 'x = 1\ny=2\nz=3\n', at: sec(4) });
  world.repo.write({ 'a.py': 'x = 1\ny=2\nz=3\n' });
  expect(await world.blame('a.py')).toEqual([
    'x = 1 | untraced',
    'y=2 | claude-code s1/1 claude-demo exact',
    'z=3 | claude-code s1/1 claude-demo exact',
  ]);
});

test('what was rejected, failed or broken off wrote nothing', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\n', at: sec(2) });
  s1.rejected({ path, before: 'one\n', after: 'a rejected line\n', at: sec(3) });
  s1.failed({ path, before: 'one\n', after: 'a failed line\n', at: sec(4) });
  world.repo.write({ 'a.py': 'one\na rejected line\na failed line\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | claude-code s1/1 claude-demo exact',
    'a rejected line | untraced',
    'a failed line | untraced',
  ]);
});

test('a proposal that the person changed: what the person made of it is the person’s', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
  s1.amended({ path, before: 'one\ntwo\n', proposed: 'one\n2\nthree\n', after: 'one\n2\n3\n', at: sec(3) });
  world.repo.write({ 'a.py': 'one\n2\n3\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | claude-code s1/1 claude-demo exact',
    '2 | claude-code s1/1 claude-demo exact',
    '3 | untraced',
  ]);
});

test('claude-code reader 7: an edit whose record withholds the content before is carried out on what is known', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
  s1.withheld({ path, before: 'one\ntwo\n', after: 'one\n2\n', at: sec(3) });
  world.repo.write({ 'a.py': 'one\n2\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | claude-code s1/1 claude-demo exact',
    '2 | claude-code s1/1 claude-demo exact',
  ]);
});

test('claude-code reader 7: where nothing else is known of the file, the copy that the agent kept tells which lines the edit wrote', async () => {
  const path = world.path('big.py');
  const key = createHash('sha256').update(path).digest('hex').slice(0, 16);
  const s1 = session('s1') as SessionScribe & { aside(line: object): void };
  const backup = { backupFileName: `${key}@v1`, version: 1, backupTime: new Date(sec(2)).toISOString() };
  const snapshot = {
    messageId: 'm',
    trackedFileBackups: { 'big.py': backup },
    timestamp: new Date(sec(1)).toISOString(),
  };
  s1.aside({ type: 'file-history-snapshot', messageId: 'm', snapshot, isSnapshotUpdate: true });
  mkdirSync(join(world.home, 'file-history/s1'), { recursive: true });
  writeFileSync(join(world.home, `file-history/s1/${key}@v1`), 'one\ntwo\nthree\n');
  s1.withheld({ path, before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\n', at: sec(3) });
  world.repo.write({ 'big.py': 'one\n2\nthree\nfour\n' });
  expect(await world.blame('big.py')).toEqual([
    'one | preexisting',
    '2 | claude-code s1/1 claude-demo fragment',
    'three | preexisting',
    'four | untraced',
  ]);
});

test('a text that was taken out takes its line end with it', async () => {
  const path = world.path('a.py');
  const s1 = session('s1') as ReturnType<typeof session> & {
    asks(tool: string, input: object, at: number): string;
    answers(call: string, result: object, at: number): void;
  };
  s1.changes({ path, before: null, after: 'one\ntwo\nthree\n', at: sec(2) });
  const call = s1.asks('Edit', { file_path: path, old_string: 'two', new_string: '' }, sec(3));
  s1.answers(call, { filePath: path, oldString: 'two', newString: '', originalFile: null, replaceAll: false }, sec(4));
  world.repo.write({ 'a.py': 'one\nthree\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | claude-code s1/1 claude-demo exact',
    'three | claude-code s1/1 claude-demo exact',
  ]);
});

test('line ends of Windows, no end of the last line, a name that is not ASCII', async () => {
  world.repo.clock = AT / 1000 - 60;
  world.repo.commit('Begin', { 'ä b.py': 'one\r\ntwo\r\nthree' });
  const s1 = session('s1');
  // The agent reads and writes such a file with its own line ends.
  s1.reads(world.path('ä b.py'), 'one\ntwo\nthree', sec(2));
  s1.changes({ path: world.path('ä b.py'), before: 'one\ntwo\nthree', after: 'one\n2\nthree', at: sec(3) });
  world.repo.write({ 'ä b.py': 'one\r\n2\r\nthree' });
  expect(await world.blame('ä b.py')).toEqual([
    'one | commit',
    '2 | claude-code s1/1 claude-demo exact',
    'three | commit',
  ]);
});

test('a sub-agent’s edits are its own', async () => {
  const path = world.path('a.py');
  session('s1').changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
  session('a1', 10, { parent: 's1' }).changes({ path, before: 'one\ntwo\n', after: 'one\n2\n', at: sec(13) });
  world.repo.write({ 'a.py': 'one\n2\n' });
  const { lines, edits } = await world.blameJson('a.py');
  expect(lines.map(({ edit }) => edits[edit ?? '']?.session)).toEqual(['s1', 'a1']);
  expect(await world.blame('a.py')).toEqual([
    'one | claude-code s1/1 claude-demo exact',
    '2 | claude-code a1/1 claude-demo exact',
  ]);
});

test('a file that a command moved, and one that a command wrote', async () => {
  const s1 = session('s1');
  s1.changes({ path: world.path('a.py'), before: null, after: 'one\n', at: sec(2) });
  s1.moves(world.path('a.py'), world.path('b.py'), 'one\n', sec(3));
  s1.runs(`cat > ${world.path('c.py')} <<'EOF'\ntwo\nEOF`, 0, sec(4));
  world.repo.write({ 'b.py': 'one\n', 'c.py': 'two\n' });
  expect(await world.blame('b.py')).toEqual(['one | claude-code s1/1 claude-demo exact']);
  expect(await world.blame('c.py')).toEqual(['two | claude-code s1/1 claude-demo inferred']);
});

test.each([
  ['is there', 'exact', false],
  // What the file was there is nowhere any more.
  ['is gone', 'fragment', true],
])(
  'claude-code reader 8: a sub-agent in a work tree of its own, which %s: its lines came by the commit, as %s',
  async (_state, evidence, isGone) => {
    const tree = world.path('.claude/worktrees/x');
    world.repo.clock = AT / 1000 - 60;
    world.repo.commit('Begin', { 'a.py': 'one\ntwo\n' });
    world.repo.git('worktree', 'add', '-q', '-b', 'x', tree);
    const a1 = scribe.session({ id: 'a1', parent: 's1', cwd: tree, at: AT, model: 'claude-demo' });
    a1.says('Do it', sec(1));
    a1.changes({ path: `${tree}/a.py`, before: 'one\ntwo\n', after: 'one\n2\n', at: sec(2) });
    world.repo.write({ '.claude/worktrees/x/a.py': 'one\n2\n' });
    world.repo.clock = AT / 1000 + 60;
    world.repo.git('-C', tree, 'commit', '-qam', 'Change it');
    world.repo.git('merge', '-q', 'x');
    if (isGone) world.repo.git('worktree', 'remove', '--force', tree);
    expect(await world.blame('a.py')).toEqual(['one | commit', `2 | claude-code a1/1 claude-demo ${evidence}`]);
  },
);

test.each([
  ['is there', 'exact', false],
  ['is gone', 'fragment', true],
])(
  'claude-code reader 8: a work tree outside of the repository’s folder, which the note beside the transcript tells, and which %s: as %s',
  async (_state, evidence, isGone) => {
    const tree = join(world.base, 'trees/x');
    world.repo.clock = AT / 1000 - 60;
    world.repo.commit('Begin', { 'a.py': 'one\ntwo\n' });
    world.repo.git('worktree', 'add', '-q', '-b', 'x', tree);
    session('s1').says('Delegate', sec(0));
    const a1 = scribe.session({ id: 'a1', parent: 's1', cwd: world.repo.dir, at: AT, model: 'claude-demo' });
    // Its transcript lies with that of the session that spawned it.
    Object.assign(a1, { cwd: tree });
    a1.says('Do it', sec(1));
    a1.changes({ path: `${tree}/a.py`, before: 'one\ntwo\n', after: 'one\n2\n', at: sec(2) });
    writeFileSync(join(tree, 'a.py'), 'one\n2\n');
    world.repo.clock = AT / 1000 + 60;
    world.repo.git('-C', tree, 'commit', '-qam', 'Change it');
    world.repo.git('merge', '-q', 'x');
    if (isGone) world.repo.git('worktree', 'remove', '--force', tree);
    if (isGone) expect(await world.blame('a.py')).toEqual(['one | commit', '2 | commit']);
    const write = scribe.write.bind(scribe);
    scribe.write = (home) => {
      write(home);
      const names = readdirSync(home, { recursive: true, encoding: 'utf8' });
      const file = names.find((name) => name.endsWith('agent-a1.meta.json')) ?? '';
      const note = { agentType: 'general', toolUseId: 'toolu_x', worktreePath: tree, worktreeBranch: 'x' };
      writeFileSync(join(home, file), JSON.stringify(note));
    };
    expect(await world.blame('a.py')).toEqual(['one | commit', `2 | claude-code a1/1 claude-demo ${evidence}`]);
  },
);

describe('a session that was copied', () => {
  test('by a fork: an edit counts once, for the session that made it', async () => {
    const path = world.path('a.py');
    const s1 = session('s1');
    s1.changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
    const fork = s1.replay('s2', sec(10));
    fork.says('Otherwise', sec(11));
    fork.changes({ path, before: 'one\ntwo\n', after: 'one\n2\n', at: sec(12), call: 'toolu_fork' });
    world.repo.write({ 'a.py': 'one\n2\n' });
    expect(await world.blame('a.py')).toEqual([
      'one | claude-code s1/1 claude-demo exact',
      '2 | claude-code s2/1 claude-demo exact',
    ]);
    const { stdout } = await world.run('edits', '--ndjson');
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  test('by resuming, in releases that gave copies the new session’s id: the session that ended first made the edit', async () => {
    const path = world.path('a.py');
    const s1 = session('s2');
    s1.changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
    s1.changes({ path, before: 'one\ntwo\n', after: 'one\n2\n', at: sec(3) });
    const resumed = s1.replay('s1', sec(10)) as ReturnType<typeof s1.replay> & { lines: Record<string, unknown>[] };
    for (const line of resumed.lines) delete line.forkedFrom;
    resumed.says('Go on', sec(11));
    resumed.changes({ path, before: 'one\n2\n', after: 'one\n2\nthree\n', at: sec(12), call: 'toolu_new' });
    world.repo.write({ 'a.py': 'one\n2\nthree\n' });
    expect(await world.blame('a.py')).toEqual([
      'one | claude-code s2/1 claude-demo exact',
      '2 | claude-code s2/1 claude-demo exact',
      'three | claude-code s1/2 claude-demo exact',
    ]);
    const { stdout } = await world.run('edits', '--ndjson');
    expect(stdout.trim().split('\n')).toHaveLength(3);
  });
});

describe('turns that were taken back', () => {
  test('where the files went back too, the lines are again whose they were', async () => {
    const path = world.path('a.py');
    const s1 = session('s1');
    s1.changes({ path, before: null, after: 'one\ntwo\n', at: sec(2) });
    s1.says('Worse', sec(3));
    s1.changes({ path, before: 'one\ntwo\n', after: 'bad\n', at: sec(4) });
    s1.rewinds(1, sec(5));
    s1.says('Better', sec(6));
    s1.changes({ path, before: 'one\ntwo\n', after: 'one\n2\n', at: sec(7) });
    world.repo.write({ 'a.py': 'one\n2\n' });
    expect(await world.blame('a.py')).toEqual([
      'one | claude-code s1/1 claude-demo exact',
      '2 | claude-code s1/3 claude-demo exact',
    ]);
  });

  test('where they did not, they are the turn’s that was taken back', async () => {
    const path = world.path('a.py');
    const s1 = session('s1');
    s1.changes({ path, before: null, after: 'one\n', at: sec(2) });
    s1.says('Worse', sec(3));
    s1.changes({ path, before: 'one\n', after: 'one\nbad\n', at: sec(4) });
    s1.rewinds(1, sec(5));
    s1.says('Go on', sec(6));
    world.repo.write({ 'a.py': 'one\nbad\n' });
    expect(await world.blame('a.py')).toEqual([
      'one | claude-code s1/1 claude-demo exact',
      'bad | claude-code s1/2 claude-demo exact',
    ]);
    const { edits } = await world.blameJson('a.py');
    expect(
      Object.values(edits).map(({ turn, caveats }) => [turn?.index, caveats.map(({ message }) => message)]),
    ).toEqual([
      [1, []],
      [2, ['The session forgot the turn later; whether its files went back is not told']],
    ]);
  });
});
