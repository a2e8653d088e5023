import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';
import { TravelLab } from '../support/travel-lab.js';

let world: CodexWorld;
let lab: TravelLab;

beforeEach(() => {
  world = new CodexWorld();
  lab = new TravelLab({ repository: world.repo.dir, home: world.home });
});

afterEach(() => world.remove());

/** Adds a line to the end of a.txt by a patch. */
function add(session: WorldSession, content: string, line: string): string {
  const last = content.trimEnd().split('\n').at(-1);
  session.patch(`*** Update File: a.txt\n@@\n ${last}\n+${line}`, { 'a.txt': `${content}${line}\n` });
  return `${content}${line}\n`;
}

function prune(ghost: string): void {
  rmSync(join(world.repo.dir, '.git/objects', ghost.slice(0, 2), ghost.slice(2)));
}

describe('bad input', () => {
  test('time-travel 23: a state that is not there ends with 3 and names the nearest that are', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    add(session.turn('Two'), 'one\n', 'two');
    const [, state] = await lab.states('a.txt');
    const id = String(state?.edit);
    const other = id.startsWith('0') ? 'ffff' : '0000';
    const asked: [string, string][] = [
      ['7', 'there are states 0 to 1'],
      ['-3', 'there are states 0 to 1'],
      ['0^', 'there are states 0 to 1'],
      ['what', 'there are states 0 to 1; others are e:EDIT, SESSION:TURN, s:COMMIT, d:TIME, worktree, HEAD'],
      [`e:${other}`, `the nearest are e:${id}`],
      ['t:123456', 'there is none of the kind'],
      ['00000001:5', `the session ${session.id} has turns 1 to 1`],
      ['ffffffff:1', `the nearest are ${session.id}`],
      [`s:${other}000`, `the nearest are s:${session.ghosts[0]}`],
    ];
    for (const [ref, hint] of asked) {
      const stderr = `a.txt has no state ${ref} (${hint})`;
      expect(await lab.ask('show', `a.txt@${ref}`)).toEqual({ exitCode: 3, stdout: '', stderr });
    }
    expect((await lab.ask('show', 'a.txt@HEAD~4')).exitCode).toBe(3);
  });

  test('time-travel 23: a beginning that several share ends with 2 and lists ten of them at most', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    let content = 'one\n';
    for (let n = 0; n < 12; n++) content = add(world.session().turn('One more'), content, `line ${n}`);
    const { exitCode, stdout, stderr } = await lab.ask('show', 'a.txt@0000:1');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const [sentence, list = ''] = stderr.split(' (one of ');
    expect(sentence).toBe('0000:1 stands for 12 sessions');
    expect(list.match(/-7000-8000-000000000000:1/g)).toHaveLength(10);
    expect(list).toMatch(/, and 2 more\)$/);
  });

  test.each([['e:12'], ['t:12345'], ['s:123456']])(
    'time-travel 23: a beginning that is too short is wrong usage: %s',
    async (ref) => {
      world.commit('Begin', { 'a.txt': 'one\n' });
      add(world.session().turn('Two'), 'one\n', 'two');
      expect((await lab.ask('show', `a.txt@${ref}`)).exitCode).toBe(2);
    },
  );

  test('time-travel 23: a file in no trace ends with 3, with a note where git knows it', async () => {
    world.commit('Begin', { 'a.txt': 'one\n', 'only-git.txt': 'x\n' });
    const session = world.session({ ghosts: false });
    add(session.turn('Two'), 'one\n', 'two');
    world.write({ 'by-hand.txt': 'x\n' });
    expect(await lab.ask('log', 'only-git.txt')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'No trace tells of only-git.txt (git knows it: ai-blame only-git.txt tells its commits)',
    });
    expect(await lab.ask('log', 'by-hand.txt')).toMatchObject({ exitCode: 3, stderr: 'No trace tells of by-hand.txt' });
    expect(await lab.ask('log', 'nowhere.txt')).toMatchObject({
      exitCode: 3,
      stderr: 'There is no file nowhere.txt, and no trace tells of one',
    });
  });

  test.each([
    [['log']],
    [['log', 'a.txt', 'b.txt']],
    [['show', 'a.txt']],
    [['show', 'a.txt@']],
    [['diff', 'a.txt']],
    [['diff', '--turn', '00000001']],
    [['diff', '--turn', '00000001:0']],
    [['diff', '--turn', '00000001:1', 'a.txt']],
    [['trace']],
    [['trace', 'xyz!']],
    [['link']],
    [['link', 'a.txt@1', '--line', '0']],
    [['log', 'a.txt', '--json', '--ndjson']],
  ])('time-travel 23: %j is wrong usage', async (argv) => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const { exitCode, stdout } = await lab.ask(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  test('time-travel 23: a name with an @ takes its state by --at', async () => {
    world.commit('Begin', { '@types/a@b.txt': 'one\n' });
    const session = world.session();
    session.turn('Two').patch('*** Update File: @types/a@b.txt\n@@\n one\n+two', { '@types/a@b.txt': 'one\ntwo\n' });
    expect(await lab.answer('show', '@types/a@b.txt', '--at', '0')).toBe('one\n');
    expect(await lab.answer('show', '@types/a@b.txt', '--at', '-1')).toBe('one\ntwo\n');
    expect(await lab.answer('show', '@types/a@b.txt@1')).toBe('one\ntwo\n');
    expect(await lab.answer('diff', '@types/a@b.txt', '--at', '0..1', '--stat')).toContain('1 insertion');
  });

  test('time-travel 24: a range turned round is the difference back, with a note; a state and itself differ by nothing', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    add(world.session().turn('Two'), 'one\n', 'two');
    const back = await lab.ask('diff', 'a.txt@1..0');
    expect(back.stdout.split('\n').slice(-3)).toEqual([' one', '-two', '']);
    expect(back).toMatchObject({ exitCode: 0, stderr: 'note: 1 came after 0: this is the difference back\n' });
    expect(await lab.diff('a.txt@1..0')).toMatchObject({ reversed: true });
    expect(await lab.ask('diff', 'a.txt@1..1')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test.each([
    '2026-01-01',
    '2026-01-01T12:00',
    '2026-01-01T12:00:00',
    'yesterday',
    '2026-02-30T12:00Z',
    '2026-01-01T25:00Z',
    '',
  ])('time-travel 25: d:%s is no moment: wrong usage', async (moment) => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    add(world.session().turn('Two'), 'one\n', 'two');
    expect((await lab.ask('show', `a.txt@d:${moment}`)).exitCode).toBe(2);
  });

  test('time-travel 25: a moment with a zone is the state of then', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    const before = new Date(world.clock).toISOString();
    const content = add(session.turn('Two'), 'one\n', 'two');
    const between = new Date(world.clock).toISOString();
    world.tick(60_000);
    add(session.turn('Three'), content, 'three');
    const inTokyo = new Date(Date.parse(between) + 9 * 3600_000).toISOString().replace('Z', '+09:00');
    expect(await lab.answer('show', `a.txt@d:${before}`)).toBe('one\n');
    expect(await lab.answer('show', `a.txt@d:${between}`)).toBe('one\ntwo\n');
    expect(await lab.answer('show', `a.txt@d:${inTokyo}`)).toBe('one\ntwo\n');
    expect(await lab.answer('show', 'a.txt@d:2030-01-01T00:00:00Z')).toBe('one\ntwo\nthree\n');
  });

  test('time-travel 26: a pruned snapshot is named with 4; its state is marked, and its neighbours still work', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    const two = add(session.turn('Two'), 'one\n', 'two');
    const three = add(session.turn('Three'), two, 'three');
    add(session.turn('Four'), three, 'four');
    const [, lost = ''] = session.ghosts;
    prune(lost);
    expect(await lab.ask('show', `a.txt@s:${lost}`)).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^The snapshot ${lost} is not stored any more`)),
    });
    const states = await lab.states('a.txt');
    expect(states.map(({ caveats }) => caveats.map(({ code }) => code))).toEqual([[], [], ['snapshot_missing'], []]);
    expect(await lab.answer('show', 'a.txt@1')).toBe(two);
    expect(await lab.answer('show', 'a.txt@2')).toBe(three);
    expect(await lab.answer('show', `a.txt@s:${session.ghosts[2]}`)).toBe(three);
  });

  test('time-travel 26: a state that only a lost snapshot could show ends with 4 and names the snapshot', async () => {
    world.commit('Begin', { 'other.txt': 'x\n' });
    world.write({ 'a.txt': 'mine\n' });
    const session = world.session();
    session.turn('Add').patch('*** Update File: a.txt\n@@\n mine\n+agent', { 'a.txt': 'mine\nagent\n' });
    session.turn('Anew').patch('*** Add File: a.txt\n+new', { 'a.txt': 'new\n' });
    for (const ghost of session.ghosts) prune(ghost);
    const [base, first, second] = await lab.states('a.txt');
    expect([base?.presence, first?.presence, second?.presence]).toEqual(['unknown', 'unknown', 'present']);
    const { exitCode, stdout, stderr } = await lab.ask('show', 'a.txt@1');
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(/^a\.txt@1 is not known: the snapshot [0-9a-f]{40} is not stored any more/);
    expect(session.ghosts.some((ghost) => stderr.includes(ghost))).toBe(true);
    expect(stderr).toContain('(the nearest states that are known: 2)');
    expect(await lab.answer('show', 'a.txt@2')).toBe('new\n');
  });

  test('time-travel 26: in a shallow clone, which has no snapshot, what records tell still works', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    const two = add(session.turn('Two'), 'one\n', 'two');
    session.turn('Shell').shell('./tool', { 'a.txt': `${two}three\n` });
    session.turn('Talk').say('hello');
    world.commit('All');
    const dir = join(world.base, 'clone');
    world.repo.git('clone', '-q', '--depth', '1', `file://${world.repo.dir}`, dir);
    const clone = new TravelLab({ repository: new GitRepo(dir, null).dir, home: world.home });
    const [, state] = await lab.states('a.txt');
    const { states } = JSON.parse(await clone.answer('log', 'a.txt', '--json', '--moved-from', world.repo.dir));
    expect(states.map(({ edit }: { edit: string | null }) => edit)).toContain(state?.edit);
    const asked = await clone.ask('show', `a.txt@s:${session.ghosts[1]}`, '--moved-from', world.repo.dir);
    expect(asked).toMatchObject({ exitCode: 4, stderr: expect.stringContaining(String(session.ghosts[1])) });
    expect(await clone.answer('show', 'a.txt@-1', '--moved-from', world.repo.dir)).toBe(`${two}three\n`);
  });

  test('time-travel 27: a patch that fits nothing is kept, and what it left is shown by nothing', async () => {
    world.commit('Begin', { 'a.txt': 'one\ntwo\n' });
    const session = world.session({ ghosts: false });
    session.turn('Change').patch('*** Update File: a.txt\n@@\n else\n+agent', { 'a.txt': 'else\nagent\n' });
    world.write({ 'a.txt': 'quite another\n' });
    const states = await lab.states('a.txt');
    const patched = states.find(({ kind }) => kind === 'edit');
    expect(patched).toMatchObject({ presence: 'unknown', evidence: 'fragment', confidence: 'best_effort', blob: null });
    expect(patched?.caveats.map(({ code }) => code)).toEqual([
      expect.stringMatching(/^(patch_inexact|base_unknown)$/),
      'content_unknown',
    ]);
    expect(await lab.ask('show', `a.txt@${patched?.state}`)).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr: expect.stringContaining(`the change of edit ${patched?.edit} fits nothing that is known`),
    });
    expect(await lab.answer('show', 'a.txt@-1')).toBe('quite another\n');
  });

  test('time-travel 27: what the work tree holds is shown, also where it is as before the patch', async () => {
    world.commit('Begin', { 'a.txt': 'one\ntwo\n' });
    const session = world.session();
    session.turn('Change').patch('*** Update File: a.txt\n@@\n else\n+agent', { 'a.txt': 'else\nagent\n' });
    world.write({ 'a.txt': 'one\ntwo\n' });
    session.turn('Talk').say('hello');
    const states = await lab.states('a.txt');
    expect(states.map(({ kind, presence }) => [kind, presence])).toEqual([
      ['base', 'present'],
      ['edit', 'unknown'],
      ['worktree', 'present'],
    ]);
    expect(await lab.answer('show', 'a.txt@worktree')).toBe('one\ntwo\n');
    expect(await lab.answer('diff', 'a.txt@0..')).toBe('');
  });

  test('time-travel 27: two patches that a later snapshot shows together: the later one left what it shows', async () => {
    world.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' });
    const session = world.session();
    session.turn('Talk').say('hello');
    world.write({ 'a.txt': 'one\n2\n3\n' });
    session.turn('Change', { ghost: false });
    session.patch('*** Update File: a.txt\n@@\n-2\n+by one', { 'a.txt': 'one\nby one\n3\n' });
    session.patch('*** Update File: a.txt\n@@\n by one\n-3\n+by two', { 'a.txt': 'one\nby one\nby two\n' });
    session.turn('Talk').say('hello');
    const states = await lab.states('a.txt');
    expect(states.map(({ kind, presence }) => [kind, presence])).toEqual([
      ['base', 'present'],
      ['edit', 'unknown'],
      ['edit', 'present'],
    ]);
    expect(await lab.answer('show', 'a.txt@2')).toBe('one\nby one\nby two\n');
    expect((await lab.ask('show', 'a.txt@1')).exitCode).toBe(4);
  });

  test('time-travel 27: where a later snapshot shows what the patch left, that is shown', async () => {
    world.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' });
    const session = world.session();
    session.turn('Talk').say('hello');
    world.write({ 'a.txt': 'one\n2\nthree\n' });
    session.turn('Change', { ghost: false }).patch('*** Update File: a.txt\n@@\n one\n-2\n+agent', {
      'a.txt': 'one\nagent\nthree\n',
    });
    session.turn('Talk').say('hello');
    const states = await lab.states('a.txt');
    const patched = states.find(({ kind }) => kind === 'edit');
    expect(patched).toMatchObject({ presence: 'present', attribution: { turn: 2 } });
    expect(await lab.answer('show', `a.txt@${patched?.state}`)).toBe('one\nagent\nthree\n');
  });

  test('time-travel 28: a clock that goes back, and sessions that overlap, are marked; the order is the same on every run', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const first = world.session();
    const second = world.session();
    let content = add(first.turn('One'), 'one\n', 'by first');
    content = add(second.turn('Two'), content, 'by second');
    content = add(first.turn('Three'), content, 'by first again');
    world.clock -= 3_600_000;
    content = add(first.turn('Four', { ghost: false }), content, 'an hour ago');
    const told = (await lab.states('a.txt')).map(({ attribution: { sessionId, turn }, caveats }) => [
      sessionId,
      turn,
      caveats.map(({ code }) => code),
    ]);
    expect(told).toEqual([
      [null, null, []],
      [first.id, 1, []],
      [second.id, 1, ['between_sessions']],
      [first.id, 2, []],
      [first.id, 3, ['clock_skew']],
    ]);
    expect(await lab.answer('show', 'a.txt@-1')).toBe(content);
    const runs = new Set<string>();
    for (let n = 0; n < 3; n++) runs.add(await lab.answer('log', 'a.txt', '--json'));
    expect(runs.size).toBe(1);
  });

  test('time-travel 28: records of the same moment stand in the order of session and record', async () => {
    world.commit('Begin', { 'a.txt': 'one\n', 'b.txt': 'one\n' });
    const first = world.session({ ghosts: false });
    const second = world.session({ ghosts: false });
    const now = world.clock;
    first.turn('One');
    add(first, 'one\n', 'by first');
    world.clock = now;
    second.turn('Two');
    add(second, 'one\nby first\n', 'by second');
    expect(await lab.lines('a.txt')).toEqual(['0 base', '1 s1#1 exact +1 -0', '2 s2#1 exact +1 -0']);
  });
});
