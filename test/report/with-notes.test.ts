import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { agentsCommit, notesWorld, writeIn } from '../notes/notes-lab.js';
import type { CodexWorld } from '../support/codex-world.js';
import { report, spans } from './report-lab.js';

let world: CodexWorld;
beforeEach(() => {
  world = notesWorld();
});
afterEach(() => world.remove());

test('a clone without the traces tells by git notes what the notes tell, and marks it', async () => {
  const { session } = agentsCommit(world);
  await writeIn(world);
  const clone = world.another('clone', null);
  world.repo.git('clone', '-q', world.repo.dir, clone.dir);
  clone.git('fetch', '-q', 'origin', 'refs/notes/ai:refs/notes/ai');
  const there = { place: { directory: clone.dir, homes: { codex: [`${world.base}/nothing`] }, movedFrom: [] } };

  const result = report(world, { ...there, words: ['HEAD'] });
  expect(spans(result)).toEqual({
    'src/a.ts': ['+2 agent gpt-demo inferred', '+3 agent gpt-demo inferred', '+4 commit'],
  });
  expect(result.added).toMatchObject({
    lines: 3,
    evidence: { exact: 0, fragment: 0, snapshot: 0, inferred: 2 },
    byNote: 2,
    sessions: [{ agent: 'codex', session, lines: 2 }],
  });
  expect(report(world, { ...there, words: ['src'] }).added).toMatchObject({ lines: 4, byNote: 2 });
  expect(spans(report(world, { ...there, words: ['HEAD'], notes: false }))).toEqual({ 'src/a.ts': ['+2-4 commit'] });
  // Where the traces are, they are what is told.
  expect(report(world, { words: ['HEAD'] }).added).toMatchObject({ evidence: { exact: 2 }, byNote: 0 });
});
