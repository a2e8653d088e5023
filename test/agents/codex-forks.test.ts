import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SessionTrace } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { clock, modelLines, patchOf, Rollout, uuid7 } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const patch = (name: string) => patchOf(`*** Add File: ${name}`, '+x');
const G1 = '1'.repeat(40);
const G2 = '2'.repeat(40);

/** `session turn inherited time kind` of each event. */
function lines({ events }: SessionTrace): string[] {
  return events.map(({ session, turn, inherited, time, kind, ...event }) =>
    `${session.id} ${turn?.index} ${inherited ? 'copy' : 'own'} ${time} ${kind} ${'path' in event ? event.path : ''}`.trimEnd(),
  );
}

test('codex reader 14: C17: counting copies as new edits with the fork’s date: they are the parent’s, without a time', () => {
  const [parent, child] = [uuid7(0), uuid7(3_600_000)] as const;
  const [t1, t2] = [uuid7(1_000, 2), uuid7(3_601_000, 3)] as const;
  const trace = new Rollout()
    .meta({ id: child, forked_from_id: parent, cli_version: '0.125.0', cwd: '/w/demo' })
    .meta({ id: parent, cli_version: '0.100.0', cwd: '/w/old', timestamp: clock(-3_600) })
    .task(t1)
    .context('a', { turn_id: t1 })
    .says('first')
    .ghost(G1)
    .patched(patch('a.md'), 'c1')
    .done(t1)
    .task(t2)
    .context('b', { turn_id: t2 })
    .says('second')
    .patched(patch('b.md'), 'c2')
    .read(dir);
  expect(trace.session).toMatchObject({ id: child, forkedFrom: parent, agentVersion: '0.125.0', cwd: '/w/demo' });
  expect(lines(trace)).toEqual([
    `${parent} 1 copy null snapshot`,
    `${parent} 1 copy null file_change /w/demo/a.md`,
    `${child} 1 own ${clock(15)} file_change /w/demo/b.md`,
  ]);
  expect(modelLines(trace.events)).toEqual(['1 a', '1 a', '1 b']);
  expect(trace.turns.map(({ session, index, id, startedAt }) => [session.id, index, id, startedAt])).toEqual([
    [parent, 1, t1, null],
    [child, 1, t2, clock(13)],
  ]);
  expect(trace.events[1]?.session).toMatchObject({ agentVersion: '0.100.0', cwd: '/w/old', startedAt: clock(-3_600) });
  expect(codexAdapter().probe(trace.source)).toMatchObject({ session: { id: child }, cwds: ['/w/demo', '/w/old'] });
});

test('codex reader 3: letting the copied parent session_meta overwrite the child’s id: a fork of a fork', () => {
  const [first, second, third] = [uuid7(0), uuid7(100_000), uuid7(200_000)] as const;
  const [t1, t2, t3] = [uuid7(1_000, 2), uuid7(101_000, 2), uuid7(201_000, 2)] as const;
  const trace = new Rollout()
    .meta({ id: third, forked_from_id: second })
    .meta({ id: second, forked_from_id: first })
    .meta({ id: first })
    .task(t1)
    .says('one')
    .patched(patch('a.md'), 'c1')
    .task(t2)
    .says('two')
    .patched(patch('b.md'), 'c2')
    .task(t3)
    .says('three')
    .patched(patch('c.md'), 'c3')
    .read(dir);
  expect(lines(trace).map((line) => line.replace(/ (null|2026\S+)/, ''))).toEqual([
    `${first} 1 copy file_change /w/demo/a.md`,
    `${second} 1 copy file_change /w/demo/b.md`,
    `${third} 1 own file_change /w/demo/c.md`,
  ]);
});

test('before there were turn ids, the copies end at the first pause', () => {
  const rollout = new Rollout().meta({ id: 'child', cli_version: '0.77.0' }).meta({ id: 'parent' });
  rollout.says('first').context('a').ghost(G1).patched(patch('a.md'), 'c1');
  const copied = rollout.lines.map((line) => line.replace(/"timestamp":"[^"]+"/, `"timestamp":"${clock(0)}"`));
  rollout.lines.splice(0, rollout.lines.length, ...copied);
  const trace = rollout.says('second').context('b').patched(patch('b.md'), 'c2').read(dir);
  expect(trace.session).toMatchObject({ id: 'child', forkedFrom: 'parent' });
  expect(lines(trace)).toEqual([
    'parent 1 copy null snapshot',
    'parent 1 copy null file_change /w/demo/a.md',
    `child 1 own ${clock(12)} file_change /w/demo/b.md`,
  ]);
});

test('before there were turn ids, a turn of the fork’s own that follows the copies at once is known by the wait for its model', () => {
  const rollout = new Rollout().meta({ id: 'child', cli_version: '0.98.0' }).meta({ id: 'parent' });
  rollout.says('first').context('a').ghost(G1).patched(patch('a.md'), 'c1');
  rollout.says('second').context('b').ghost(G2);
  const burst = rollout.lines.map((line, n) =>
    line.replace(/"timestamp":"[^"]+"/, `"timestamp":"2026-01-01T12:00:00.0${String(n).padStart(2, '0')}Z"`),
  );
  rollout.lines.splice(0, rollout.lines.length, ...burst);
  const trace = rollout.patched(patch('b.md'), 'c2').read(dir);
  expect(lines(trace)).toEqual([
    'parent 1 copy null snapshot',
    'parent 1 copy null file_change /w/demo/a.md',
    'child 1 own 2026-01-01T12:00:00.011Z snapshot',
    `child 1 own ${clock(13)} file_change /w/demo/b.md`,
  ]);
  expect(modelLines(trace.events)).toEqual(['1 a', '1 a', '1 b', '1 b']);
});

test('a fork that did nothing yet has copies only', () => {
  const rollout = new Rollout().meta({ id: 'child', cli_version: '0.98.0' }).meta({ id: 'parent' });
  rollout.says('first').context('a').patched(patch('a.md'), 'c1');
  const burst = rollout.lines.map((line) => line.replace(/"timestamp":"[^"]+"/, `"timestamp":"${clock(0)}"`));
  rollout.lines.splice(0, rollout.lines.length, ...burst);
  expect(lines(rollout.read(dir))).toEqual(['parent 1 copy null file_change /w/demo/a.md']);
});

test('codex reader 3: a later session_meta of the same id is an update', () => {
  const trace = new Rollout()
    .meta({ id: 's', git: { commit_hash: 'aaa', branch: 'main' } })
    .says('one')
    .meta({ id: 's', memory_mode: 'on' })
    .meta({ id: 's', git: { commit_hash: 'bbb', branch: 'next' } })
    .patched(patch('a.md'), 'c1')
    .read(dir);
  expect(trace.session).toMatchObject({
    id: 's',
    forkedFrom: null,
    git: { commit: 'bbb', branch: 'next', remote: null },
  });
  expect(lines(trace)).toEqual([`s 1 own ${clock(6)} file_change /w/demo/a.md`]);
});

test('C35: a sub-agent names its parent and has its own model', () => {
  const trace = new Rollout()
    .meta({
      id: 'child',
      source: { subagent: { thread_spawn: { parent_thread_id: 'parent', depth: 1 } } },
    })
    .says('do it')
    .context('small')
    .patched(patch('a.md'), 'c1')
    .read(dir);
  expect(trace.session).toMatchObject({ id: 'child', parentId: 'parent', forkedFrom: null });
  expect(modelLines(trace.events)).toEqual(['1 small']);
  expect(lines(trace)).toEqual([`child 1 own ${clock(5)} file_change /w/demo/a.md`]);
});

test('a sub-agent that was given its parent’s history has copies of its edits', () => {
  const [parent, child] = [uuid7(0), uuid7(100_000)] as const;
  const [t1, t2] = [uuid7(1_000, 2), uuid7(101_000, 2)] as const;
  const trace = new Rollout()
    .meta({ id: child, parent_thread_id: parent, cli_version: '0.147.0' })
    .meta({ id: parent })
    .task(t1)
    .says('first')
    .event({
      type: 'patch_apply_end',
      call_id: 'c1',
      turn_id: t1,
      success: true,
      changes: { '/w/demo/a.md': { type: 'add', content: 'x\n' } },
    })
    .task(t2)
    .says('second')
    .patched(patch('b.md'), 'c2')
    .read(dir);
  expect(lines(trace)).toEqual([
    `${parent} 1 copy null file_change /w/demo/a.md`,
    `${child} 1 own ${clock(10)} file_change /w/demo/b.md`,
  ]);
});

test('a paginated sub-agent tells where its own records begin', () => {
  const trace = new Rollout({ paginated: true })
    .meta({ id: 'child', parent_thread_id: 'parent', history_mode: 'paginated', subagent_history_start_ordinal: 4 })
    .says('first')
    .patched(patch('a.md'), 'c1')
    .says('second')
    .patched(patch('b.md'), 'c2')
    .read(dir);
  expect(lines(trace)).toEqual([
    'parent 1 copy null file_change /w/demo/a.md',
    `child 1 own ${clock(8)} file_change /w/demo/b.md`,
  ]);
});

test('codex reader 15: a paginated fork, and the file of a revert, hold no copies; both have the thread’s id', () => {
  const [parent, child, rollout] = [uuid7(0), uuid7(1_000), uuid7(2_000)] as const;
  const base = { history_mode: 'paginated', history_base: { thread_id: parent, end_ordinal_exclusive: 9 } };
  const forked = new Rollout({ paginated: true })
    .meta({ id: child, forked_from_id: parent, ...base })
    .says('one')
    .patched(patch('a.md'), 'c1')
    .read(dir);
  expect(lines(forked)).toEqual([`${child} 1 own ${clock(4)} file_change /w/demo/a.md`]);
  const source = new Rollout({ paginated: true })
    .meta({ id: parent, ...base })
    .says('one')
    .patched(patch('a.md'), 'c1')
    .source(dir, `rollout-2026-01-01T12-00-00-${parent}_${rollout}.jsonl`);
  const reverted = codexAdapter().read(source);
  expect(lines(reverted)).toEqual([`${parent} 1 own ${clock(4)} file_change /w/demo/a.md`]);
  expect(reverted.warnings).toEqual([]);
});
