import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { applied, bytesOf, TravelLab } from '../support/travel-lab.js';

let world: CodexWorld;
let lab: TravelLab;

beforeEach(() => {
  world = new CodexWorld();
  lab = new TravelLab({ repository: world.repo.dir, home: world.home });
});

afterEach(() => world.remove());

/** A patch, a command between two ghosts, a person's edit at the end. */
function threeStates() {
  world.commit('Begin', { 'a.txt': 'one\ntwo\n' });
  const session = world.session();
  session.turn('Add three').patch('*** Update File: a.txt\n@@\n two\n+three', { 'a.txt': 'one\ntwo\nthree\n' });
  session.turn('Shout').shell('./tool', { 'a.txt': 'one\nTWO\nthree\n' });
  session.turn('Talk').say('hello');
  world.write({ 'a.txt': 'one\nTWO\nthree\nby hand\n' });
  return session;
}

describe('show and diff', () => {
  test('time-travel 1: show writes exactly the bytes of a state: no newline is added, no byte is lost', async () => {
    const odd = Buffer.from([0x61, 0x0d, 0x0a, 0xff, 0xfe, 0x0a, 0xef, 0xbb, 0xbf, 0x62]);
    world.commit('Begin', { 'a.txt': odd });
    const session = world.session();
    session.turn('All anew').shell('./tool', { 'a.txt': '\ufeffno end' });
    session.turn('Talk').say('hello');
    expect(await lab.bytes('a.txt@0')).toEqual(odd);
    expect(await lab.bytes('a.txt@1')).toEqual(Buffer.from('\ufeffno end'));
    expect(await lab.ask('show', 'a.txt@1')).toMatchObject({ exitCode: 0, stdout: '\ufeffno end' });
  });

  test('time-travel 1: --meta writes who made the state to stderr, and nothing of it to stdout', async () => {
    threeStates();
    const { exitCode, stdout, stderr } = await lab.ask('show', 'a.txt@1', '--meta');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'one\ntwo\nthree\n' });
    expect(stderr).toMatch(
      /^1 {2}[0-9a-f]{8} .* codex gpt-demo {2}00000001 #1 {2}= exact {2}\+1 {2}-0 {2}Add three\n$/,
    );
  });

  test('time-travel 1: --json gives path, ref, state, content, attribution, confidence and caveats', async () => {
    threeStates();
    const shown = JSON.parse(await lab.answer('show', 'a.txt@2', '--json'));
    expect(shown).toMatchObject({
      schema: 'ai-blame/show@1',
      path: 'a.txt',
      ref: '2',
      state: 2,
      content: 'one\nTWO\nthree\n',
      attribution: { agent: 'codex', turn: 2, model: 'gpt-demo', logSubject: 'Shout' },
      confidence: 'derived',
      caveats: [{ code: 'turn_inferred', count: 1 }],
    });
    expect(shown).not.toHaveProperty('contentBase64');
  });

  test('time-travel 1: --json gives content that is no UTF-8 in Base64', async () => {
    const latin = Buffer.from('na\xefve\n', 'latin1');
    world.commit('Begin', { 'a.txt': 'naive\n' });
    const session = world.session();
    session.turn('In Latin-1').shell('./tool', { 'a.txt': latin });
    session.turn('Talk').say('hello');
    const shown = JSON.parse(await lab.answer('show', 'a.txt@1', '--json'));
    expect(shown.contentBase64).toBe(latin.toString('base64'));
    expect(shown).not.toHaveProperty('content');
    expect(shown.caveats.map(({ code }: { code: string }) => code)).toEqual(['turn_inferred', 'encoding']);
  });

  test.each([
    ['a newline at the end that goes', 'a\nb\n', 'a\nb'],
    ['a newline at the end that comes', 'a\nb', 'a\nb\n'],
    ['no newline at the end on both sides', 'a\nb', 'x\nb'],
    ['CRLF that becomes LF', 'a\r\nb\r\nc\r\n', 'a\nb\nc\n'],
    ['CRLF lines', 'a\r\nb\r\n', 'a\r\nB\r\n'],
    ['a CR within a line', 'a\rb\nc\n', 'a\rB\nc\n'],
    ['an emptied file', 'a\nb\n', ''],
    ['a file that was empty', '', 'a\n'],
    ['two places far apart', `${'x\n'.repeat(20)}`, `y\n${'x\n'.repeat(18)}y\n`],
    ['two places whose context touches', 'a\nb\nc\nd\ne\nf\ng\nh\n', 'A\nb\nc\nd\ne\nf\ng\nH\n'],
  ])('time-travel 2: git apply takes a diff with %s', async (_, before, after) => {
    world.commit('Begin', { 'a.txt': before });
    const session = world.session();
    session.turn('Change').shell('./tool', { 'a.txt': after });
    session.turn('Talk').say('hello');
    const there = bytesOf(await lab.answer('diff', 'a.txt@0..1'));
    const back = bytesOf(await lab.answer('diff', 'a.txt@1..0'));
    expect(applied(there, { 'a.txt': Buffer.from(before) }, ['a.txt'])).toEqual({ 'a.txt': Buffer.from(after) });
    expect(applied(back, { 'a.txt': Buffer.from(after) }, ['a.txt'])).toEqual({ 'a.txt': Buffer.from(before) });
  });

  test.each(['with space.txt', 'tab\there.txt', 'naïve.txt', 'quo"te.txt', 'back\\slash.txt', 'a/b/c.txt'])(
    'time-travel 2: git apply takes a diff of %j: changed, made, deleted',
    async (name) => {
      world.commit('Begin', { 'other.txt': 'x\n' });
      const session = world.session();
      session.turn('Make').patch(`*** Add File: ${name}\n+one`, { [name]: 'one\n' });
      session.turn('Change').shell('./tool', { [name]: 'two\n' });
      session.turn('Delete').patch(`*** Delete File: ${name}`, { [name]: null });
      session.turn('Talk').say('hello');
      const held = [null, 'one\n', 'two\n', null].map((text) => (text === null ? null : Buffer.from(text)));
      for (const n of [1, 2, 3]) {
        const patch = bytesOf(await lab.answer('diff', `${name}@${n - 1}..${n}`));
        const made = applied(patch, { [name]: held[n - 1] ?? null }, [name]);
        expect(made).toEqual({ [name]: held[n] ?? null });
      }
    },
  );

  test('time-travel 2: --stat and --json: lines, and the edit that made each', async () => {
    threeStates();
    expect(await lab.answer('diff', 'a.txt@0..3', '--stat')).toBe(
      ' a.txt | 4 +++-\n 1 file changed, 3 insertions(+), 1 deletion(-)\n',
    );
    const [, first, second] = await lab.states('a.txt');
    const { files, from, to } = await lab.diff('a.txt@0..3');
    expect([from, to]).toEqual([
      { ref: '0', state: 0, path: 'a.txt' },
      { ref: '3', state: 3, path: 'a.txt' },
    ]);
    expect(files[0]?.hunks[0]?.lines).toEqual([
      { op: ' ', text: 'one', edit: null },
      { op: '-', text: 'two', edit: null, removedBy: second?.edit },
      { op: '+', text: 'TWO', edit: second?.edit },
      { op: '+', text: 'three', edit: first?.edit },
      { op: '+', text: 'by hand', edit: null },
    ]);
  });

  test('time-travel 3: log lists the states with number, edit, agent, model, turn, date, lines, confidence and subject', async () => {
    const session = threeStates();
    const [, , third] = await lab.states('a.txt');
    const ids = (await lab.states('a.txt')).map(({ edit }) => edit?.slice(0, 8) ?? '        ');
    const when = (n: number): string =>
      String(JSON.parse(session.lines[n] ?? '{}').timestamp)
        .slice(0, 16)
        .replace('T', ' ');
    const ghost = session.lines.findLastIndex((line) => line.includes('ghost_snapshot'));
    const lines = (await lab.answer('log', 'a.txt')).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]?.replace(/ +/g, ' ')).toBe('0 before the first known edit');
    expect(lines[2]).toBe(`2  ${ids[2]}  ${when(ghost)}  codex gpt-demo  00000001 #2  : derived  +1  -1  Shout`);
    expect(lines[3]?.replace(/ +/g, ' ')).toBe('3 · +1 -0 work tree, untraced');
    expect(third).toMatchObject({ evidence: 'snapshot', confidence: 'derived', added: 1, removed: 1 });
    const records = (await lab.answer('log', 'a.txt', '--ndjson')).trimEnd().split('\n');
    expect(records.map((line) => JSON.parse(line))).toEqual(await lab.states('a.txt'));
  });

  test("time-travel 5: what a ghost at the start of the next turn shows is the turn's before, told with both times", async () => {
    const session = threeStates();
    const [, , state] = await lab.states('a.txt');
    const timeOf = (text: string): unknown =>
      JSON.parse(session.lines.findLast((line) => line.includes(text)) ?? '{}').timestamp;
    expect(state).toMatchObject({
      evidence: 'snapshot',
      attribution: {
        turn: 2,
        model: 'gpt-demo',
        messageDate: timeOf('"message":"Shout"'),
        editDate: timeOf(String(session.ghosts[2])),
      },
    });
  });

  test('time-travel 6: show of a deleted file ends with 3 and names the edit; diff shows the deletion', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    world.session().turn('Away with it').patch('*** Delete File: a.txt', { 'a.txt': null });
    const [, deleted] = await lab.states('a.txt');
    expect(await lab.ask('show', 'a.txt@-1')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `a.txt@-1: the file was deleted by edit ${deleted?.edit} (a.txt@0 is what it held last)`,
    });
    expect(await lab.answer('show', 'a.txt@-1^')).toBe('one\n');
    const patch = await lab.answer('diff', 'a.txt@-1');
    expect(patch.split('\n').slice(1, 2)).toEqual(['deleted file mode 100644']);
    expect(applied(Buffer.from(patch), { 'a.txt': Buffer.from('one\n') }, ['a.txt'])).toEqual({ 'a.txt': null });
  });

  test.each([
    [
      'a patch',
      (s: ReturnType<CodexWorld['session']>) =>
        s.patch('*** Update File: old.txt\n*** Move to: new.txt\n@@\n-one\n+ONE', {
          'old.txt': null,
          'new.txt': 'ONE\ntwo\nthree\n',
        }),
      'ONE',
    ],
    [
      'a command',
      (s: ReturnType<CodexWorld['session']>) =>
        s.shell('git mv old.txt new.txt', { 'old.txt': null, 'new.txt': 'one\ntwo\nthree\n' }),
      'one',
    ],
  ] as const)('time-travel 6: a rename by %s keeps one list of states, under both names', async (_, rename, first) => {
    world.commit('Begin', { 'old.txt': 'one\ntwo\nthree\n' });
    const session = world.session();
    rename(session.turn('Rename'));
    session
      .turn('More')
      .patch('*** Update File: new.txt\n@@\n three\n+four', { 'new.txt': `${first}\ntwo\nthree\nfour\n` });
    expect(await lab.states('old.txt')).toEqual(await lab.states('new.txt'));
    expect((await lab.states('new.txt')).map(({ path, previousPath }) => [previousPath, path])).toEqual([
      [null, 'old.txt'],
      ['old.txt', 'new.txt'],
      [null, 'new.txt'],
    ]);
    for (const name of ['old.txt', 'new.txt']) {
      expect(await lab.answer('show', `${name}@0`)).toBe('one\ntwo\nthree\n');
      expect(await lab.answer('show', `${name}@2`)).toBe(`${first}\ntwo\nthree\nfour\n`);
    }
    const patch = Buffer.from(await lab.answer('diff', 'new.txt@0..1'));
    expect(applied(patch, { 'old.txt': Buffer.from('one\ntwo\nthree\n') }, ['old.txt', 'new.txt'])).toEqual({
      'old.txt': null,
      'new.txt': Buffer.from(`${first}\ntwo\nthree\n`),
    });
  });

  test('a rename by a person that a snapshot shows is one state, not a change of nothing and a rename', async () => {
    world.commit('Begin', { 'old.txt': 'one\ntwo\n' });
    const session = world.session();
    session.turn('Shout').patch('*** Update File: old.txt\n@@\n-one\n+ONE\n two', { 'old.txt': 'ONE\ntwo\n' });
    world.git('mv', 'old.txt', 'new.txt');
    world.commit('Rename');
    session.turn('More').patch('*** Update File: new.txt\n@@\n two\n+three', { 'new.txt': 'ONE\ntwo\nthree\n' });
    expect((await lab.states('new.txt')).map(({ kind, previousPath, path }) => [kind, previousPath, path])).toEqual([
      ['base', null, 'old.txt'],
      ['edit', null, 'old.txt'],
      ['untraced', 'old.txt', 'new.txt'],
      ['edit', null, 'new.txt'],
    ]);
    expect(await lab.answer('diff', 'new.txt@2')).toBe(
      'diff --git a/old.txt b/new.txt\nsimilarity index 100%\nrename from old.txt\nrename to new.txt\n',
    );
  });

  test("reconciler 9, time-travel 7: a work tree that differs from the last state is nobody's edit", async () => {
    threeStates();
    const states = await lab.states('a.txt');
    expect(states[3]).toMatchObject({
      kind: 'worktree',
      edit: null,
      evidence: 'worktree',
      confidence: 'none',
      attribution: { agent: null, sessionId: null, turn: null, model: null },
      added: 1,
      removed: 0,
    });
    expect(await lab.answer('show', 'a.txt@worktree')).toBe('one\nTWO\nthree\nby hand\n');
    expect(await lab.answer('show', 'a.txt@2')).toBe('one\nTWO\nthree\n');
  });

  test('time-travel 7: a person between two edits is not told as the later edit either', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Talk').say('hello');
    world.write({ 'a.txt': 'zero\none\n' });
    session.turn('Add two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'zero\none\ntwo\n' });
    expect(await lab.lines('a.txt')).toEqual(['0 base', '1 untraced +1 -0', '2 s1#2 exact +1 -0']);
  });
});
