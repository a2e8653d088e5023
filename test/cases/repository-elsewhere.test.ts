import { cpSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => {
  world.remove();
});

test('a file that is named through a link to the repository is the repository’s, wherever the session ran', () => {
  world.commit('Begin', { f: 'a\nb\n', 'd/g': 'a\n' });
  const link = join(world.base, 'link');
  symlinkSync(world.repo.dir, link);
  const session = world.session().turn('w');
  session.patch(`*** Update File: ${link}/f\n@@\n a\n+x\n b`, { f: 'a\nx\nb\n' });
  session.patch(`*** Update File: ${link}/d/g\n@@\n a\n+y`, { 'd/g': 'a\ny\n' });
  session.patch(`*** Add File: ${link}/new/h\n+z`, { 'new/h': 'z\n' });
  session.patch(`*** Add File: ${world.base}/f\n+elsewhere`, {});
  expect(world.who('f')).toEqual(['a ← commit', 'x ← s1#1 exact', 'b ← commit']);
  expect(world.who('d/g')).toEqual(['a ← commit', 'y ← s1#1 exact']);
  expect(world.who('new/h')).toEqual(['z ← s1#1 exact']);
  expect(world.editLines()).toEqual([
    's1#1 modify f exact +1 -0',
    's1#1 modify d/g exact +1 -0',
    's1#1 create new/h exact +1 -0',
  ]);
});

test('a copy of a repository has what a session did before it was made, and nothing of what it did in the original after', () => {
  world.commit('Begin', { f: 'one\n' });
  const session = world.session();
  session.turn('a').patch('*** Update File: f\n@@\n one\n+x', { f: 'one\nx\n' });
  const copy = join(world.base, 'copy');
  cpSync(world.repo.dir, copy, { recursive: true });
  session.turn('b').patch('*** Update File: f\n@@\n x\n+y', { f: 'one\nx\ny\n' });
  session.patch('*** Add File: g\n+only there', { g: 'only there\n' });
  writeFileSync(join(copy, 'f'), 'one\nx\ny\n');
  expect(world.who('f', { directory: copy })).toEqual(['one ← commit', 'x ← s1#1 exact', 'y ← untraced']);
  expect(world.editLines([], { directory: copy })).toEqual(['s1#1 modify f exact +1 -0']);
  expect(world.who('f')).toEqual(['one ← commit', 'x ← s1#1 exact', 'y ← s1#2 exact']);
});

test('a repository that was moved has all that its sessions did, though another one lies where it was', () => {
  world.commit('Begin', { f: 'one\n' });
  const session = world.session();
  session.turn('a').patch('*** Update File: f\n@@\n one\n+x', { f: 'one\nx\n' });
  session.turn('b').patch('*** Update File: f\n@@\n x\n+y', { f: 'one\nx\ny\n' });
  const moved = join(world.base, 'moved');
  renameSync(world.repo.dir, moved);
  const other = world.another('repo');
  world.commitIn(other, 'Other', { g: 'g\n' });
  expect(world.who('f', { directory: moved })).toEqual(['one ← commit', 'x ← s1#1 exact', 'y ← s1#2 exact']);
});
