import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { f: 'one\n' });
});

afterEach(() => world.remove());

const add = (after: string, line: string): string => `*** Update File: f\n@@\n ${after}\n+${line}`;

/** `turn: codes` of each edit. */
function caveats(): string[] {
  return world.edits().edits.map(({ turn, caveats: all }) => `${turn?.index}: ${all.map(({ code }) => code).join()}`);
}

test('C27: edits of a turn that was undone say so, those before it do not', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  session.undo({ f: 'one\ntwo\n' });
  session.turn('c').patch(add('two', 'four'), { f: 'one\ntwo\nfour\n' });
  expect(caveats()).toEqual(['1: ', '2: undone', '3: ']);
});

test('C27: after an undo to a snapshot that is lost, lines are whose they were before, as the work tree shows', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch('*** Update File: f\n@@\n one\n-two\n+three', { f: 'one\nthree\n' });
  session.undo({ f: 'one\ntwo\n' });
  world.repo.git('prune', '--expire=now');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
});

test('C27: an undo to a lost snapshot takes the file back from where a patch moved it, also where a person edited it after', () => {
  const session = world.session();
  session.turn('a').patch('*** Add File: g\n+two\n+three', { g: 'two\nthree\n' });
  const move = '*** Update File: g\n*** Move to: h\n@@\n two\n-three\n+four';
  session.turn('b').patch(move, { g: null, h: 'two\nfour\n' });
  session.undo({ g: 'two\nthree\n', h: null });
  world.write({ g: 'mine\nthree\nown\n' });
  world.repo.git('prune', '--expire=now');
  expect(world.who('g')).toEqual(['mine ← untraced', 'three ← s1#1 exact', 'own ← untraced']);
});

test('C27: a line that was undone with its turn is nobody’s agent’s when a person writes it, though the snapshot is lost', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  session.undo({ f: 'one\ntwo\n' });
  world.repo.git('prune', '--expire=now');
  world.write({ f: 'one\ntwo\nthree\n' });
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← untraced']);
  world.write({ f: 'one\ntwo\nthree\nmine\n' });
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← untraced', 'mine ← untraced']);
});

test('C27: the same where the turn that was undone had made the file, or found it as it was committed', () => {
  const session = world.session();
  session.turn('a').patch(`${add('one', 'two')}\n*** Add File: g\n+four`, { f: 'one\ntwo\n', g: 'four\n' });
  session.undo({ f: 'one\n', g: null });
  world.write({ f: 'one\ntwo\nmine\n', g: 'four\nmine\n' });
  world.repo.git('prune', '--expire=now');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← untraced', 'mine ← untraced']);
  expect(world.who('g')).toEqual(['four ← untraced', 'mine ← untraced']);
});

test('C27: what is there after an undo to a lost snapshot is no command’s that was undone, but may be an earlier one’s', () => {
  const session = world.session();
  session.turn('a').shell('node make.js >> f', { f: 'one\nmade\n' });
  session.turn('b').patch(add('one', 'two'), { f: 'one\ntwo\nmade\n' });
  session.turn('c').shell('node spoil.js >> f', { f: 'one\ntwo\nmade\nspoilt\n' });
  session.undo({ f: 'one\ntwo\nmade\n' });
  world.repo.git('prune', '--expire=now');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#2 exact', 'made ← s1#1 inferred']);
});

test.each([
  ['it lists the file as untracked, as Codex does', true],
  ['it does not', false],
])(
  'C27: what a command did that was undone is nobody’s where only a lost snapshot showed the file before (%s)',
  (_, lists) => {
    const bare = new CodexWorld();
    bare.write({ f: 'one\ntwo\nthree\n' });
    const session = bare.session();
    session.turn('a', { ghost: !lists });
    if (lists) {
      const id = bare.ghost();
      session.ghosts.push(id);
      const ghost_commit = { id, parent: null, preexisting_untracked_files: ['f'], preexisting_untracked_dirs: [] };
      session.item({ type: 'ghost_snapshot', ghost_commit });
    }
    session.shell("sed -i 's/^one$/1/' f", { f: '1\ntwo\nthree\n' });
    bare.commit('All');
    session.undo({ f: 'one\ntwo\nthree\n' });
    session.patch('*** Update File: f\n@@\n+more\n three', { f: 'one\ntwo\nmore\nthree\n' });
    bare.repo.git('prune', '--expire=now');
    expect(bare.who('f')).toEqual(['one ← untraced', 'two ← commit', 'more ← s1#1 exact', 'three ← commit']);
    bare.remove();
  },
);

test('C27: a patch that only a later commit showed is still there after an undo to a lost snapshot behind it', () => {
  const session = world.session();
  world.write({ f: 'mine\none\n' });
  session.turn('a').patch('*** Update File: f\n@@ mine\n one\n+two\n+three', { f: 'mine\none\ntwo\nthree\n' });
  session.turn('b').patch(add('two', 'four'), { f: 'mine\none\ntwo\nfour\nthree\n' });
  world.commit('All');
  session.undo({ f: 'mine\none\ntwo\nthree\n' });
  world.repo.git('prune', '--expire=now');
  expect(world.who('f')).toEqual(['mine ← commit', 'one ← commit', 'two ← s1#1 fragment', 'three ← s1#1 fragment']);
});

test('C25: what no snapshot holds stays as it is in an undo, also where the snapshot is lost', () => {
  world.commit('Ignore', { '.gitignore': 'g\n' });
  const session = world.session();
  session.turn('a').patch('*** Add File: g\n+one\n+two', { g: 'one\ntwo\n' });
  session.turn('b').patch('*** Update File: g\n@@\n-two\n+three', { g: 'one\nthree\n' });
  session.undo({});
  world.write({ g: 'one\nthree\nmine\n' });
  world.repo.git('prune', '--expire=now');
  expect(world.who('g')).toEqual(['one ← s1#1 exact', 'three ← s1#2 exact', 'mine ← untraced']);
});

test('edits of turns that the session forgot stay, and say so; turns that it had forgotten before are not counted again', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  session.turn('c').patch(add('three', 'four'), { f: 'one\ntwo\nthree\nfour\n' });
  session.rollBack(1);
  session.rollBack(1);
  expect(caveats()).toEqual(['1: ', '2: rolled_back', '3: rolled_back']);
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact', 'four ← s1#3 exact']);
});

test('another session is not touched by that', () => {
  const first = world.session();
  first.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  const second = world.session();
  second.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  second.rollBack(5);
  expect(caveats()).toEqual(['1: ', '1: rolled_back']);
});

test('why says it in a sentence, and in its JSON', () => {
  const session = world.session();
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.rollBack(1);
  expect(runIn(world, ['why', 'f:2']).stdout).toContain(
    '    The session forgot the turn later; its files were left as they were\n',
  );
  const { edits } = JSON.parse(runIn(world, ['why', 'f:2', '--json']).stdout);
  expect(Object.values(edits as Record<string, { caveats: unknown }>).map((edit) => edit.caveats)).toEqual([
    [{ code: 'rolled_back', message: 'The session forgot the turn later; its files were left as they were' }],
  ]);
});

test('thread/revert: the file that goes on has the same thread’s id, and the turns that it leaves behind are still their writers', () => {
  const options = { version: '0.150.0', paginated: true, ghosts: false } as const;
  const session = world.session(options);
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' }).end();
  const end = session.lines.length;
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' }).end();
  const base = { thread_id: session.id, end_ordinal_exclusive: end };
  const file = `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${session.id}_00000009-0000-7000-8000-000000000000.jsonl`;
  const reverted = world.session({ ...options, file, meta: { id: session.id, history_base: base } });
  reverted.turn('c', { model: 'another' }).patch(add('three', 'four'), { f: 'one\ntwo\nthree\nfour\n' }).end();
  const { lines, edits } = world.blame('f');
  const told = lines.map(({ text, edit }) => {
    const by = edits[edit ?? ''];
    return `${text} ← ${by === undefined ? 'nobody' : `${by.session === session.id} ${by.turn?.prompt} ${by.model} ${by.evidence}`}`;
  });
  expect(told).toEqual([
    'one ← nobody',
    'two ← true a gpt-demo exact',
    'three ← true b gpt-demo exact',
    'four ← true c another exact',
  ]);
  expect(caveats()).toEqual(['1: ', '2: ', '1: ']);
});

test('thread/revert twice: calls of the two files that go on have ids that count from one in each of them', () => {
  const options = { version: '0.169.0', paginated: true, ghosts: false } as const;
  const session = world.session(options);
  session.turn('a').end();
  const base = { thread_id: session.id, end_ordinal_exclusive: session.lines.length };
  const goesOn = (n: number, prompt: string, body: string, change: Record<string, string>, after: string): void => {
    const file = `sessions/2026/01/01/rollout-2026-01-01T12-0${n}-00-${session.id}_0000000${n}-0000-7000-8000-000000000000.jsonl`;
    const reverted = world.session({ ...options, file, meta: { id: session.id, history_base: base } });
    reverted.call = () => 'functions.apply_patch:0';
    const told = { status: 'completed', changes: { [`${world.repo.dir}/g`]: change } } as const;
    reverted
      .turn(prompt, { model: `model-${prompt}` })
      .patch(body, { g: after }, undefined, told)
      .end();
  };
  const insert = (hunk: string) => ({ type: 'update', unified_diff: hunk });
  goesOn(2, 'b', '*** Add File: g\n+one', { type: 'add', content: 'one\n' }, 'one\n');
  goesOn(3, 'c', '*** Update File: g\n@@\n one\n+two', insert('@@ -1,1 +1,2 @@\n one\n+two\n'), 'one\ntwo\n');
  // Told by a record of the same length.
  goesOn(4, 'd', '*** Update File: g\n@@\n one\n+1.5', insert('@@ -1,1 +1,2 @@\n one\n+1.5\n'), 'one\n1.5\ntwo\n');
  const { lines, edits } = world.blame('g');
  expect(lines.map(({ text, edit }) => [text, edits[edit ?? '']?.model, edits[edit ?? '']?.evidence])).toEqual([
    ['one', 'model-b', 'exact'],
    ['1.5', 'model-d', 'exact'],
    ['two', 'model-c', 'exact'],
  ]);
  const all = world.edits().edits;
  expect(all.map(({ action, model, turn, added, removed }) => [action, model, turn?.prompt, added, removed])).toEqual([
    ['create', 'model-b', 'b', 1, 0],
    ['modify', 'model-c', 'c', 1, 0],
    ['modify', 'model-d', 'd', 1, 0],
  ]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(3);
  // The thread is told by the file that goes on last: what others tell is no doing of its calls, and of none of its turns.
  const transcript = JSON.parse(runIn(world, ['sessions', 'transcript', session.id, '--json']).stdout);
  const [turn] = transcript.turns;
  expect(turn.entries.flatMap(({ edits: made }: { edits?: string[] }) => made ?? [])).toEqual([all[2]?.id]);
  expect([transcript.turns.length, turn.edits, Object.keys(transcript.edits)]).toEqual([1, [], [all[2]?.id]]);
});

test('a migrated file holds neither snapshots nor the turns that were rolled back: what those wrote is nobody’s', () => {
  const session = world.session({ version: '0.77.0', paginated: true, ghosts: false, tasks: false });
  const root = world.repo.dir;
  const turn = (line: number, prompt: string, before: string, after: string): void => {
    session.turnId = `rollout-${line}`;
    session.record('event_msg', { type: 'turn_started', turn_id: session.turnId });
    session.turn(prompt);
    session.repo.write({ f: after });
    const added = after.slice(before.length);
    const hunk = `@@ -${before.split('\n').length - 1} +${before.split('\n').length - 1},2 @@\n ${before.trimEnd().split('\n').at(-1)}\n+${added}`;
    session.tell(`c${line}`, {
      status: 'completed',
      changes: { [`${root}/f`]: { type: 'update', unified_diff: hunk, move_path: null } },
    });
    session.record('event_msg', { type: 'turn_complete', turn_id: session.turnId });
  };
  turn(4, 'a', 'one\n', 'one\ntwo\n');
  // The migration dropped the turn that wrote this.
  world.write({ f: 'one\ntwo\nthree\n' });
  turn(20, 'c', 'one\ntwo\nthree\n', 'one\ntwo\nthree\nfour\n');
  session.shell('./tool');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← untraced', 'four ← s1#2 fragment']);
  expect(caveats()).toEqual(['1: ', '2: ']);
});

test('C27: a second undo goes one turn further back, and a third one to where the session began', () => {
  const session = world.session();
  const undo = (n: number, text: string): void => {
    session.repo.write({ f: text });
    const message = `Undo restored snapshot ${session.ghosts[n]?.slice(0, 7)}.`;
    session.record('event_msg', { type: 'undo_completed', success: true, message });
  };
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' });
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' });
  session.turn('c').patch(add('three', 'four'), { f: 'one\ntwo\nthree\nfour\n' });
  undo(2, 'one\ntwo\nthree\n');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#2 exact']);
  undo(1, 'one\ntwo\n');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
  expect(caveats()).toEqual(['1: ', '2: undone', '3: undone']);
  undo(0, 'one\n');
  world.write({ f: 'one\ntwo\n' });
  expect(world.who('f')).toEqual(['one ← commit', 'two ← untraced']);
  expect(caveats()).toEqual(['1: undone', '2: undone', '3: undone']);
});

test('a rollback counts turns that began with a message: what Codex does by itself between them is none', () => {
  const session = world.session({ version: '0.125.0', tasks: true });
  session.turn('a').patch(add('one', 'two'), { f: 'one\ntwo\n' }).end();
  session.turn('b').patch(add('two', 'three'), { f: 'one\ntwo\nthree\n' }).end();
  const turn_id = '00000001-0009-7000-9000-000000000000';
  session.record('event_msg', { type: 'task_started', turn_id, model_context_window: 1 });
  session.record('compacted', { message: '' });
  session.record('event_msg', { type: 'task_complete', turn_id });
  session.rollBack(1);
  expect(caveats()).toEqual(['1: ', '2: rolled_back']);
});
