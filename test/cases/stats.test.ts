import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gatherStats } from '../../src/app/gather-stats.js';
import type { StatsResult } from '../../src/model/stats-result.js';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

function stats(options: { paths?: string[]; agents?: string[]; minEvidence?: 'exact' | 'inferred' } = {}): StatsResult {
  const { paths = [], agents = [], minEvidence = 'inferred' } = options;
  const place = { directory: world.repo.dir, homes: {}, movedFrom: [] };
  return gatherStats({ paths, agents, minEvidence, place }, world.env(), { update: () => {}, end: () => {} });
}

/** Two sessions of two models, a person's files, and files that nobody can count. */
function history(): void {
  world.commit('first', {
    'src/a': 'one\ntwo\n',
    'src/b': 'b\n',
    same: 'same\nsame\n',
    'old name': 'x1\nx2\nx3\nx4\n',
  });
  const first = world.session({ model: 'gpt-a' });
  first.turn('Add three').patch('*** Update File: src/a\n@@\n two\n+three', { 'src/a': 'one\ntwo\nthree\n' });
  first.turn('Make one').patch('*** Add File: new\n+n1\n+n2', { new: 'n1\nn2\n' });
  first.turn('Extend').patch('*** Update File: old name\n@@\n x4\n+x5', { 'old name': 'x1\nx2\nx3\nx4\nx5\n' });
  world.commit('what the agent did');
  const second = world.session({ model: 'gpt-b' });
  second.turn('Change it').patch('*** Update File: new\n@@\n-n2\n+N2', { new: 'n1\nN2\n' });
  second.turn('Remove it').patch('*** Delete File: src/b', { 'src/b': null });
  world.git('mv', 'old name', 'new name');
  world.write({ 'src/a': 'one\ntwo\nthree\nmine\n', bin: Buffer.from([1, 0, 2]), notes: 'a person’s\n' });
}

test('every line counts as blame tells it, file by file and in sum', () => {
  history();
  const result = stats();
  const blamed = ['src/a', 'same', 'new name', 'new', 'notes'].map((path) => ({ path, ...world.blame(path).summary }));
  const sum = (of: (file: (typeof blamed)[number]) => number): number =>
    blamed.reduce((all, file) => all + of(file), 0);
  expect(result.lines).toEqual({
    total: sum(({ lines }) => lines),
    agent: sum(({ agent }) => agent),
    commit: sum(({ commit }) => commit),
    preexisting: sum(({ preexisting }) => preexisting),
    untraced: sum(({ untraced }) => untraced),
  });
  expect(result.lines).toEqual({ total: 14, agent: 4, commit: 8, preexisting: 0, untraced: 2 });
  for (const { path, agent, commit, preexisting, untraced, lines } of blamed) {
    expect(result.files.find((file) => file.path === path)?.lines).toEqual({
      total: lines,
      agent,
      commit,
      preexisting,
      untraced,
    });
  }
});

test('sums by agent, model, session and evidence agree with each other and with the edits', () => {
  history();
  const result = stats();
  const { edits } = world.edits();
  expect(result.edits).toEqual({
    count: edits.length,
    added: edits.reduce((all, { added }) => all + added, 0),
    removed: edits.reduce((all, { removed }) => all + removed, 0),
  });
  expect(result.agents).toEqual([{ agent: 'codex', sessions: 2, lines: 4, edits: { count: 5, added: 5, removed: 2 } }]);
  expect(result.models).toEqual([
    { agent: 'codex', model: 'gpt-a', lines: 3, edits: { count: 3, added: 4, removed: 0 } },
    { agent: 'codex', model: 'gpt-b', lines: 1, edits: { count: 2, added: 1, removed: 2 } },
  ]);
  expect(result.sessions.map(({ models, lines, edits: own }) => [models, lines, own.count])).toEqual([
    [['gpt-a'], 3, 3],
    [['gpt-b'], 1, 2],
  ]);
  expect(result.byEvidence).toEqual({ exact: 4, fragment: 0, snapshot: 0, inferred: 0 });
  expect(result.skipped).toEqual([{ path: 'bin', reason: 'binary' }]);
});

test('edits are counted by the day they were made on, agent and model', () => {
  world.commit('first', { a: 'one\n' });
  const first = world.session({ model: 'gpt-b' });
  first.turn('Two').patch('*** Update File: a\n@@\n one\n+two', { a: 'one\ntwo\n' });
  // One second before midnight, and one after it.
  world.clock = Date.UTC(2026, 0, 2, 23, 59, 50);
  const second = world.session({ model: 'gpt-a' });
  second.turn('Three').patch('*** Update File: a\n@@\n two\n+three', { a: 'one\ntwo\nthree\n' });
  world.clock = Date.UTC(2026, 0, 3);
  second.turn('Four').patch('*** Update File: a\n@@\n-three\n+four\n+five', { a: 'one\ntwo\nfour\nfive\n' });
  first.turn('Six').patch('*** Update File: a\n@@\n five\n+six', { a: 'one\ntwo\nfour\nfive\nsix\n' });
  const { days } = stats();
  const told = days.map(({ day, agent, model, edits }) => [day, agent, model, edits.count, edits.added, edits.removed]);
  expect(told).toEqual([
    ['2026-01-01', 'codex', 'gpt-b', 1, 1, 0],
    ['2026-01-02', 'codex', 'gpt-a', 1, 1, 0],
    ['2026-01-03', 'codex', 'gpt-a', 1, 2, 1],
    ['2026-01-03', 'codex', 'gpt-b', 1, 1, 0],
  ]);
});

describe('what is asked about', () => {
  test('folders and files limit lines and edits', () => {
    history();
    const result = stats({ paths: ['src'] });
    expect(result.lines).toEqual({ total: 4, agent: 1, commit: 2, preexisting: 0, untraced: 1 });
    expect(result.files.map(({ path, edits }) => [path, edits.count])).toEqual([
      ['src/a', 1],
      ['src/b', 1],
    ]);
  });

  test('a name that is no file is told', () => {
    history();
    expect(() => stats({ paths: ['nothing'] })).toThrow(/There is no file nothing/);
  });

  test('lines of agents that are not asked about are what they would be without them', () => {
    history();
    const result = stats({ agents: ['another'] });
    expect([result.lines.agent, result.lines.total, result.agents]).toEqual([0, 14, []]);
  });
});

test('without any session and any commit all is nobody’s', () => {
  world.write({ a: 'one\n' });
  expect(stats().lines).toEqual({ total: 1, agent: 0, commit: 0, preexisting: 0, untraced: 1 });
});

test('what is wrong with a trace is told once, however many files there are', () => {
  history();
  world.session().turn('x').record('novelty', {});
  expect(stats().warnings).toEqual(world.blame('new').warnings);
  expect(stats().warnings).toEqual([expect.objectContaining({ code: 'record_unknown_type', count: 1 })]);
});
