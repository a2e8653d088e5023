import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import type { GitRepo } from '../support/git.js';
import { ServeLab } from './serve-lab.js';

let world: CodexWorld;
let lab: ServeLab;
let moved: string;

beforeAll(async () => {
  world = new CodexWorld();
  world.commit('Begin', { 'a.ts': 'one\n' });
  const before = world.session({ cwd: '/gone/where/it/lay' });
  before.turn('Before it was moved').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
  moved = before.id;
  const other: GitRepo = world.another('other');
  world.session({ repo: other, cwd: other.dir }).turn('Of another repository');
  lab = await ServeLab.start(world);
});

afterAll(async () => {
  await lab.close();
  world.remove();
});

test('sessions are those that blame rests on: also of where the repository lay before, and none of others', async () => {
  const { value } = await lab.json('/api/sessions');
  const { sessions, summary } = value as { sessions: { id: string }[]; summary: object };
  expect(sessions.map(({ id }) => id)).toEqual([moved]);
  expect(summary).toEqual({ matching: 1, withoutMessage: 0 });
});
