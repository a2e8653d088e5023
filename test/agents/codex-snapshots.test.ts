import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { SnapshotEvent } from '../../src/model/agent-event.js';
import { clock, Rollout, rewinds, snapshots } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const [G1, G2] = ['1'.repeat(40), 'ab'.repeat(20)] as const;

test('a ghost is its turn’s, wherever in the turn its record stands', () => {
  const trace = new Rollout()
    .meta()
    .says('one')
    .context('a')
    .ghost(G1, { parent: G2 })
    .says('two')
    .context('b', { cwd: '/w/demo/sub' })
    .call('shell_command', { command: 'ls' }, 'c1')
    .event({ type: 'agent_message', message: 'done' })
    .ghost(G2)
    .read(dir);
  expect(trace.events).toEqual([
    {
      kind: 'snapshot',
      session: trace.session,
      turn: trace.turns[0],
      seq: expect.any(Number),
      time: clock(4),
      model: 'a',
      trace: expect.objectContaining({ line: 5 }),
      inherited: false,
      commit: G1,
      parent: G2,
      store: null,
      cwd: '/w/demo',
    },
    expect.objectContaining({ commit: G2, parent: null, turn: trace.turns[1], model: 'b', cwd: '/w/demo/sub' }),
  ]);
});

test('the directory of a ghost is the one in force then, not the last of the file', () => {
  const trace = new Rollout()
    .meta({ cwd: '/w/start' })
    .says('one')
    .ghost(G1)
    .says('two')
    .context('m', { cwd: '/w/two' })
    .says('three')
    .ghost(G2)
    .says('four')
    .context('m', { cwd: '/w/four' })
    .read(dir);
  expect(snapshots(trace).map((event) => event.cwd)).toEqual(['/w/start', '/w/two']);
});

test('the lists of what was untracked are loaded from the record', () => {
  const adapter = codexAdapter();
  const trace = adapter.read(
    new Rollout()
      .meta()
      .says('one')
      .ghost(G1, { preexisting_untracked_files: ['notes.md', 'sp ace.txt', 7], preexisting_untracked_dirs: ['vendor'] })
      .source(dir),
  );
  expect(adapter.loadSnapshotLists(trace.events[0] as SnapshotEvent)).toEqual({
    untrackedFiles: ['notes.md', 'sp ace.txt'],
    untrackedDirs: ['vendor'],
  });
});

test('reading replacement_history copies as new snapshots or calls', () => {
  const copy = { type: 'ghost_snapshot', ghost_commit: { id: G2, parent: null } };
  const trace = new Rollout()
    .meta()
    .says('one')
    .ghost(G1)
    .record('compacted', { message: '', replacement_history: [copy] })
    .ghost(G1)
    .read(dir);
  expect(snapshots(trace).map((event) => event.commit)).toEqual([G1]);
  expect(trace.warnings).toEqual([]);
});

describe('ids are checked before they can reach a path', () => {
  test.each([
    ['40 digits', G1, [G1]],
    ['64 digits', 'c'.repeat(64), ['c'.repeat(64)]],
    ['upper case', 'AB'.repeat(20), [G2]],
    ['too short', '1234567', []],
    ['no hex', '../../../../../../../../etc/passwd-1234567', []],
    ['no text', 7, []],
  ])('%s', (_name, id, commits) => {
    const rollout = new Rollout()
      .meta()
      .says('one')
      .ghost(id as string);
    const trace = rollout.read(dir);
    expect(snapshots(trace).map((event) => event.commit)).toEqual(commits);
    expect(trace.warnings.map(({ code, count }) => [code, count])).toEqual(
      commits.length === 0 ? [['snapshot_invalid', 1]] : [],
    );
    expect(codexAdapter().probe(trace.source).snapshots).toEqual(commits);
  });
});

test('the shape of the first hour of ghosts is read too', () => {
  const trace = new Rollout().meta().says('one').item({ type: 'ghost_snapshot', commit_id: G1 }).read(dir);
  expect(snapshots(trace).map(({ commit, parent }) => [commit, parent])).toEqual([[G1, null]]);
});

test('codex reader 16: an undo puts files back, a rollback does not; an undo that failed is nothing', () => {
  const trace = new Rollout()
    .meta()
    .says('one')
    .event({ type: 'undo_completed', success: false, message: 'No ghost snapshot available to undo.' })
    .event({ type: 'undo_completed', success: true, message: 'Undo restored snapshot 40f52b2.' })
    .event({ type: 'thread_rolled_back', num_turns: 1 })
    .read(dir);
  expect(rewinds(trace)).toEqual([
    expect.objectContaining({ files: 'restored', snapshot: '40f52b2', time: clock(4), turn: trace.turns[0] }),
    expect.objectContaining({ files: 'untouched', snapshot: null, time: clock(5), turn: trace.turns[0] }),
  ]);
});
